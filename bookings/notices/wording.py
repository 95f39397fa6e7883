"""The usual wording of each notice. Organizations may word subject and text in their own way."""

from django.utils.translation import gettext_lazy as _

from bookings.notices.staff_wording import TO_STAFF
from bookings.notices.table import Notice
from bookings.notices.worded import Wording

WORDINGS: dict[Notice, Wording] = TO_STAFF | {
    Notice.RECEIVED: Wording(
        _("Booking received"),
        _("Your places are reserved"),
        _("Your places are reserved: {offering}, {date}"),
        _(
            "Hello {guest},\n\nThank you for your booking. Your places are reserved, and we will "
            "write again as soon as it is confirmed."
        ),
    ),
    Notice.AWAITING_APPROVAL: Wording(
        _("Request received"),
        _("Your request is sent"),
        _("We have your request: {offering}, {date}"),
        _(
            "Hello {guest},\n\nThank you for your request. We will look at it and answer by "
            "e-mail. Nothing is booked until then."
        ),
    ),
    Notice.APPROVED: Wording(
        _("Request accepted, not yet confirmed"),
        _("Your request is accepted"),
        _("Your request is accepted: {offering}, {date}"),
        _(
            "Hello {guest},\n\nWe have accepted your request. It is not confirmed yet; we will "
            "write again as soon as it is."
        ),
    ),
    Notice.CONFIRMED: Wording(
        _("Booking confirmed"),
        _("You are booked"),
        _("You are booked: {offering}, {date}"),
        _(
            "Hello {guest},\n\nYour booking is confirmed. It is in the calendar file of this "
            "mail, too. We look forward to seeing you."
        ),
    ),
    Notice.DECLINED: Wording(
        _("Request declined"),
        _("This request could not be accepted"),
        _("Your request for {offering}, {date}"),
        _(
            "Hello {guest},\n\nUnfortunately we cannot accept your request for {date}. Perhaps "
            "another time suits you."
        ),
    ),
    Notice.EXPIRED: Wording(
        _("Reservation lapsed"),
        _("Your reservation has lapsed"),
        _("Your reservation has lapsed: {offering}, {date}"),
        _(
            "Hello {guest},\n\nYour booking was not completed in time, so your places are free "
            "again. If you would still like to come, please book once more."
        ),
    ),
    Notice.UNANSWERED: Wording(
        _("Request lapsed without an answer"),
        _("Your request has lapsed"),
        _("Your request has lapsed: {offering}, {date}"),
        _(
            "Hello {guest},\n\nWe are sorry: your request was not answered in time and has "
            "lapsed. If you would still like to come, please ask once more."
        ),
    ),
    Notice.MOVED: Wording(
        _("Booking moved"),
        _("Your booking has a new time"),
        _("New time: {offering}, {date}, {time}"),
        _("Hello {guest},\n\nYour booking was moved. This is the new time:"),
    ),
    Notice.PARTY_CHANGED: Wording(
        _("Party changed"),
        _("Your party has changed"),
        _("Changed: {offering}, {date}"),
        _("Hello {guest},\n\nYour booking was changed. This is how it is now:"),
    ),
    Notice.PARTY_PUT_BACK: Wording(
        _("Added places given back unpaid"),
        _("The added places are given back"),
        _("The added places are given back: {offering}, {date}"),
        _(
            "Hello {guest},\n\nThe places that you added were not paid for in time, so they are "
            "free again, at no cost. Your booking is as it was before:"
        ),
    ),
    Notice.CANCELLED: Wording(
        _("Booking cancelled"),
        _("Your booking is cancelled"),
        _("Cancelled: {offering}, {date}"),
        _("Hello {guest},\n\nYour booking is cancelled, and your places are given back."),
    ),
    Notice.PAYMENT_DUE: Wording(
        _("Payment due"),
        _("Your payment is still open"),
        _("Please pay for your booking: {offering}, {date}"),
        _(
            "Hello {guest},\n\nYour places are held, but not paid for yet. Please pay in time, or "
            "they will be free again."
        ),
    ),
    Notice.PAYMENT_RECEIVED: Wording(
        _("Payment received"),
        _("Thank you for your payment"),
        _("Payment received: {offering}, {date}"),
        _("Hello {guest},\n\nWe have received your payment. This is how your booking stands now:"),
    ),
    Notice.REFUNDED: Wording(
        _("Money given back"),
        _("Your money is on its way"),
        _("Your refund for {offering}, {date}"),
        _(
            "Hello {guest},\n\nWe have given money back to you, the way it was paid. It can take "
            "some days until you see it."
        ),
    ),
    Notice.OFFERED: Wording(
        _("Waitlist: a place offered"),
        _("A place is free for you"),
        _("A place is free for you: {offering}, {date}, {time}"),
        _(
            "Hello {guest},\n\nYou are on our waitlist, and what fits you has become free. It is "
            "held for you for a while. Please accept it or turn it down."
        ),
    ),
    Notice.OFFER_LAPSED: Wording(
        _("Waitlist: an offer not answered"),
        _("The offer has run out"),
        _("The offer has run out: {offering}, {date}, {time}"),
        _(
            "Hello {guest},\n\nOur offer from the waitlist was not answered in time, so the place "
            "is no longer held for you. If you would still like to come, you can book what is "
            "free or join the waitlist again, until it begins."
        ),
    ),
    Notice.OFFER_OVER: Wording(
        _("Waitlist: an offer turned down or taken back"),
        _("You turned the offer down"),
        _("No longer held for you: {offering}, {date}, {time}"),
        _(
            "Hello {guest},\n\nNothing is held for you any more, and the entry in your calendar "
            "is taken out. If you change your mind, you can join the waitlist again."
        ),
    ),
    Notice.PRICE_OFFERED: Wording(
        _("Private request: a price offered"),
        _("Our offer for you"),
        _("Our offer for you: {offering}, {date}, {time}"),
        _(
            "Hello {guest},\n\nThank you for your request. This is our offer: {total} for all of "
            "you, and nobody else comes along. The time is held for you until you answer. Please "
            "accept the offer or turn it down."
        ),
    ),
    Notice.REMINDER: Wording(
        _("Reminder"),
        _("See you soon"),
        _("Reminder: {offering}, {date}, {time}"),
        _("Hello {guest},\n\nThis is a reminder of your booking. We look forward to seeing you."),
    ),
    Notice.MINIMUM_REACHED: Wording(
        _("Minimum reached"),
        _("Enough guests have booked"),
        _("It takes place: {offering}, {date}"),
        _(
            "Hello {guest},\n\nGood news: enough guests have booked, so it takes place, and your "
            "booking is confirmed. We look forward to seeing you."
        ),
    ),
    Notice.MINIMUM_MISSED: Wording(
        _("Minimum missed"),
        _("It does not take place"),
        _("It does not take place: {offering}, {date}"),
        _(
            "Hello {guest},\n\nUnfortunately too few guests have booked, so it does not take "
            "place. Your booking is cancelled. Perhaps another day suits you."
        ),
    ),
    Notice.MINIMUM_EXTENDED: Wording(
        _("Minimum decided later"),
        _("There is more time to find enough guests"),
        _("Decided later: {offering}, {date}"),
        _(
            "Hello {guest},\n\nToo few guests have booked so far, so we decide a little later "
            "whether it takes place. Your places are kept until then; if it is called off, you "
            "pay nothing."
        ),
    ),
    Notice.OTHER_DATE: Wording(
        _("Minimum missed: another date offered"),
        _("Would another date suit you?"),
        _("Another date for you: {offering}, {date}"),
        _(
            "Hello {guest},\n\nToo few guests have booked so far, so it may not take place. We "
            "hold places on another date for you. Changing to it costs nothing: one click will do."
        ),
    ),
    Notice.PAID_LATE: Wording(
        _("Paid too late"),
        _("Your payment came too late"),
        _("Your payment came too late: {offering}, {date}"),
        _(
            "Hello {guest},\n\nYour payment arrived after your places had been given back. We are "
            "sorry: you are not booked, and your money goes back the way it came, by itself."
        ),
    ),
    Notice.ADDED_PAID_LATE: Wording(
        _("Added places paid too late"),
        _("Your payment came too late"),
        _("Your payment for the added places came too late: {offering}, {date}"),
        _(
            "Hello {guest},\n\nYour payment arrived after the places that you had added were given "
            "back. Your booking stays as it was before, and this money goes back the way it came, "
            "by itself. You can add the places again as long as there are any."
        ),
    ),
}
