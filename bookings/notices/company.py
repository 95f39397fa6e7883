"""What a notice says of a run that waits for a minimum, and of another date instead."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from bookings import prospects, queries
from bookings.notices.scene import Scene
from bookings.notices.table import Notice
from orgs import formats
from orgs.outbox.letters import Fact

DECIDED = {Notice.MINIMUM_EXTENDED, Notice.STAFF_SHORT}
"""In these, it is said when the minimum is decided."""


def facts(scene: Scene) -> Iterator[Fact]:
    """Another date that is offered, or how far the run is from its minimum and until when."""
    booking, other = scene.booking, scene.booking.other_date(scene.now)
    if scene.notice == Notice.OTHER_DATE and other is not None:
        run = other.occurrence
        hours = formats.span(run.starts_at, run.ends_at, booking.timezone, scene.tongue.locale)
        certain = prospects.elsewhere(booking, other, scene.now)
        note = prospects.words(certain, booking.timezone, scene.tongue.locale)
        yield Fact(_("Instead"), f"{scene.day(run.starts_at)}\n{hours}", note=note)
        if other.until is not None:
            yield Fact(_("Answer by"), scene.moment(other.until))
    if scene.notice == Notice.STAFF_DATE_DECLINED and scene.step:
        offered = datetime.fromisoformat(scene.step.facts["startsAt"])
        yield Fact(_("Turned down"), scene.moment(offered))
    if scene.notice == Notice.STAFF_SHORT and booking.claim is not None:
        firm = queries.firm_seats(booking.claim.occurrence, scene.now)
        words = {"firm": firm, "least": booking.agreed.minimum_seats}
        yield Fact(_("Booked"), _("%(firm)s of the %(least)s it needs") % words)
    if scene.notice in DECIDED and booking.decides_at is not None:
        yield Fact(_("To be decided"), scene.moment(booking.decides_at))
