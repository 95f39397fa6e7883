"""The organization itself."""

from typing import Any

from rest_framework import serializers

from orgs import formats
from orgs.access import Caller
from orgs.actions import organizations
from orgs.dialects.fields import Currency, Instant, Percent, ZoneName, percent_word
from orgs.dialects.rest import Call, In, OrgView, route
from orgs.errors import CurrencyInUse, Duplicate
from orgs.models import Organization, Role

LANGUAGE_TAG = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


class WebField(serializers.RegexField):
    """An address of the web; nothing that a page could run."""

    def __init__(self, **options: Any) -> None:
        super().__init__(r"^https?://[^\s\"'<>]+$", max_length=500, **options)


class BrandIn(In):
    """How the organization looks; replaced as a whole. `brand` is its colour, as in themes."""

    brand = serializers.RegexField(r"^#[0-9a-fA-F]{6}$", required=False)
    logo = WebField(required=False)
    website = WebField(required=False)


class OrganizationIn(In):
    """What may be changed."""

    name = serializers.CharField(max_length=200)
    slug = serializers.SlugField(max_length=60)
    timezone = ZoneName()
    currency = Currency()
    locale = serializers.RegexField(LANGUAGE_TAG, max_length=20)
    taxPercent = Percent(
        source="tax_percent",
        digits=3,
        help_text="Included in prices, unless the offering or add-on says otherwise.",
    )
    brand = BrandIn()
    retentionDays = serializers.IntegerField(
        source="retention_days",
        min_value=1,
        max_value=36_500,
        allow_null=True,
        help_text="Guests' data is kept this long after their day; null keeps it.",
    )


class BrandOut(serializers.Serializer):
    """How the organization looks."""

    brand = serializers.CharField(required=False)
    logo = serializers.CharField(required=False)
    website = serializers.CharField(required=False)


class OrganizationOut(serializers.Serializer):
    """An organization as its members see it."""

    id = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField()
    timezone = ZoneName()
    currency = Currency()
    locale = serializers.CharField()
    taxPercent = serializers.FloatField()
    brand = BrandOut()
    retentionDays = serializers.IntegerField(allow_null=True)
    role = serializers.ChoiceField(Role.choices, help_text="The caller's.")
    createdAt = Instant()
    updatedAt = Instant()


class OrganizationItself(OrgView):
    """`/api/orgs/{orgId}`"""

    @route(scope="org:read", gives=OrganizationOut, operation="getOrganization")
    def get(self, call: Call) -> dict[str, Any]:
        """Read the organization."""
        return organization_word(call.org, call.caller)

    @route(
        scope="org:write",
        takes=OrganizationIn,
        gives=OrganizationOut,
        refuses=(Duplicate, CurrencyInUse),
        operation="patchOrganization",
    )
    def patch(self, call: Call) -> dict[str, Any]:
        """Change the organization."""
        changed = organizations.change(org=call.org, by=call.caller, now=call.now, **call.body)
        return organization_word(changed, call.caller)


def organization_word(organization: Organization, caller: Caller) -> dict[str, Any]:
    """The organization, for this caller."""
    zone = organization.timezone
    return {
        "id": organization.public_id,
        "slug": organization.slug,
        "name": organization.name,
        "timezone": zone,
        "currency": organization.currency,
        "locale": organization.locale,
        "taxPercent": percent_word(organization.tax_percent),
        "brand": organization.brand,
        "retentionDays": organization.retention_days,
        "role": caller.role_in(organization),
        "createdAt": formats.iso(organization.created_at, zone),
        "updatedAt": formats.iso(organization.updated_at, zone),
    }
