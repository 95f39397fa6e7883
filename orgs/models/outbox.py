"""What is to be sent out: rows written with the change, sent by the worker, seen by staff."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orgs.models.tenancy import PublicIdField, TenantManager, TenantModel, TenantQuerySet

KINDS: dict[str, Any] = {}
"""What each kind of message is called; `orgs.outbox.kinds.register` fills it."""


class DispatchStatus(models.TextChoices):
    """Where a dispatch stands."""

    WAITING = "WAITING", _("Waiting")
    SENT = "SENT", _("Sent")
    FAILED = "FAILED", _("Failed")
    DROPPED = "DROPPED", _("Not needed any more")


class Audience(models.TextChoices):
    """Whom a message is for. Staff are found out when it is sent, guests when it is written."""

    GUEST = "GUEST", _("Guest")
    STAFF = "STAFF", _("Staff")


def statuses() -> list[tuple[str, Any]]:
    """The choices, as a callable, so that a new word makes no migration."""
    return list(DispatchStatus.choices)


def audiences() -> list[tuple[str, Any]]:
    """As statuses."""
    return list(Audience.choices)


class DispatchQuerySet(TenantQuerySet):
    """Dispatches; the worker is the one who looks across organizations."""

    def due(self, now: datetime) -> Self:
        """What should be sent by now and is in nobody's hands, the longest due first."""
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        rows = self.filter(free, status=DispatchStatus.WAITING, due_at__lte=now)
        return rows.order_by("due_at", "pk")

    def overdue(self, since: datetime) -> Self:
        """What should have been sent at `since` and was not even tried."""
        return self.filter(status=DispatchStatus.WAITING, due_at__lte=since, tries=0)


class DispatchManager(TenantManager.from_queryset(DispatchQuerySet)):  # type: ignore[misc]
    """The manager of dispatches."""


class Dispatch(TenantModel):
    """Something to be sent to the outside until it is there, or until that is given up.

    A worker that has it in hand holds a lease: `leased_until` is in the future, and is also the
    proof that it is still theirs. A worker that dies leaves a lease that runs out.
    """

    status = models.CharField(max_length=10, choices=statuses, default=DispatchStatus.WAITING)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    HELD_WITH: ClassVar[tuple[str, ...]] = ("organization",)
    """What a worker reads along when it takes one in hand."""

    objects: ClassVar[DispatchManager] = DispatchManager()

    class Meta:
        abstract = True


class Message(Dispatch):
    """A mail. What it says is worked out when it is sent, and kept as it was sent.

    `about` is the public id of what it tells of. Secrets of links are not kept: in what is stored
    they are blotted out.
    """

    public_id = PublicIdField(prefix="msg")
    kind = models.CharField(max_length=40, help_text="A name of `orgs.outbox.kinds`.")
    audience = models.CharField(max_length=10, choices=audiences)
    about = models.CharField(max_length=60, blank=True)
    event = models.ForeignKey(
        "orgs.Event", on_delete=models.SET_NULL, null=True, related_name="messages"
    )
    recipients = models.JSONField(default=list)
    locale = models.CharField(max_length=20, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True, help_text="The iCalendar part.")

    HELD_WITH: ClassVar[tuple[str, ...]] = ("organization", "event")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=[one.value for one in DispatchStatus]),
                name="a_message_has_a_known_status",
            ),
            models.CheckConstraint(
                condition=Q(audience__in=[one.value for one in Audience]),
                name="a_message_has_a_known_audience",
            ),
        )
        indexes = (
            # Across organizations: one worker sends for all of them.
            models.Index(
                fields=["due_at", "id"], condition=Q(status="WAITING"), name="message_queue"
            ),
            models.Index(fields=["organization", "about"], name="message_by_subject"),
            models.Index(fields=["organization", "status", "due_at"], name="message_by_status"),
        )
        verbose_name, verbose_name_plural = _("message"), _("messages")

    def __str__(self) -> str:
        return self.subject or str(KINDS.get(self.kind, self.kind))


class MessageText(TenantModel):
    """An organization's own wording of one kind of message in one language."""

    public_id = PublicIdField(prefix="txt")
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=200)
    body = models.TextField(max_length=5_000)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "kind", "language"],
                name="a_message_is_worded_once_per_language",
            ),
        )
        verbose_name = _("message text")
        verbose_name_plural = _("message texts")

    def __str__(self) -> str:
        spoken = dict(settings.LANGUAGES).get(self.language, self.language)
        return f"{KINDS.get(self.kind, self.kind)} ({spoken})"
