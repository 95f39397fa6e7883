"""Racing: many at once, each with a database connection of its own, on committed data."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

from orgs.errors import Refusal

Answer = TypeVar("Answer")


def race(racers: Sequence[Callable[[], Answer]]) -> list[Answer | Refusal]:
    """What each racer got, in order: its answer or how it was refused. Anything else is raised."""
    barrier = Barrier(len(racers))

    def run(racer: Callable[[], Answer]) -> Answer | Refusal:
        barrier.wait()
        try:
            return racer()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(racers)) as pool:
        return list(pool.map(run, racers))


def winners(answers: Sequence[Answer | Refusal]) -> list[Answer]:
    """The answers that are no refusals."""
    return [answer for answer in answers if not isinstance(answer, Refusal)]
