"""What a booking form says, read leniently and in shape only; the core judges it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from orgs.errors import FieldError

MANY = 999
RATE, ADD_ON = "party.", "extra."


@dataclass(frozen=True, slots=True)
class Filled:
    """One form as it was filled in."""

    party: Mapping[str, int] = field(default_factory=dict)
    extras: Mapping[str, int] = field(default_factory=dict)
    name: str = ""
    email: str = ""
    phone: str = ""
    notes: str = ""
    promo: str = ""
    token: str = ""
    shown_total: int | None = None

    @property
    def chosen(self) -> list[tuple[str, int]]:
        """The rates that somebody comes on."""
        return [(rate, count) for rate, count in self.party.items() if count > 0]

    @property
    def wanted(self) -> list[tuple[str, int]]:
        """The add-ons asked for."""
        return [(add_on, count) for add_on, count in self.extras.items() if count > 0]

    def with_token(self, token: str) -> "Filled":
        """The same, on a fresh form."""
        return replace(self, token=token)


def faults(filled: Filled) -> list[FieldError]:
    """What is wrong with the shape of the contact, before anybody is asked for seats."""
    found = []
    if not filled.name:
        found.append(FieldError("/contact/name", "required", "A name is needed."))
    try:
        validate_email(filled.email)
    except ValidationError:
        found.append(FieldError("/contact/email", "invalid", "An e-mail address is needed."))
    if filled.phone and not any(letter.isdigit() for letter in filled.phone):
        found.append(FieldError("/contact/phone", "invalid", "A phone number has digits."))
    return found


def blank(rates: Sequence[Any], party: int) -> Filled:
    """An empty form for a party: all of them on the first rate, least numbers on the others."""
    counts = {rate.public_id: rate.min_quantity for rate in rates}
    if rates:
        first, others = rates[0], sum(counts.values()) - rates[0].min_quantity
        wished = max(first.min_quantity, -(-(party - others) // max(1, first.seats)), 1)
        counts[first.public_id] = min(wished, first.max_quantity or MANY)
    return Filled(party=counts)


def read(given: Mapping[str, str], rates: Sequence[Any], add_ons: Sequence[Any]) -> Filled:
    """The form as sent. Fields that this offering does not have are passed over."""
    return Filled(
        party={rate.public_id: _count(given.get(RATE + rate.public_id)) for rate in rates},
        extras={one.public_id: _count(given.get(ADD_ON + one.public_id)) for one in add_ons},
        name=_text(given, "name", 200),
        email=_text(given, "email", 254),
        phone=_text(given, "phone", 40),
        notes=str(given.get("notes") or "").strip()[:2000],
        promo=_text(given, "promo", 60),
        token=str(given.get("token") or "")[:500],
        shown_total=_total(given.get("total")),
    )


def _text(given: Mapping[str, str], name: str, longest: int) -> str:
    return " ".join(str(given.get(name) or "").split())[:longest]


def _count(given: str | None) -> int:
    try:
        return min(MANY, max(0, int(given or 0)))
    except ValueError:
        return 0


def _total(given: str | None) -> int | None:
    """The total that was shown; a form without one is judged by the price alone."""
    plain = given and given.isascii() and given.isdecimal() and len(given) < 13
    return int(given) if given and plain else None
