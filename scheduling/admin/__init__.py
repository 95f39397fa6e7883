"""Supply in the admin: calendars, offerings, terms, resources and departures."""

from scheduling.admin import calendar, departure, offering, resource, terms

__all__ = ["calendar", "departure", "offering", "resource", "terms"]
