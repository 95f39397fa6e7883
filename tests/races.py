"""Racing: many at once, each with a database connection of its own, on committed data."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier
from typing import TypeVar

from django.db import connection

from orgs.errors import Refusal

Answer = TypeVar("Answer")
Racer = Callable[[], Answer]

MOST = 100
# Racers stay between races with their connections: to open one is dearer than a race.
_POOL = ThreadPoolExecutor(MOST, thread_name_prefix="racer")


def race(racers: Sequence[Racer[Answer]]) -> list[Answer | Refusal]:
    """What each racer got, in order: its answer or how it was refused. Anything else is raised."""
    if len(racers) > MOST:
        raise ValueError(f"{len(racers)} racers would wait for each other for ever.")
    barrier = Barrier(len(racers))

    def run(racer: Racer[Answer]) -> Answer | Refusal:
        barrier.wait()
        try:
            return racer()
        except Refusal as refusal:
            return refusal
        except BaseException:
            connection.close()
            raise

    # All are waited for before any is judged: none runs on into the next test.
    running = [_POOL.submit(run, racer) for racer in racers]
    wait(running)
    return [one.result() for one in running]


def send_home() -> None:
    """Close the connections of all racers, so that the database can be removed."""
    race([lambda: connection.close()] * MOST)


def winners(answers: Sequence[Answer | Refusal]) -> list[Answer]:
    """The answers that are no refusals."""
    return [answer for answer in answers if not isinstance(answer, Refusal)]
