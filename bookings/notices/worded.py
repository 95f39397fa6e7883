"""The shape of a notice’s wording, and the placeholders that it may have."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


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
