"""The routes of the supply under /api."""

from django.urls import URLPattern

from orgs.dialects.rest import both
from scheduling.api.rest import (
    addons,
    availability,
    blocks,
    calendars,
    events,
    policies,
    public,
    resources,
    tours,
)

ORG = "orgs/<str:org_id>"
RESOURCE = f"{ORG}/resources/<str:resource_id>"

urlpatterns: list[URLPattern] = [
    both(f"{ORG}/calendars", calendars.Calendars),
    both(f"{ORG}/calendars/<str:calendar_id>", calendars.Calendar),
    both(f"{ORG}/tours", tours.Tours),
    both(f"{ORG}/tours/<str:tour_id>", tours.Tour),
    both(f"{ORG}/events", events.Events),
    both(f"{ORG}/events/<str:event_id>", events.Event),
    both(f"{ORG}/policies", policies.Policies),
    both(f"{ORG}/policies/<str:policy_id>", policies.Policy),
    both(f"{ORG}/addons", addons.AddOns),
    both(f"{ORG}/addons/<str:add_on_id>", addons.AddOn),
    both(f"{ORG}/resources", resources.Resources),
    both(RESOURCE, resources.Resource),
    both(f"{RESOURCE}/availability", resources.Hours),
    both(f"{RESOURCE}/blocks", blocks.Blocks),
    both(f"{RESOURCE}/blocks/<str:block_id>", blocks.Block),
    both("calendars/<str:calendar_id>", calendars.PublicCalendar),
    both("calendars/<str:calendar_id>/availability", availability.CalendarAvailability),
    both("calendars/<str:calendar_id>/availability/next", availability.CalendarNext),
    both("tours/<str:tour_id>", public.PublicTour),
    both("tours/<str:tour_id>/availability", availability.TourAvailability),
    both("tours/<str:tour_id>/availability/next", availability.TourNext),
    both("events/<str:event_id>", public.PublicEvent),
    both("events/<str:event_id>/availability", availability.EventAvailability),
    both("events/<str:event_id>/availability/next", availability.EventNext),
]
