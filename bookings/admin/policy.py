"""Policies: their rules, and beside them what guests will read of them.

Stands here and not with the supply, because the words are made where bookings are.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bookings import quotes, sentences
from bookings.admin.steps import StepsField
from bookings.frames import Frame
from orgs import formats, money
from orgs.admin_site.door import locale_of
from orgs.admin_site.fields import LinesField, MoneyField
from orgs.admin_site.filters import Archived
from orgs.admin_site.forms import TenantForm
from orgs.admin_site.shown import number
from scheduling.actions import policies
from scheduling.admin.doing import PutAwayByActions
from scheduling.engine import recurrence
from scheduling.models import Policy

AHEAD = timedelta(days=30)
EXAMPLE_PRICE = Decimal(100)
LANGUAGES = (("en", _("In English")), ("de", _("In German")))


@dataclass(frozen=True, slots=True)
class Words:
    """What a guest reads in one language."""

    language: str
    title: str
    parts: list[str]


class PolicyForm(TenantForm):
    """Its rules in words."""

    asked_as = {"deposit": "deposit_percent", "minimum": "minimum_seats"}
    deposit_minor = MoneyField(label=_("or an amount"), required=False)
    move_fee_minor = MoneyField(label=_("Fee for each move"), required=False)
    cancel_steps = StepsField(
        label=_("Cancelling"),
        required=False,
        help_text=_(
            "The first row that is still in time counts. After the last one guests cannot cancel "
            "online; without any row they never can."
        ),
    )
    exempt = LinesField(
        label=_("Free of fees and deadlines"),
        required=False,
        help_text=_("E-mail addresses and domains such as example.com, one a line."),
    )

    class Meta:
        model = Policy
        fields = (
            "name", "requires_payment", "hold_minutes", "deposit_percent", "deposit_minor",
            "balance_hours_before", "requires_approval", "approval_holds_seats", "approval_hours",
            "pay_hours", "minimum_seats", "decide_hours_before", "cancel_steps",
            "move_hours_before", "moves_allowed", "move_fee_minor", "exempt",
        )  # fmt: skip
        labels = {
            "hold_minutes": _("Unpaid bookings keep their seats for so many minutes"),
            "deposit_percent": _("Deposit, %"),
            "balance_hours_before": _("The rest is due so many hours before"),
            "requires_approval": _("Bookings wait for approval"),
            "approval_holds_seats": _("Requests keep their seats while they wait"),
            "approval_hours": _("Requests wait for so many hours"),
            "pay_hours": _("Then they have so many hours to pay"),
            "minimum_seats": _("Runs from so many seats"),
            "decide_hours_before": _("Decided so many hours before"),
            "move_hours_before": _("Move until so many hours before"),
            "moves_allowed": _("Move how often"),
        }
        help_texts = {
            "hold_minutes": "",
            "deposit_percent": _("Empty, and no amount: all is due at once."),
            "balance_hours_before": _("Empty: on arrival."),
            "approval_holds_seats": "",
            "approval_hours": _("Then they expire."),
            "pay_hours": "",
            "move_hours_before": _("Empty: guests cannot move by themselves."),
            "moves_allowed": _("Empty: any number of times."),
        }

    def clean(self) -> dict[str, Any]:
        """One kind of deposit."""
        cleaned = super().clean()
        if None not in (cleaned.get("deposit_percent"), cleaned.get("deposit_minor")):
            self.add_error("deposit_minor", _("A deposit is a percentage or an amount."))
        return cleaned

    def asked(self) -> dict[str, Any]:
        """What the form asks the action to set."""
        said = dict(self.cleaned_data)
        percent, amount = said.pop("deposit_percent"), said.pop("deposit_minor")
        seats, hours = said.pop("minimum_seats"), said.pop("decide_hours_before")
        share = {} if percent is None else {"percent": percent}
        fixed = {} if amount is None else {"amount_minor": amount}
        said["deposit"] = share | fixed
        said["minimum"] = {"seats": seats, "decide_hours_before": hours} if seats else None
        said["move_fee_minor"] = said["move_fee_minor"] or 0
        said["cancel_steps"] = [
            {
                "hours_before": one["hoursBefore"],
                "refund_percent": Decimal(one["refundPercent"]),
                "fee_minor": one["fee"],
            }
            for one in said["cancel_steps"]
        ]
        return said


@admin.register(Policy)
class PolicyAdmin(PutAwayByActions):
    """A change makes a new version; bookings keep the one they were made under."""

    scope_read = "terms:read"
    scope_write = "terms:write"
    verbs = policies
    form = PolicyForm
    change_form_template = "admin/policy_change_form.html"
    list_display = ("name", "paid", "cancel", "move", "shown_version")
    list_filter = (Archived,)
    list_select_related = ("organization",)
    ordering = ("name",)
    search_fields = ("name",)
    fieldsets = (
        (None, {"fields": ("name",)}),
        (
            _("Payment"),
            {
                "fields": (
                    ("requires_payment", "hold_minutes"),
                    ("deposit_percent", "deposit_minor", "balance_hours_before"),
                )
            },
        ),
        (
            _("What guests may do themselves"),
            {
                "fields": (
                    "cancel_steps",
                    ("move_hours_before", "moves_allowed", "move_fee_minor"),
                )
            },
        ),
        (
            _("Approval"),
            {
                "fields": (
                    "requires_approval",
                    "approval_holds_seats",
                    ("approval_hours", "pay_hours"),
                )
            },
        ),
        (_("Runs from a minimum"), {"fields": (("minimum_seats", "decide_hours_before"),)}),
        (_("Exempt"), {"fields": ("exempt",), "classes": ("collapse",)}),
    )

    def given(self, row: Any, form: Any) -> dict[str, Any]:
        """What the form asks the action to set."""
        return form.asked()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """With what guests will read."""
        policy = self.get_object(request, object_id)
        shown: dict[str, Any] = {}
        if policy is not None:
            example = money.parse(str(EXAMPLE_PRICE), policy.organization.currency)
            shown = {
                "words": [words(policy, *one, example, timezone.now()) for one in LANGUAGES],
                "example": formats.money(
                    example, policy.organization.currency, locale_of(policy.organization)
                ),
                "version": policy.version,
            }
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    @admin.display(description=_("version"))
    def shown_version(self, policy: Policy) -> SafeString:
        """How often its rules were changed, and once."""
        return number(policy.version)

    @admin.display(description=_("payment"))
    def paid(self, policy: Policy) -> str:
        """All, a part, or on arrival."""
        locale = locale_of(policy.organization)
        if not policy.requires_payment:
            return str(_("on arrival"))
        if policy.deposit_percent is not None:
            return _("%s deposit") % formats.percent(policy.deposit_percent, locale)
        if policy.deposit_minor is not None:
            currency = policy.organization.currency
            return _("%s deposit") % formats.money(policy.deposit_minor, currency, locale)
        return str(_("when booking"))

    @admin.display(description=_("cancel until"))
    def cancel(self, policy: Policy) -> str:
        """The last step."""
        return _before(policy.cancel_steps[-1]["hoursBefore"] if policy.cancel_steps else None)

    @admin.display(description=_("move until"), ordering="move_hours_before")
    def move(self, policy: Policy) -> str:
        """In hours before."""
        return _before(policy.move_hours_before)


def words(policy: Policy, language: str, title: Any, total: int, now: datetime) -> Words:
    """What somebody reads who books now for a morning some weeks ahead."""
    house = policy.organization
    terms = quotes.terms_of_policy(policy)
    day = formats.local(now + AHEAD, house.timezone).date()
    locale = house.locale if house.locale.startswith(language) else language
    frame = Frame(
        starts_at=recurrence.instant(
            datetime.combine(day, datetime.min.time().replace(hour=10)), house.timezone
        ),
        now=now,
        zone=house.timezone,
        locale=locale,
        currency=house.currency,
        waits_for=terms.conditions(total=total),
        total=total,
    )
    heading = str(title)
    with translation.override(language):
        return Words(language, heading, list(sentences.parts(terms, frame)))


def _before(hours: int | None) -> str:
    return str(_("by staff only")) if hours is None else str(_("%s h before") % hours)
