"""Pay on arrival: nothing is due before the run, so payment never keeps a booking waiting."""

from bookings.states import Condition


def after(outstanding: frozenset[Condition]) -> frozenset[Condition]:
    """What is still outstanding once this provider has been asked."""
    return outstanding - {Condition.PAYMENT}
