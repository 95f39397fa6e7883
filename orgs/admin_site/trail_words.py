"""The audit trail in people's words. What a later version wrote is shown by its own word."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib import admin
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from orgs import formats
from orgs.admin_site import shown
from orgs.admin_site.door import locale_of
from orgs.admin_site.trail_names import Names
from orgs.models import AuditEvent, Organization
from orgs.outbox import kinds

NOUNS = {
    "organization": _("organization"),
    "member": _("member"),
    "location": _("location"),
    "user": _("user"),
    "message": _("message"),
    "message_text": _("message text"),
    "messagetext": _("message text"),
    "calendar": _("calendar"),
    "offering": _("offering"),
    "tour": _("tour"),
    "event": _("event"),
    "service": _("service"),
    "resource": _("resource"),
    "block": _("block"),
    "addon": _("add-on"),
    "policy": _("policy"),
    "promo": _("promo code"),
    "promocode": _("promo code"),
    "booking": _("booking"),
    "customer": _("customer"),
    "waitlistentry": _("waitlist entry"),
}
MODELS = {"message_text": "messagetext", "promo": "promocode"}
"""Those that the trail calls otherwise than their model is called."""

PARTS = {"rates": "rate", "rules": "schedulerule", "requirements": "requirement"}
"""By the lists within facts, what kind of rows they hold."""

EMPTY: tuple[Any, ...] = (None, "", [], {})

CALLED = ("name", "label", "code", "email")
"""The facts by which a row is known that is there no more."""

VERBS = {
    "created": pgettext_lazy("in the audit trail", "created"),
    "changed": pgettext_lazy("in the audit trail", "changed"),
    "deleted": pgettext_lazy("in the audit trail", "deleted"),
    "archived": pgettext_lazy("in the audit trail", "archived"),
    "restored": pgettext_lazy("in the audit trail", "restored"),
    "invited": pgettext_lazy("in the audit trail", "invited"),
    "removed": pgettext_lazy("in the audit trail", "removed"),
    "resent": pgettext_lazy("in the audit trail", "sent again"),
    "hours_set": pgettext_lazy("in the audit trail", "hours set"),
    "noted": pgettext_lazy("in the audit trail", "notes written"),
    "start_reopened": pgettext_lazy("in the audit trail", "departure opened again"),
}
FIELDS = {
    "about": _("About"),
    "amount_off_minor": _("Amount taken off"),
    "archived_at": _("Archived"),
    "calendar": _("Calendar"),
    "capacity": _("Seats"),
    "changed": _("Changed"),
    "contact": _("Contact"),
    "decides_at": _("Decision"),
    "deposit_minor": _("Deposit"),
    "ends_at": _("End"),
    "event_status": _("State of the event"),
    "kind": _("Kind"),
    "reason": _("Reason"),
    "rates": _("Rates"),
    "requirements": _("Needs"),
    "resource": _("Resource"),
    "resources": _("Resources"),
    "rules": _("Starts"),
    "staff_notes": _("Notes of the staff"),
    "starts_at": _("Start"),
    "status": _("State"),
    "theme": _("Looks"),
    "version": _("Version"),
    "label": _("Name"),
    "category": _("Kind"),
    "min_age": _("From age"),
    "max_age": _("To age"),
    "min_quantity": _("At least"),
    "weekdays": _("Weekdays"),
    "rrule": _("Recurrence"),
    "start_times": _("Start times"),
    "dates": _("Dates"),
    "skip_dates": _("Skipped days"),
    "add_dates": _("Added days"),
    "quantity": _("Number"),
    "per": _("For each"),
    "phone": _("Phone"),
    "duration_minutes": _("Minutes long"),
    "buffer_before_minutes": _("Minutes before it"),
    "buffer_after_minutes": _("Minutes after it"),
}
"""Those that no form has, or has beside another one; all others are called as in their form."""


class Of(NamedTuple):
    """Whose facts they are: what kind of row was changed, in which organization, and what the
    rows are called that the facts name."""

    noun: str
    house: Organization
    names: Names

    @property
    def model(self) -> str:
        """The name of its table's model."""
        return MODELS.get(self.noun, self.noun)


def deed(entry: AuditEvent, names: Names) -> str:
    """`tour.changed` as `Tour Harbor Cruise: changed`."""
    noun, _dot, did = entry.verb.partition(".")
    kind = capfirst(str(NOUNS.get(noun, _plain(noun))))
    once = _once_called(MODELS.get(noun, noun), entry.facts)
    which = names.get(entry.subject) or once or entry.subject
    return f"{kind} {which}".rstrip() + f": {VERBS.get(did, _plain(did))}"


