"""Waitlists in the `rest` tongue (contract/rest.md, Bookings; docs/waitlist.md)."""
