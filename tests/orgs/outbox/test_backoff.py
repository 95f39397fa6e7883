"""When to try again."""

from datetime import timedelta

from orgs.outbox import backoff

MINUTE = timedelta(minutes=1)


def test_the_wait_doubles_up_to_six_hours_and_ends() -> None:
    waits = [backoff.delay(tries, lambda: 0.5) for tries in range(1, 13)]

    assert waits == [
        *(MINUTE * minutes for minutes in (1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360)),
        None,
    ]


def test_a_message_is_tried_for_about_a_day() -> None:
    waits = [backoff.delay(tries, lambda: 0.5) or timedelta() for tries in range(1, 12)]

    assert timedelta(hours=18) < sum(waits, timedelta()) < timedelta(hours=30)


def test_what_failed_together_does_not_come_back_together() -> None:
    assert backoff.delay(3, lambda: 0.0) == 3 * MINUTE
    assert backoff.delay(3, lambda: 1.0) == 5 * MINUTE
