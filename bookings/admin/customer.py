"""Guests and what they booked."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bookings.admin.standing import state_pill
from bookings.models import Customer
from orgs.admin_site.base import TenantAdmin
from orgs.admin_site.shown import number, when

NEWEST = 50


@admin.register(Customer)
class CustomerAdmin(TenantAdmin):
    """One row per e-mail address; bookings keep the contact they were made with."""

    scope_read = "bookings:read"
    scope_write = "bookings:write"
    list_display = ("shown_name", "email", "phone", "how_many")
    search_fields = ("name", "email", "phone")
    ordering = ("name", "email")
    fields = ("name", "email", "phone", "locale", "booked")
    readonly_fields = ("email", "booked")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They come about by booking."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Erasing a person is more than deleting this row."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the number of their bookings."""
        rows = super().get_queryset(request).select_related("organization")
        return rows.annotate(count=Count("bookings"))

    @admin.display(description=_("name"), ordering="name")
    def shown_name(self, customer: Customer) -> str:
        """The name, or the e-mail of those who gave none."""
        return str(customer)

    @admin.display(description=_("bookings"), ordering="count")
    def how_many(self, customer: Any) -> SafeString:
        """How often they booked."""
        return number(customer.count)

    @admin.display(description=_("bookings"))
    def booked(self, customer: Customer) -> SafeString:
        """Their bookings, the latest first."""
        now, house = timezone.now(), customer.organization
        found = customer.bookings.select_related("offering").order_by("-starts_at")[:NEWEST]
        rows = (
            (
                reverse("admin:bookings_booking_change", args=[one.pk]),
                one.reference,
                state_pill(one, now),
                when(one.starts_at, one.timezone, house),
                one.offering,
            )
            for one in found
        )
        pattern = '<li><a href="{}">{}</a> {} {}, {}</li>'
        listed = format_html_join("", pattern, rows)
        return format_html('<ul class="sw-plain">{}</ul>', listed)
