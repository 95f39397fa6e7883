"""Supply in the admin: calendars, offerings, terms and resources."""

from scheduling.admin import calendar, offering, resource, terms

__all__ = ["calendar", "offering", "resource", "terms"]
