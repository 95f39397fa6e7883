"""A stand-in for Stripe that speaks its wire format on a port of this machine.

It keeps sessions, intents and refunds for each account, checks what Stripe checks of a call as far
as we make it, remembers answers by idempotency key, and signs events. What a guest does on the
page, a test says: `pay`, `expire`, `lapse`, each of which answers the event that Stripe sends.
`faults` go wrong once each; `meanwhile` is done once, before the next answer is sent.
"""

import hmac
import json
import re
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from tests.harbor import NOW

KEY, SECRET = "sk_test_harbor", "whsec_harbor"
ZERO = set("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split())  # noqa: SIM905
THREE = {"bhd", "jod", "kwd", "omr", "tnd"}
SESSION_WORDS = {
    "mode",
    "client_reference_id",
    "metadata",
    "payment_intent_data",
    "line_items",
    "customer_email",
    "locale",
    "success_url",
    "cancel_url",
    "expires_at",
}

Words = dict[str, Any]


class Refused(Exception):
    """An answer that is an error, in Stripe's words."""

    def __init__(self, status: int, code: str, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.body = {
            "error": {"type": kind or "invalid_request_error", "code": code, "message": message}
        }


class Call(NamedTuple):
    """One request, as it came in."""

    path: str
    words: Words
    key: str
    account: str


class Fault(NamedTuple):
    """What goes wrong with the next call of a path: `done` says whether it was carried out."""

    path: str
    status: int = 0
    done: bool = False
    body: Words | None = None


@dataclass
class Account:
    """What belongs to one account of Stripe's."""

    sessions: dict[str, Words] = field(default_factory=dict)
    intents: dict[str, Words] = field(default_factory=dict)
    refunds: dict[str, Words] = field(default_factory=dict)
    disputes: dict[str, Words] = field(default_factory=dict)
    answers: dict[str, tuple[str, Words, int, Words]] = field(default_factory=dict)


class FakeStripe:
    """The server; `with FakeStripe() as stripe` runs it."""

    def __init__(self) -> None:
        self.now: datetime = NOW
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.accounts: defaultdict[str, Account] = defaultdict(Account)
        self.meanwhile: Callable[[], None] = lambda: None
        self.lock = threading.Lock()
        self._numbers = count(1)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.fake = self  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> "FakeStripe":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def address(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def own(self) -> Account:
        """The installation's own account."""
        return self.accounts[""]

    def told(self, path: str) -> list[Call]:
        """The calls of this path."""
        return [call for call in self.calls if re.fullmatch(path, call.path)]

    # What happens on the page.

    def pay(self, session_id: str, *, status: str = "", account: str = "") -> Words:
        """The guest pays, or with `status="processing"` begins to; the event of it."""
        session = self.accounts[account].sessions[session_id]
        assert session["status"] == "open", session["status"]
        asked = session["asked"]
        manual = asked["payment_intent_data"].get("capture_method") == "manual"
        status = status or ("requires_capture" if manual else "succeeded")
        amount = session["amount_total"]
        intent = {
            "id": f"pi_{next(self._numbers)}",
            "object": "payment_intent",
            "amount": amount,
            "amount_capturable": amount if status == "requires_capture" else 0,
            "amount_received": amount if status == "succeeded" else 0,
            "currency": session["currency"],
            "status": status,
            "metadata": asked["payment_intent_data"]["metadata"],
        }
        self.accounts[account].intents[intent["id"]] = intent
        paid = "paid" if status == "succeeded" else "unpaid"
        session |= {"status": "complete", "payment_status": paid, "payment_intent": intent["id"]}
        return self.event("checkout.session.completed", session, account)

    def settle(self, session_id: str, status: str) -> Words:
        """A delayed way to pay ends: `succeeded`, or `requires_payment_method` where it failed."""
        session = self.own.sessions[session_id]
        intent = self.own.intents[session["payment_intent"]]
        intent["status"] = status
        ended = "failed"
        if status == "succeeded":
            intent["amount_received"], session["payment_status"] = intent["amount"], "paid"
            ended = "succeeded"
        return self.event(f"checkout.session.async_payment_{ended}", session)

    def decline(self, session_id: str) -> Words:
        """The bank says no; the guest may try again."""
        asked = self.own.sessions[session_id]["asked"]
        about = {
            "id": f"pi_{next(self._numbers)}",
            "object": "payment_intent",
            "status": "requires_payment_method",
            "metadata": asked["payment_intent_data"]["metadata"],
        }
        return self.event("payment_intent.payment_failed", about)

    def expire(self, session_id: str) -> Words:
        """The page's time runs out."""
        session = self.own.sessions[session_id]
        session |= {"status": "expired", "url": None}
        return self.event("checkout.session.expired", session)

    def lapse(self, session_id: str) -> Words:
        """What was set aside is let go because nobody took it in time."""
        intent = self.own.intents[self.own.sessions[session_id]["payment_intent"]]
        intent |= {"status": "canceled", "amount_capturable": 0}
        return self.event("payment_intent.canceled", intent)

    # What happens in the dashboard, and at the guest's bank.

    def refund(self, intent_id: str, amount: int) -> list[Words]:
        """Somebody refunds in the dashboard; the events of it, in the order they are sent."""
        made = self._refund(
            {"payment_intent": intent_id, "amount": amount, "metadata": {}}, self.own
        )
        return [self.charge_refunded(intent_id), self.event("refund.created", made)]

    def charge_refunded(self, intent_id: str) -> Words:
        """What Stripe says of the charge after each refund of it, ours too."""
        intent = self.own.intents[intent_id]
        gone = sum(one["amount"] for one in self._standing(self.own, intent))
        charge = {
            "id": f"ch_{intent_id}",
            "object": "charge",
            "amount": intent["amount_received"],
            "amount_refunded": gone,
            "currency": intent["currency"],
            "payment_intent": intent_id,
            "refunded": gone == intent["amount_received"],
            "metadata": intent["metadata"],
        }
        return self.event("charge.refunded", charge)

    def send_back(self, refund_id: str) -> list[Words]:
        """The guest's bank could not credit a refund: the money is with the operator again."""
        refund = self.own.refunds[refund_id]
        refund["status"] = "failed"
        return [self.event("refund.updated", refund), self.event("refund.failed", refund)]

    def dispute(
        self, intent_id: str, status: str = "needs_response", amount: int | None = None
    ) -> list[Words]:
        """The guest's bank fetches the payment back, or a part, unless it is only a warning."""
        intent = self.own.intents[intent_id]
        name = f"du_{next(self._numbers)}"
        self.own.disputes[name] = {
            "id": name,
            "object": "dispute",
            "amount": intent["amount_received"] if amount is None else amount,
            "currency": intent["currency"],
            "status": status,
            "payment_intent": intent_id,
            "charge": f"ch_{intent_id}",
            "metadata": {},
        }
        kinds = ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
        return [self.event(kind, self.own.disputes[name]) for kind in kinds]

    def close_dispute(self, dispute_id: str, status: str) -> list[Words]:
        """The bank decides: `won` or `lost`."""
        dispute = self.own.disputes[dispute_id]
        dispute["status"] = status
        kinds = ["charge.dispute.funds_reinstated"] if status == "won" else []
        return [self.event(kind, dispute) for kind in (*kinds, "charge.dispute.closed")]

    # What Stripe sends.

    def event(self, kind: str, about: Words, account: str = "") -> Words:
        """An event about an object as it is now."""
        told = {
            "id": f"evt_{next(self._numbers)}",
            "object": "event",
            "api_version": "2026-10-28.endive",
            "type": kind,
            "data": {"object": {key: one for key, one in about.items() if key != "asked"}},
        }
        whole = told | ({"account": account} if account else {})
        copied: Words = json.loads(json.dumps(whole))
        return copied

    def letter(
        self, event: Words, secret: str = SECRET, at: datetime | None = None
    ) -> tuple[bytes, dict[str, str]]:
        """Body and headers as Stripe signs them."""
        body, stamp = json.dumps(event, indent=2), int((at or self.now).timestamp())
        signed = hmac.new(secret.encode(), f"{stamp}.{body}".encode(), sha256).hexdigest()
        return body.encode(), {"Stripe-Signature": f"t={stamp},v1={signed},v0=00"}

    # What is asked of it.

    def answer(self, method: str, call: Call, key: str) -> tuple[int, Words, dict[str, str]]:
        """Status, body and headers."""
        account = self.accounts[call.account]
        if key != f"Bearer {KEY}":
            raise Refused(401, "", "Invalid API Key provided: sk_test_****", "")
        asked = f"{method} {call.path}"
        if call.key and call.key in account.answers:
            before, words, status, body = account.answers[call.key]
            if (before, words) != (asked, call.words):
                text = "Keys for idempotent requests can only be used with the same parameters."
                raise Refused(400, "", text, "idempotency_error")
            return status, body, {"Idempotent-Replayed": "true"}
        try:
            status, body = 200, self._act(asked, call, account)
        except Refused as refusal:
            status, body = refusal.status, refusal.body
        if call.key:
            account.answers[call.key] = (asked, call.words, status, json.loads(json.dumps(body)))
        return status, body, {}

    def _act(self, asked: str, call: Call, account: Account) -> Words:
        match asked.removeprefix("POST /v1/").removeprefix("GET /v1/").split("/"):
            case ["checkout", "sessions"]:
                return self._open(call.words, account)
            case ["checkout", "sessions", session, "expire"]:
                return self._expire(_found(account.sessions, session))
            case ["checkout", "sessions", session]:
                return self._with_intent(_found(account.sessions, session), account)
            case ["payment_intents", intent, "capture"]:
                return self._capture(_found(account.intents, intent), call.words)
            case ["payment_intents", intent, "cancel"]:
                return self._cancel(_found(account.intents, intent))
            case ["payment_intents", intent]:
                return _found(account.intents, intent)
            case ["refunds"] if asked.startswith("POST"):
                return self._refund(call.words, account)
            case ["refunds"]:
                wanted = call.words["payment_intent"]
                rows = [one for one in account.refunds.values() if one["payment_intent"] == wanted]
                return {"object": "list", "data": rows[::-1], "has_more": False}
            case ["disputes"]:
                wanted = call.words["payment_intent"]
                rows = [one for one in account.disputes.values() if one["payment_intent"] == wanted]
                return {"object": "list", "data": rows[::-1], "has_more": False}
        raise Refused(404, "resource_missing", f"Unrecognized request URL ({asked})")

    def _open(self, words: Words, account: Account) -> Words:
        if unknown := sorted(set(words) - SESSION_WORDS):
            raise Refused(400, "parameter_unknown", f"Received unknown parameter: {unknown[0]}")
        price = words["line_items"]["0"]["price_data"]
        currency, amount = price["currency"], int(price["unit_amount"])
        if currency in THREE and amount % 10:
            raise Refused(400, "parameter_invalid_integer", "Invalid integer: the last digit")
        if currency not in ZERO | THREE and amount < 50:
            raise Refused(400, "amount_too_small", "The total amount is too small.")
        left = int(words["expires_at"]) - self.now.timestamp()
        if not 30 * 60 <= left <= 24 * 3600:
            raise Refused(400, "", "The `expires_at` timestamp must be 30 minutes to 24 hours away")
        name = f"cs_test_{next(self._numbers)}"
        account.sessions[name] = {
            "id": name,
            "object": "checkout.session",
            "url": f"https://checkout.stripe.com/c/pay/{name}",
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "amount_total": amount,
            "currency": currency,
            "client_reference_id": words["client_reference_id"],
            "metadata": words["metadata"],
            "expires_at": int(words["expires_at"]),
            "asked": words,
        }
        return account.sessions[name]

    def _expire(self, session: Words) -> Words:
        if session["status"] != "open":
            text = "Only Checkout Sessions with a status in [open] can be expired."
            raise Refused(400, "", text)
        session |= {"status": "expired", "url": None}
        return session

    def _with_intent(self, session: Words, account: Account) -> Words:
        return session | {"payment_intent": account.intents.get(session["payment_intent"])}

    def _capture(self, intent: Words, words: Words) -> Words:
        if intent["status"] != "requires_capture":
            raise _unexpected(intent, "captured")
        amount = int(words["amount_to_capture"])
        if amount > intent["amount_capturable"]:
            raise Refused(400, "amount_too_large", "The amount is greater than capturable.")
        intent |= {"status": "succeeded", "amount_capturable": 0, "amount_received": amount}
        return intent

    def _cancel(self, intent: Words) -> Words:
        if intent["status"] in ("succeeded", "canceled"):
            raise _unexpected(intent, "canceled")
        intent |= {"status": "canceled", "amount_capturable": 0}
        return intent

    def _refund(self, words: Words, account: Account) -> Words:
        intent, amount = _found(account.intents, words["payment_intent"]), int(words["amount"])
        gone = [one["amount"] for one in self._standing(account, intent)]
        if amount > intent["amount_received"] - sum(gone):
            raise Refused(400, "charge_already_refunded", "Refund amount is greater than left.")
        name = f"re_{next(self._numbers)}"
        account.refunds[name] = {
            "id": name,
            "object": "refund",
            "amount": amount,
            "currency": intent["currency"],
            "status": "succeeded",
            "payment_intent": intent["id"],
            "metadata": words["metadata"],
        }
        return account.refunds[name]

    def _standing(self, account: Account, intent: Words) -> list[Words]:
        """The refunds of an intent that gave something back."""
        rows = account.refunds.values()
        wanted = (intent["id"], "succeeded")
        return [one for one in rows if (one["payment_intent"], one["status"]) == wanted]


class _Handler(BaseHTTPRequestHandler):
    """HTTP/1.0, so that no connection outlives its answer."""

    def do_GET(self) -> None:
        self._serve("")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers["Content-Length"] or 0)).decode())

    def log_message(self, *_: object) -> None:
        """Nothing: tests read `calls`."""

    def _serve(self, text: str) -> None:
        fake: FakeStripe = self.server.fake  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        words = nested(parse_qsl(text or parts.query, strict_parsing=bool(text)))
        named = self.headers.get("Idempotency-Key", ""), self.headers.get("Stripe-Account", "")
        call = Call(parts.path, words, *named)
        with fake.lock:
            fake.calls.append(call)
            fault = next((one for one in fake.faults if re.fullmatch(one.path, call.path)), None)
            if fault:
                fake.faults.remove(fault)
            if fault is None or fault.done:
                answer = self._answer(fake, call)
        work, fake.meanwhile = fake.meanwhile, lambda: None
        work()
        if fault is None:
            self._send(*answer)
        elif fault.status:
            error = {"error": {"type": "api_error", "message": "Something went wrong."}}
            self._send(fault.status, fault.body or error, {})

    def _answer(self, fake: FakeStripe, call: Call) -> tuple[int, Words, dict[str, str]]:
        try:
            return fake.answer(self.command, call, self.headers.get("Authorization", ""))
        except Refused as refusal:
            return refusal.status, refusal.body, {}

    def _send(self, status: int, body: Words, headers: dict[str, str]) -> None:
        text = json.dumps({key: one for key, one in body.items() if key != "asked"}).encode()
        self.send_response(status)
        for name, value in {**headers, "Request-Id": "req_fake"}.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


def nested(pairs: list[tuple[str, str]]) -> Words:
    """`a[b][0]=c` as `{"a": {"b": {"0": "c"}}}`."""
    found: Words = {}
    for name, value in pairs:
        *path, last = re.findall(r"[^\[\]]+", name)
        place = found
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    return found


def _found(rows: dict[str, Words], name: str) -> Words:
    if name not in rows:
        raise Refused(404, "resource_missing", f"No such object: '{name}'")
    return rows[name]


def _unexpected(intent: Words, verb: str) -> Refused:
    text = f"This PaymentIntent could not be {verb} because it has a status of {intent['status']}."
    return Refused(400, "payment_intent_unexpected_state", text)
