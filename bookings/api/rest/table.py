"""Bookings as the staff's table (CSV)."""

import re
from datetime import datetime

from bookings import added
from bookings.models import Booking
from orgs.dialects.fields import money_word
from orgs.formats import iso

HEAD = (
    "id", "reference", "status", "offering", "instanceStartsAt", "endsAt", "seats", "name",
    "email", "phone", "total", "currency", "createdAt", "externalReference",
)  # fmt: skip

# As OWASP lists them, with their wide forms of East Asian keyboards.
FORMULA_STARTS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
PHONE = re.compile(r"\+\d[\d ]*", re.ASCII)


def line(row: Booking, now: datetime) -> tuple[str, ...]:
    """A booking as a line of the staff's table; what begins like a formula is made harmless."""
    row, zone = added.as_it_stands(row, now), row.timezone
    total = money_word(row.total_minor, row.currency)
    cells = (
        row.public_id, row.reference, row.state_at(now).value, row.offering.name,
        iso(row.starts_at, zone), iso(row.ends_at, zone), str(row.seats), row.name, row.email,
        row.phone, total["amount"], total["currency"], iso(row.created_at, zone),
        row.external_reference,
    )  # fmt: skip
    return tuple(f"'{cell}" if _is_formula(cell) else cell for cell in cells)


def _is_formula(cell: str) -> bool:
    """Whether a spreadsheet would work it out. A plus with digits and spaces is but a number."""
    return cell[:1] in FORMULA_STARTS and not PHONE.fullmatch(cell)
