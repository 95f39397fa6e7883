"""Promo codes: which word means which, what it is good for, and whether uses of it are left."""

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from bookings import pricing
from bookings.errors import PromoNotValid, PromoUnknown, PromoUsedUp
from bookings.models import Customer, PromoCode, PromoUse
from orgs import formats
from orgs.models import Organization
from scheduling.models import Offering


def spelled(code: str) -> str:
    """A code in its one spelling."""
    return "".join(code.split()).upper()


def named(organization: Organization, code: str) -> PromoCode:
    """The code that a guest typed. Raises PromoUnknown."""
    rows = PromoCode.objects.of(organization).filter(archived_at=None, code=spelled(code)[:40])
    found: PromoCode | None = rows.prefetch_related("offerings").first()
    if found is None:
        raise PromoUnknown
    return found


def check(promo: PromoCode, offering: Offering, subtotal: int, now: datetime) -> None:
    """Whether it may be used for this, today. Raises PromoNotValid, which says until when."""
    organization = offering.organization
    _check_day(promo, formats.local(now, organization.timezone).date())
    meant = promo.offerings.all()
    if meant and offering.pk not in {one.pk for one in meant}:
        raise PromoNotValid("This code is for something else.")
    if subtotal < promo.minimum_minor:
        least = formats.money(promo.minimum_minor, organization.currency, organization.locale)
        said = f"This code needs a price of {least} or more."
        raise PromoNotValid(said, minimum=promo.minimum_minor, currency=organization.currency)


def check_left(promo: PromoCode, now: datetime, customer: Customer | None = None) -> None:
    """Whether there is a use left, in all and for this customer. Raises PromoUsedUp.

    Without the row's lock this is a look, not a promise.
    """
    uses = PromoUse.objects.of(promo.organization_id).filter(promo=promo).live(now)
    if promo.max_uses is not None and uses.count() >= promo.max_uses:
        raise PromoUsedUp
    most = promo.max_uses_per_customer
    if customer and most is not None and uses.filter(customer=customer).count() >= most:
        said = "You have used this code as often as it may be used."
        raise PromoUsedUp(said, maxUsesPerCustomer=most)


def offer(promo: PromoCode) -> pricing.Promo:
    """What it takes off."""
    percent = promo.percent_off if promo.percent_off is not None else Decimal(0)
    return pricing.Promo(promo.code, percent, promo.amount_off_minor or 0)


def uses_of(now: datetime) -> Coalesce:
    """An annotation of codes: how many of their uses stand at `now`."""
    uses = PromoUse.objects.of(OuterRef("organization")).live(now).filter(promo=OuterRef("pk"))
    count = uses.order_by().values("promo").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(count), 0)


def _check_day(promo: PromoCode, today: date) -> None:
    if promo.starts_on is not None and today < promo.starts_on:
        first = promo.starts_on.isoformat()
        raise PromoNotValid(f"This code can be used from {first} on.", validFrom=first)
    if promo.ends_on is not None and today > promo.ends_on:
        last = promo.ends_on.isoformat()
        raise PromoNotValid(f"This code could be used until {last}.", validUntil=last)
