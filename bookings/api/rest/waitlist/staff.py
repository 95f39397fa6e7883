"""Staff's routes: the list, offering out of turn, removing."""

from typing import Any

from bookings import queues
from bookings.actions import waiting
from bookings.api.rest.public import TAKING, BookingView
from bookings.api.rest.waitlist import shapes, words
from bookings.errors import ChangedMeanwhile, IllegalMove
from bookings.waitlist import WaitState
from orgs.dialects.rest import Call, OrgView, paged, route


class Waitlist(OrgView):
    """GET /api/orgs/{orgId}/waitlist."""

    @route(
        scope="bookings:read",
        query=shapes.WaitListIn,
        gives=paged("waitlist", shapes.WaitOut),
        operation="list_waitlist",
    )
    def get(self, call: Call) -> dict[str, Any]:
        """Who waits and who did, those who joined first at the top."""
        asked = call.query
        rows = queues.listed(
            call.org,
            now=call.now,
            state=WaitState(asked["status"]) if "status" in asked else None,
            offering_id=asked.get("offeringId", ""),
        )
        return call.page("waitlist", rows, lambda row: words.whole(row, call.now), order=("id",))


class OneEntry(OrgView, BookingView):
    """DELETE /api/orgs/{orgId}/waitlist/{entryId}."""

    @route(
        scope="bookings:write",
        status=204,
        refuses=(IllegalMove, ChangedMeanwhile),
        operation="remove_waitlist_entry",
    )
    def delete(self, call: Call, entry_id: str) -> None:
        """Takes a party off the list; it stays to be read as LEFT."""
        entry = queues.of_organization(call.org, entry_id)
        waiting.leave(entry=entry, by=call.caller, now=call.now)


class Offer(OrgView, BookingView):
    """POST /api/orgs/{orgId}/waitlist/{entryId}/offer."""

    @route(
        scope="bookings:write",
        gives=shapes.WaitOut,
        refuses=(*TAKING, IllegalMove, ChangedMeanwhile),
        operation="offer_to_waitlist_entry",
    )
    def post(self, call: Call, entry_id: str) -> dict[str, Any]:
        """Offers what is free to this party now, whoever joined before it."""
        entry = queues.of_organization(call.org, entry_id)
        waiting.offer_now(entry=entry, by=call.caller, now=call.now)
        fresh = queues.of_organization(call.org, entry_id)
        return words.placed(fresh, queues.position(fresh, call.now), call.now)
