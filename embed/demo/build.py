"""Turns what is written down into rows: the house, its fleet, its offerings."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from bookings.models import PromoCode
from embed.demo import fleet, house
from embed.demo.shapes import (
    WEEK,
    Happening,
    Hours,
    Needs,
    Price,
    Season,
    Trip,
    Way,
    minutes,
    weekdays,
    weekly,
)
from orgs.models import Location, Member, Organization, User
from scheduling.models import (
    AddOn,
    Block,
    Calendar,
    Offering,
    Policy,
    Rate,
    Requirement,
    Resource,
    ScheduleRule,
    Variant,
)

ZONE = ZoneInfo(house.ORGANIZATION["timezone"])


@dataclass
class World:
    """What has been written so far, by the names that the data uses."""

    organization: Organization
    today: date
    users: dict[str, User] = field(default_factory=dict)
    places: dict[str, Location] = field(default_factory=dict)
    calendars: dict[str, Calendar] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    add_ons: dict[str, AddOn] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    offerings: dict[str, Offering] = field(default_factory=dict)

    def day(self, offset: int) -> date:
        """So many days from today."""
        return self.today + timedelta(days=offset)

    def first(self, weekday: str, offset: int) -> int:
        """The offset of the first such weekday from there on; of any day, if none is named."""
        away = WEEK.index(weekday) - self.day(offset).weekday() if weekday else 0
        return offset + away % 7

    def instant(self, offset: int, clock: str) -> datetime:
        """A wall time of one of those days; `24:00` is the next midnight."""
        whole, rest = divmod(minutes(clock), 24 * 60)
        midnight = datetime.combine(self.day(offset + whole), datetime.min.time(), ZONE)
        return midnight.replace(hour=rest // 60, minute=rest % 60).astimezone(UTC)


def world(now: datetime, sites: list[str]) -> World:
    """The organization with its people, places, calendars, terms, extras and fleet."""
    organization = Organization.objects.create(**house.ORGANIZATION)
    made = World(organization, now.astimezone(ZONE).date())
    _people(made)
    for place in house.PLACES:
        row = Location.objects.create(organization=organization, **house.TOWN, **place)
        made.places[row.name] = row
    for calendar in house.CALENDARS:
        row = Calendar.objects.create(organization=organization, allowed_sites=sites, **calendar)
        made.calendars[row.slug] = row
    for key, policy in house.POLICIES.items():
        made.policies[key] = Policy.objects.create(organization=organization, **policy)
    for key, add_on in house.ADD_ONS.items():
        made.add_ons[key] = AddOn.objects.create(organization=organization, **add_on)
    for key, needs in house.ADD_ON_NEEDS.items():
        _requirement(made, needs, add_on=made.add_ons[key])
    for code in house.PROMO_CODES:
        PromoCode.objects.create(organization=organization, **code)
    _fleet(made)
    return made


def _people(made: World) -> None:
    """One hash serves all, since all have the one password that everybody may know."""
    secret = make_password(house.PASSWORD)
    for account, name, role in house.PEOPLE:
        user, _ = User.objects.get_or_create(
            email=house.email_of(account), defaults={"name": name, "password": secret}
        )
        Member.objects.create(organization=made.organization, user=user, role=role)
        made.users[account] = user


def _fleet(made: World) -> None:
    zone = house.ORGANIZATION["timezone"]
    for resource in fleet.RESOURCES:
        made.resources[resource["name"]] = Resource.objects.create(
            organization=made.organization, timezone=zone, **resource
        )
    for block in fleet.BLOCKS:
        day = made.first(block.get("on", ""), block["day"])
        Block.objects.create(
            organization=made.organization,
            resource=made.resources[block["resource"]],
            starts_at=made.instant(day, block["from"]),
            ends_at=made.instant(day, block["to"]),
            rrule=block.get("rrule", ""),
            reason=block["reason"],
        )


def trip(made: World, told: Trip) -> None:
    """A tour or a service."""
    row = _offering(
        made,
        calendar=made.calendars[told.calendar],
        type=told.type,
        kind=told.kind,
        name=told.name,
        slug=told.slug,
        summary=told.summary,
        description=told.description,
        location=made.places[told.place],
        policy=made.policies[told.policy],
        **dict(told.more),
    )
    row.add_ons.set([made.add_ons[key] for key in told.add_ons])
    for place, way in enumerate(told.ways):
        _variant(row, place, way)
    for place, price in enumerate(told.prices):
        _rate(row, place, price)
    for starts in told.starts:
        _create(ScheduleRule, row, **_rule(made, starts))
    for needs in told.needs:
        _requirement(made, needs, offering=row)


def _variant(row: Offering, place: int, way: Way) -> None:
    _create(
        Variant,
        row,
        name=way.name,
        duration_minutes=way.minutes,
        buffer_before_minutes=way.before,
        buffer_after_minutes=way.after,
        capacity=way.seats,
        price_minor=way.cents,
        is_default=place == 0,
        position=place,
    )


def _rate(row: Offering, place: int, price: Price) -> None:
    _create(
        Rate,
        row,
        label=price.label,
        category=price.category,
        price_minor=price.cents,
        min_age=price.min_age,
        max_age=price.max_age,
        position=place,
    )


def happening(made: World, told: Happening) -> None:
    """A community event."""
    row = _offering(
        made,
        calendar=made.calendars["town"],
        type="EVENT",
        name=told.name,
        slug=told.slug,
        summary=told.summary,
        description=told.description,
        tags=list(told.tags),
        venue=told.venue,
        organizer=told.organizer,
        is_free=not told.cents,
        event_status=told.status,
        policy=made.policies["flexible"] if told.seats else None,
    )
    _create(Variant, row, duration_minutes=told.minutes, capacity=told.seats)
    if told.seats:
        _create(Rate, row, label="Seat", price_minor=told.cents)
    dates = [[f"{made.day(day)}T{told.at}", told.minutes, 0] for day in told.days]
    _create(ScheduleRule, row, kind="DATES", dates=dates)


def _offering(made: World, **fields: Any) -> Offering:
    row = Offering.objects.create(
        organization=made.organization,
        timezone=house.ORGANIZATION["timezone"],
        status="PUBLISHED",
        **fields,
    )
    made.offerings[row.slug] = row
    return row


def _rule(made: World, starts: Season | Hours) -> dict[str, Any]:
    match starts:
        case Hours():
            return {
                "kind": "WINDOWS",
                "windows": weekly(starts.days, starts.opens, starts.closes),
                "step_minutes": starts.step,
            }
        case Season():
            return {
                "kind": "STARTS",
                "weekdays": weekdays(starts.days),
                "rrule": starts.rrule,
                "start_times": [minutes(clock) for clock in starts.times.split()],
                "starts_on": made.day(starts.opens),
                "ends_on": made.day(starts.closes),
                "skip_dates": [made.day(offset).isoformat() for offset in starts.skips],
            }


def _requirement(made: World, needs: Needs, **of: Offering | AddOn) -> None:
    wanted = {key: [word] for key, word in needs.attributes}
    said = {"kind": needs.kind, "attributes": wanted, "per": needs.per}
    required = Requirement.objects.create(organization=made.organization, **said, **of)
    required.resources.set([made.resources[name] for name in needs.names])


def _create(model: Any, offering: Offering, **fields: Any) -> Any:
    return model.objects.create(organization=offering.organization, offering=offering, **fields)
