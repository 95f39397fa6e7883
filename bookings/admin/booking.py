"""Bookings: read in full, moved by buttons that call the actions, never by a form."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext

from bookings import actions, added
from bookings.actions import carried
from bookings.actions.offering import is_answerable
from bookings.admin import cancelling, cash, moving, paper, pricing
from bookings.admin.filters import ByDay, ByMoney, ByOffering, ByState
from bookings.admin.standing import VERBS, WHAT_TO_DO, Verb, open_verbs, state_pill
from bookings.models import Booking, Instruction
from bookings.states import OPEN
from orgs.admin_site import audit, door, refusals
from orgs.admin_site.base import TenantAdmin
from orgs.admin_site.shown import amount, number, when
from orgs.errors import Refusal


@admin.register(Booking)
class BookingAdmin(TenantAdmin):
    """The only thing a form may write here are the staff's own notes."""

    scope_read = "bookings:read"
    scope_write = "bookings:write"
    change_form_template = "admin/booking_change_form.html"
    list_display = ("reference", "stands", "moment", "offering", "party", "name", "total")
    list_filter = (ByDay, ByState, ByOffering, ByMoney)
    list_select_related = ("offering", "organization")
    search_fields = ("reference", "name", "email", "phone")
    search_help_text = gettext_lazy("Reference, name, e-mail or phone")
    ordering = ("starts_at", "id")
    actions = ("approve_chosen",)
    fields = ("staff_notes",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Notes are short."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        field.widget.attrs["rows"] = 3
        return field

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Bookings are made where prices and seats are."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A booking that was, was."""
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Who may approve in bulk."""
        return door.staff(request).may_anywhere(self.scope_write)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With what its words need."""
        rows = super().get_queryset(request)
        return rows.select_related("organization", "offering", "variant", "customer", "claim")

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def stands(self, booking: Booking) -> SafeString:
        """In words."""
        return state_pill(booking, timezone.now())

    @admin.display(description=gettext_lazy("departure"), ordering="starts_at")
    def moment(self, booking: Booking) -> str:
        """At the venue."""
        return when(booking.starts_at, booking.timezone, booking.organization)

    @admin.display(description=gettext_lazy("seats"), ordering="seats")
    def party(self, booking: Booking) -> SafeString:
        """How many seats it takes."""
        return number(added.as_it_stands(booking, timezone.now()).seats)

    @admin.display(description=gettext_lazy("total"), ordering="total_minor")
    def total(self, booking: Booking) -> SafeString:
        """As agreed when it was made."""
        total = added.as_it_stands(booking, timezone.now()).total_minor
        return amount(total, booking.currency, booking.organization)

    def get_urls(self) -> list[URLPattern]:
        """And one address for the buttons, one for moving."""
        view = self.admin_site.admin_view
        act, move = view(self.act_view), view(self.move_view)
        money, retry = view(self.money_view), view(self.retry_view)
        offer = view(self.offer_view)
        return [
            path("<path:object_id>/do/<slug:verb>/", act, name="bookings_booking_act"),
            path("<path:object_id>/move/", move, name="bookings_booking_move"),
            path("<path:object_id>/offer/", offer, name="bookings_booking_offer"),
            path("<path:object_id>/money/<slug:deed>/", money, name="bookings_booking_money"),
            path("<path:object_id>/again/<int:told>/", retry, name="bookings_booking_again"),
            *super().get_urls(),
        ]

    def beside(self, request: HttpRequest, row: Booking) -> dict[str, Any]:
        """Everything about it."""
        now = timezone.now()
        may = self.has_change_permission(request, row)
        verbs = open_verbs(row, now) if may else []
        may_move = may and row.state_at(now) in OPEN
        may_offer = may and is_answerable(row, now)
        about = paper.of(row, now) | cash.of(row, now) | {"may_offer": may_offer}
        about |= cancelling.of(row, now) if VERBS["cancel"] in dict(verbs) else {}
        return about | {"verbs": verbs, "may_move": may_move, "may_change": may}

    def save_model(self, request: HttpRequest, obj: Booking, form: Any, change: bool) -> None:
        """Writes the notes and nothing else, whatever has happened to the booking meanwhile."""
        rows = Booking.objects.of(obj.organization).filter(pk=obj.pk)
        rows.update(staff_notes=form.cleaned_data["staff_notes"])
        audit.record(request, "noted", obj, form.changed_data)

    def act_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """A button: calls the action and says what came of it."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        booking = self.get_object(request, object_id)
        if booking is None or verb not in VERBS or not self.has_change_permission(request, booking):
            return self.missing(request, object_id)
        if verb == "cancel":
            self._cancel(request, booking)
        else:
            self._act(request, booking, VERBS[verb], request.POST.get("reason", ""))
        if request.POST.get("back") == "departure" and booking.claim is not None:
            return redirect("admin:scheduling_occurrence_change", booking.claim.occurrence_id)
        return self.to_page_of(booking.pk)

    def move_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page that moves a booking; its action says whether and why not."""
        booking = self.get_object(request, object_id)
        if booking is None or not self.has_change_permission(request, booking):
            return self.missing(request, object_id)
        form = moving.form(request, booking)
        if request.method == "POST" and form.is_valid() and self._move(request, booking, form):
            return self.to_page_of(booking.pk)
        context = self.admin_site.each_context(request) | moving.context(request, booking, form)
        named = {"title": gettext("Move %s") % booking.reference, "opts": self.opts}
        shown = context | named | {"media": self.media + form.media}
        return TemplateResponse(request, "admin/move_booking.html", shown)

    def _move(self, request: HttpRequest, booking: Booking, form: moving.MoveForm) -> bool:
        """Whether it was; else the form says why not."""
        if form.starts_at == booking.starts_at:
            form.add_error(None, gettext("It is at this time already."))
            return False
        said = {"starts_at": form.starts_at, "reason": form.cleaned_data["reason"].strip()}
        said["fee"] = form.fee_minor
        try:
            moved = actions.reschedule_by_staff(booking=booking, **said, **door.whom(request))
        except Refusal as refusal:
            form.refuse(refusal)
            return False
        words = gettext("%(reference)s is moved to %(when)s.")
        facts = {"reference": moved.reference, "when": self.moment(moved)}
        messages.success(request, words % facts)
        return True

    def offer_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page that answers a private request with a price."""
        booking = self.get_object(request, object_id)
        if booking is None or not self.has_change_permission(request, booking):
            return self.missing(request, object_id)
        if not is_answerable(booking, timezone.now()):
            messages.error(request, gettext("It waits for no offer."))
            return self.to_page_of(booking.pk)
        form = pricing.form(request, booking)
        if request.method == "POST" and form.is_valid() and self._offer(request, booking, form):
            return self.to_page_of(booking.pk)
        context = self.admin_site.each_context(request) | pricing.context(booking, form)
        named = {"title": gettext("Offer for %s") % booking.reference, "opts": self.opts}
        shown = context | named | {"media": self.media + form.media}
        return TemplateResponse(request, "admin/offer_price.html", shown)

    def _offer(self, request: HttpRequest, booking: Booking, form: pricing.OfferForm) -> bool:
        """Whether it was made; else the form says why not."""
        try:
            actions.offer(booking=booking, offered=form.offer(), **door.whom(request))
        except Refusal as refusal:
            form.refuse(refusal)
            return False
        words = gettext("The offer for %s is sent.")
        messages.success(request, words % booking.reference)
        return True

    def money_view(self, request: HttpRequest, object_id: str, deed: str) -> HttpResponse:
        """A small form about money: calls the action and says what came of it."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        booking = self.get_object(request, object_id)
        if booking is None or deed not in cash.DEEDS:
            return self.missing(request, object_id)
        if not self.has_change_permission(request, booking):
            return self.missing(request, object_id)
        form = cash.AmountForm(request.POST, currency=booking.currency)
        if form.is_valid():
            self._do(request, booking, cash.DEEDS[deed], form.cleaned_data)
        else:
            messages.error(request, " ".join(str(each[0]) for each in form.errors.values()))
        return self.to_page_of(booking.pk)

    def retry_view(self, request: HttpRequest, object_id: str, told: int) -> HttpResponse:
        """What a provider would not do is tried once more."""
        booking = self.get_object(request, object_id) if request.method == "POST" else None
        if booking is None or not self.has_change_permission(request, booking):
            return self.missing(request, object_id)
        instruction = booking.instructions.filter(pk=told).first()
        if instruction is not None:
            self._again(request, instruction)
        return self.to_page_of(booking.pk)

    def _do(self, request: HttpRequest, booking: Booking, deed: cash.Deed, said: Any) -> None:
        try:
            deed.act(booking=booking, **said, **door.whom(request))
        except Refusal as refusal:
            messages.error(request, refusals.sentence(refusal))
        else:
            messages.success(request, deed.done)

    def _again(self, request: HttpRequest, instruction: Instruction) -> None:
        try:
            carried.again(told=instruction, **door.whom(request))
        except Refusal as refusal:
            messages.error(request, refusals.sentence(refusal))

    def _cancel(self, request: HttpRequest, booking: Booking) -> None:
        """Gives back what staff said."""
        form = cancelling.RefundForm(request.POST, currency=booking.currency)
        if form.is_valid():
            reason = request.POST.get("reason", "")
            self._act(request, booking, VERBS["cancel"], reason, **form.cleaned_data)
        else:
            messages.error(request, str(form.errors["refund"][0]))

    def _act(
        self, request: HttpRequest, booking: Booking, verb: Verb, reason: str, **said: Any
    ) -> bool:
        """Whether it was done; either way there is a message."""
        caller = door.staff(request).caller
        said["reason"] = reason.strip()[: moving.LONGEST_REASON]
        try:
            verb.act(booking=booking, by=caller, now=timezone.now(), **said)
        except Refusal as refusal:
            hint = WHAT_TO_DO.get(refusal.code, "")
            words = " ".join(each for _field, each in refusals.beside(refusal))
            messages.error(request, f"{booking.reference}: {words} {hint}".strip())
            return False
        messages.success(request, verb.done % booking.reference)
        return True

    @admin.action(description=gettext_lazy("Approve the chosen requests"), permissions=["decide"])
    def approve_chosen(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Each by itself: one that cannot be had does not hold up the others."""
        staff = door.staff(request)
        chosen = [one for one in queryset if staff.may(self.scope_write, one.organization)]
        done = sum(self._act(request, booking, VERBS["approve"], "") for booking in chosen)
        words = ngettext(
            "%(done)d of %(all)d approved.", "%(done)d of %(all)d approved.", len(chosen)
        )
        level = messages.INFO if done == len(chosen) else messages.WARNING
        messages.add_message(request, level, words % {"done": done, "all": len(chosen)})
