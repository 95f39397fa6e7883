"""What a notice shows around its text: when, where, the price, the terms, the next thing to do."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from bookings import dues, invites, labels
from bookings.models import BookingStep, WaitlistEntry
from bookings.models.order import Task
from bookings.notices import company, owing, parts, sums
from bookings.notices.scene import MOVED, Scene
from bookings.notices.table import Notice
from bookings.notices.wording import WORDINGS
from bookings.payments import checkout
from bookings.pricing import Price
from bookings.sentences import of_booking
from bookings.states import State
from orgs import formats
from orgs.models import Audience
from orgs.outbox import links
from orgs.outbox.letters import Button, Fact, Sheet
from orgs.outbox.words import Words, filled, paragraphs

TOLD_WHY = {
    Notice.DECLINED,
    Notice.CANCELLED,
    Notice.OFFER_OVER,
    Notice.MOVED,
    Notice.PARTY_CHANGED,
    Notice.MINIMUM_MISSED,
    Notice.MINIMUM_EXTENDED,
    Notice.OTHER_DATE,
    Notice.PRICE_OFFERED,
}
"""In these, guests read the reason that staff gave."""

OF_THE_LIST = "offer_declined"
"""The step of who takes a party off the waitlist: why is no matter of the guest's."""

OURS = {
    Notice.CANCELLED: gettext_noop("%(house)s had to cancel"),
    Notice.OFFER_OVER: gettext_noop("%(house)s had to take the offer back"),
}
"""The headings of these when it was staff who did it."""

TELL_WHY = {Notice.STAFF_PARTY, Notice.STAFF_CANCELLED, Notice.STAFF_TURNED_DOWN}
"""In these, staff read the reason that the guest gave."""

MOVED_MONEY = {
    Notice.REFUNDED: gettext_lazy("Refund"),
    Notice.PAID_LATE: gettext_lazy("Goes back"),
    Notice.STAFF_PAID_LATE: gettext_lazy("Goes back"),
    Notice.ADDED_PAID_LATE: gettext_lazy("Goes back"),
    Notice.STAFF_ADDED_PAID_LATE: gettext_lazy("Goes back"),
    Notice.STAFF_PAYMENT_FAILED: gettext_lazy("Not done"),
    Notice.STAFF_DISPUTED: gettext_lazy("Disputed"),
}
TO_BE_DONE = {
    Task.CAPTURE: gettext_lazy("Not taken"),
    Task.RELEASE: gettext_lazy("Not let go"),
    Task.REFUND: gettext_lazy("Not paid back"),
}
"""What a provider would not do."""

DEADLINES = {
    Notice.AWAITING_APPROVAL: gettext_lazy("We answer by"),
    Notice.STAFF_REQUEST: gettext_lazy("Answer by"),
    Notice.OFFERED: gettext_lazy("Answer by"),
    Notice.PRICE_OFFERED: gettext_lazy("Answer by"),
}
"""What the end of a hold means in these."""


def sheet(scene: Scene, words: Words) -> Sheet:
    """The whole, in the active language."""
    values = named(scene)
    for_staff = scene.notice.audience == Audience.STAFF
    of_run = scene.notice == Notice.STAFF_SHORT
    return Sheet(
        subject=filled(words.subject, values),
        title=_title(scene),
        paragraphs=paragraphs(filled(words.body, values)),
        facts=[*_facts(scene), *(parts.contact(scene.booking) if for_staff and not of_run else ())],
        amounts=[] if of_run else sums.of(scene),
        note="" if for_staff else _note(scene),
        button=_desk(scene) if for_staff else _next(scene),
        also=_also(scene),
        foot=parts.foot(scene.notice.audience, scene.house),
        logo=parts.logo(scene.booking.offering),
        **_quote(scene),
    )


def _title(scene: Scene) -> str:
    if _is_ours(scene):
        said = OURS[scene.notice]
        return _(said) % {"house": scene.house.name}
    return str(WORDINGS[scene.notice].title)


def _is_ours(scene: Scene) -> bool:
    """Whether the guest reads that staff cancelled."""
    return scene.notice in OURS and scene.step is not None and bool(scene.step.actor)


def named(scene: Scene) -> dict[str, str]:
    """What the placeholders of a wording stand for."""
    booking = scene.booking
    for_staff = scene.notice.audience == Audience.STAFF
    return {
        "guest": booking.name if for_staff else parts.greeted(booking.name),
        "reference": booking.reference,
        "offering": booking.offering.name,
        "date": scene.day(booking.starts_at),
        "time": scene.clock(booking.starts_at),
        "place": invites.place(booking.offering),
        "seats": str(booking.seats),
        "total": scene.money(booking.total_minor),
        "organization": scene.house.name,
    }


def _facts(scene: Scene) -> Iterator[Fact]:
    booking = scene.booking
    yield Fact(_("What"), booking.offering.name, note=booking.variant.name)
    yield _when(scene)
    yield from parts.where(booking.offering)
    if booking.awaits_price:
        yield from _asked_for(Price.from_json(booking.price))
    elif not booking.total_minor and scene.notice != Notice.STAFF_SHORT:
        yield Fact(_("Places"), str(booking.seats))
    until = booking.hold_expires_at
    if until is not None and scene.notice in DEADLINES:
        yield Fact(str(DEADLINES[scene.notice]), scene.moment(until))
    yield from owing.pay_by(scene)
    yield from company.facts(scene)
    if scene.notice == Notice.PAYMENT_RECEIVED:
        yield Fact(_("Payment"), scene.money(sums.came(scene)))
    if scene.notice in MOVED_MONEY and scene.step:
        yield _moved_money(scene, scene.step)
    if scene.notice != Notice.STAFF_SHORT:
        yield Fact(_("Reference"), booking.reference)


