"""Tells the outbox which messages the ground floor has, and the worker how they are sent."""

from orgs.outbox import carriers, failure, kinds
from orgs.outbox.delivering import deliver_some

kinds.register(failure.KIND)
carriers.register("messages", deliver_some)
