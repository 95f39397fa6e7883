"""What a party waits for and where it stands in line, in words: for its page and its mails."""

from datetime import date

from django.utils.translation import gettext, ngettext

from bookings.labels import counted
from bookings.models import WaitlistEntry
from orgs import formats


def place(position: int | None) -> str:
    """Where in the queue; nothing for who does not wait."""
    if position is None:
        return ""
    if position == 1:
        return gettext("You are the first in line.")
    return ngettext(
        "%(count)s party is ahead of you.", "%(count)s parties are ahead of you.", position - 1
    ) % {"count": position - 1}


def party(entry: WaitlistEntry) -> str:
    """`2 × Adult, 1 × Child`."""
    return ", ".join(counted(one["quantity"], one["label"]) for one in entry.party)


def moment(entry: WaitlistEntry, locale: str) -> str:
    """The start or the days that are waited for, in the middle of a sentence or in a subject."""
    first, last = entry.first_day, entry.last_day
    if entry.starts_at is not None:
        return formats.moment(entry.starts_at, entry.offering.timezone, locale)
    if first is None or last is None:
        return gettext("any time")
    return days(first, last, locale)


def days(first: date, last: date, locale: str) -> str:
    """`Saturday, July 4, 2026`, or from one day to another."""
    if first == last:
        return formats.day_of(first, locale)
    return gettext("%(first)s to %(last)s") % {
        "first": formats.day_of(first, locale),
        "last": formats.day_of(last, locale),
    }
