"""Who waits for a place, and what became of it. Only `bookings.actions.waiting` writes a state."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from bookings.models.booking import LINKS_LIVE
from bookings.models.finding import LAPSING
from bookings.states import ENDED
from bookings.waitlist import WaitState, Wish
from orgs import ids
from orgs.models import PublicIdField, TenantManager, TenantModel, TenantQuerySet

HELD = (WaitState.OFFERED, WaitState.ACCEPTED)
"""States in which there is a booking that holds the place."""


def wait_states() -> list[tuple[str, Any]]:
    """The choices, as a callable, so that a new word makes no migration."""
    return [(state.value, state.value.capitalize()) for state in WaitState]


class WaitlistQuerySet(TenantQuerySet):
    """Entries."""

    def in_state(self, state: WaitState, now: datetime) -> Self:
        """Those that stand so at `now`; the same answer as `WaitlistEntry.state_at`."""
        over = Q(state=WaitState.WAITING, wanted_until__lte=now)
        gone = Q(state=WaitState.OFFERED) & _without_offer(now)
        match state:
            case WaitState.OVER:
                return self.filter(Q(state=state) | over)
            case WaitState.LAPSED:
                return self.filter(Q(state=state) | gone)
            case _:
                return self.filter(state=state).exclude(over).exclude(gone)

    def unlabelled(self, now: datetime) -> Self:
        """Whosever they are: those that ended by themselves and are not called so yet."""
        over = Q(state=WaitState.WAITING, wanted_until__lte=now)
        return self.filter(over | Q(state=WaitState.OFFERED) & _without_offer(now)).order_by("pk")

    def queues(self, now: datetime) -> list[tuple[int, int]]:
        """The organizations and offerings that somebody waits for, whosever they are."""
        rows = self.filter(state=WaitState.WAITING, wanted_until__gt=now)
        pairs = rows.values_list("organization_id", "offering_id").distinct()
        return list(pairs.order_by("organization_id", "offering_id"))

    def by_public_id(self, public_id: str) -> Self:
        """The one with this id, whosever it is: its holder may open it with its token."""
        return self.filter(public_id=public_id)

    def by_public_ids(self, public_ids: Iterable[str]) -> Self:
        """As by_public_id, several."""
        return self.filter(public_id__in=list(public_ids))


def _without_offer(now: datetime) -> Q:
    """Whose offered booking has ended, labelled or not."""
    ran_out = Q(booking__state__in=LAPSING, booking__hold_expires_at__lte=now)
    return Q(booking__state__in=ENDED) | ran_out


class WaitlistManager(TenantManager.from_queryset(WaitlistQuerySet)):  # type: ignore[misc]
    """The manager of waitlist entries."""


class WaitlistEntry(TenantModel):
    """A party that waits for a slot (`starts_at`), a range of days at the venue, or any start.

    `[wanted_from, wanted_until)` holds the starts it waits for, whichever way that was said.
    `party` is as it was asked for: `[{"rateId": ..., "label": ..., "quantity": 2}]`.
    `passed_over` tells when somebody later came first: `[{"at", "startsAt", "code", "remaining"}]`.
    `booking` is the one that was offered.
    """

    public_id = PublicIdField(prefix="wl")
    client_ref = models.CharField(max_length=64, blank=True, help_text="Makes a form join once.")
    token_seed = models.CharField(
        max_length=40, default=ids.token, editable=False, help_text="Changing it voids all links."
    )
    offering = models.ForeignKey(
        "scheduling.Offering", on_delete=models.PROTECT, related_name="waitlist_entries"
    )
    variant = models.ForeignKey(
        "scheduling.Variant",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: any.",
    )
    starts_at = models.DateTimeField(null=True, blank=True)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    wanted_from = models.DateTimeField()
    wanted_until = models.DateTimeField()

    party = models.JSONField(default=list)
    seats = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    phone = models.CharField(max_length=40, blank=True)
    locale = models.CharField(max_length=20, blank=True)

    state = models.CharField(
        max_length=20, choices=wait_states, default=WaitState.WAITING, editable=False
    )
    booking = models.OneToOneField(
        "bookings.Booking", on_delete=models.PROTECT, null=True, related_name="waitlist_entry"
    )
    passed_over = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects: ClassVar[WaitlistManager] = WaitlistManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "client_ref"],
                condition=~Q(client_ref=""),
                name="a_form_joins_a_waitlist_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in WaitState]),
                name="a_waitlist_entry_has_a_known_state",
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="a_waiting_party_takes_a_seat"),
            models.CheckConstraint(
                condition=Q(wanted_until__gt=models.F("wanted_from")),
                name="a_waitlist_entry_waits_for_something",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=HELD) | Q(booking__isnull=False),
                name="an_offer_from_a_waitlist_is_a_booking",
            ),
        )
        indexes = (
            models.Index(fields=["organization", "offering", "id"], name="waitlist_by_offering"),
            models.Index(
                fields=["organization", "offering", "id"],
                condition=Q(state=WaitState.WAITING),
                name="waitlist_queue",
            ),
            models.Index(
                fields=["booking"], condition=Q(state=WaitState.OFFERED), name="waitlist_offered"
            ),
            # Across organizations: what the clockwork labels and whom it looks for places for.
            models.Index(fields=["state", "wanted_until"], name="waitlist_by_end"),
        )
        verbose_name, verbose_name_plural = _("waitlist entry"), _("waitlist entries")

    def __str__(self) -> str:
        return f"{self.name} ({self.seats})"

    def state_at(self, now: datetime) -> WaitState:
        """The state as it is at `now`: what ran out has ended, labelled or not."""
        state = WaitState(self.state)
        if state == WaitState.WAITING and self.wanted_until <= now:
            return WaitState.OVER
        if state == WaitState.OFFERED and self.booking and self.booking.state_at(now) in ENDED:
            return WaitState.LAPSED
        return state

    @property
    def wish(self) -> Wish:
        """As the matching knows it."""
        return Wish(self.pk, self.seats, self.wanted_from, self.wanted_until, self.variant_id)

    @property
    def quantities(self) -> list[tuple[str, int]]:
        """The party by rate id, as a booking takes it."""
        return [(one["rateId"], one["quantity"]) for one in self.party]

    @property
    def token(self) -> str:
        """The secret of its links, made with the installation's key: no table holds it."""
        return salted_hmac("waitlist-link", self.public_id + self.token_seed).hexdigest()

    def opens_with(self, token: str, now: datetime) -> bool:
        """Whether this is the entry's own token and its links still work."""
        alive = now < self.wanted_until + LINKS_LIVE
        return alive and constant_time_compare(token, self.token)
