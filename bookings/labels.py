"""What the lines of a price are called: in the active language, or in the operator's own words."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from bookings.pricing import Item, Price
from scheduling.models import RateCategory

USUAL = frozenset(category.value.capitalize() for category in RateCategory)
"""What rates are called, unless the operator has other words."""


def rate_label(label: str) -> str:
    """A rate that has its category's usual name has it in every language; others stay as written.

    Stored prices keep the name that the rate had, so the name alone has to tell.
    """
    return _(label) if label in USUAL else label


def line_label(code: str, label: str) -> str:
    """What a discount or fee is called; a promo code by its own spelling."""
    match code:
        case "GROUP":
            return _("Group discount")
        case "PROMO":
            return _("Promo code %(code)s") % {"code": label}
        case "MOVE":
            return _("Change of time")
        case "AGREED":
            return _("Agreed price")
        case "PARTY":
            return _("Places given back")
    return label


def item_words(price: Price, item: Item, words: Callable[[int], str]) -> str:
    """What a line costs; of a price that staff named for all of it, nothing by itself."""
    return _("included") if price.is_agreed and not item.unit_minor else words(item.total_minor)


def sum_label(tax: int, words: Callable[[int], str]) -> str:
    """The total, and what of it is tax."""
    if not tax:
        return _("Total")
    return _("Total, including %(tax)s tax") % {"tax": words(tax)}
