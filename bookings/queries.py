"""Questions over bookings."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects
from django.utils.crypto import constant_time_compare

from bookings import promos, rights
from bookings.models import Booking, BookingStep, Order, PromoCode
from bookings.states import State
from orgs.errors import NotFound
from orgs.models import Organization
from orgs.prepared import prepared
from scheduling.engine.recurrence import midnight
from scheduling.models import Claim, Occurrence

JOINED = (
    "organization",
    "offering__location",
    "offering__organization",
    "offering__calendar",
    "variant",
    "claim",
    "offered_claim__occurrence",
    "order",
)
"""What the words of a booking need, in the same query."""
MONEY = ("entries", "instructions")


def by_id(public_id: str) -> Booking:
    """The booking with this id, whosever it is: knowing the id is the right to see its state.

    Raises NotFound.
    """
    return _with_money(_by_id(public_id=public_id))


def by_ids(public_ids: Collection[str]) -> list[Booking]:
    """Those with these ids, whosever they are, with their time lines, the oldest first."""
    found = _by_ids(public_ids=list(public_ids)) if public_ids else []
    prefetch_related_objects(found, *MONEY, "steps")
    return found


def by_token(public_id: str, token: str, now: datetime) -> Booking:
    """The booking whose link this is. Raises NotFound for a wrong or outdated token alike."""
    return rights.opened(by_id(public_id), token, now)


def by_ticket(ticket: str) -> Booking:
    """The booking whose ticket this is. Raises NotFound for a wrong one alike."""
    found = by_id(ticket.partition("-")[0])
    if not constant_time_compare(ticket, found.ticket):
        raise NotFound
    return found


def order_by_token(public_id: str, token: str) -> Order:
    """The order whose link this is. Raises NotFound for a wrong token alike."""
    found = Order.objects.by_public_id(public_id).select_related("organization").first()
    if found is None or not constant_time_compare(token, found.token):
        raise NotFound
    return found


def of_organization(organization: Organization, public_id: str) -> Booking:
    """One of the organization's bookings. Raises NotFound."""
    return _with_money(_of_organization(organization=organization.pk, public_id=public_id))


def _with_money(found: list[Booking]) -> Booking:
    """The only one. Raises NotFound."""
    if not found:
        raise NotFound
    prefetch_related_objects(found, *MONEY)
    return found[0]


@prepared
def _by_id(*, public_id: str) -> QuerySet[Booking, Booking]:
    return Booking.objects.by_public_id(public_id).select_related(*JOINED)


@prepared
def _by_ids(*, public_ids: list[str]) -> QuerySet[Booking, Booking]:
    return Booking.objects.by_public_ids(public_ids).select_related(*JOINED).order_by("pk")


@prepared
def _of_organization(*, organization: int, public_id: str) -> QuerySet[Booking, Booking]:
    rows = Booking.objects.of(organization).filter(public_id=public_id)
    return rows.select_related(*JOINED)


def listed(
    organization: Organization,
    *,
    now: datetime,
    state: State | None = None,
    offering_id: str = "",
    first: date | None = None,
    last: date | None = None,
    text: str = "",
    updated_since: datetime | None = None,
) -> QuerySet[Booking, Booking]:
    """The staff's list. Days are of the organization's zone and bound the runs, inclusive."""
    rows = Booking.objects.of(organization)
    if state is not None:
        rows = rows.in_state(state, now)
    if offering_id:
        rows = rows.filter(offering__public_id=offering_id)
    if first is not None:
        rows = rows.filter(starts_at__gte=midnight(first, organization.timezone))
    if last is not None:
        rows = rows.filter(starts_at__lt=midnight(last + timedelta(days=1), organization.timezone))
    if updated_since is not None:
        rows = rows.filter(updated_at__gte=updated_since)
    return _whole(rows.filter(_mentions(text)) if text else rows)


def _mentions(text: str) -> Q:
    """Found by reference, name, e-mail or phone."""
    return (
        Q(reference__istartswith=text)
        | Q(name__icontains=text)
        | Q(email__icontains=text)
        | Q(phone__icontains=text)
        | Q(external_reference=text)
    )


def _whole(rows: QuerySet[Booking, Booking]) -> QuerySet[Booking, Booking]:
    """With all that its words need."""
    return rows.select_related(*JOINED).prefetch_related(*MONEY)


def steps(booking: Booking) -> QuerySet[BookingStep, BookingStep]:
    """Its time line, oldest first."""
    return BookingStep.objects.of(booking.organization).filter(booking=booking).order_by("id")


def with_steps(rows: QuerySet[Booking, Booking]) -> QuerySet[Booking, Booking]:
    """The rows with their time lines, in one more query for all of them."""
    return rows.prefetch_related("steps")


def firm_seats(run: Occurrence, now: datetime) -> int:
    """The seats that count towards the minimum of a run: those taken for good."""
    claims = Claim.objects.of(run.organization_id).live(now)
    return claims.filter(occurrence=run, until=None).seats()


def given_up(run: Occurrence) -> BookingStep | None:
    """The step by which the last who waited for the run's minimum were let go, if any were."""
    rows = BookingStep.objects.of(run.organization_id).filter(verb="minimum_missed")
    return rows.filter(booking__claim__occurrence=run).order_by("at", "pk").last()


def run_at(
    organization: Organization, offering_id: str, variant_id: str, starts_at: datetime
) -> Occurrence:
    """The stored run of an offering that starts then; the default variant's without an id.

    Of several, one that somebody is on. Raises NotFound.
    """
    rows = Occurrence.objects.of(organization).filter(
        offering__public_id=offering_id, starts_at=starts_at
    )
    named = {"variant__public_id": variant_id} if variant_id else {"variant__is_default": True}
    claims = Claim.objects.of(organization).filter(occurrence=OuterRef("pk"), released_at=None)
    whole = rows.filter(**named).select_related("organization")
    found = whole.order_by(Exists(claims).desc(), "pk").first()
    if found is None:
        raise NotFound
    return found


def with_minimum(run: Occurrence, now: datetime) -> QuerySet[Booking, Booking]:
    """Bookings on a run that at `now` are not confirmed nor ended, and may wait for its minimum."""
    rows = Booking.objects.of(run.organization_id).waiting_at(now)
    here = rows.filter(claim__occurrence=run.pk, claim__released_at=None)
    return here.exclude(decides_at=None).order_by("pk")


def promo_codes(organization: Organization) -> QuerySet[PromoCode, PromoCode]:
    """All promo codes of an organization, the archived too."""
    return PromoCode.objects.of(organization).select_related("organization")


def promo_codes_used(organization: Organization, now: datetime) -> QuerySet[PromoCode, PromoCode]:
    """The same with `live_uses`, how often each is in use at `now`, and their offerings."""
    rows = promo_codes(organization).annotate(live_uses=promos.uses_of(now))
    return rows.prefetch_related("offerings")


def promo_code(organization: Organization, public_id: str, now: datetime) -> PromoCode:
    """One of them. Raises NotFound."""
    found = promo_codes_used(organization, now).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def takes_promo_codes(organization: Organization) -> bool:
    """Whether anybody could use a code there, as far as it is not archived."""
    return PromoCode.objects.of(organization).filter(archived_at=None).exists()
