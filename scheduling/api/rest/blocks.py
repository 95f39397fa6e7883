"""Blocks of a resource, and the bookings they conflict with."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from orgs import formats
from orgs.dialects.fields import Day, Instant
from orgs.dialects.rest import Call, In, OrgView, Told, paged, route
from orgs.errors import FieldError, Invalid
from scheduling import queries
from scheduling.actions import blocks
from scheduling.api.rest import words
from scheduling.api.rest.wire import Line, speaking
from scheduling.engine.types import Span
from scheduling.models import Block as BlockRow
from scheduling.models import Resource as ResourceRow


class BlockIn(In):
    """A whole day by `date`, or `startsAt` and `endsAt`; `recurrence` is an RRULE."""

    IN_COMPANY: ClassVar[dict[str, Any]] = {
        "anyOf": [{"required": ["date"]}, {"required": ["startsAt", "endsAt"]}]
    }

    date = Day(source="day", required=False, allow_null=True)
    startsAt = Instant(source="starts_at", required=False, allow_null=True)
    endsAt = Instant(source="ends_at", required=False, allow_null=True)
    reason = Line(max_length=200)
    recurrence = Line(source="rrule", max_length=500)


class DryRunIn(In):
    """Whether only to tell what would be affected."""

    dryRun = serializers.BooleanField(required=False, default=False)


class AffectedOut(serializers.Serializer):
    """A booking that stands in the way."""

    bookingId = serializers.CharField()
    instanceStartsAt = Instant()
    seats = serializers.IntegerField()
    offeringId = serializers.CharField()


class BlockOut(serializers.Serializer):
    """A stretch in which the resource is out of use."""

    id = serializers.CharField()
    startsAt = Instant()
    endsAt = Instant()
    recurrence = serializers.CharField(allow_null=True)
    reason = serializers.CharField()


class BlockedOut(BlockOut):
    """A block and the bookings it conflicts with."""

    affectedBookings = AffectedOut(many=True)


class PreviewedOut(BlockedOut):
    """The same of a block that was not made: it has no id."""

    id = serializers.CharField(allow_null=True)


def word(row: BlockRow) -> dict[str, Any]:
    """A block; its times on the clock of its resource."""
    return {
        "id": row.public_id,
        "startsAt": formats.iso(row.starts_at, row.resource.timezone),
        "endsAt": formats.iso(row.ends_at, row.resource.timezone),
        "recurrence": row.rrule or None,
        "reason": row.reason,
    }


class Blocks(OrgView):
    """The blocks of a resource."""

    @route(scope="resources:read", gives=paged("blocks", BlockOut))
    def get(self, call: Call, resource_id: str) -> dict[str, Any]:
        """Lists blocks, the newest first."""
        resource = queries.resource(call.org, resource_id)
        return call.page("blocks", queries.blocks(resource), word)

    @route(
        scope="resources:write",
        query=DryRunIn,
        takes=BlockIn,
        gives=BlockedOut,
        status=201,
        also={200: OpenApiResponse(PreviewedOut, "The dry run: what would be, and nothing made.")},
    )
    def post(self, call: Call, resource_id: str) -> dict[str, Any] | Told:
        """Takes the resource out of use; bookings stay and are named. A dry run only tells."""
        with speaking(BlockIn):
            asked = {
                "org": call.org,
                "ref": resource_id,
                "span": _span(call.body, queries.resource(call.org, resource_id)),
                "rrule": call.body.get("rrule", ""),
                "reason": call.body.get("reason", ""),
                "now": call.now,
            }
            is_dry = call.query["dryRun"]
            made = blocks.preview(**asked) if is_dry else blocks.create(by=call.caller, **asked)
        named = [words.affected(one) for one in made.affected]
        told = {**word(made.block), "affectedBookings": named}
        return Told(200, {**told, "id": None}) if is_dry else told


class Block(OrgView):
    """One block."""

    @route(scope="resources:write", status=204)
    def delete(self, call: Call, resource_id: str, block_id: str) -> None:
        """Puts the resource back into use."""
        blocks.remove(
            org=call.org, by=call.caller, now=call.now, resource=resource_id, ref=block_id
        )


def _span(given: dict[str, Any], resource: ResourceRow) -> Span:
    """The stretch that is meant: exactly one of the two forms."""
    day, start, end = given.get("day"), given.get("starts_at"), given.get("ends_at")
    if day is not None and (start or end):
        raise Invalid([FieldError("/day", "contradiction", "Give a day, or a start and an end.")])
    if day is not None:
        return blocks.whole_day(resource, day)
    if start is not None and end is not None:
        return Span(start, end)
    missing = "ends_at" if start else "starts_at" if end else "day"
    raise Invalid([FieldError(f"/{missing}", "required", "Give a day, or a start and an end.")])
