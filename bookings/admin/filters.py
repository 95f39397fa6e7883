"""How staff narrow the list of bookings."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bookings.admin.standing import WORDS
from bookings.ledger import Kind
from bookings.models.order import Task
from bookings.states import State
from orgs.models import DispatchStatus
from scheduling.engine.recurrence import midnight
from scheduling.models import Offering

ALL, COMING = "all", "coming"


class ByState(SimpleListFilter):
    """By the state as it is now: a hold that ran out has expired, labelled or not."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        """All of them."""
        return [(state.value, words) for state, (_tone, words) in WORDS.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        """The rows that match."""
        asked = [state for state in State if state.value == self.value()]
        return queryset.in_state(asked[0], timezone.now()) if asked else queryset


class ByDay(SimpleListFilter):
    """By the day of the run, on the clock of the house; what is to come, unless one is sought."""

    title = _("day")
    parameter_name = "day"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self._seeks = bool(request.GET.get("q"))
        super().__init__(request, *args)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        """What is asked every morning."""
        return [
            (ALL, _("All")),
            ("today", _("Today")),
            ("tomorrow", _("Tomorrow")),
            ("week", _("Next 7 days")),
            (COMING, _("All to come")),
            ("past", _("Past")),
        ]

    def value(self) -> str | None:
        """Who comes without having chosen sees what is to come; who seeks, seeks everywhere."""
        return super().value() or (ALL if self._seeks else COMING)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Without the usual first one, which would say that nothing is chosen."""
        for value, words in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": words,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The rows that match."""
        now = timezone.localtime()
        zone = timezone.get_current_timezone_name()
        days = {"today": (0, 1), "tomorrow": (1, 2), "week": (0, 7)}
        match self.value():
            case "coming":
                return queryset.filter(starts_at__gte=now)
            case "past":
                return queryset.filter(starts_at__lt=now)
            case str() as word if word in days:
                first, last = (
                    midnight(now.date() + timedelta(days=count), zone) for count in days[word]
                )
                return queryset.filter(starts_at__gte=first, starts_at__lt=last)
        return queryset


class ByMoney(SimpleListFilter):
    """By what staff have to see to."""

    title = _("money")
    parameter_name = "money"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        """What is not as it should be."""
        return [("failed", _("Could not be moved")), ("disputed", _("Disputed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The rows that match."""
        match self.value():
            case "failed":
                told = queryset.filter(instructions__status=DispatchStatus.FAILED)
                return told.exclude(instructions__task=Task.CLOSE).distinct()
            case "disputed":
                return queryset.filter(entries__kind=Kind.DISPUTED).distinct()
        return queryset


class ByOffering(SimpleListFilter):
    """By offering: the caller's own."""

    title = _("offering")
    parameter_name = "offering"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        """By name."""
        own = model_admin.choices(request, Offering)
        return list(own.order_by("name").values_list("public_id", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The rows that match."""
        return queryset.filter(offering__public_id=self.value()) if self.value() else queryset
