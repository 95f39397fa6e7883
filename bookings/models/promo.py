"""Promo codes and who used them.

A use counts as long as its booking does: what was cancelled, declined or has lapsed by `now` gives
its use back without anything being written. Codes are kept in capitals.
"""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models.booking import LAPSING
from bookings.states import State
from orgs.models import PublicIdField, TenantManager, TenantModel, TenantQuerySet
from orgs.models.percent import PercentField

GONE = (State.CANCELLED, State.REFUNDED, State.EXPIRED, State.DECLINED)
"""States of a booking that give its use back."""


class PromoCode(TenantModel):
    """Something off for those who know the word: a share or an amount. Days are inclusive, on
    the organization's calendar, and say when it may be used, not when the run is."""

    PRICED = Q(amount_off_minor__isnull=False) | Q(minimum_minor__gt=0)

    public_id = PublicIdField(prefix="promo")
    code = models.CharField(max_length=40)
    note = models.CharField(max_length=200, blank=True, help_text="For staff.")
    percent_off = PercentField(max_digits=5, decimal_places=2, null=True, blank=True)
    amount_off_minor = models.PositiveBigIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    max_uses = models.PositiveIntegerField(null=True, blank=True)
    max_uses_per_customer = models.PositiveIntegerField(null=True, blank=True)
    minimum_minor = models.PositiveBigIntegerField(
        default=0, help_text="The least that the places have to cost."
    )
    offerings: models.ManyToManyField = models.ManyToManyField(
        "scheduling.Offering", blank=True, related_name="promo_codes", help_text="None: for all."
    )
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "code"], name="a_code_is_used_once"),
            models.CheckConstraint(
                condition=Q(percent_off=None, amount_off_minor__isnull=False)
                | Q(percent_off__isnull=False, amount_off_minor=None),
                name="a_promo_code_is_a_share_or_an_amount",
            ),
        )
        verbose_name, verbose_name_plural = _("promo code"), _("promo codes")

    def __str__(self) -> str:
        return self.code


class PromoUseQuerySet(TenantQuerySet):
    """Uses."""

    def live(self, at: datetime) -> Self:
        """Those whose booking stands at this instant; as `Booking.state_at` tells it."""
        ran_out = Q(booking__state__in=LAPSING, booking__hold_expires_at__lte=at)
        return self.exclude(booking__state__in=GONE).exclude(ran_out)


class PromoUseManager(TenantManager.from_queryset(PromoUseQuerySet)):  # type: ignore[misc]
    """The manager of uses."""


class PromoUse(TenantModel):
    """A booking made with a code, and what that took off."""

    promo = models.ForeignKey(PromoCode, on_delete=models.PROTECT, related_name="uses")
    booking = models.OneToOneField(
        "bookings.Booking", on_delete=models.CASCADE, related_name="promo_use"
    )
    customer = models.ForeignKey(
        "bookings.Customer", on_delete=models.PROTECT, related_name="promo_uses"
    )
    amount_minor = models.PositiveBigIntegerField()

    objects: ClassVar[PromoUseManager] = PromoUseManager()

    class Meta:
        indexes = (models.Index(fields=["organization", "promo"], name="use_by_promo"),)

    def __str__(self) -> str:
        return f"{self.promo} by {self.booking}"
