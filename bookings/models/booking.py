"""Bookings, their lines and their time line. Only `bookings.actions` writes a state."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from bookings import fees
from bookings.ledger import Standing
from bookings.models import standing
from bookings.models.finding import LAPSING, WAITS, BookingManager
from bookings.models.named import Named
from bookings.states import ENDED, OPEN, Condition, State
from bookings.terms import Terms
from scheduling.models import Claim

LINKS_LIVE = timedelta(days=90)
"""How long after the run a booking's links work."""


def states() -> list[tuple[str, Any]]:
    """The choices, as a callable, so that a new word makes no migration."""
    return [(state.value, state.value.replace("_", " ").capitalize()) for state in State]


class Booking(Named):
    """One customer's reservation of one slot, with its price and terms as they were then.

    `price` is the stored breakdown (`bookings.pricing.Price.as_json`, minor units); `terms` the
    policy snapshot. `claim` is empty while a request waits without holding seats.
    """

    PRICED = Q(total_minor__gt=0)

    offering = models.ForeignKey(
        "scheduling.Offering",
        on_delete=models.PROTECT,
        related_name="bookings",
        verbose_name=_("offering"),
    )
    variant = models.ForeignKey("scheduling.Variant", on_delete=models.PROTECT, related_name="+")
    claim = models.OneToOneField(
        "scheduling.Claim", on_delete=models.PROTECT, null=True, related_name="booking"
    )
    offered_claim = models.OneToOneField(
        "scheduling.Claim",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="offered_to",
        help_text="Seats on another date, while its guest may choose it.",
    )
    customer = models.ForeignKey(
        "bookings.Customer", on_delete=models.PROTECT, related_name="bookings"
    )

    order = models.ForeignKey(
        "bookings.Order",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        help_text="What it is paid with; empty: paid on arrival.",
    )

    proposed = models.BooleanField(
        default=False,
        editable=False,
        help_text="The guest proposed the time, staff name the price; it takes the whole run.",
    )
    state = models.CharField(max_length=20, choices=states)
    outstanding = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    timezone = models.CharField(max_length=60)
    seats = models.PositiveIntegerField()
    hold_expires_at = models.DateTimeField(null=True, blank=True)
    added_seats = models.PositiveIntegerField(
        default=0, editable=False, help_text="Seats that its guest added and has yet to pay for."
    )
    added_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When they go back unless paid."
    )
    party_before = models.JSONField(
        default=dict, blank=True, editable=False, help_text="Seats and price without them."
    )
    decides_at = models.DateTimeField(
        null=True, blank=True, help_text="When it is decided, while it waits for a minimum."
    )
    reminded_of = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="The start its reminder was about."
    )
    moves = models.PositiveIntegerField(default=0)
    sequence = models.PositiveIntegerField(
        default=0, editable=False, help_text="Rises with every change, in guests’ calendars too."
    )

    currency = models.CharField(max_length=3)
    total_minor = models.PositiveBigIntegerField()
    waived_minor = models.PositiveBigIntegerField(
        default=0, help_text="What staff took off the total afterwards."
    )
    kept_minor = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="What the operator keeps of an ended booking: the fee."
    )
    price = models.JSONField(default=dict)
    terms = models.JSONField(default=dict)

    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(max_length=254)
    phone = models.CharField(max_length=40, blank=True)
    locale = models.CharField(max_length=20, blank=True)
    notes = models.TextField(blank=True, max_length=2_000)
    staff_notes = models.TextField(_("notes of the staff"), blank=True)
    answers = models.JSONField(default=dict, blank=True)
    utm = models.JSONField(default=dict, blank=True)

    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects: ClassVar[BookingManager] = BookingManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "reference"], name="a_reference_names_one_booking"
            ),
            models.UniqueConstraint(
                fields=["organization", "client_ref"],
                condition=~models.Q(client_ref=""),
                name="a_form_books_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]),
                name="a_booking_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="a_booking_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=models.Q(seats__gte=1), name="a_booking_has_a_seat"),
        )
        indexes = (
            models.Index(fields=["organization", "starts_at"], name="booking_by_start"),
            models.Index(fields=["organization", "state", "starts_at"], name="booking_by_state"),
            models.Index(fields=["organization", "offering", "starts_at"], name="booking_by_run"),
            models.Index(fields=["organization", "updated_at"], name="booking_by_change"),
            models.Index(fields=["organization", "email"], name="booking_by_email"),
            # Across organizations: the clockwork's questions. SQLite takes a partial index only
            # where the question says its condition without parameters, as IS NOT NULL.
            models.Index(
                fields=["state", "hold_expires_at"],
                condition=Q(hold_expires_at__isnull=False),
                name="booking_by_hold",
            ),
            models.Index(
                fields=["state", "decides_at"],
                condition=Q(decides_at__isnull=False),
                name="booking_by_decision",
            ),
            models.Index(
                fields=["state", "added_until"],
                condition=Q(added_until__isnull=False),
                name="booking_by_addition",
            ),
            models.Index(
                fields=["offered_claim"],
                condition=Q(offered_claim__isnull=False),
                name="booking_with_offer",
            ),
            models.Index(
                fields=["starts_at"], condition=Q(state=State.CONFIRMED), name="booking_to_come"
            ),
            models.Index(fields=["state", "starts_at"], condition=WAITS, name="booking_waiting"),
        )
        verbose_name, verbose_name_plural = _("booking"), _("bookings")

    def state_at(self, now: datetime) -> State:
        """The state as it is at `now`: a lapsed hold has expired, labelled or not."""
        if self.hold_expires_at is None or self.hold_expires_at > now:
            return State(self.state)
        return State.EXPIRED if self.state in LAPSING else State(self.state)

    def is_overdue(self, now: datetime) -> bool:
        """Whether what its guest added was not paid in time, and goes back."""
        if self.added_until is None or self.added_until > now:
            return False
        return Condition.PAYMENT in self.conditions and self.state_at(now) in OPEN

    @property
    def is_private(self) -> bool:
        """Whether it is for the whole run."""
        return self.proposed or self.offering.exclusive

    @property
    def awaits_price(self) -> bool:
        """Whether staff have still to name its price: until then it has none."""
        return self.proposed and Condition.APPROVAL in self.conditions

    def is_offered(self, now: datetime) -> bool:
        """Whether the guest may answer a price that staff named."""
        waits = self.proposed and Condition.ACCEPTANCE in self.conditions
        return waits and self.state_at(now) == State.PENDING

    @property
    def conditions(self) -> frozenset[Condition]:
        """What it still waits for."""
        return frozenset(Condition(word) for word in self.outstanding)

    def other_date(self, now: datetime) -> Claim | None:
        """The seats on another date that its guest may still choose, while it waits for a minimum.

        A party that has grown or shrunk since has no use for them.
        """
        claim, own = self.offered_claim, self.claim
        if claim is None or own is None or Condition.MINIMUM not in self.conditions:
            return None
        if claim.occurrence_id == own.occurrence_id or claim.seats != self.seats:
            return None
        is_held = claim.released_at is None and (claim.until is None or claim.until > now)
        return claim if is_held and self.state_at(now) in LAPSING else None

    @property
    def agreed(self) -> Terms:
        """The terms it was made under."""
        return Terms.from_json(self.terms)

    @property
    def standing(self) -> Standing:
        """How it stands with its money; two queries unless entries and instructions are here."""
        told = self.instructions.all() if self.order_id is not None else ()
        return standing.standing(self.entries.all(), told)

    @property
    def price_minor(self) -> int:
        """The total without what staff took off it."""
        return self.total_minor - self.waived_minor

    @property
    def due_minor(self) -> int:
        """What has to be paid, or be ready to be taken, before it is confirmed: the deposit or,
        without one or when it was booked after the rest was due, all of it."""
        total = self.price_minor
        when = {"starts_at": self.starts_at, "now": self.created_at}
        return fees.due(self.agreed, total=total, paid=0, **when).now

    @property
    def asks_for_money(self) -> bool:
        """Whether a provider takes it: what is offered is paid once the guest has accepted."""
        return self.order_id is not None and Condition.ACCEPTANCE not in self.conditions

    def target_minor(self, now: datetime) -> int:
        """What the operator is to have of it in the end: the price or, once it ended, the fee."""
        if self.state_at(now) in ENDED:
            return self.kept_minor or 0
        return self.price_minor

    def owed_minor(self, now: datetime) -> int:
        """What of that is not paid yet; below zero where more is. As many queries as `standing`."""
        return self.target_minor(now) - self.standing.covered

    def due_at(self, standing: Standing, now: datetime) -> fees.Due:
        """What is to be paid now and later; nothing before arrival where no provider takes it."""
        if self.state_at(now) not in OPEN:
            return fees.Due(0, 0, None)
        total, paid = self.target_minor(now), standing.covered
        left = max(0, total - paid)
        if not self.asks_for_money:
            return fees.Due(0, left, None)
        found = fees.due(self.agreed, total=total, paid=paid, starts_at=self.starts_at, now=now)
        if Condition.PAYMENT not in self.conditions:
            return found.once_paid()
        due_now = max(0, self.due_minor - paid)
        return fees.Due(due_now, left - due_now, found.later_at)

    def due_once_accepted(self, now: datetime) -> fees.Due:
        """What an offer asks for as soon as its guest accepts it, and what later."""
        when = {"starts_at": self.starts_at, "now": now}
        return fees.due(self.agreed, total=self.price_minor, paid=0, **when)

    def opens_with(self, token: str, now: datetime) -> bool:
        """Whether this is the booking's own token and its links still work."""
        alive = now < self.ends_at + LINKS_LIVE
        return alive and constant_time_compare(token, self.token)
