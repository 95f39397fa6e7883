"""Where payment providers tell us what became of a payment."""

from collections.abc import Callable
from typing import Any

from django.http import UnreadablePostError
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from bookings.errors import BadNotice, ChangedMeanwhile
from bookings.payments import hearing
from orgs.dialects.base import TooLarge
from orgs.dialects.rest import Answer, Call, RestView, route
from orgs.dialects.spec import Spec
from orgs.dialects.strict import In

LARGEST = 131_072
"""Bytes. A provider's notice has a few thousand."""


class Notices(RestView):
    """POST /api/payments/{provider}/notices.

    The signature is all that counts: there is no caller, no rate and no reading of the body before
    it is found right, so that a stranger's notice costs one hash and no query.
    """

    keeps_answers = False
    write_rate = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Whoever calls is nobody to us."""

    def answer(
        self,
        spec: Spec,
        reader: type[In] | None,
        function: Callable[..., Answer],
        path: dict[str, str],
    ) -> HttpResponseBase:
        """The body stays as it came: it is what was signed."""
        call = Call(self.http, self.caller, None, {}, {}, self.now)
        return self.word(spec, function(call, **path))

    @route(status=204, refuses=(BadNotice, ChangedMeanwhile), operation="hear_payment_notice")
    def post(self, call: Call, provider: str) -> None:
        """Takes in a notice of a provider (`stripe`), in its own form and signed as it signs.

        Repeating one is harmless. 204 also for notices that are of no concern here.
        """
        try:
            body = call.request.body
        except UnreadablePostError as error:
            raise BadNotice(detail="The body broke off.") from error
        if len(body) > LARGEST:
            raise TooLarge
        hearing.hear(word=provider.upper(), body=body, headers=call.request.headers, now=call.now)