def _asked_for(price: Price) -> Iterator[Fact]:
    """What has no price yet to stand beside."""
    for label, items in ((_("Party"), price.rates), (_("Extras"), price.add_ons)):
        if items:
            yield Fact(label, "\n".join(labels.counted(one.quantity, one.label) for one in items))


def _moved_money(scene: Scene, step: BookingStep) -> Fact:
    """What was given back, was to be, or was fetched back."""
    label = TO_BE_DONE.get(step.facts.get("task", ""), MOVED_MONEY[scene.notice])
    return Fact(str(label), scene.money(step.facts.get("amount", 0)))


def _when(scene: Scene) -> Fact:
    booking, zone, locale = scene.booking, scene.booking.timezone, scene.tongue.locale
    hours = formats.span(booking.starts_at, booking.ends_at, zone, locale)
    was = (scene.step.facts if scene.step else {}).get("was")
    before = datetime.fromisoformat(was) if was and scene.notice in MOVED else None
    moment = {"moment": f"{scene.day(before)}, {scene.clock(before)}"} if before else {}
    return Fact(
        _("When"),
        f"{scene.day(booking.starts_at)}\n{hours}",
        note=formats.zone_name(booking.starts_at, zone, locale),
        was=_("instead of %(moment)s") % moment if moment else "",
    )


def _note(scene: Scene) -> str:
    """The terms that still hold, or what becomes of money that has not come."""
    if scene.is_open:
        return _terms(scene)
    if scene.notice == Notice.EXPIRED and checkout.is_awaited(scene.booking, scene.now):
        return dues.under_way()
    return ""


def _terms(scene: Scene) -> str:
    return of_booking(scene.booking, sums.standing(scene), scene.tongue.locale, scene.now)


def secrets(scene: Scene) -> tuple[str, ...]:
    """The keys of the links that the sheet has."""
    keys = (scene.booking, scene.booking.order, _entry(scene))
    return tuple(one.token for one in keys if one is not None)


def _entry(scene: Scene) -> WaitlistEntry | None:
    """The place on the waitlist that an offer is made to."""
    if scene.notice != Notice.OFFERED or scene.booking.pk is None:
        return None
    rows = WaitlistEntry.objects.of(scene.house).filter(booking=scene.booking)
    return rows.first()


def _next(scene: Scene) -> Button:
    entry = _entry(scene)
    if entry is not None:
        page = links.to(reverse("embed:waitlist", args=[entry.public_id]))
        return Button(_("Answer the offer"), links.keyed(page, entry.token))
    if scene.notice == Notice.PRICE_OFFERED:
        page = links.to(reverse("embed:offer", args=[scene.booking.public_id]))
        return Button(_("Answer the offer"), links.keyed(page, scene.booking.token))
    order = scene.booking.order
    if order is not None and owing.leads_to_paying(scene):
        page = links.to(reverse("embed:pay", args=[order.public_id]))
        return Button(_("Pay now"), links.keyed(page, order.token))
    if scene.notice == Notice.OTHER_DATE:
        return Button(_("Answer the offer"), invites.manage_address(scene.booking))
    if scene.is_open:
        return Button(_("See or change your booking"), invites.manage_address(scene.booking))
    page = reverse("embed:calendar", args=[scene.booking.offering.calendar.public_id])
    return Button(_("See other times"), links.to(page))


def _also(scene: Scene) -> Button | None:
    """The way to the guest's own page, where the button leads to paying."""
    if not owing.leads_to_paying(scene):
        return None
    return Button(_("See or change your booking"), invites.manage_address(scene.booking))


def _desk(scene: Scene) -> Button:
    claim = scene.booking.claim
    if scene.notice == Notice.STAFF_SHORT and claim is not None:
        departure = reverse("admin:scheduling_occurrence_change", args=[claim.occurrence_id])
        return Button(_("Decide about it"), links.to(departure))
    page = reverse("admin:bookings_booking_change", args=[scene.booking.pk or 0])
    waits = scene.booking.state_at(scene.now) == State.AWAITING_APPROVAL
    return Button(_("Answer it") if waits else _("Open the booking"), links.to(page))


def _is_told_why(scene: Scene) -> bool:
    step = scene.step
    if step is None or not step.actor or step.verb == OF_THE_LIST:
        return False
    return scene.notice in TOLD_WHY


def _quote(scene: Scene) -> dict[str, str]:
    """What staff gave as their reason, or the guest as theirs, or wrote with the booking."""
    step, booking = scene.step, scene.booking
    if _is_told_why(scene) and step and step.reason:
        quoted = _("The reason given:") if _is_ours(scene) else _("They write:")
        return {"quoted": quoted, "quote": step.reason}
    if scene.notice in TELL_WHY and step and step.reason:
        return {"quoted": _("The reason given:"), "quote": step.reason}
    if scene.notice == Notice.STAFF_PAYMENT_FAILED and step and step.reason:
        return {"quoted": _("The provider says:"), "quote": step.reason}
    if scene.notice in (Notice.STAFF_REQUEST, Notice.STAFF_BOOKING) and booking.notes:
        return {"quoted": _("Note of the guest"), "quote": booking.notes}
    return {}
