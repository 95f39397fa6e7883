"""Tells the outbox which messages the ground floor has."""

from orgs.outbox import failure, kinds

kinds.register(failure.KIND)
