"""The usual wording of what staff are told."""

from django.utils.translation import gettext_lazy as _

from bookings.notices.table import Notice
from bookings.notices.worded import Wording

TO_STAFF: dict[Notice, Wording] = {
    Notice.STAFF_PAID_LATE: Wording(
        _("To staff: paid too late"),
        _("Paid too late"),
        _("Paid too late: {offering}, {date}, {time}"),
        _(
            "{guest} has paid after the places were given back. The money goes back by itself, and "
            "{guest} knows. If there is room, you may want to get in touch."
        ),
    ),
    Notice.STAFF_ADDED_PAID_LATE: Wording(
        _("To staff: added places paid too late"),
        _("Added places paid too late"),
        _("Added places paid too late: {offering}, {date}, {time}"),
        _(
            "{guest} has paid for added places after they were given back. The money goes back by "
            "itself, and {guest} knows. If there is room, you may want to get in touch."
        ),
    ),
    Notice.STAFF_SHORT: Wording(
        _("To staff: short of its minimum"),
        _("Too few guests so far"),
        _("Too few guests so far: {offering}, {date}, {time}"),
        _(
            "{offering} on {date} is short of its minimum. You can put the decision off, confirm "
            "it anyway, offer another date or give it up. If you do nothing, those who wait are "
            "released and get their money back."
        ),
    ),
    Notice.STAFF_REQUEST: Wording(
        _("To staff: new request"),
        _("A new request"),
        _("New request: {offering}, {date}, {time}"),
        _("{guest} asks for {offering}. Please accept or decline it."),
    ),
    Notice.STAFF_BOOKING: Wording(
        _("To staff: new booking"),
        _("A new booking"),
        _("New booking: {offering}, {date}, {time}"),
        _("{guest} has booked {offering}."),
    ),
    Notice.STAFF_PARTY: Wording(
        _("To staff: party changed"),
        _("A party has changed"),
        _("Party changed: {offering}, {date}, {time}"),
        _("{guest} has changed who comes to {offering}. This is how it is now:"),
    ),
    Notice.STAFF_PUT_BACK: Wording(
        _("To staff: added places given back unpaid"),
        _("Added places are free again"),
        _("Added places are free again: {offering}, {date}, {time}"),
        _(
            "{guest} added places to {offering} and did not pay for them in time. The party is as "
            "it was before:"
        ),
    ),
    Notice.STAFF_CANCELLED: Wording(
        _("To staff: cancellation"),
        _("A cancellation"),
        _("Cancelled: {offering}, {date}, {time}"),
        _("{guest} has cancelled {offering}."),
    ),
    Notice.STAFF_PAYMENT_FAILED: Wording(
        _("To staff: money could not be moved"),
        _("Money could not be moved"),
        _("Money could not be moved: {guest}, {offering}, {date}"),
        _(
            "The payment provider would not do what it was told with the money of {guest}. See "
            "why, mend that and have it tried again on the booking’s page, or settle it with the "
            "guest in another way."
        ),
    ),
    Notice.STAFF_DISPUTED: Wording(
        _("To staff: payment disputed"),
        _("A payment is disputed"),
        _("Payment disputed: {guest}, {offering}, {date}"),
        _(
            "The bank of {guest} has fetched the payment for {offering} back. Answer the dispute "
            "in the pages of your payment provider, where it also says until when."
        ),
    ),
    Notice.STAFF_DATE_ACCEPTED: Wording(
        _("To staff: other date accepted"),
        _("The other date was accepted"),
        _("Other date accepted: {guest}, {offering}, {date}, {time}"),
        _("{guest} has accepted the other date that you offered. This is the new time:"),
    ),
    Notice.STAFF_DATE_DECLINED: Wording(
        _("To staff: other date turned down"),
        _("The other date was turned down"),
        _("Other date turned down: {guest}, {offering}, {date}, {time}"),
        _(
            "{guest} has turned down the other date that you offered, and goes on waiting for "
            "their own. The places on the other date are free again."
        ),
    ),
    Notice.STAFF_TURNED_DOWN: Wording(
        _("To staff: offer turned down"),
        _("An offer was turned down"),
        _("Turned down: {offering}, {date}, {time}"),
        _("{guest} has turned down your offer for {offering}. The time is free again."),
    ),
}
