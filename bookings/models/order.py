"""Orders, attempts to pay them, and the ledger of what happened to the money.

The ledger is only ever added to, and stands beside the state: a row says what a provider told us,
whatever became of the booking. What is to be told to a provider is an Instruction, which the
worker carries out after the transaction that wrote it.
"""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from bookings.ledger import Fact, Kind
from orgs import ids
from orgs.models import (
    Dispatch,
    DispatchManager,
    DispatchQuerySet,
    DispatchStatus,
    PublicIdField,
    TenantManager,
    TenantModel,
    TenantQuerySet,
)


class OrderQuerySet(TenantQuerySet):
    """Orders."""

    def by_public_id(self, public_id: str) -> Self:
        """The one with this id, whosever it is: its holder may open it with its token."""
        return self.filter(public_id=public_id)


class OrderManager(TenantManager.from_queryset(OrderQuerySet)):  # type: ignore[misc]
    """The manager of orders."""


class Order(TenantModel):
    """Bookings paid together. `success_url` and `cancel_url` are the operator's own pages."""

    public_id = PublicIdField(prefix="ord")
    token = models.CharField(max_length=40, default=ids.token, editable=False)
    currency = models.CharField(max_length=3)
    success_url = models.URLField(max_length=500, blank=True)
    cancel_url = models.URLField(max_length=500, blank=True)

    objects: ClassVar[OrderManager] = OrderManager()

    def __str__(self) -> str:
        return self.public_id


class PaymentState(models.TextChoices):
    """Where an attempt to pay stands."""

    OPEN = "OPEN", "Open"
    AUTHORISED = "AUTHORISED", "Authorised"
    PAID = "PAID", "Paid"
    FAILED = "FAILED", "Failed"
    CLOSED = "CLOSED", "Closed"


def payment_states() -> list[tuple[str, Any]]:
    """The choices, as a callable, so that a new word makes no migration."""
    return list(PaymentState.choices)


CAME_IN = (Kind.AUTHORISED, Kind.CHARGED)
"""The rows that name the movement by which money came in."""


class PaymentQuerySet(TenantQuerySet):
    """Attempts to pay."""

    def by_public_id(self, public_id: str) -> Self:
        """The one a provider names in a signed notice, whosever it is."""
        return self.filter(public_id=public_id)

    def by_movement(self, ref: str) -> Self:
        """The one whose money came in by this movement, as a provider's signed notice says."""
        came = self.filter(entries__provider_ref=ref, entries__kind__in=CAME_IN)
        return came.distinct()

    def postponed(self, provider: str) -> Self:
        """Those whose notice is to be told later, in every organization."""
        return self.filter(
            provider=provider, state__in=(PaymentState.OPEN, PaymentState.CLOSED)
        ).filter(facts__has_key="later")


class PaymentManager(TenantManager.from_queryset(PaymentQuerySet)):  # type: ignore[misc]
    """The manager of payments."""


class Payment(TenantModel):
    """One attempt to pay for an order through a provider. An order has one open one at a time.

    `manual`: the money is set aside and taken later. `parts` says which booking it is for, as
    `{booking's public id: minor units}`; their sum is `amount_minor`.
    """

    public_id = PublicIdField(prefix="pay")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=20)
    provider_ref = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=20, choices=payment_states, default=PaymentState.OPEN, editable=False
    )
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    manual = models.BooleanField(default=False)
    parts = models.JSONField(default=dict)
    page = models.TextField(blank=True, help_text="Where the guest pays.")
    facts = models.JSONField(default=dict, blank=True, help_text="The provider's own words.")
    expires_at = models.DateTimeField(help_text="When the page stops taking money.")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects: ClassVar[PaymentManager] = PaymentManager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gte=1), name="a_payment_is_of_money"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(state="OPEN"), name="an_order_has_one_open_payment"
            ),
        )
        indexes = (
            models.Index(fields=["organization", "order"], name="payment_by_order"),
            models.Index(fields=["provider", "provider_ref"], name="payment_by_provider_ref"),
        )

    def __str__(self) -> str:
        return self.public_id

    @property
    def came_in(self) -> str:
        """The movement by which the money came in, in the provider's words; empty before."""
        rows = self.entries.filter(kind__in=CAME_IN).exclude(provider_ref="")
        return rows.values_list("provider_ref", flat=True).first() or ""


class LedgerEntry(TenantModel):
    """Something that happened to a booking's money. `provider_ref` names it at the provider."""

    booking = models.ForeignKey(
        "bookings.Booking", on_delete=models.PROTECT, related_name="entries"
    )
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, related_name="entries"
    )
    kind = models.CharField(max_length=20)
    amount_minor = models.PositiveBigIntegerField()
    provider_ref = models.CharField(max_length=200, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(amount_minor__gte=1), name="a_ledger_entry_is_of_money"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]),
                name="a_ledger_entry_has_a_known_kind",
            ),
            models.UniqueConstraint(
                fields=["payment", "booking", "kind", "provider_ref"],
                condition=~Q(provider_ref=""),
                name="what_a_provider_tells_counts_once",
            ),
        )
        indexes = (
            models.Index(fields=["organization", "booking"], name="ledger_by_booking"),
            # Across organizations: a provider's notice says of no other name.
            models.Index(
                fields=["provider_ref"],
                condition=~Q(provider_ref=""),
                name="ledger_by_provider_ref",
            ),
        )
        verbose_name_plural = "ledger entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor}"

    @property
    def fact(self) -> Fact:
        """As the arithmetic knows it."""
        return Fact(Kind(self.kind), self.amount_minor)


class Task(models.TextChoices):
    """What a provider is to do."""

    CAPTURE = "CAPTURE", "Take what was set aside"
    RELEASE = "RELEASE", "Let go what was set aside"
    REFUND = "REFUND", "Give back"
    CLOSE = "CLOSE", "Close the page"


def tasks() -> list[tuple[str, Any]]:
    """The choices, as a callable, so that a new word makes no migration."""
    return list(Task.choices)


class InstructionQuerySet(DispatchQuerySet):
    """Instructions."""

    def waiting(self) -> Self:
        """Those not carried out yet, whose money is spoken for already."""
        return self.filter(status=DispatchStatus.WAITING)

    def due(self, now: datetime) -> Self:
        """Of each payment only the oldest: what is captured first is refunded later."""
        waiting: Self = type(self)(self.model).waiting()
        earlier = waiting.filter(payment=OuterRef("payment"), pk__lt=OuterRef("pk"))
        return super().due(now).filter(~Exists(earlier))


class InstructionManager(DispatchManager.from_queryset(InstructionQuerySet)):  # type: ignore[misc]
    """The manager of instructions."""


class Instruction(Dispatch):
    """Something a provider is to do; its own id makes telling it twice harmless."""

    public_id = PublicIdField(prefix="ins")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="instructions")
    booking = models.ForeignKey(
        "bookings.Booking", on_delete=models.PROTECT, related_name="instructions"
    )
    task = models.CharField(max_length=20, choices=tasks)
    amount_minor = models.PositiveBigIntegerField(default=0)
    reason = models.CharField(max_length=500, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects: ClassVar[InstructionManager] = InstructionManager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=[one.value for one in DispatchStatus]),
                name="an_instruction_has_a_known_status",
            ),
        )
        indexes = (
            # Across organizations: one worker carries them out for all of them.
            models.Index(
                fields=["due_at", "id"], condition=Q(status="WAITING"), name="instruction_queue"
            ),
            models.Index(fields=["organization", "booking"], name="instruction_by_booking"),
        )

    def __str__(self) -> str:
        return f"{self.task} {self.amount_minor}"
