"""Private requests to test with: Harbor's private ride, at any time a guest proposes."""

from datetime import datetime, timedelta
from typing import Any

from bookings import actions
from bookings.models import Booking
from orgs.access import Caller
from orgs.models import Event
from scheduling.models import Offering, Policy
from tests.harbor import GUEST, NINE, NOW, organization, tour, wanting

HOUR = timedelta(hours=1)
SEVEN = NINE - 2 * HOUR
"""An early start that no rule makes."""
STAFF = Caller()


def private_ride(**fields: Any) -> Offering:
    """Every day at nine and one for whoever comes first, and at any time for who proposes it."""
    org = fields.pop("org", None) or organization()
    return tour(org, **{"name": "Private ride", "proposals": "ANY", "exclusive": True, **fields})


def proposing(ride: Offering, *, starts_at: datetime = SEVEN, **wishes: Any) -> Booking:
    """A guest's proposal."""
    request = wanting(ride, starts_at=starts_at, **wishes)
    return actions.propose(request=request, by=GUEST, now=NOW).booking


def answered(booking: Booking, price: int = 30_000, **offered: Any) -> Booking:
    """With a price that staff named."""
    offer = actions.Offer(price=price, **offered)
    return actions.offer(booking=fresh(booking), offered=offer, by=STAFF, now=NOW)


def offered(ride: Offering, **wishes: Any) -> Booking:
    """A proposal that was answered."""
    return answered(proposing(ride, **wishes))


def fresh(booking: Booking) -> Booking:
    """As it is stored now."""
    rows = Booking.objects.select_related(
        "organization", "offering", "variant", "claim__occurrence", "order"
    )
    return rows.get(pk=booking.pk)


def verbs(booking: Booking) -> list[str]:
    """Its time line, as the outbox tells it."""
    rows = Event.objects.filter(subject=booking.public_id).order_by("id")
    return [kind.removeprefix("booking.") for kind in rows.values_list("kind", flat=True)]


def unheld(offering: Offering) -> None:
    """From now on requests for it hold no seats."""
    offering.policy = Policy.objects.create(
        organization=offering.organization, name="Loose", approval_holds_seats=False
    )
    offering.save()
