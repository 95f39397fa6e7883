"""Tells the outbox which messages bookings have, and the worker what happens to them by itself."""

from bookings import clockwork
from bookings.notices import kinds
from bookings.payments import clock as payments
from orgs.outbox import clock

kinds.register()
clock.register("bookings", clockwork.run)
clock.register("payments", payments.run)
