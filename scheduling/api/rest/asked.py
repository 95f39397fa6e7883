"""What is asked about availability: how many come, with what, on which days."""

from rest_framework import serializers

from orgs.dialects.fields import Day
from orgs.dialects.rest import In

LARGEST_PARTY = 1_000
NEXT_SLOTS, MOST_NEXT_SLOTS = 3, 20
WISH = r"[a-z0-9_]{1,40}(:[0-9]{1,5})?"
"""An add-on, and how many of it unless it is one."""


class PartyIn(In):
    """How many come; `seats` and `party` mean the same."""

    seats = serializers.IntegerField(min_value=1, max_value=LARGEST_PARTY, required=False)
    party = serializers.IntegerField(min_value=1, max_value=LARGEST_PARTY, required=False)


class BesideIn(PartyIn):
    """And with which add-ons."""

    addOns = serializers.RegexField(
        rf"^{WISH}(,{WISH}){{0,19}}$",
        required=False,
        max_length=2_000,
        help_text="Add-ons that are to be had with it, for example `add_1,add_2:3`.",
    )


class DaysIn(PartyIn):
    """Which days, both inclusive, on the venue's calendar; at most 366."""

    from_ = Day()
    to = Day()
    include = serializers.ChoiceField(
        choices=["unavailable"], required=False, help_text="Also the sold-out and the closed."
    )


class ExplainedDaysIn(BesideIn, DaysIn):
    """The same; staff may ask for the reasons."""

    explain = serializers.BooleanField(
        required=False, default=False, help_text="Every start, with the reasons; for staff."
    )


class NextIn(PartyIn):
    """How many slots."""

    limit = serializers.IntegerField(
        min_value=1, max_value=MOST_NEXT_SLOTS, default=NEXT_SLOTS, required=False
    )


class NextBesideIn(BesideIn, NextIn):
    """How many slots, with which add-ons."""
