"""Organizations: founded, changed."""

from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_noop as _

from orgs import queries
from orgs.access import Caller
from orgs.actions import trail
from orgs.errors import CurrencyInUse, Duplicate, FieldError, Invalid
from orgs.models import Member, Organization, Role, User

FIELDS = (
    *("name", "slug", "timezone", "currency", "locale", "tax_percent", "brand", "retention_days"),
    *("email", "staff_emails", "reminder_hours"),
)
PAYMENT = ("payment_way", "stripe_account")
LONGEST_SLUG = 60
TRIES = 20


class House(NamedTuple):
    """What a new organization is told about itself; an empty slug is made from the name."""

    name: str
    slug: str
    timezone: str
    currency: str


def sign_up(*, email: str, password: str, name: str, house: House, now: datetime) -> User:
    """A new user who owns a new organization."""
    user = User(email=email.strip().lower(), name=name)
    _check_password(password, user)
    # Hashing is slow by design and must not happen under the database's lock.
    user.password = make_password(password)
    with transaction.atomic():
        if User.objects.filter(email__iexact=user.email).exists():
            raise Duplicate("There is a user with this e-mail already.", field="email")
        try:
            with transaction.atomic():
                user.save()
        except IntegrityError as error:
            raise Duplicate("There is a user with this e-mail already.", field="email") from error
        found(house=house, owner=user, now=now)
    return user


@transaction.atomic
def found(*, house: House, owner: User, now: datetime) -> Organization:
    """A new organization with its owner."""
    org = _named(house)
    Member.objects.create(organization=org, user=owner, role=Role.OWNER)
    by = Caller(user=owner)
    after = trail.picture(org, FIELDS)
    trail.record(org, by=by, verb="organization.created", now=now, before=trail.NEW, after=after)
    return org


@transaction.atomic
def change(*, org: Organization, by: Caller, now: datetime, **fields: Any) -> Organization:
    """The organization with these fields instead of its own. Raises Duplicate, CurrencyInUse."""
    if fields.get("currency", org.currency) != org.currency:
        refuse_in_use(org)
    before = trail.picture(org, fields)
    for name, value in fields.items():
        setattr(org, name, value)
    try:
        with transaction.atomic():
            org.save(update_fields=[*fields, "updated_at"])
    except IntegrityError as error:
        raise Duplicate(_("Another organization has this slug."), field="slug") from error
    trail.record(
        org,
        by=by,
        verb="organization.changed",
        now=now,
        before=before,
        after=trail.picture(org, fields),
    )
    return org


def refuse_in_use(org: Organization) -> None:
    """Raises CurrencyInUse where anything is priced: the figures would stay and mean other sums.

    Whoever adds a priced row holds a share of the organization's lock and so waits for this; only
    the first price of all, put on a row that had none in the same instant, is not waited for.
    """
    with transaction.atomic():
        Organization.objects.select_for_update().get(pk=org.pk)
        if queries.has_prices(org):
            detail = f"There are prices or bookings in {org.currency}, so the currency stays."
            raise CurrencyInUse(detail, currency=org.currency)


def _named(house: House) -> Organization:
    """The organization under its slug; one made from the name gets a number where it is taken."""
    if house.slug:
        return _try(house, house.slug)
    stem = slugify(house.name)[: LONGEST_SLUG - 4].strip("-") or "org"
    for number in range(1, TRIES):
        try:
            return _try(house, stem if number == 1 else f"{stem}-{number}")
        except Duplicate:
            continue
    raise Duplicate("Please choose a slug.", field="slug")


def _try(house: House, slug: str) -> Organization:
    try:
        with transaction.atomic():
            return Organization.objects.create(**house._replace(slug=slug)._asdict())
    except IntegrityError as error:
        raise Duplicate(_("Another organization has this slug."), field="slug") from error


def _check_password(password: str, user: User) -> None:
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        faults = [
            FieldError("/password", one.code or "invalid", " ".join(one.messages))
            for one in error.error_list
        ]
        raise Invalid(faults) from error
