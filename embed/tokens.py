"""Signed words that travel in forms and addresses in place of a cookie."""

import hashlib
import json
import secrets
from collections.abc import Sequence

from django.core import signing

from orgs.errors import NotFound

FORM_HOURS = 6
RECEIPT_HOURS = 24
_FORM, _RECEIPT = "embed.form", "embed.receipt"


class StaleForm(Exception):
    """The form was not made here, not for this, or too long ago."""


def form(purpose: str) -> str:
    """A token for one form: proves that it was made here and names its submission."""
    return signing.dumps({"p": purpose, "r": secrets.token_urlsafe(16)}, salt=_FORM)


def submission(token: str, purpose: str) -> str:
    """The random name of a form's submission; the same form sent twice has the same."""
    try:
        said = signing.loads(token, salt=_FORM, max_age=FORM_HOURS * 3600)
    except signing.BadSignature as error:
        raise StaleForm from error
    if said.get("p") != purpose:
        raise StaleForm
    return said["r"]


def attempt(submission: str, said: Sequence[object]) -> str:
    """The name of what a submission asks for: the same form with other words in it is another."""
    return f"{submission}-{hashlib.sha256(json.dumps(said).encode()).hexdigest()[:24]}"


def receipt(public_id: str) -> str:
    """What the confirmation's address carries: which booking it is, and for a day that whoever
    has it has just made it. Not its key, since logs keep addresses."""
    return signing.dumps(public_id, salt=_RECEIPT)


def opened_receipt(given: str) -> str:
    """The id of what a receipt is for."""
    try:
        return str(signing.loads(given, salt=_RECEIPT, max_age=RECEIPT_HOURS * 3600))
    except signing.BadSignature as error:
        raise NotFound from error
