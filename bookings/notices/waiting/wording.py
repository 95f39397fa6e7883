"""The usual wording of each notice about a place on a waitlist."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bookings.notices.waiting.table import WaitNotice
from bookings.notices.worded import Wording

PLACEHOLDERS: dict[str, Any] = {
    "guest": _("the guest’s name"),
    "offering": _("what is waited for"),
    "moment": _("the start or the days that are waited for; to staff, the start that is free"),
    "place": _("where it is"),
    "seats": _("the number of places"),
    "hold": _("how long an offer is held"),
    "organization": _("your organization’s name"),
}

WORDINGS: dict[WaitNotice, Wording] = {
    WaitNotice.JOINED: Wording(
        _("Waitlist: joined"),
        _("You are on the waitlist"),
        _("You are on the waitlist: {offering}, {moment}"),
        _(
            "Hello {guest},\n\nYou are on our waitlist. As soon as what fits you becomes free, we "
            "hold it for you and write to you; you accept it or turn it down by one click. An "
            "offer is held for {hold}, or less if it starts sooner. After that it goes to who "
            "waits next.\n\nUntil then there is nothing to do, and waiting costs nothing."
        ),
    ),
    WaitNotice.OVER: Wording(
        _("Waitlist: nothing became free"),
        _("No place has become free"),
        _("No place has become free: {offering}, {moment}"),
        _(
            "Hello {guest},\n\nUnfortunately there was no place for you in time, so you are no "
            "longer on our waitlist. Perhaps another time suits you."
        ),
    ),
    WaitNotice.STAFF_UNCLAIMED: Wording(
        _("To staff: a free place that nobody who waits took"),
        _("Free, and nobody who waits fits"),
        _("Free, and nobody who waits fits: {offering}, {moment}"),
        _(
            "{guest} has not taken what was offered from the waitlist, and nobody else who waits "
            "for it fits. Anybody can book it now."
        ),
    ),
}
