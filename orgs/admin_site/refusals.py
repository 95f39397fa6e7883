"""What the core refuses, in the reader's language.

Sentences that never vary are marked for translation where they are raised; those with facts in
them, and those staff need said otherwise than integrators, are looked up here by their code.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from orgs.errors import Invalid, Refusal

SENTENCES: dict[str, Any] = {}
"""By code; the apps above add theirs."""


def sentence(refusal: Refusal) -> str:
    """The refusal in one sentence."""
    return str(SENTENCES.get(refusal.code) or gettext(str(refusal)))


def beside(refusal: Refusal) -> Iterator[tuple[str, str]]:
    """Each fault with the name of the field it is about; empty where it is about the whole."""
    faults = refusal.errors if isinstance(refusal, Invalid) else []
    for fault in faults:
        yield fault.pointer.strip("/").split("/")[0], gettext(fault.detail)
    if not faults:
        yield refusal.facts.get("field", ""), sentence(refusal)
