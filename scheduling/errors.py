"""How supply refuses."""

from orgs.errors import Conflict, RuleRefuses


class SoldOut(Conflict):
    """Fewer seats are left than asked for. Facts: `remaining`, `alternatives`."""

    code = "sold_out"
    title = "Not enough seats are left"


class SlotUnavailable(Conflict):
    """The slot cannot be had: never produced, closed, or its resources are taken.

    Facts: `remaining` 0 and `alternatives`; never which resource or whose booking is in the way.
    """

    code = "slot_unavailable"
    title = "This time is not available"


class HoldLapsed(Conflict):
    """What was held was not kept in time and is free again."""

    code = "hold_lapsed"
    title = "The hold has lapsed"


class PartyTooLarge(RuleRefuses):
    """More people than one run of this offering could ever take. Facts: `maxParty`."""

    code = "party_too_large"
    title = "The party is too large"


class PartyTooSmall(RuleRefuses):
    """Fewer people than this offering is sold for. Facts: `minParty`."""

    code = "party_too_small"
    title = "The party is too small"


class OutsideHorizon(RuleRefuses):
    """The slot is further ahead than may be booked."""

    code = "outside_horizon"
    title = "This is too far ahead"


class TooLate(RuleRefuses):
    """The lead time, or the deadline of a policy, has passed."""

    code = "too_late"
    title = "It is too late for this"


class NotBookable(RuleRefuses):
    """A listed offering: it can be seen, not booked."""

    code = "not_bookable"
    title = "This is listed only and cannot be booked"


class InUse(Conflict):
    """A row that others still depend on cannot go."""

    code = "in_use"
    title = "This is still in use"
