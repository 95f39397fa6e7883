"""Harbor Tours as its callers see it: people with a session, and shorthands for its paths."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from orgs.models import Organization, Role, User
from scheduling import capacity
from scheduling.models import Claim, Offering, Variant
from tests.client import Api
from tests.factories import MemberFactory

NOW = datetime(2034, 12, 1, 12, 0, tzinfo=UTC)
FIRST = datetime(2035, 1, 1, 14, 0, tzinfo=UTC)
"""Nine o'clock in New York on 1 January 2035, a Monday."""
SECOND = datetime(2035, 1, 2, 14, 0, tzinfo=UTC)
MANY = 30


@dataclass(frozen=True)
class House:
    """An organization and a member of it who is signed in."""

    org: Organization
    api: Api
    user: User

    def path(self, rest: str) -> str:
        """A path under the organization."""
        return f"/api/orgs/{self.org.public_id}/{rest}"


def open_house(role: Role = Role.ADMIN) -> House:
    """A house and its member with this role."""
    member = MemberFactory(role=role)
    return House(member.organization, Api(member.user), member.user)


def book(
    offering: Offering, *, at: datetime = FIRST, seats: int = 2, holder: str = "bk_ada"
) -> Claim:
    """Seats for good."""
    variant = Variant.objects.select_related("offering__organization", "offering__calendar").get(
        offering=offering
    )
    return capacity.take(
        variant=variant, starts_at=at, seats=seats, holder=holder, until=None, now=NOW
    )


def without_id(one: dict[str, Any]) -> dict[str, Any]:
    """The same without its id."""
    return {name: value for name, value in one.items() if name != "id"}
