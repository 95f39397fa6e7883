"""The demonstration: an invented tour operator, its calendars and bookings, and its website.

`load` writes it, `website` serves the operator's own pages. Nothing else imports from here.
"""
