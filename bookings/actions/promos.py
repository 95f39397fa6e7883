"""Promo codes: made, changed, archived. What was used stays used."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop as _

from bookings import promos, queries
from bookings.models import PromoCode
from orgs.access import Caller
from orgs.actions import trail
from orgs.errors import Duplicate
from orgs.models import Organization
from scheduling.actions import rows
from scheduling.actions.faults import Spot, nothing_wrong
from scheduling.models import Offering

PLAIN = (
    "note", "percent_off", "amount_off_minor", "starts_on", "ends_on", "max_uses",
    "max_uses_per_customer", "minimum_minor",
)  # fmt: skip
TOLD = ("code", *PLAIN, "archived_at")
CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{1,39}", re.ASCII)


class PromoGiven(TypedDict, total=False):
    """What may be given: `percent_off` or `amount_off_minor`; `offerings` as ids, none: all."""

    code: str
    note: str
    percent_off: Decimal | None
    amount_off_minor: int | None
    starts_on: date | None
    ends_on: date | None
    max_uses: int | None
    max_uses_per_customer: int | None
    minimum_minor: int
    offerings: Sequence[str]
    is_archived: bool


@transaction.atomic
def create(
    *, org: Organization, by: Caller, now: datetime, **given: Unpack[PromoGiven]
) -> PromoCode:
    """A new code; `code` and one of both discounts are needed. Raises Invalid and Duplicate."""
    row = PromoCode(organization=org)
    named = _filled(row, given, now)
    _save(row, named)
    after = _picture(row)
    trail.record(row, by=by, now=now, verb="promo.created", before=trail.NEW, after=after)
    return row


@transaction.atomic
def change(
    *, org: Organization, by: Caller, now: datetime, ref: str, **given: Unpack[PromoGiven]
) -> PromoCode:
    """Sets what is given, for bookings to come. Raises NotFound, Invalid and Duplicate."""
    row = rows.locked(queries.promo_codes(org), ref)
    before = _picture(row)
    named = _filled(row, given, now)
    _save(row, named)
    after = _picture(row)
    trail.record(row, by=by, now=now, verb="promo.changed", before=before, after=after)
    return row


def archive(*, org: Organization, by: Caller, now: datetime, ref: str) -> PromoCode:
    """Nobody can use it any more; bookings keep what it took off."""
    return change(org=org, by=by, now=now, ref=ref, is_archived=True)


def _filled(row: PromoCode, given: PromoGiven, now: datetime) -> list[Offering] | None:
    """Fills the row; the offerings it is for, None: as they are. Raises Invalid."""
    faults = nothing_wrong()
    if "code" in given:
        row.code = promos.spelled(given["code"])
    if not CODE.fullmatch(row.code):
        faults.at("code").is_wrong(
            "invalid", _("A code has 2 to 40 letters, digits, hyphens or underscores.")
        )
    _discount(row, given)
    rows.copy(row, given, PLAIN)
    if "is_archived" in given:
        row.archived_at = (row.archived_at or now) if given["is_archived"] else None
    _check(row, faults)
    named = None
    if "offerings" in given:
        known = Offering.objects.of(row.organization)
        named = rows.all_referred(known, given["offerings"], faults.at("offerings"))
    faults.refuse()
    return named


def _discount(row: PromoCode, given: PromoGiven) -> None:
    """One of both takes the other's place."""
    if given.get("percent_off") is not None and given.get("amount_off_minor") is None:
        row.amount_off_minor = None
    if given.get("amount_off_minor") is not None and given.get("percent_off") is None:
        row.percent_off = None


def _check(row: PromoCode, faults: Spot) -> None:
    if (row.percent_off is None) == (row.amount_off_minor is None):
        faults.at("percent_off").is_wrong(
            "contradiction", _("A code takes off a percentage or an amount.")
        )
    if row.percent_off is not None and not 0 < row.percent_off <= 100:
        faults.at("percent_off").is_wrong(
            "out_of_range", _("A percentage is above 0, at most 100.")
        )
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        faults.at("ends_on").is_wrong("before_start", _("The last day is before the first."))


def _save(row: PromoCode, named: list[Offering] | None) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        others = PromoCode.objects.of(row.organization).exclude(pk=row.pk)
        if not others.filter(code=row.code).exists():
            raise
        raise Duplicate(
            _("There is a promo code of this spelling already."), field="code"
        ) from error
    if named is not None:
        row.offerings.set(named)


def _picture(row: PromoCode) -> dict[str, Any]:
    named = sorted(one.public_id for one in row.offerings.all())
    return trail.picture(row, TOLD) | {"offerings": named}
