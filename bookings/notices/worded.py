"""The shape of a notice’s wording, the placeholders that it may have, and both as a kind."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from bookings.notices.table import Named
from orgs.models import Message
from orgs.outbox.kinds import Kind, Letter
from orgs.outbox.words import Words


class Wording(NamedTuple):
    """What staff call it, and its heading, subject and text; the last two with placeholders."""

    label: Any
    title: Any
    subject: Any
    body: Any


PLACEHOLDERS: dict[str, Any] = {
    "guest": _("the guest’s name"),
    "reference": _("the booking’s reference"),
    "offering": _("what is booked"),
    "date": _("the day, at the venue"),
    "time": _("the time, at the venue"),
    "place": _("where it is"),
    "seats": _("the number of places"),
    "total": _("the price"),
    "organization": _("your organization’s name"),
}


class Ways(NamedTuple):
    """How the letters of notices come to be, as `Kind` says; all but `gather` take which it is."""

    gather: Callable[[Sequence[Message]], Any]
    check: Callable[..., None]
    write: Callable[..., Letter]
    preview: Callable[..., Letter]


def kind(notice: Named, wording: Wording, placeholders: Mapping[str, Any], ways: Ways) -> Kind:
    """A notice as a kind of message."""
    return Kind(
        name=notice.value,
        label=wording.label,
        audience=notice.audience,
        words=lambda: Words(str(wording.subject), str(wording.body)),
        placeholders=placeholders,
        gather=ways.gather,
        check=partial(ways.check, notice),
        write=partial(ways.write, notice),
        preview=partial(ways.preview, notice),
    )
