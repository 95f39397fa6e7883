"""What a door hands to the core when somebody wants to book."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bookings.parties import Party
from scheduling.models import Offering


@dataclass(frozen=True, slots=True)
class Contact:
    """Who to talk to. `locale` is a language tag; empty: the organization's."""

    name: str
    email: str
    phone: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted: a run of an offering, for a party, with add-ons (public id, quantity).

    `variant_id` empty: the default one. `starts_at` is an instant.
    """

    offering: Offering
    starts_at: datetime
    party: Party
    variant_id: str = ""
    add_ons: Sequence[tuple[str, int]] = ()
    promo_code: str = ""


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """A choice and who makes it.

    `client_ref` makes the request repeatable: the same one again answers the first booking.
    `expected_total` (minor units), when given, must still be the price. `success_url` and
    `cancel_url` are pages of the operator's own sites to come back to from paying.
    """

    choice: Choice
    contact: Contact
    notes: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    utm: dict[str, str] = field(default_factory=dict)
    reference: str = ""
    client_ref: str = ""
    expected_total: int | None = None
    success_url: str = ""
    cancel_url: str = ""


@dataclass(frozen=True, slots=True)
class WaitRequest:
    """What somebody wants to wait for: a slot, the days from `first` to `last`, or any start.

    Days are inclusive, on the venue's calendar. `client_ref` as in BookingRequest.
    """

    offering: Offering
    party: Party
    contact: Contact
    variant_id: str = ""
    starts_at: datetime | None = None
    first: date | None = None
    last: date | None = None
    client_ref: str = ""
