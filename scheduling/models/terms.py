"""The terms offerings are sold on: policies and add-ons. Promises made by them are bookings'."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs.models import PublicIdField, TenantModel
from orgs.models.percent import PERCENT, PercentField
from scheduling.models import bounds


def a_day_before() -> list[dict[str, Any]]:
    """The steps of a new policy: free until a day before, then not at all."""
    return [{"hoursBefore": 24, "refundPercent": "100", "fee": 0}]


class Policy(TenantModel):
    """Approval, payment, minimum, cancel and move rules as one versioned record.

    Each booking takes a copy when it is made; `version` says of which state. What an offering
    sets itself, its approval and its minimum, stands above its policy.
    """

    PRICED = (
        models.Q(deposit_minor__isnull=False)
        | models.Q(move_fee_minor__gt=0)
        | models.Q(cancel_steps__iregex='"fee": [1-9]')
    )

    public_id = PublicIdField(prefix="pol")
    name = models.CharField(_("name"), max_length=200)
    version = models.PositiveIntegerField(default=1, editable=False)
    hold_minutes = models.PositiveIntegerField(
        validators=bounds.MINUTES_OF_A_MONTH,
        default=15,
        help_text="How long an unpaid booking keeps its seats.",
    )
    requires_approval = models.BooleanField(default=False)
    approval_holds_seats = models.BooleanField(
        default=True, help_text="Whether a request keeps its seats while it waits for approval."
    )
    approval_hours = models.PositiveIntegerField(
        validators=bounds.HOURS_OF_A_YEAR,
        default=48,
        help_text="How long a request waits for approval before it expires.",
    )
    pay_hours = models.PositiveIntegerField(
        validators=bounds.HOURS_OF_A_YEAR,
        default=24,
        help_text="How long a guest has to pay once approved.",
    )
    requires_payment = models.BooleanField(_("has to be paid"), default=True)
    deposit_percent = PercentField(
        max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )
    deposit_minor = models.PositiveBigIntegerField(null=True, blank=True)
    balance_hours_before = models.PositiveIntegerField(
        validators=bounds.HOURS_OF_A_YEAR,
        null=True,
        blank=True,
        help_text="When the rest of a deposit is due; empty: on arrival.",
    )
    minimum_seats = models.PositiveIntegerField(validators=bounds.PEOPLE, null=True, blank=True)
    decide_hours_before = models.PositiveIntegerField(validators=bounds.HOURS_OF_A_YEAR, default=24)
    cancel_steps = models.JSONField(
        default=a_day_before,
        blank=True,
        help_text='[{"hoursBefore": 24, "refundPercent": "100", "fee": 0}]; none: not by guests.',
    )
    move_hours_before = models.PositiveIntegerField(
        validators=bounds.HOURS_OF_A_YEAR,
        null=True,
        blank=True,
        default=24,
        help_text="Empty: guests cannot move by themselves.",
    )
    moves_allowed = models.PositiveIntegerField(
        validators=bounds.FEW, null=True, blank=True, default=2, help_text="Empty: any number."
    )
    move_fee_minor = models.PositiveBigIntegerField(default=0)
    exempt = models.JSONField(
        default=list, blank=True, help_text='["ada@example.com", "@example.com"]: no fees.'
    )
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(deposit_percent=None) | models.Q(deposit_minor=None),
                name="a_deposit_is_a_share_or_an_amount",
            ),
        )
        indexes = (models.Index(fields=["organization", "name"], name="policy_by_name"),)
        verbose_name, verbose_name_plural = _("policy"), _("policies")

    def __str__(self) -> str:
        return self.name


class AddOnUnit(models.TextChoices):
    """What an add-on's quantity counts."""

    BOOKING = "BOOKING", _("per booking")
    PERSON = "PERSON", _("per person")


def add_on_units() -> list[tuple[str, Any]]:
    """The choices, as a callable, so that a new word makes no migration."""
    return list(AddOnUnit.choices)


class AddOn(TenantModel):
    """Something extra to buy with a booking. PERSON ones may be had once by each of the party."""

    PRICED = models.Q(price_minor__gt=0)

    public_id = PublicIdField(prefix="add")
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(blank=True)
    price_minor = models.PositiveBigIntegerField(default=0, help_text="In minor units, e.g. cents.")
    per = models.CharField(
        _("counted"), max_length=10, choices=add_on_units, default=AddOnUnit.BOOKING
    )
    max_quantity = models.PositiveIntegerField(
        validators=[*bounds.AT_LEAST_ONE, *bounds.PEOPLE],
        default=1,
        help_text="For per booking add-ons.",
    )
    stock = models.PositiveIntegerField(
        validators=bounds.PEOPLE,
        null=True,
        blank=True,
        help_text="How many there are for each run; empty: as many as are asked for.",
    )
    extra_minutes = models.PositiveIntegerField(
        validators=bounds.MINUTES_OF_A_WEEK,
        default=0,
        help_text="Makes the run longer; only for who takes the whole run.",
    )
    tax_percent = PercentField(null=True, blank=True, help_text="Empty: the organization's.")
    is_active = models.BooleanField(_("on sale"), default=True)

    class Meta:
        indexes = (models.Index(fields=["organization", "name"], name="add_on_by_name"),)
        verbose_name, verbose_name_plural = _("add-on"), _("add-ons")

    def __str__(self) -> str:
        return self.name
