"""Staff give money back, or take some off the price."""

from datetime import datetime

from django.db import transaction

from bookings.actions import money
from bookings.actions.moves import Step, locked, record
from bookings.errors import AmountTooLarge
from bookings.models import Booking
from bookings.states import ENDED
from orgs.access import Caller


def refund(*, booking: Booking, amount: int, by: Caller, now: datetime, reason: str) -> Booking:
    """Gives `amount` (minor units) back through the providers it came through.

    Of a booking that goes on, it comes off the price; of one that ended, off what was kept.
    Raises AmountTooLarge above what providers hold or took and have not been told to give back.
    """
    with transaction.atomic():
        fresh = locked(booking)
        there = sum(share.held + share.kept for share in money.shares(fresh))
        goes_on = fresh.state_at(now) not in ENDED
        most = min(there, fresh.target_minor(now)) if goes_on else there
        if amount > most:
            raise AmountTooLarge(most=most, currency=fresh.currency)
        stays = there - amount + money.by_hand(fresh)
        facts = {"amount": amount}
        if goes_on:
            facts["price_was"] = fresh.price_minor
            fresh.waived_minor += amount
            facts["price_is"] = fresh.price_minor
            stays = min(stays, fresh.target_minor(now))
        else:
            fresh.kept_minor = stays
        fresh.updated_at = now
        fresh.save(update_fields=["waived_minor", "kept_minor", "updated_at"])
        money.give_back(fresh, stays, now, reason=reason, actor=by.name)
        record(fresh, Step("refund_asked", by, now, reason), fresh.state, facts)
        return fresh
