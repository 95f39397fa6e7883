"""Bookings in the admin, and the pages that need to know of them: the day and the preview."""

from django.contrib import admin

from bookings.admin import booking, customer, finding, preview, today

admin.site.front_page = today.front_page
admin.site.pages += [
    ("preview/<int:pk>/", preview.page, "preview"),
    ("find/<slug:public_id>/", finding.booking, "find_booking"),
]

__all__ = ["booking", "customer", "finding", "preview", "today"]
