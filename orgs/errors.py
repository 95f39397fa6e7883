"""How the core refuses: types with a code and facts. Never HTTP, never only a sentence.

The eight kinds below decide the status a dialect answers with; apps add the codes they need
beside them (`scheduling/errors.py`, `bookings/errors.py`). `docs/errors.md` lists every code.
"""

from typing import Any, ClassVar, NamedTuple


class FieldError(NamedTuple):
    """One fault of the input. `pointer` is a JSON pointer (RFC 6901) into the body or query."""

    pointer: str
    code: str
    detail: str


class Refusal(Exception):
    """Something was asked that will not be done. `code` is stable, `facts` stand beside it."""

    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "Refused"

    def __init__(self, detail: str = "", **facts: Any) -> None:
        super().__init__(detail or self.title)
        self.facts = facts


class Invalid(Refusal):
    """The input is malformed or breaks its own shape; `errors` names each fault."""

    code = "invalid"
    title = "The request is not valid"

    def __init__(self, errors: list[FieldError] | None = None, detail: str = "") -> None:
        super().__init__(detail or (errors[0].detail if errors else ""))
        self.errors = errors or []


class Unauthenticated(Refusal):
    """Nobody, or somebody with bad credentials, asked for what needs a caller."""

    code = "unauthenticated"
    title = "Please sign in"


class InvalidCredentials(Unauthenticated):
    """The e-mail and password do not belong together; the same for an unknown e-mail."""

    code = "invalid_credentials"
    title = "E-mail or password is wrong"


class Forbidden(Refusal):
    """A known caller without the right."""

    code = "forbidden"
    title = "You may not do this"


class RoleAboveOwn(Forbidden):
    """A role above the caller's own was to be granted, changed or ended."""

    code = "role_above_own"
    title = "This role is above your own"


class SignupClosed(Forbidden):
    """This installation lets nobody found an organization by themselves."""

    code = "signup_closed"
    title = "Signing up is not open here"


class CrossSite(Forbidden):
    """A change by cookie that came from another site's page."""

    code = "cross_site"
    title = "Changes by cookie are accepted from this site only"


class NotFound(Refusal):
    """Missing, or somebody else's: strangers cannot tell which."""

    code = "not_found"
    title = "There is nothing here"


class Conflict(Refusal):
    """The state of things stands against it."""

    code = "conflict"
    title = "This conflicts with the state of things"


class RequestInProgress(Conflict):
    """The same idempotency key is still being worked on."""

    code = "request_in_progress"
    title = "The same request is still being worked on"


class Duplicate(Conflict):
    """Another row already has this name."""

    code = "duplicate"
    title = "This is taken already"


class CurrencyInUse(Conflict):
    """Amounts are in this currency; another one would change what they are worth."""

    code = "currency_in_use"
    title = "The currency is in use"


class RuleRefuses(Refusal):
    """Well-formed and possible, but a rule of the organization says no."""

    code = "rule_refuses"
    title = "A rule stands against it"


class IdempotencyKeyReused(RuleRefuses):
    """The same idempotency key came with another body."""

    code = "idempotency_key_reused"
    title = "This idempotency key was used for another request"


class LastOwner(RuleRefuses):
    """An organization keeps at least one owner."""

    code = "last_owner"
    title = "The last owner stays"


class MessageOutdated(RuleRefuses):
    """A message would say what is no longer so; it is not sent again."""

    code = "message_outdated"
    title = "What this message says is no longer so"


class TooMany(Refusal):
    """Too often; `retry_after` (seconds) is among the facts."""

    code = "rate_limited"
    title = "Too many requests"
