"""How the embed's forms are sent: once each, by whoever may, and confirmed on a page of its own.

No cookie: a form's signed token stands for one, and names the submission, so that a double click
or a reload does nothing twice.
"""

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from embed import forms, refusals, tokens
from embed.page import Page
from orgs import throttle
from orgs.access import Caller
from orgs.dialects import callers
from orgs.errors import Invalid

STALE = 422


def sent(page: Page, filled: forms.Filled, purpose: str, act: Callable[[str, Caller], str]) -> str:
    """Hands over what a form asks for; the public id of what came of it.

    `act` is given the name of the submission and who sends it. Raises tokens.StaleForm, Invalid
    for faults of the fields, TooMany, and as `act`.
    """
    submission = tokens.submission(filled.token, purpose)
    if wrong := forms.faults(filled):
        raise Invalid(wrong)
    return act(submission, counted(page))


def counted(page: Page) -> Caller:
    """Who sends something. Raises TooMany for whoever does so all the time."""
    who = Caller(address=callers.address(page.request))
    throttle.count("public_write", who.address, page.now)
    return who


def renewed(filled: forms.Filled, purpose: str) -> tuple[forms.Filled, list[refusals.Problem]]:
    """A form that was open for too long, as it is shown again to be sent once more."""
    fresh = filled.with_token(tokens.form(purpose))
    return fresh, [refusals.Problem(refusals.TOTAL, refusals.stale())]


def confirmed(page: Page, name: str, public_id: str) -> HttpResponse:
    """To the page that confirms; its address has the signed receipt and nothing of the guest."""
    choice = page.choice.without_place().to(offering="")
    address = reverse(f"embed:{name}", args=[page.ref])
    receipt = choice.query({"r": tokens.receipt(public_id)})
    return HttpResponseRedirect(f"{address}{receipt}", status=303)
