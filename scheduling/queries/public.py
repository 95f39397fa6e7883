"""What anybody may see. The organization is not known yet here: it comes with what is found."""

from django.db.models import Prefetch, QuerySet

from orgs.access import Caller
from orgs.errors import NotFound
from orgs.models import Organization
from orgs.prepared import prepared
from scheduling.models import AddOn, Calendar, Offering, OfferingType, Rate
from scheduling.queries.catalogue import offering


def public_offering(type_: OfferingType, public_id: str) -> Offering:
    """A published offering by its id, with its calendar and organization. Raises NotFound."""
    found = _public(type_=type_.value, public_id=public_id)
    if not found:
        raise NotFound
    return found[0]


@prepared
def _public(*, type_: str, public_id: str) -> QuerySet[Offering, Offering]:
    rows = Offering.objects.public().filter(type=type_, public_id=public_id)
    return rows.select_related("organization", "calendar")


def public_offering_in_full(type_: OfferingType, public_id: str) -> Offering:
    """The same with all that a full view shows. Raises NotFound."""
    found = public_offering(type_, public_id)
    return offering(found.organization, type_, public_id)


def seen_by(caller: Caller, type_: OfferingType, public_id: str) -> Offering:
    """An offering, published or not, of one of the caller's organizations. Raises NotFound."""
    for organization in Organization.objects.filter(pk__in=caller.roles):
        rows = Offering.objects.of(organization).filter(type=type_, public_id=public_id)
        found: Offering | None = rows.select_related("organization", "calendar").first()
        if found is not None:
            return found
    raise NotFound


def public_calendar(ref: str) -> Calendar:
    """A living calendar by its id, by `org-slug/calendar-slug`, or by a bare slug.

    Of several organizations that use a bare slug it belongs to the first that took it: nobody
    who comes later changes what a website shows. Raises NotFound.
    """
    if ref.startswith("cal_"):
        return public_calendar_by_id(ref)
    owner, _, slug = ref.rpartition("/")
    rows = _living().filter(slug=slug)
    return _first(rows.filter(organization__slug=owner) if owner else rows)


def public_calendar_by_id(public_id: str) -> Calendar:
    """A living calendar by its id. Raises NotFound."""
    return _first(_living().filter(public_id=public_id))


def public_offerings(calendar: Calendar) -> list[Offering]:
    """What a calendar shows, with what a page needs of it: four queries, however many there are."""
    organization = calendar.organization
    rates = Rate.objects.of(organization).filter(is_active=True)
    add_ons = AddOn.objects.of(organization).filter(is_active=True).order_by("name", "pk")
    rows = (
        Offering.objects.of(organization)
        .public()
        .filter(calendar=calendar)
        .select_related("organization", "calendar", "location")
        .prefetch_related("variants", Prefetch("rates", rates), Prefetch("add_ons", add_ons))
        .order_by("name", "pk")
    )
    return list(rows)


def _living() -> QuerySet[Calendar]:
    rows: QuerySet[Calendar] = Calendar.objects.public().select_related("organization")
    return rows


def _first(rows: QuerySet[Calendar]) -> Calendar:
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found
