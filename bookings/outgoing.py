"""Tells the outbox which messages bookings have, and the worker what it does for them."""

from bookings import clockwork, nudges
from bookings.notices import kinds
from bookings.notices.waiting import kinds as of_waitlists
from bookings.payments import carrying
from bookings.payments import clock as payments
from orgs.outbox import carriers, clock

kinds.register()
of_waitlists.register()
clock.register("bookings", clockwork.run)
clock.register("payments", payments.run)
carriers.register("payments", carrying.carry_some)
carriers.register("waitlists", nudges.Nudge())
