"""The terms offerings are sold on: policies and add-ons. Promises made by them are bookings'."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs.models import PublicIdField, TenantModel
from scheduling.models import bounds


class Policy(TenantModel):
    """Hold, payment, cancel and move rules as one versioned record, copied onto each booking."""

    public_id = PublicIdField(prefix="pol")
    name = models.CharField(_("name"), max_length=200)
    version = models.PositiveIntegerField(default=1, editable=False)
    hold_minutes = models.PositiveIntegerField(
        validators=bounds.MINUTES_OF_A_MONTH,
        default=15,
        help_text="How long an unpaid booking keeps its seats.",
    )
    approval_holds_seats = models.BooleanField(
        default=True, help_text="Whether a request keeps its seats while it waits for approval."
    )
    approval_hours = models.PositiveIntegerField(
        validators=bounds.HOURS_OF_A_YEAR,
        default=48,
        help_text="How long a request waits for approval before it expires.",
    )
    requires_payment = models.BooleanField(_("has to be paid"), default=True)
    cancel_hours_before = models.PositiveIntegerField(
        validators=bounds.HOURS_OF_A_YEAR,
        null=True,
        blank=True,
        default=24,
        help_text="Empty: guests cannot cancel by themselves.",
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

    class Meta:
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
    is_active = models.BooleanField(_("on sale"), default=True)

    class Meta:
        indexes = (models.Index(fields=["organization", "name"], name="add_on_by_name"),)
        verbose_name, verbose_name_plural = _("add-on"), _("add-ons")

    def __str__(self) -> str:
        return self.name
