"""Tells the outbox which messages bookings have, and the worker what happens to them by itself."""

from bookings import clockwork
from bookings.actions.waiting import matching
from bookings.notices import kinds
from bookings.payments import carrying, hearing
from orgs.outbox import clock

kinds.register()
clock.register("bookings", clockwork.run)
clock.register("waitlist", lambda now: matching.match(now=now))
clock.register("payments", lambda now: carrying.carry_out(now=now))
clock.register("notices", hearing.tell_postponed)
