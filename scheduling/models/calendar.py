"""Calendars group offerings for showing; they are what gets embedded."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs.models import PublicIdField, TenantManager, TenantModel, TenantQuerySet


class Purpose(models.TextChoices):
    """What a calendar is for; decides its first view and what it may accept."""

    TOUR = "TOUR", _("Tours")
    EVENT = "EVENT", _("Events")
    COMMUNITY = "COMMUNITY", _("Community")
    PRIVATE_BOOKING = "PRIVATE_BOOKING", _("Private bookings")


def purposes() -> list[tuple[str, Any]]:
    """The choices, as a callable, so that a new word makes no migration."""
    return list(Purpose.choices)


class CalendarQuerySet(TenantQuerySet):
    """Calendars."""

    def public(self) -> "CalendarQuerySet":
        """What anybody may see and embed: all that were not archived."""
        return self.filter(archived_at=None)


class CalendarManager(TenantManager.from_queryset(CalendarQuerySet)):  # type: ignore[misc]
    """The manager of calendars."""


class Calendar(TenantModel):
    """A shop window for offerings on any site.

    `allowed_sites` lists the origins that may frame it (`https://example.com`,
    `https://*.example.com`, or `*` for any); empty means this installation only.
    """

    public_id = PublicIdField(prefix="cal")
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(max_length=60)
    purpose = models.CharField(_("purpose"), max_length=20, choices=purposes, default=Purpose.TOUR)
    accepts_submissions = models.BooleanField(default=False)
    theme = models.JSONField(
        default=dict, blank=True, help_text="brand, radius, font, logo, mode (auto, light, dark)."
    )
    allowed_sites = models.JSONField(default=list, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[CalendarManager] = CalendarManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "slug"], name="a_calendar_slug_is_used_once"
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=[purpose.value for purpose in Purpose]),
                name="a_calendar_has_a_known_purpose",
            ),
        )
        verbose_name, verbose_name_plural = _("calendar"), _("calendars")

    def __str__(self) -> str:
        return self.name
