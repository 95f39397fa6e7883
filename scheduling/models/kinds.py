"""The words offerings are sorted by."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfferingType(models.TextChoices):
    """Which proxy a row is read through."""

    TOUR = "TOUR", _("Tour")
    EVENT = "EVENT", _("Event")
    SERVICE = "SERVICE", _("Service")


class TourKind(models.TextChoices):
    """The operator's word for how a tour is sold; what follows from it is set beside it."""

    RECURRING_PUBLIC = "RECURRING_PUBLIC", _("Recurring, public")
    FIXED_DAILY = "FIXED_DAILY", _("Fixed daily")
    GROUP = "GROUP", _("Group")
    PRIVATE_REQUEST = "PRIVATE_REQUEST", _("Private, on request")
    MINIMUM_THRESHOLD = "MINIMUM_THRESHOLD", _("Runs from a minimum")


class Proposals(models.TextChoices):
    """Which times guests may propose, to be answered with a price for the whole run."""

    OFF = "OFF", _("No times of their own")
    RULES = "RULES", _("The times of the rules")
    ANY = "ANY", _("Any time")


class Publication(models.TextChoices):
    """Whether the public sees it."""

    DRAFT = "DRAFT", _("Draft")
    PUBLISHED = "PUBLISHED", _("Published")
    ARCHIVED = "ARCHIVED", _("Archived")


class EventStatus(models.TextChoices):
    """What became of an event, in schema.org's sense."""

    SCHEDULED = "SCHEDULED", _("Scheduled")
    CANCELLED = "CANCELLED", _("Cancelled")
    POSTPONED = "POSTPONED", _("Postponed")
    RESCHEDULED = "RESCHEDULED", _("Rescheduled")


class RateCategory(models.TextChoices):
    """Who a rate is for; `party: {"adults": 2}` names rates by these."""

    ADULT = "ADULT", _("Adult")
    CHILD = "CHILD", _("Child")
    SENIOR = "SENIOR", _("Senior")
    YOUTH = "YOUTH", _("Youth")
    INFANT = "INFANT", _("Infant")
    STUDENT = "STUDENT", _("Student")
    FAMILY = "FAMILY", _("Family")
    OTHER = "OTHER", _("Other")


YOUNG = (RateCategory.CHILD, RateCategory.YOUTH, RateCategory.INFANT)
"""Whose prices no offering is announced by."""


def offering_types() -> list[tuple[str, Any]]:
    """The choices, as a callable, so that a new word makes no migration."""
    return list(OfferingType.choices)


def tour_kinds() -> list[tuple[str, Any]]:
    """As offering_types."""
    return list(TourKind.choices)


def proposal_times() -> list[tuple[str, Any]]:
    """As offering_types."""
    return list(Proposals.choices)


def publications() -> list[tuple[str, Any]]:
    """As offering_types."""
    return list(Publication.choices)


def event_statuses() -> list[tuple[str, Any]]:
    """As offering_types."""
    return list(EventStatus.choices)


def rate_categories() -> list[tuple[str, Any]]:
    """As offering_types."""
    return list(RateCategory.choices)
