"""Stripe's words and ours: amounts, languages, and what its objects say of a payment.

No network and no library here; objects are the plain dictionaries of Stripe's JSON.
"""

from typing import Any

from bookings.ledger import Kind
from bookings.payments.provider import Notice, Outcome, WayBack
from orgs import money

_NO_DIGITS = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF"
_LANGUAGES = """bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ms mt
nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW"""

NO_DIGITS = frozenset(_NO_DIGITS.split())
"""Stripe counts these in whole units, and all others (ISK, RSD and UGX too) in hundredths ..."""
THREE_DIGITS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
"""... but these in thousandths, the last digit of which has to be 0."""

WENT_BACK = frozenset(
    {
        "charge.refunded",
        "charge.refund.updated",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.dispute.created",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    }
)
"""These say that there is something to be asked; they come in any order, and more than once."""
GONE = frozenset({"failed", "canceled"})
"""Refunds that gave nothing back."""
WITHDRAWN = frozenset({"needs_response", "under_review", "lost"})
"""Disputes that took the money; one that is won gives it back, and a warning takes none."""

LOCALES = frozenset(_LANGUAGES.split())

Words = dict[str, Any]


class NoSuchAmount(ValueError):
    """Stripe cannot take or tell this amount."""


def units(minor: int, currency: str) -> int:
    """Our minor units in Stripe's. Raises NoSuchAmount where it would have to be rounded."""
    found, rest = divmod(minor * 10 ** _digits(currency), 10 ** money.digits(currency))
    if rest or (currency in THREE_DIGITS and found % 10):
        text = money.text(minor, currency)
        raise NoSuchAmount(f"Stripe takes no amount as fine as {text} {currency}.")
    return found


def minor(units: int, currency: str) -> int:
    """The reverse of `units`."""
    code = currency.upper()
    found, rest = divmod(units * 10 ** money.digits(code), 10 ** _digits(code))
    if rest:
        raise NoSuchAmount(f"{units} of Stripe's units are no amount in {code}.")
    return found


def _digits(currency: str) -> int:
    if currency in NO_DIGITS:
        return 0
    return 3 if currency in THREE_DIGITS else 2


def locale(tag: str) -> str:
    """The language of Stripe's page that is nearest to the guest's."""
    named = tag.replace("_", "-")
    return next((one for one in (named, named.partition("-")[0]) if one in LOCALES), "auto")


def heard(event: Words) -> Notice | None:
    """What an event says of a payment of ours; None: of no concern to us."""
    about, account = event["data"]["object"], event.get("account") or ""
    payment = (about.get("metadata") or {}).get("payment")
    if event["type"] in WENT_BACK:
        return _went_back(about, payment, account)
    if not payment:
        return None
    match event["type"]:
        case "checkout.session.completed" | "checkout.session.async_payment_succeeded":
            return _completed(about, payment, account)
        case "checkout.session.expired" | "checkout.session.async_payment_failed":
            # The page is used up; where a way to pay failed days later, a new page is needed.
            return Notice(payment, Outcome.CLOSED, account=account)
        case "payment_intent.payment_failed":
            return Notice(payment, Outcome.FAILED, account=account)
        case "payment_intent.canceled":
            return Notice(payment, Outcome.RELEASED, 0, about["id"], account)
    return None


def _went_back(about: Words, payment: str | None, account: str) -> Notice | None:
    """Of refunds we asked for ourselves we hear in answer; this one is news if it failed."""
    intent = about.get("payment_intent")
    ours = about["object"] == "refund" and (about.get("metadata") or {}).get("instruction")
    if not intent or (ours and about["status"] not in GONE):
        return None
    return Notice(payment or "", Outcome.WENT_BACK, ref=intent, account=account)


def refunds(found: list[Words]) -> list[WayBack]:
    """What Stripe's refunds of one payment say, which it lists with the latest first."""
    return [
        WayBack(
            one["id"],
            Kind.REFUNDED,
            minor(one["amount"], one["currency"]),
            one["status"] not in GONE,
            (one.get("metadata") or {}).get("instruction", ""),
        )
        for one in reversed(found)
    ]


def disputes(found: list[Words]) -> list[WayBack]:
    """As `refunds`."""
    return [
        WayBack(
            one["id"],
            Kind.DISPUTED,
            minor(one["amount"], one["currency"]),
            one["status"] in WITHDRAWN,
        )
        for one in reversed(found)
    ]


def _completed(session: Words, payment: str, account: str) -> Notice | None:
    """Of money set aside, Stripe says `unpaid` too; else that means that it is still coming."""
    if session["metadata"].get("manual") == "1":
        outcome = Outcome.AUTHORISED
    elif session["payment_status"] == "paid":
        outcome = Outcome.PAID
    else:
        return None
    amount = minor(session["amount_total"], session["currency"])
    return Notice(payment, outcome, amount, session["payment_intent"], account)


def seen(session: Words, account: str) -> Notice | None:
    """What a session says that was asked for together with its intent; None: nothing new."""
    payment, intent = session["metadata"]["payment"], session["payment_intent"] or {}
    match session["status"], intent.get("status"):
        case _, "succeeded":
            amount = minor(intent["amount_received"], intent["currency"])
            return Notice(payment, Outcome.PAID, amount, intent["id"], account)
        case _, "requires_capture":
            amount = minor(intent["amount_capturable"], intent["currency"])
            return Notice(payment, Outcome.AUTHORISED, amount, intent["id"], account)
        case ("expired", _) | ("complete", "canceled" | "requires_payment_method"):
            return Notice(payment, Outcome.CLOSED, account=account)
    return None
