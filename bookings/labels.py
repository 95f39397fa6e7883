"""What rates are called: by the operator's words, or by their usual names in any language."""

from django.utils.translation import gettext

from scheduling.models import RateCategory

USUAL = frozenset(category.value.capitalize() for category in RateCategory)
"""What rates are called, unless the operator has other words."""


def rate_label(label: str) -> str:
    """A rate that has its category's usual name has it in every language; others stay as written.

    Stored prices keep the name that the rate had, so the name alone has to tell.
    """
    return gettext(label) if label in USUAL else label
