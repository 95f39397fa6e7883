"""Tours: lists, reads, writes."""

from typing import Any

from rest_framework import serializers

from orgs.dialects.fields import PublicId
from orgs.dialects.rest import Call, In, OrgView, paged, route
from orgs.errors import Duplicate
from scheduling import queries
from scheduling.actions import tours
from scheduling.api.rest import words
from scheduling.api.rest.parts import LONGEST_RUN, MOST_PEOPLE, MOST_RULES, OfferingIn, RuleIn
from scheduling.api.rest.shapes import TourOut
from scheduling.api.rest.wire import changes, filters, many, new, speaking
from scheduling.models import OfferingType, Publication, TourKind


class TourIn(OfferingIn):
    """A tour."""

    kind = serializers.ChoiceField(choices=TourKind.choices, required=False)
    durationMinutes = serializers.IntegerField(
        source="duration_minutes", min_value=1, max_value=LONGEST_RUN
    )
    capacity = serializers.IntegerField(min_value=1, max_value=MOST_PEOPLE, allow_null=True)
    scheduleRules = many(RuleIn, MOST_RULES, source="rules", required=False)


class FiltersIn(In):
    """Which offerings a list holds; without a status all but the archived."""

    calendarId = PublicId(source="calendar", required=False)
    status = serializers.ChoiceField(choices=Publication.choices, required=False)
    q = serializers.CharField(source="text", required=False, allow_blank=True, max_length=200)


class TourFiltersIn(FiltersIn):
    """The same for tours."""

    kind = serializers.ChoiceField(choices=TourKind.choices, required=False)


class Tours(OrgView):
    """All tours of an organization."""

    @route(scope="offerings:read", query=TourFiltersIn, gives=paged("tours", TourOut))
    def get(self, call: Call) -> dict[str, Any]:
        """Lists tours, the newest first."""
        rows = queries.of_type(call.org, OfferingType.TOUR)
        return call.page("tours", queries.matching(rows, **filters(call)), words.tour)

    @route(scope="offerings:write", takes=TourIn, gives=TourOut, status=201, refuses=[Duplicate])
    def post(self, call: Call) -> dict[str, Any]:
        """Makes a tour, a draft unless it says otherwise."""
        with speaking(TourIn):
            row = tours.create(org=call.org, by=call.caller, now=call.now, **new(call))
        return words.tour(row)


class Tour(OrgView):
    """One tour."""

    @route(scope="offerings:read", gives=TourOut)
    def get(self, call: Call, tour_id: str) -> dict[str, Any]:
        """The tour."""
        return words.tour(queries.offering(call.org, OfferingType.TOUR, tour_id))

    @route(scope="offerings:write", takes=TourIn, gives=TourOut, refuses=[Duplicate])
    def patch(self, call: Call, tour_id: str) -> dict[str, Any]:
        """Changes what is given. Lists replace; what comes back with its `id` is kept."""
        with speaking(TourIn):
            row = tours.change(
                org=call.org, by=call.caller, now=call.now, ref=tour_id, **changes(call, tour_id)
            )
        return words.tour(row)

    @route(scope="offerings:write", status=204)
    def delete(self, call: Call, tour_id: str) -> None:
        """Archives the tour; its bookings stay."""
        tours.archive(org=call.org, by=call.caller, now=call.now, ref=tour_id)
