"""How staff narrow the list of bookings."""

from datetime import timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bookings.admin.standing import WORDS
from bookings.states import State
from scheduling.engine.recurrence import midnight
from scheduling.models import Offering


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
    """By the day of the run, on the clock of the house."""

    title = _("day")
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list:
        """What is asked every morning."""
        return [
            ("today", _("Today")),
            ("tomorrow", _("Tomorrow")),
            ("week", _("Next 7 days")),
            ("coming", _("All to come")),
            ("past", _("Past")),
        ]

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
