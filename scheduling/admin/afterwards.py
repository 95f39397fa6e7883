"""What staff are told after an offering was saved: what stands, and is likely not meant."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling import queries
from scheduling.models import Offering, OfferingType, Rate, Variant


def rates_of(row: Offering) -> QuerySet[Rate]:
    """The rates on sale."""
    return Rate.objects.of(row.organization).filter(offering=row.pk, is_active=True)


def warn_of_no_rate(request: HttpRequest) -> None:
    """One was made, and it is free."""
    words = _("No rate was given, so adults go free of charge. Add rates if they do not.")
    messages.warning(request, words)


def warn_of_no_seats(request: HttpRequest, row: Offering) -> None:
    """A tour that has a price is meant to be booked."""
    if row.type != OfferingType.TOUR:
        return
    rows = Variant.objects.of(row.organization).filter(offering=row.pk, is_default=True)
    unseated = rows.filter(capacity=None).first()
    if unseated is None or (unseated.price_minor is None and not rates_of(row).exists()):
        return
    words = _(
        "No seats are set, so it is listed only and nobody can book it. Fill in the seats of its "
        "variant if it is to be booked."
    )
    messages.warning(request, words)


def warn_of_stranded(request: HttpRequest, row: Offering, now: datetime) -> None:
    """Bookings stay when their start is taken out of the rules."""
    count = queries.stranded(row, now)
    if not count:
        return
    words = ngettext(
        "%(count)d coming booking stands on a start that the rules no longer produce. It stays "
        "valid until it is moved or cancelled.",
        "%(count)d coming bookings stand on starts that the rules no longer produce. They stay "
        "valid until they are moved or cancelled.",
        count,
    ) % {"count": count}
    asked = urlencode({"offering": row.public_id, "day": "coming"})
    there = f"{reverse('admin:bookings_booking_changelist')}?{asked}"
    said = format_html('{} <a href="{}">{}</a>', words, there, _("See its bookings"))
    messages.warning(request, said)
