"""The rates of an offering. One that was ever sold must stay: those left out are put to rest."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from scheduling.actions import rows
from scheduling.actions.faults import Spot
from scheduling.actions.given import RateGiven
from scheduling.models import Offering, Rate, RateCategory

COLUMNS = (
    "label", "category", "price_minor", "seats", "min_age", "max_age", "min_quantity",
    "max_quantity",
)  # fmt: skip


def drafted(offering: Offering, given: Sequence[RateGiven], spot: Spot) -> list[Rate]:
    """The rates as they will be, in this order, unsaved; notes what is wrong with them."""
    known = {rate.public_id: rate for rate in _stored(offering)}
    return [_rate(offering, known, one, spot.at(place)) for place, one in enumerate(given)]


def replace(offering: Offering, kept: Sequence[Rate]) -> None:
    """Makes these the offering's rates."""
    for position, rate in enumerate(kept):
        rate.position = position
        rate.save()
    _stored(offering).exclude(pk__in=[rate.pk for rate in kept]).update(is_active=False)


def ensure_one(offering: Offering) -> None:
    """A bookable offering without a rate is free for adults."""
    if not _stored(offering).filter(is_active=True):
        label = str(RateCategory.ADULT.label)
        Rate.objects.create(
            organization=offering.organization, offering=offering, label=label, price_minor=0
        )


def _stored(offering: Offering) -> QuerySet[Rate]:
    return rows.parts(Rate.objects.of(offering.organization), offering)


def _rate(offering: Offering, known: dict[str, Rate], given: RateGiven, spot: Spot) -> Rate:
    """The stored rate taken out of `known`, so that an id counts once, or a new one; filled."""
    rate = Rate(organization=offering.organization, offering=offering)
    if "id" in given:
        found = known.pop(given["id"], None)
        if found is None:
            spot.at("id").is_wrong("not_found", "This offering has no such rate to change.")
        rate = found or rate
    elif given.get("price_minor") is None:
        spot.at("price_minor").is_missing()
    rows.copy(rate, given, COLUMNS)
    rate.label = rate.label or str(RateCategory(rate.category).label)
    rate.is_active = True
    check(rate, spot)
    return rate


def check(rate: Rate, spot: Spot) -> None:
    """Notes ends that lie before their beginnings."""
    if rate.max_age is not None and rate.max_age < (rate.min_age or 0):
        spot.at("max_age").is_wrong("below_minimum", _("The highest age is below the lowest."))
    if rate.max_quantity is not None and rate.max_quantity < max(rate.min_quantity, 1):
        spot.at("max_quantity").is_wrong("below_minimum", _("The most is below the least."))
