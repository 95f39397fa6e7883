"""Messages about places on waitlists, beside those about bookings; offers are messages of those.

`table` decides, `actions.waiting.entries.tell` has the rows written in the transaction of the
change, `kinds` words them when the worker asks.
"""
