"""Bookings in the admin, and the pages that need to know of them: the day and the preview."""

from typing import cast

from django.contrib import admin

from bookings.admin import (
    booking,
    checking_in,
    customer,
    departure,
    finding,
    party,
    policy,
    preview,
    promo,
    today,
    waitlist,
)
from orgs.admin_site import SlotwrightAdmin

site = cast(SlotwrightAdmin, admin.site)
site.front_page = today.front_page
site.pages += [
    ("preview/<int:pk>/", preview.page, "preview"),
    ("find/<slug:public_id>/", finding.booking, "find_booking"),
    ("party/<int:pk>/", party.page, "bookings_booking_party"),
    ("check-in/", checking_in.scan, "check_in"),
    ("check-in/<slug:word>/", checking_in.ticket, "check_in_ticket"),
]

__all__ = [
    "booking",
    "checking_in",
    "customer",
    "departure",
    "finding",
    "party",
    "policy",
    "preview",
    "promo",
    "today",
    "waitlist",
]
