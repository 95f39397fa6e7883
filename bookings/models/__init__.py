"""People and promises."""

from bookings.models.booking import Booking
from bookings.models.customer import Customer
from bookings.models.order import Instruction, LedgerEntry, Order, Payment
from bookings.models.parts import BookingLine, BookingStep
from bookings.models.promo import PromoCode, PromoUse
from bookings.models.waitlist import WaitlistEntry

__all__ = [
    "Booking",
    "BookingLine",
    "BookingStep",
    "Customer",
    "Instruction",
    "LedgerEntry",
    "Order",
    "Payment",
    "PromoCode",
    "PromoUse",
    "WaitlistEntry",
]
