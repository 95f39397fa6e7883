"""The hours that terms give, in words: in days where they are whole days."""

from django.utils.translation import ngettext


def to_answer(hours: int) -> str:
    """Within which staff answer a request."""
    count = _in_days(hours)
    if count:
        words = ngettext(
            "We answer your request within %(count)s day.",
            "We answer your request within %(count)s days.",
            count,
        )
        return words % {"count": count}
    words = ngettext(
        "We answer your request within %(count)s hour.",
        "We answer your request within %(count)s hours.",
        hours,
    )
    return words % {"count": hours}


def to_pay(hours: int) -> str:
    """That a guest has to pay once it was accepted."""
    count = _in_days(hours)
    if count:
        words = ngettext(
            "Once we have accepted it, you have %(count)s day to pay.",
            "Once we have accepted it, you have %(count)s days to pay.",
            count,
        )
        return words % {"count": count}
    words = ngettext(
        "Once we have accepted it, you have %(count)s hour to pay.",
        "Once we have accepted it, you have %(count)s hours to pay.",
        hours,
    )
    return words % {"count": hours}


def _in_days(hours: int) -> int:
    """Whole days, where that is what the hours are."""
    return 0 if hours % 24 else hours // 24


def plain(hours: int) -> str:
    """`4 hours`, `2 days`."""
    count = _in_days(hours)
    if count:
        return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
