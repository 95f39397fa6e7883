"""What was done, what is to be told, and what was answered before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs.models.tenancy import PublicIdField, TenantModel


class AuditEvent(TenantModel):
    """One change by a person or key: who, what, on which row, with before and after."""

    actor = models.CharField(max_length=100, blank=True, help_text="Public id of user or key.")
    actor_name = models.CharField(max_length=200, blank=True)
    verb = models.CharField(_("what was done"), max_length=60)
    subject = models.CharField(
        _("on what"), max_length=60, blank=True, help_text="Public id of the row."
    )
    facts = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["organization", "at"], name="audit_by_time"),)
        verbose_name, verbose_name_plural = _("audit entry"), _("audit entries")

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"


class Event(TenantModel):
    """A row of the outbox: something happened that the outside may want to know.

    Written by the action in the transaction of the change, so that it is told exactly when
    the change took place. The worker turns events into messages and webhook deliveries.
    """

    public_id = PublicIdField(prefix="ev")
    kind = models.CharField(max_length=60, help_text="For example booking.confirmed.")
    subject = models.CharField(max_length=60, help_text="Public id of what it is about.")
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["organization", "id"], name="event_feed"),
            models.Index(fields=["organization", "subject"], name="event_by_subject"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class IdempotentCall(models.Model):
    """A call made under an Idempotency-Key and, once done, its first answer.

    `caller` names the credential (or the address of nobody), so that keys of different callers
    never meet. A row without a status is still being worked on.
    """

    caller = models.CharField(max_length=120)
    route = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    body_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=100, blank=True)
    body = models.BinaryField(default=b"")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["caller", "route", "key"], name="a_key_is_used_once_per_caller_and_route"
            ),
        )
        indexes = (models.Index(fields=["at"], name="idempotent_call_by_age"),)

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
