"""Supply and occupancy: what can be had, on what terms, with what, and what is taken."""

from scheduling.models.calendar import Calendar, Purpose
from scheduling.models.kinds import (
    YOUNG,
    EventStatus,
    OfferingType,
    Proposals,
    Publication,
    RateCategory,
    TourKind,
)
from scheduling.models.occupancy import Allocation, Claim, Occurrence
from scheduling.models.offering import Event, Offering, Rate, Service, Tour, Variant
from scheduling.models.resources import Block, Requirement, Resource, ResourceKind
from scheduling.models.rules import ScheduleRule
from scheduling.models.terms import AddOn, AddOnUnit, Policy

__all__ = [
    "YOUNG",
    "AddOn",
    "AddOnUnit",
    "Allocation",
    "Block",
    "Calendar",
    "Claim",
    "Event",
    "EventStatus",
    "Occurrence",
    "Offering",
    "OfferingType",
    "Policy",
    "Proposals",
    "Publication",
    "Purpose",
    "Rate",
    "RateCategory",
    "Requirement",
    "Resource",
    "ResourceKind",
    "ScheduleRule",
    "Service",
    "Tour",
    "TourKind",
    "Variant",
]