def _once_called(model: str, told: dict[str, Any]) -> str:
    sides = [told.get(side) or {} for side in ("after", "before")]
    if model == "messagetext":
        return next((kinds.label_of(one["kind"]) for one in sides if one.get("kind")), "")
    return next((str(one[name]) for one in sides for name in CALLED if one.get(name)), "")


def field(name: str, model: str = "") -> str:
    """What a stored fact is called, first of all on the page of such rows."""
    known = _own_labels().get((model, name)) or FIELDS.get(name) or _labels().get(name)
    return str(known or capfirst(_plain(name)))


def facts(entry: AuditEvent, names: Names) -> SafeString | str:
    """What is known of a step, `tour.changed`, as `name: value`; what was changed as
    `name: before → after`. Of a row that came or went, what it has."""
    of = Of(entry.verb.partition(".")[0], entry.organization, names)
    spoken = list(_pairs(entry.facts, of))
    return format_html_join(" · ", "{}: {}", spoken) if spoken else "–"


def _pairs(told: dict[str, Any], of: Of) -> Iterator[tuple[str, str]]:
    rest = dict(told)
    before, after = rest.pop("before", None) or {}, rest.pop("after", None) or {}
    if not (before and after):
        rest = {name: one for name, one in (before | after).items() if one not in EMPTY} | rest
        before, after = {}, {}
    for name in dict.fromkeys((*before, *after)):
        said = [_value(name, side.get(name), of) for side in (before, after)]
        yield field(name, of.model), " → ".join(said)
    for name, value in rest.items():
        yield field(name, of.model), _value(name, value, of)


def _value(name: str, value: Any, of: Of) -> str:
    """A stored value as people write it."""
    if value in EMPTY:
        return "–"
    match value:
        case bool():
            return gettext("yes") if value else gettext("no")
        case int() if name.endswith("_minor"):
            return formats.money(value, of.house.currency, locale_of(of.house))
        case list() if name == "changed":
            return ", ".join(field(one, of.model) for one in value)
        case list() if name == "start_times":
            return ", ".join(f"{one // 60:02}:{one % 60:02}" for one in value)
        case list():
            parts = of._replace(noun=PARTS.get(name, of.noun))
            return ", ".join(_value("", one, parts) for one in value)
        case dict():
            told = {key: one for key, one in value.items() if one not in EMPTY}
            known = ((key, one) for key, one in told.items() if key != "public_id")
            return ", ".join(f"{field(key, of.model)} {_value(key, one, of)}" for key, one in known)
    return _word(name, str(value), of)


def _word(name: str, said: str, of: Of) -> str:
    """The name of a row, of a choice or of a kind of message; a moment; else as it is stored."""
    if name == "kind" and of.model in ("message", "messagetext"):
        return kinds.label_of(said)
    chosen = of.names.get(said) or _choices().get((of.model, name, said))
    return str(chosen or _moment(said, of.house))


def _moment(said: str, house: Organization) -> str:
    """On the organization's clock, if it is an instant; a day as they write it."""
    try:
        instant = datetime.fromisoformat(said)
    except ValueError:
        return said
    if said == f"{instant:%Y-%m-%d}":
        return shown.day(instant.date(), house)
    return shown.when(instant, house.timezone, house) if instant.tzinfo else said


def _plain(word: str) -> str:
    return word.replace("_", " ")


@cache
def _labels() -> dict[str, Any]:
    """By the names of fields, what the forms of the admin call them, in whatever language."""
    found: dict[str, Any] = {}
    for page in reversed(_pages()):
        meta = getattr(page.form, "_meta", None)
        own = {name: one.label for name, one in page.form.base_fields.items() if one.label}
        found |= (getattr(meta, "labels", None) or {}) | own
    return found


@cache
def _own_labels() -> dict[tuple[str, str], Any]:
    """The same by models, as far as they speak the reader's language."""
    return {
        (str(page.model._meta.model_name), name): one.label
        for page in _pages()
        for name, one in page.form.base_fields.items()
        if isinstance(one.label, Promise)
    }


@cache
def _choices() -> dict[tuple[str, str, str], Any]:
    """By models, fields and what is stored in them, what their choices are called."""
    return {
        (str(model._meta.model_name), one.name, str(value)): label
        for model in apps.get_models()
        for one in model._meta.fields
        for value, label in one.flatchoices
    }


def _pages() -> list[Any]:
    """Of the admin, in the order in which they were registered."""
    return list(admin.site._registry.values())  # noqa: SLF001
