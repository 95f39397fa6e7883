"""People and promises."""

from bookings.models.booking import Booking, BookingLine, BookingStep
from bookings.models.customer import Customer

__all__ = ["Booking", "BookingLine", "BookingStep", "Customer"]
