"""What the lines of a price are called: in the active language, or in the operator's own words."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from bookings.pricing import Item, Price
from scheduling.models import RateCategory

USUAL = frozenset(category.value.capitalize() for category in RateCategory)
"""What rates are called, unless the operator has other words."""

COUNTED = {
    "Adult": ngettext_lazy("%(count)d × Adult", "%(count)d × Adult", "count"),
    "Child": ngettext_lazy("%(count)d × Child", "%(count)d × Child", "count"),
    "Senior": ngettext_lazy("%(count)d × Senior", "%(count)d × Senior", "count"),
    "Youth": ngettext_lazy("%(count)d × Youth", "%(count)d × Youth", "count"),
    "Infant": ngettext_lazy("%(count)d × Infant", "%(count)d × Infant", "count"),
    "Student": ngettext_lazy("%(count)d × Student", "%(count)d × Student", "count"),
    "Family": ngettext_lazy("%(count)d × Family", "%(count)d × Family", "count"),
}
"""Names that bend with their number in some languages; any other stands as it is."""


class Line(NamedTuple):
    """A line of a price, in words."""

    label: str
    amount: str


def party(price: Price) -> str:
    """Who comes, and what they take along, in one line."""
    return ", ".join(had(price))


def had(price: Price) -> list[str]:
    """The same, each by itself."""
    return [counted(one.quantity, one.label) for one in (*price.rates, *price.add_ons)]


def rate_label(label: str) -> str:
    """A rate that has its category's usual name has it in every language; others stay as written.

    Stored prices keep the name that the rate had, so the name alone has to tell.
    """
    return _(label) if label in USUAL else label


def counted(quantity: int, label: str) -> str:
    """`2 × Adult`: so many of a rate or an add-on."""
    usual = COUNTED.get(label)
    return str(usual % {"count": quantity}) if usual else f"{quantity} × {rate_label(label)}"


def lines(price: Price, words: Callable[[int], str]) -> list[Line]:
    """A price line by line, less its total: what is had, what comes off, what was added later."""
    had = (*price.rates, *price.add_ons)
    return [
        *(Line(counted(one.quantity, one.label), item_words(price, one, words)) for one in had),
        *(Line(line_label(*one[:2]), words(-one.amount_minor)) for one in price.discounts),
        *(Line(line_label(*one[:2]), words(one.amount_minor)) for one in price.fees),
    ]


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
