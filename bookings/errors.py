"""How the life of a booking refuses."""

from orgs.errors import Conflict, Invalid, RuleRefuses


class IllegalMove(Conflict):
    """The booking's state does not allow it. Facts: `from`, `to`."""

    code = "illegal_move"
    title = "The booking is not in a state for this"


class ChangedMeanwhile(Conflict):
    """Somebody else changed the booking in the same moment; what was asked was not done."""

    code = "changed_meanwhile"
    title = "The booking has just been changed by somebody else"


class ApprovalRequired(RuleRefuses):
    """It was approved for its time and size; another time or a larger party is for staff."""

    code = "approval_required"
    title = "Please ask us: this has to be approved again"


class PriceNeeded(Conflict):
    """A proposal is answered with a price, not approved at one that nobody named."""

    code = "price_needed"
    title = "This proposal has to be answered with a price"


class ProposalsClosed(RuleRefuses):
    """The offering takes no proposals."""

    code = "proposals_closed"
    title = "No times can be proposed here"


class PriceChanged(Conflict):
    """The price shown and the price now differ. Facts: `total`, of cancelling `fee` (minor units);
    `currency`."""

    code = "price_changed"
    title = "The price has changed"


class MovesUsedUp(RuleRefuses):
    """The policy's number of moves is spent."""

    code = "moves_used_up"
    title = "This booking was moved as often as its policy allows"


class AmountTooLarge(RuleRefuses):
    """More than there is to pay or to give back. Facts: `most` (minor units), `currency`."""

    code = "amount_too_large"
    title = "This is more than there is"


class NothingDue(Conflict):
    """Nothing is to be paid, or no longer: the booking is paid, or was given up."""

    code = "nothing_due"
    title = "There is nothing to pay here now"


class PaymentUnavailable(Conflict):
    """The payment provider does not answer; the places are kept, please try again shortly."""

    code = "payment_unavailable"
    title = "The payment page cannot be reached right now"


class WaitlistClosed(RuleRefuses):
    """The offering takes no waitlist."""

    code = "waitlist_closed"
    title = "There is no waitlist here"


class PlacesFree(Conflict):
    """Nobody has to wait: the party can be booked right now. Facts: `alternatives`."""

    code = "places_free"
    title = "There are places: please book instead"


class NobodyWaits(Conflict):
    """Nobody who could be told so waits for the minimum of this run."""

    code = "nobody_waits"
    title = "Nobody waits for the minimum of this departure"


class BadNotice(Invalid):
    """A payment provider's notice that nobody we know has signed, or that cannot be read."""

    code = "bad_notice"
    title = "This is no notice of this payment provider"


class PromoUnknown(RuleRefuses):
    """No code of the organization is spelled so."""

    code = "promo_unknown"
    title = "There is no such promo code"


class PromoNotValid(RuleRefuses):
    """Not today, not for this, or not for so little.

    Facts, as they apply: `validFrom`, `validUntil`; `minimum` (minor units) and `currency`.
    """

    code = "promo_not_valid"
    title = "This promo code cannot be used here"


class PromoUsedUp(Conflict):
    """All its uses are taken, or all of this customer's, who may have `maxUsesPerCustomer`."""

    code = "promo_used_up"
    title = "This promo code is used up"


class AddOnSoldOut(Conflict):
    """The run has fewer of an add-on left than asked for, or what the add-on needs is not free.

    Facts: `addOnId`, `remaining`, and in the second case `alternatives`.
    """

    code = "add_on_sold_out"
    title = "An add-on is not left in this number"
