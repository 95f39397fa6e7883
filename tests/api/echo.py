"""Routes that exist in tests only: one that echoes every kind of field, one that breaks."""

from typing import Any

from django.urls import include, path
from rest_framework import serializers

from config.urls import handler400, handler500
from config.urls import urlpatterns as real
from orgs.dialects.fields import (
    ClockTime,
    ClosingTime,
    Currency,
    Day,
    Instant,
    Money,
    PublicId,
    Weekday,
    ZoneName,
)
from orgs.dialects.rest import Call, In, OrgView, RestView, both, route
from orgs.models import Location


class InnerIn(In):
    """Nested."""

    seats = serializers.IntegerField()
    label = serializers.CharField(max_length=10)


class EchoIn(In):
    """Everything, optional."""

    text = serializers.CharField(required=False)
    number = serializers.IntegerField(required=False, max_value=100)
    ratio = serializers.FloatField(required=False)
    flag = serializers.BooleanField(required=False)
    choice = serializers.ChoiceField(("RED", "BLUE"), required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=5), required=False)
    facts = serializers.JSONField(required=False)
    inner = InnerIn(required=False)
    party = InnerIn(many=True, required=False)
    at = Instant(required=False)
    day = Day(required=False)
    opens = ClockTime(required=False)
    closes = ClosingTime(required=False)
    price = Money(required=False)
    zone = ZoneName(required=False)
    currency = Currency(required=False)
    id = PublicId(required=False)
    weekday = Weekday(required=False)


class EchoFilters(In):
    """The same from a query, and a word that Python keeps for itself."""

    from_ = Instant(required=False)
    number = serializers.IntegerField(required=False)
    flag = serializers.BooleanField(required=False)
    tags = serializers.ListField(child=serializers.CharField(), required=False)


class Echo(RestView):
    """Public."""

    @route(query=EchoFilters)
    def get(self, call: Call) -> dict[str, Any]:
        """Says what it read."""
        return {name: repr(value) for name, value in call.query.items()}

    @route(takes=EchoIn, status=201)
    def post(self, call: Call) -> dict[str, Any]:
        """Says what it read."""
        return {name: repr(value) for name, value in call.body.items()}

    @route(takes=EchoIn)
    def patch(self, call: Call) -> dict[str, Any]:
        """Says what it read."""
        return {name: repr(value) for name, value in call.body.items()}


class OrgEcho(OrgView):
    """Under an organization."""

    @route(scope="org:read", takes=EchoIn)
    def post(self, call: Call, org_id: str = "") -> dict[str, Any]:
        """Says what it read."""
        return {name: repr(value) for name, value in call.body.items()}


class Breaks(OrgView):
    """A fault of ours, after something was written."""

    @route(scope="org:read", status=201)
    def post(self, call: Call) -> dict[str, Any]:
        """Writes, then fails."""
        Location.objects.create(organization=call.org, name="Half done")
        raise RuntimeError("a secret of ours")


__all__ = ["handler400", "handler500", "urlpatterns"]

routes = [
    both("echo", Echo),
    both("orgs/<str:org_id>/echo", OrgEcho),
    both("orgs/<str:org_id>/breaks", Breaks),
]
urlpatterns = [path("api/", include(routes)), *real]
