"""The terms in words, made from the same record that is enforced; translated where it is shown."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.terms import Terms


def of_terms(terms: Terms, starts_at: datetime, now: datetime) -> str:
    """What a guest should know at `now`, in one or two sentences of the active language."""
    until = terms.cancel_until(starts_at)
    late = until is not None and now >= until
    parts = [_("It is too close to the start to cancel online.") if late else _cancelling(terms)]
    if terms.requires_approval:
        parts.append(_("We answer your request before it is confirmed."))
    if terms.minimum_seats is not None:
        parts.append(
            ngettext(
                "It runs when at least %(count)s guest has booked.",
                "It runs when at least %(count)s guests have booked.",
                terms.minimum_seats,
            )
            % {"count": terms.minimum_seats}
        )
    return " ".join(parts)


def _cancelling(terms: Terms) -> str:
    if terms.cancel_hours is None:
        return _("This booking cannot be cancelled online.")
    if terms.cancel_hours == 0:
        return _("Free to cancel until the start.")
    if terms.cancel_hours % 24 == 0:
        days = terms.cancel_hours // 24
        return ngettext(
            "Free to cancel until %(count)s day before the start.",
            "Free to cancel until %(count)s days before the start.",
            days,
        ) % {"count": days}
    return ngettext(
        "Free to cancel until %(count)s hour before the start.",
        "Free to cancel until %(count)s hours before the start.",
        terms.cancel_hours,
    ) % {"count": terms.cancel_hours}
