"""Stripe: guests pay on its hosted Checkout page, on the organization's account if it has one.

A movement of money is called by its payment intent, whether Stripe told us or was asked, so that
it counts once. What is done with it later is safe to repeat for longer than the day for which
Stripe remembers a key: a refund carries the instruction's id, the rest is judged by how it stands.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings

from bookings.errors import BadNotice
from bookings.models import Payment
from bookings.payments import stripe_words as words
from bookings.payments.provider import (
    NothingHeld,
    Notice,
    Page,
    ProviderRefuses,
    Sale,
    WayBack,
)
from bookings.payments.stripe_client import Answer, ask, library, tell

SIGNATURE = "Stripe-Signature"
TOLERANCE = timedelta(minutes=5)
SHORTEST, LONGEST = timedelta(minutes=35), timedelta(hours=23, minutes=50)
"""Stripe's pages live from half an hour to a day, by Stripe's clock and when it hears of it."""
LONGEST_TITLE = 250
MOST_REFUNDS = 100


class Stripe:
    """The provider. Wherever the guest's money went, there it is asked about afterwards."""

    sets_aside_for = timedelta(days=6)

    def open(self, payment: Payment, sale: Sale, now: datetime) -> Page:
        """A Checkout Session. The same call, repeated, has the same words: it is one session."""
        account = payment.organization.stripe_account
        asked = _session_of(payment, sale)
        made = tell(
            lambda v1, options: v1.checkout.sessions.create(asked, options),
            account,
            payment.public_id,
        )
        payment.facts |= {"account": account}
        return Page(made["id"], made["url"], datetime.fromtimestamp(made["expires_at"], UTC))

    def close(self, payment: Payment, now: datetime) -> None:
        """Expires the session; one that is over anyhow is left alone."""
        if not payment.provider_ref:
            return
        session = payment.provider_ref
        try:
            tell(
                lambda v1, options: v1.checkout.sessions.expire(session, {}, options),
                _account(payment),
                f"{payment.public_id}-close",
            )
        except ProviderRefuses:
            if self._session(payment)["status"] == "open":
                raise

    def look(self, payment: Payment) -> Notice | None:
        """As the notices say it, asked for."""
        if not payment.provider_ref:
            return None
        return words.seen(self._session(payment), _account(payment))

    def capture(self, payment: Payment, amount: int, key: str) -> str:
        """Takes so much; Stripe lets the rest go by itself."""
        intent, wanted = _intent(payment), _units(amount, payment)
        asked = {"amount_to_capture": wanted}
        try:
            tell(
                lambda v1, options: v1.payment_intents.capture(intent, asked, options),
                _account(payment),
                key,
            )
        except ProviderRefuses as refusal:
            found = self._look_up(payment, intent)
            if found["status"] == "canceled":
                raise NothingHeld(str(refusal)) from refusal
            if (found["status"], found["amount_received"]) != ("succeeded", wanted):
                raise
        return intent

    def release(self, payment: Payment, key: str) -> str:
        """Cancels the intent; one whose time has run out is cancelled already."""
        intent = _intent(payment)
        try:
            tell(
                lambda v1, options: v1.payment_intents.cancel(intent, {}, options),
                _account(payment),
                key,
            )
        except ProviderRefuses:
            if self._look_up(payment, intent)["status"] != "canceled":
                raise
        return intent

    def refund(self, payment: Payment, amount: int, key: str) -> str:
        """A refund that bears the instruction's id, by which it is found when told again."""
        intent, account = _intent(payment), _account(payment)
        found = self._refunds(payment, intent)
        ours = [one for one in found if (one["metadata"] or {}).get("instruction") == key]
        for earlier in ours:
            if earlier["status"] not in words.GONE:
                return str(earlier["id"])
        asked = {
            "payment_intent": intent,
            "amount": _units(amount, payment),
            "metadata": {"instruction": key, "payment": payment.public_id},
        }
        # One that failed is not what Stripe is to answer with again.
        once = f"{key}-{len(ours)}" if ours else key
        made = tell(lambda v1, options: v1.refunds.create(asked, options), account, once)
        if made["status"] in words.GONE:
            raise ProviderRefuses(f"Stripe: the refund {made['id']} has failed.")
        return str(made["id"])

    def ways_back(self, payment: Payment) -> list[WayBack]:
        """Its refunds and its disputes, whoever made them."""
        intent = _intent(payment)
        wanted = {"payment_intent": intent, "limit": MOST_REFUNDS}
        disputes = ask(lambda v1, options: v1.disputes.list(wanted, options), _account(payment))
        refunds = self._refunds(payment, intent)
        return [*words.refunds(refunds), *words.disputes(disputes["data"])]

    def read(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice | None:
        """An event, signed by Stripe within the last minutes."""
        _check_signature(body, headers.get(SIGNATURE, ""), now)
        try:
            return words.heard(json.loads(body))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise BadNotice(detail="This is no event as Stripe sends them.") from error

    def _session(self, payment: Payment) -> Answer:
        session, wanted = payment.provider_ref, {"expand": ["payment_intent"]}
        return ask(
            lambda v1, options: v1.checkout.sessions.retrieve(session, wanted, options),
            _account(payment),
        )

    def _look_up(self, payment: Payment, intent: str) -> Answer:
        return ask(
            lambda v1, options: v1.payment_intents.retrieve(intent, {}, options),
            _account(payment),
        )

    def _refunds(self, payment: Payment, intent: str) -> list[Answer]:
        wanted = {"payment_intent": intent, "limit": MOST_REFUNDS}
        found = ask(lambda v1, options: v1.refunds.list(wanted, options), _account(payment))
        rows: list[Answer] = found["data"]
        return rows


def _session_of(payment: Payment, sale: Sale) -> dict[str, Any]:
    told = {"payment": payment.public_id, "manual": "1" if payment.manual else "0"}
    intent: dict[str, Any] = {"metadata": told, "description": sale.title}
    if payment.manual:
        intent["capture_method"] = "manual"
    price = {
        "currency": payment.currency.lower(),
        "unit_amount": _units(payment.amount_minor, payment),
        "product_data": {"name": sale.title[:LONGEST_TITLE]},
    }
    until = max(payment.expires_at, payment.created_at + SHORTEST)
    return {
        "mode": "payment",
        "client_reference_id": payment.public_id,
        "metadata": told,
        "payment_intent_data": intent,
        "line_items": [{"quantity": 1, "price_data": price}],
        "customer_email": sale.email,
        "locale": words.locale(sale.locale),
        "success_url": sale.back,
        "cancel_url": sale.leave,
        "expires_at": int(min(until, payment.created_at + LONGEST).timestamp()),
    }


def _units(amount: int, payment: Payment) -> int:
    try:
        return words.units(amount, payment.currency)
    except words.NoSuchAmount as error:
        raise ProviderRefuses(str(error)) from error


def _account(payment: Payment) -> str:
    """Where the page was opened, whatever account the organization has since."""
    return str(payment.facts.get("account", ""))


def _intent(payment: Payment) -> str:
    """The movement by which the money came in."""
    came = payment.came_in
    if not came:
        raise ProviderRefuses(f"{payment} was never paid.")
    return came


def _check_signature(body: bytes, header: str, now: datetime) -> None:
    """By the library, for any of our secrets; the time by our own clock, as everywhere."""
    if not header:
        raise BadNotice(detail="It is not signed.")
    stripe = library()
    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        try:
            stripe.WebhookSignature.verify_header(body, header, secret, tolerance=None)
        except (stripe.SignatureVerificationError, UnicodeDecodeError):
            continue
        _check_age(header, now)
        return
    raise BadNotice(detail="The signature is wrong.")


def _check_age(header: str, now: datetime) -> None:
    signed_at = next(part for part in header.split(",") if part.startswith("t=")).split("=")[1]
    if abs(now - datetime.fromtimestamp(int(signed_at), UTC)) > TOLERANCE:
        raise BadNotice(detail="The notice is too old.")
