"""The booking step's facts: which run is meant, what it may cost, what was filled in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bookings.parties import Party
from bookings.requests import Choice
from embed import address, forms
from embed.page import Page
from embed.presenters import booking as words
from embed.presenters import gone
from embed.presenters.gone import Gone
from embed.presenters.marks import CALLED_OFF
from orgs import formats
from orgs.errors import NotFound
from scheduling import availability, queries


@dataclass(frozen=True)
class Desk:
    """One run of one variant, as it stands now. `found` None: no rule makes such a run."""

    page: Page
    offering: Any
    variant: Any
    starts_at: datetime
    found: Any | None

    @property
    def bookable(self) -> bool:
        """Whether it is sold at all, rather than listed or called off."""
        called_off = self.offering.event_status in CALLED_OFF
        return self.variant.capacity is not None and not called_off

    @property
    def back(self) -> str:
        """The calendar where the visitor left it, at this day where it names none."""
        page, choice = self.page, self._choice
        if not choice.has_place:
            day = address.near(self.starts_at.date(), page.today)
            choice = choice.to(day=day) if choice.view != "week" else choice.to(week=day)
        return page.at(choice)

    def at(self, name: str) -> str:
        """One of this run's pages, with the visitor's choices."""
        page = replace(self.page, choice=self._choice)
        return page.step(name, self.offering.public_id, self.variant.public_id, self.starts_at)

    def at_another(self, slot: Any) -> str:
        """This step for another run of the offering."""
        return replace(self, variant=slot.variant, starts_at=slot.starts_at).at("book")

    @property
    def _choice(self) -> address.Choice:
        """What the visitor had narrowed the calendar to before this run was chosen."""
        return self.page.choice.to(offering=self.page.request.GET.get("filter", ""))

    @property
    def gone(self) -> Gone | None:
        """Why nobody can have it; None where it can be had."""
        return gone.of(self.found, self.page.now, self.page.tongue.locale)

    @property
    def remaining(self) -> int | None:
        """The seats that are left, where it can be had."""
        return self.found.remaining if self.found and not self.gone else None

    @property
    def ends_at(self) -> datetime:
        """When it ends, or would."""
        minutes = timedelta(minutes=self.variant.duration_minutes)
        return self.found.ends_at if self.found else self.starts_at + minutes

    @property
    def rates(self) -> list[Any]:
        """Whom it is sold to."""
        return words.offering_rates(self.offering)

    @property
    def add_ons(self) -> list[Any]:
        """What may be had with it."""
        return words.offering_add_ons(self.offering)

    @property
    def purpose(self) -> str:
        """What the form's token is bound to."""
        return self.page.calendar.public_id

    def seats(self, filled: forms.Filled) -> int:
        """How many seats the party takes; infants may take none."""
        return sum(rate.seats * filled.party.get(rate.public_id, 0) for rate in self.rates)

    def blank(self) -> forms.Filled:
        """The form as it is first shown."""
        return forms.blank(self.rates, max(self.page.choice.party, self.offering.min_party))

    def choice(self, filled: forms.Filled) -> Choice:
        """What the form asks for, in the core's words."""
        return Choice(
            offering=self.offering,
            starts_at=self.starts_at,
            party=Party(by_rate=filled.chosen),
            variant_id=self.variant.public_id,
            add_ons=filled.wanted,
            promo_code=filled.promo,
        )

    def alternatives(self, party: int) -> Sequence[Any]:
        """The nearest runs of the same offering with room for the party, or else the first ones."""
        one, now = max(1, party), self.page.now
        near = availability.nearest_slots(
            offering=self.offering, to=self.starts_at, party=one, now=now
        )
        return near or availability.next_slots(offerings=[self.offering], party=one, now=now)


def opened(page: Page, variant_id: str, starts_at: datetime | None) -> Desk:
    """The run that the address names; NotFound where no public offering has it."""
    wanted = page.choice.offering
    offering = next(
        (one for one in queries.public_offerings(page.calendar) if one.public_id == wanted), None
    )
    if offering is None or starts_at is None or not address.near(starts_at.date(), page.today):
        raise NotFound
    variant = next((one for one in offering.variants.all() if one.public_id == variant_id), None)
    if variant is None:
        raise NotFound
    return Desk(page, offering, variant, starts_at, _slot(page, offering, variant, starts_at))


def _slot(page: Page, offering: Any, variant: Any, starts_at: datetime) -> Any | None:
    day = formats.local(starts_at, offering.timezone).date()
    slots = availability.all_of_offering(
        offering=offering, first=day, last=day, party=1, now=page.now
    )
    found = (
        slot
        for slot in slots
        if slot.starts_at == starts_at and slot.variant.public_id == variant.public_id
    )
    return next(found, None)
