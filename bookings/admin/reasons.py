"""What the engine's reasons point at, as links for staff."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bookings.models import Booking
from orgs.models import Organization
from scheduling.admin.sentences import Names
from scheduling.engine.types import Reason
from scheduling.models import Block, Resource


def names_of(house: Organization, reasons: Sequence[Reason]) -> Names:
    """Links for all that they name. Three queries."""
    resources = Resource.objects.of(house).in_bulk({r.resource_id for r in reasons} - {None})
    blocks = Block.objects.of(house).in_bulk({r.block_id for r in reasons} - {None})
    holders = {reason.holder for reason in reasons} - {""}
    bookings = Booking.objects.of(house).filter(public_id__in=holders)
    return Names(
        resources={pk: _link("scheduling_resource", pk, row) for pk, row in resources.items()},
        blocks={pk: row.reason for pk, row in blocks.items()},
        holders={row.public_id: _link("bookings_booking", row.pk, row) for row in bookings},
    )


def _link(page_name: str, pk: int, words: Any) -> SafeString:
    return format_html(
        '<a href="{}">{}</a>', reverse(f"admin:{page_name}_change", args=[pk]), words
    )
