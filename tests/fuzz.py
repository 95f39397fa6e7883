"""Drives schemathesis through the whole OpenAPI description of a served demonstration.

    python -m tests.fuzz http://127.0.0.1:8000 --schemathesis /path/to/schemathesis -n 50

Runs as nobody, as the owner, and as a guest with a booking's token. Ids of the demonstration go
into var/fuzz/*.toml, so that what is made up reaches rows that are there. What it tries it also
does: serve a demonstration that may be thrown away, with RATE_... settings out of reach.
"""

import argparse
import http.cookiejar
import json
import subprocess
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "var" / "fuzz"
SIGN_IN = {"email": "owner@demo.example", "password": "harbor-demo"}
LISTS = {
    "calendarId": "calendars",
    "tourId": "tours",
    "eventId": "events",
    "resourceId": "resources",
    "locationId": "locations",
    "memberId": "members",
    "bookingId": "bookings",
    "policyId": "policies",
    "addOnId": "addons",
    "promoId": "promo-codes",
    "entryId": "waitlist",
}
IN_BODIES = ("calendarId", "tourId", "eventId", "locationId", "policyId")
REFUSED = "[400, 401, 403, 404, 409, 413, 414, 415, 422]"
# Archived rows are still there to be read, marked as archived: that is the contract.
ARCHIVING = ["deleteLocation", "deleteCalendar", "deleteTour", "deleteEvent", "deleteResource"]
# These end the session that the run is made with.
OF_SESSIONS = ["postLogin", "postLogout", "postSignup"]
OF_TOKENS = "/api/bookings/{bookingId}"


class Demo:
    """A served demonstration, seen by its owner."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.org = self.call("/api/auth/login", SIGN_IN)["organizations"][0]["id"]
        self.session = next(one.value or "" for one in self.jar if one.name == "sessionid")

    def call(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The answer to a GET, or to a POST of a body."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.base + path, data, headers)
        with self.opener.open(request, timeout=30) as answer:
            return json.load(answer)

    def ids(self) -> dict[str, list[str]]:
        """Ids of the organization by the names of parameters. The owner's own rights stay."""
        found = {
            name: [
                row["id"]
                for row in rows(self.call(f"/api/orgs/{self.org}/{path}?limit=20"))
                if row.get("role") != "OWNER"
            ]
            for name, path in LISTS.items()
        }
        return {"orgId": [self.org], **found}

    def booked(self) -> dict[str, Any]:
        """A booking that a guest has just made."""
        for tour in self.call(f"/api/orgs/{self.org}/tours?status=PUBLISHED")["tours"]:
            seats = tour["minParty"]
            slots = self.call(f"/api/tours/{tour['id']}/availability/next?seats={seats}")["slots"]
            if slots:
                start = slots[-1]["startsAt"]
                wanted = {"tourId": tour["id"], "instanceStartsAt": start, "seats": seats}
                contact = {"name": "Ada Reader", "email": "ada@example.com"}
                return dict(self.call("/api/bookings", {**wanted, "contact": contact}))
        sys.exit("The demonstration has nothing left to book: load it afresh.")


def rows(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a list's answer, whatever it calls them."""
    return next(found for found in answer.values() if isinstance(found, list))


def main(arguments: Sequence[str]) -> int:
    """Runs as each caller; non-zero if any run found something."""
    asked, more = _parse(arguments)
    FOLDER.mkdir(parents=True, exist_ok=True)
    demo = Demo(asked.base.rstrip("/"))
    booking = demo.booked()
    ids = demo.ids()
    of_guest = ids | {"bookingId": [booking["id"]]}
    configs = {
        "nobody": config(ids),
        "owner": config(ids, auth=session(demo.session), without=OF_SESSIONS),
        "guest": config(of_guest, headers={"X-Booking-Token": booking["token"]}),
    }
    chosen = [name for name in configs if asked.caller in (None, name)]
    runs = [fuzz(asked, name, configs[name], more) for name in chosen]
    return max(runs)


def _parse(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("base", help="where the demonstration is served")
    parser.add_argument("--schemathesis", default="schemathesis", help="its command")
    parser.add_argument("--as", dest="caller", choices=["nobody", "owner", "guest"])
    parser.add_argument("-n", default="50", help="cases per operation")
    return parser.parse_known_args(arguments)


def fuzz(asked: argparse.Namespace, name: str, text: str, more: Sequence[str]) -> int:
    """One whole run as one caller."""
    path = FOLDER / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    described = f"{asked.base}/api/openapi.json"
    sys.stdout.write(f"\n== as {name} ==\n")
    sys.stdout.flush()
    command = [asked.schemathesis, "--config-file", path, "run", described, "-n", asked.n, *more]
    guest = ["--include-path-regex", r"^/api/bookings/\{bookingId\}"] if name == "guest" else []
    return subprocess.run([*command, *guest], cwd=FOLDER, check=False).returncode


def session(cookie: str) -> str:
    """The session's cookie as the description's scheme of that name."""
    return f"[auth.openapi.session]\napi_key = {json.dumps(cookie)}\n"


def config(
    ids: Mapping[str, Sequence[str]],
    *,
    auth: str = "",
    headers: Mapping[str, str] | None = None,
    without: Sequence[str] = (),
) -> str:
    """The text of schemathesis.toml. JSON's strings and lists are TOML's."""
    words = [f"headers = {_inline(headers)}" if headers else "", BASE, auth]
    known = {name: rows for name, rows in ids.items() if rows}
    words += [f"[dictionaries.{name}]\nvalues = {json.dumps(known[name])}" for name in known]
    words.append("[parameters]")
    words += [_bound(f"path.{name}", name, 0.9) for name in known]
    words += [_bound(f"body.{name}", name, 0.7) for name in IN_BODIES]
    words.append(_operations(ARCHIVING, "checks.use_after_free.enabled = false"))
    if without:
        words.append(_operations(without, "enabled = false"))
    return "\n".join(words) + "\n"


BASE = f"""
continue-on-failure = true
[checks]
enabled = true
positive_data_acceptance.enabled = false
negative_data_rejection.expected-statuses = {REFUSED}
missing_required_header.expected-statuses = {REFUSED}
[generation]
database = "none"
"""


def _inline(table: Mapping[str, str]) -> str:
    pairs = ", ".join(f"{name} = {json.dumps(value)}" for name, value in table.items())
    return f"{{ {pairs} }}"


def _bound(key: str, dictionary: str, probability: float) -> str:
    return f'"{key}" = {{ dictionary = "{dictionary}", probability = {probability} }}'


def _operations(ids: Sequence[str], setting: str) -> str:
    return f"[[operations]]\ninclude-operation-id = {json.dumps(list(ids))}\n{setting}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
