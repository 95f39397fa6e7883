"""Money is integer minor units plus a currency code; this is the only place that converts."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from babel import Locale
from babel.numbers import get_currency_precision, list_currencies

LARGEST = 10**12
CURRENCIES = frozenset(list_currencies(locale=Locale("en")))


class BadAmount(ValueError):
    """An amount that is not money of the currency."""


def digits(currency: str) -> int:
    """How many digits follow the point: JPY 0, USD 2, KWD 3 (ISO 4217)."""
    return get_currency_precision(currency)


@lru_cache(maxsize=4096)
def text(minor: int, currency: str) -> str:
    """The wire form: a decimal string with exactly the currency's digits, `4500` -> `45.00`."""
    places = digits(currency)
    return f"{Decimal(minor).scaleb(-places):.{places}f}"


def parse(amount: str, currency: str) -> int:
    """Minor units of a decimal string; raises BadAmount for anything that would be rounded."""
    try:
        scaled = Decimal(amount).scaleb(digits(currency))
    except InvalidOperation as error:
        raise BadAmount(f"{amount[:40]!r} is not a decimal number.") from error
    if not scaled.is_finite() or abs(scaled) > LARGEST:
        raise BadAmount("The amount is too large.")
    if scaled != scaled.to_integral_value():
        raise BadAmount(f"{currency} has {digits(currency)} digits after the point.")
    return int(scaled)


def share(minor: int, percent: Decimal) -> int:
    """`percent` of an amount, in whole minor units, halves away from zero."""
    exact = Decimal(minor) * percent / 100
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def included(minor: int, percent: Decimal) -> int:
    """The part of an amount that is tax of `percent` on the rest of it, rounded as share."""
    exact = Decimal(minor) * percent / (100 + percent)
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
