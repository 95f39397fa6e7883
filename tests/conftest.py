"""What every test has: an empty cache, a fixed present, and the machine's own Chromium."""

import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.template import Context, RequestContext, Template
from django.test import TransactionTestCase
from django.test.utils import instrumented_test_render
from hypothesis import settings as hypothesis_settings
from psycopg._preparing import PrepareManager

from tests.emptying import empty_tables
from tests.races import send_home
from tests.run import find_chromium

# How long an example takes depends on what else the machine is doing.
hypothesis_settings.register_profile("slotwright", deadline=None)
hypothesis_settings.load_profile("slotwright")


DATABASE = {"db", "transactional_db", "django_db_serialized_rollback", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks no database is marked, since it need not run on each of them; what only PostgreSQL
    has is left out on SQLite, where it is no matter of a test that was skipped."""
    if connection.vendor != "postgresql":
        theirs = [item for item in items if item.get_closest_marker("postgres")]
        config.hook.pytest_deselected(items=theirs)
        items[:] = [item for item in items if item not in theirs]
    for item in items:
        marked = any(map(item.get_closest_marker, ("django_db", "postgres")))
        asks = marked or DATABASE & set(item.fixturenames)
        if not asks:
            item.add_marker("pure")


def pytest_collection_finish() -> None:
    """What was imported stays to the end: the collector need not walk it over and over."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _only_pages_are_remembered(django_test_environment: None) -> None:
    """Django's test client keeps the context of each template; of whole pages is enough.

    A page of the admin is made of hundreds of widgets, whose copies cost more than the page.
    """
    Template._render = _remembering_pages  # type: ignore[attr-defined]  # noqa: SLF001


def _remembering_pages(template: Template, context: Context) -> str:
    if isinstance(context, RequestContext) and context.template is template:
        return str(instrumented_test_render(template, context))
    return template.nodelist.render(context)


@pytest.fixture(scope="session", autouse=True)
def _statements_outlast_a_rollback() -> None:
    """psycopg forgets then what it prepared, since a table may be gone by that.

    No test drops any, each ends in a rollback, and most of PostgreSQL's time went into planning.
    """
    PrepareManager.clear = lambda manager: False  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """The test database; it can be removed once no racer holds a connection to it."""
    TransactionTestCase._fixture_teardown = empty_tables  # type: ignore[method-assign]  # noqa: SLF001
    yield
    send_home()


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen: a Wednesday, noon in UTC, summer time in Europe."""
    return datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Throttle counts and stored answers must not travel from one test to the next."""
    for cache in caches.all():
        cache.clear()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium found here; Playwright's own download is not everywhere to be had."""
    path = find_chromium()
    if path is None:
        pytest.fail("No Chromium found: apt-get install chromium, or set CHROMIUM.")
    # Playwright keeps an event loop running in this thread, which Django takes for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    flags = [*browser_type_launch_args.get("args", []), *sandbox, "--disable-dev-shm-usage"]
    return browser_type_launch_args | {"executable_path": path, "args": flags}
