"""What the notices of bookings and of waitlists have in common."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from bookings.models import Booking, WaitlistEntry
from orgs.models import Audience, Organization
from orgs.outbox import links
from orgs.outbox.letters import Fact
from scheduling.models import Offering

ADVERTISING = re.compile(r"://|www\.|\.\w{2,}/|@", re.IGNORECASE)
"""A name with an address in it: somebody makes us send their advertising to others."""


def greeted(name: str) -> str:
    """A guest's name, unless it is not one."""
    return _("dear guest") if ADVERTISING.search(name) else " ".join(name.split())


def where(offering: Offering) -> Iterator[Fact]:
    """The place, where one is named, with its address and a map."""
    location = offering.location
    name = ", ".join(part for part in (offering.venue, location.name if location else "") if part)
    address = location.address if location else ""
    if name:
        map_ = links.map_of(address)
        yield Fact(_("Where"), name, address, link=map_, link_label=_("Map"))


def contact(of: Booking | WaitlistEntry) -> Iterator[Fact]:
    """Whom it is about, for staff."""
    reach = " · ".join(part for part in (of.email, of.phone) if part)
    yield Fact(_("Guest"), of.name, note=reach)


def foot(audience: Audience, house: Organization) -> str:
    """Why somebody gets the mail, or how to answer it."""
    if audience == Audience.STAFF:
        return _("You get this mail because you work for %(house)s.") % {"house": house.name}
    return _("Questions? Just answer this mail.") if house.email else ""


def logo(offering: Offering) -> str:
    """The one of the calendar that it is in."""
    theme = offering.calendar.theme
    return str(theme.get("logo", "")) if isinstance(theme, dict) else ""
