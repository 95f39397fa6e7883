"""Bookings in the `rest` tongue (contract/rest.md, Bookings)."""
