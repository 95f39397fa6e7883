"""What a booking uses up besides seats: add-ons of its run, a use of a promo code.

Called in the booking's own transaction once it is written, under the lock of its run; the promo
code's row is locked after that. A refusal takes the whole booking back.
"""

from datetime import datetime

from bookings import promos, quotes, stock
from bookings.errors import PriceChanged, PromoUnknown
from bookings.models import Booking, PromoCode, PromoUse
from bookings.quotes import Quote


def take(booking: Booking, worked_out: Quote, now: datetime) -> None:
    """Raises AddOnSoldOut, PromoUnknown, PromoNotValid, PromoUsedUp and PriceChanged."""
    stock.settle(booking, now)
    if worked_out.promo is not None:
        _use(booking, worked_out, worked_out.promo, now)


def _use(booking: Booking, worked_out: Quote, quoted: PromoCode, now: datetime) -> None:
    """One use, judged by the code as it is under its lock."""
    promo = _locked(quoted)
    promos.check(promo, worked_out.offering, worked_out.price.subtotal, now)
    promos.check_left(promo, now, booking.customer)
    if promos.offer(promo) != promos.offer(quoted):
        total = quotes.repriced(worked_out, promo).total
        raise PriceChanged(total=total, currency=booking.currency)
    off = sum(one.amount_minor for one in worked_out.price.discounts if one.code == "PROMO")
    PromoUse.objects.create(
        organization=booking.organization,
        promo=promo,
        booking=booking,
        customer=booking.customer,
        amount_minor=off,
    )


def leave_promo(booking: Booking) -> None:
    """Its price is another one than the code was used for: the use is free again."""
    PromoUse.objects.of(booking.organization_id).filter(booking=booking).delete()


def _locked(promo: PromoCode) -> PromoCode:
    rows = PromoCode.objects.of(promo.organization_id).select_for_update(no_key=True)
    found: PromoCode | None = rows.filter(pk=promo.pk, archived_at=None).first()
    if found is None:
        raise PromoUnknown
    return found
