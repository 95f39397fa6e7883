"""Who may see and change what a guest has here: whoever holds its own key, and staff."""

from datetime import datetime
from typing import Protocol, TypeVar

from orgs.access import Caller
from orgs.errors import NotFound
from orgs.models import Organization


class Keyed(Protocol):
    """A booking, or a place on a waitlist."""

    @property
    def organization(self) -> Organization:
        """Whose guest it is."""

    def opens_with(self, token: str, now: datetime) -> bool:
        """Whether this is its own key, and still works."""


Row = TypeVar("Row", bound=Keyed)


def opened(row: Row, token: str, now: datetime) -> Row:
    """The row to which this is the key. Raises NotFound for a wrong or outdated one alike."""
    if not row.opens_with(token, now):
        raise NotFound
    return row


def may_see(row: Keyed, caller: Caller, token: str, now: datetime) -> bool:
    """Whether the caller sees whose it is: with its key, or as staff."""
    return _may("bookings:read", row, caller, token, now)


def may_change(row: Keyed, caller: Caller, token: str, now: datetime) -> bool:
    """Whether the caller may act for its guest: with its key, or as staff."""
    return _may("bookings:write", row, caller, token, now)


def _may(scope: str, row: Keyed, caller: Caller, token: str, now: datetime) -> bool:
    has_key = bool(token) and row.opens_with(token, now)
    return has_key or caller.may(scope, row.organization)
