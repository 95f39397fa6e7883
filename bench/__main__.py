"""`python -m bench`: starts what is needed, measures, prints a table, stops everything."""

import argparse
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

import django
from django.utils.module_loading import import_string

from bench import database
from bench.client import Failed
from tests.postgres import DidNotStart

NAMES = (
    *("month", "calendar", "embed", "embed-many", "hot", "spread", "worker"),
    *("engine", "engine-service"),
)


def main(arguments: list[str]) -> None:
    """Settings need to know the database, and models the settings: hence in this order."""
    asked = _parse(arguments)
    signal.signal(signal.SIGTERM, _stop_cleanly)
    with database.cluster() as url:
        os.environ |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.settings"}
        django.setup()
        import_string("bench.run.main")(asked, url)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=NAMES, help="measure these paths")
    parser.add_argument("--seconds", type=float, default=5, help="for each path")
    parser.add_argument("--workers", type=int, default=2, help="of gunicorn, sync")
    parser.add_argument("--markdown", action="store_true", help="print for docs/performance.md")
    return parser.parse_args(arguments)


def _stop_cleanly(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(143)  # As an exception, so that servers and folders are removed on the way out.


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
    except (Failed, DidNotStart) as problem:
        sys.exit(str(problem))
