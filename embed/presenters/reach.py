"""How a guest reaches whom they booked with: the house by mail, its place by phone."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from scheduling.models import Offering

NOT_DIALLED = re.compile(r"[^\d+]")


def in_touch(offering: Offering) -> SafeString:
    """`Please get in touch: +1 207 555 0110 · hello@harbor.example`, as far as either is known."""
    known = ways(offering)
    if not known:
        return format_html("{}", gettext("Please get in touch."))
    return format_html("{} {}", gettext("Please get in touch:"), known)


def ways(offering: Offering) -> SafeString:
    """Its phone and its address for mail, as links; empty where neither is known."""
    return format_html_join(" · ", '<a href="{}">{}</a>', _ways(offering))


def _ways(offering: Offering) -> list[tuple[str, str]]:
    phone = offering.location.phone if offering.location else ""
    email = offering.organization.email
    found = [(f"tel:{NOT_DIALLED.sub('', phone)}", phone)] if phone else []
    return [*found, (f"mailto:{email}", email)] if email else found


def with_touch(said: str, touch: str) -> SafeString:
    """A sentence, followed by how to reach the house."""
    return format_html("{} {}", said, touch)
