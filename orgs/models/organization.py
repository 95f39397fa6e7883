"""The tenant, its members and its places."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs.models.percent import PercentField
from orgs.models.tenancy import PublicIdField, TenantManager, TenantModel, TenantQuerySet

REMINDED_AT_MOST = 24 * 30
"""Hours. Whoever is reminded earlier has forgotten again."""


class Role(models.TextChoices):
    """What a member may do; each can do all that those below can."""

    OWNER = "OWNER", _("Owner")
    ADMIN = "ADMIN", _("Administrator")
    STAFF = "STAFF", _("Staff")
    TRUSTED_CONTRIBUTOR = "TRUSTED_CONTRIBUTOR", _("Trusted contributor")
    CONTRIBUTOR = "CONTRIBUTOR", _("Contributor")

    @property
    def rank(self) -> int:
        """Larger is mightier."""
        return len(Role) - list(Role).index(self)


def roles() -> list[tuple[str, Any]]:
    """The choices, as a callable, so that a new word makes no migration."""
    return list(Role.choices)


class PaymentWay(models.TextChoices):
    """How guests pay: on arrival, on a page that only plays, or through Stripe."""

    OFFLINE = "OFFLINE", _("On arrival")
    SANDBOX = "SANDBOX", _("Sandbox, without money")
    STRIPE = "STRIPE", _("Stripe")


def payment_ways() -> list[tuple[str, Any]]:
    """The choices, as a callable, so that a new word makes no migration."""
    return list(PaymentWay.choices)


class Organization(models.Model):
    """Who sells or shares time. Everything else belongs to one."""

    public_id = PublicIdField(prefix="org")
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    timezone = models.CharField(
        _("time zone"), max_length=60, default="UTC", help_text="IANA zone name."
    )
    currency = models.CharField(
        _("currency"), max_length=3, default="EUR", help_text="ISO 4217 code."
    )
    locale = models.CharField(max_length=20, default="en")
    tax_percent = PercentField(default=Decimal(0), help_text="Included in prices.")
    brand = models.JSONField(default=dict, blank=True, help_text="Colour, logo, website.")
    retention_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="Guests' data is kept this long after their day."
    )
    payment_way = models.CharField(max_length=20, choices=payment_ways, default=PaymentWay.OFFLINE)
    stripe_account = models.CharField(
        max_length=60, blank=True, help_text="acct_...; empty: the installation's own account."
    )
    email = models.EmailField(
        max_length=254, blank=True, help_text="Where guests’ answers to mails go."
    )
    staff_emails = models.JSONField(
        default=list, blank=True, help_text="Told of bookings instead of the members."
    )
    reminder_hours = models.PositiveIntegerField(
        null=True,
        blank=True,
        default=24,
        validators=[MaxValueValidator(REMINDED_AT_MOST)],
        help_text="How long before the start guests are reminded. Empty: never.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("organization"), _("organizations")

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(TenantQuerySet):
    """Memberships; a person's own are the one thing read across organizations."""

    def of_user(self, user: models.Model | int) -> "MemberQuerySet":
        """All memberships of one user, or of the one with this key."""
        return self.filter(user=user)

    def told_of_bookings(self) -> "MemberQuerySet":
        """The staff who can act on one and want mail."""
        staff = (Role.OWNER, Role.ADMIN, Role.STAFF)
        return self.filter(role__in=staff, gets_mail=True, user__is_active=True)


class MemberManager(TenantManager.from_queryset(MemberQuerySet)):  # type: ignore[misc]
    """The manager of memberships."""


class Member(TenantModel):
    """A user in an organization, with a role there."""

    public_id = PublicIdField(prefix="mem")
    user = models.ForeignKey("orgs.User", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=30, choices=roles)
    gets_mail = models.BooleanField(default=True, help_text="Told of bookings, by e-mail.")

    objects: ClassVar[MemberManager] = MemberManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "user"], name="a_user_joins_an_organization_once"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]),
                name="a_member_has_a_known_role",
            ),
        )
        verbose_name, verbose_name_plural = _("member"), _("members")

    def __str__(self) -> str:
        return f"{self.user} ({Role(self.role).label})"


class Location(TenantModel):
    """A place where runs start or are held."""

    public_id = PublicIdField(prefix="loc")
    name = models.CharField(_("name"), max_length=200)
    line1 = models.CharField("street", max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=100, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166 code.")
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    timezone = models.CharField(max_length=60, blank=True, help_text="Empty: the organization's.")
    opening_hours = models.JSONField(
        default=list, blank=True, help_text='[{"weekday": "MON", "startTime": "08:00", ...}]'
    )
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        indexes = (models.Index(fields=["organization", "name"], name="location_by_name"),)
        verbose_name, verbose_name_plural = _("location"), _("locations")

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The address in one line, without empty parts."""
        town = " ".join(part for part in (self.postal_code, self.city) if part)
        return ", ".join(part for part in (self.line1, town, self.state, self.country) if part)
