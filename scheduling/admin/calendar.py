"""Calendars: what they look like, where they may stand, and the tag that puts them there."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from orgs import colours
from orgs.addresses import base_of
from orgs.admin_site import brand
from orgs.admin_site.fields import LinesField
from orgs.admin_site.filters import Archived
from orgs.admin_site.forms import TenantForm
from orgs.admin_site.shown import pill
from scheduling import sites
from scheduling.actions import calendars
from scheduling.admin.doing import PutAwayByActions
from scheduling.models import Calendar

READABLE = 4.5
"""The contrast that WCAG AA asks of text."""

FONTS = (
    ("", _("The system’s own")),
    ("serif", _("Serif")),
    ("rounded", _("Rounded")),
    ("mono", _("Monospaced")),
)
MODES = (("auto", _("As the visitor’s device")), ("light", _("Light")), ("dark", _("Dark")))


class CalendarForm(TenantForm):
    """The theme in five fields; other words of it are kept as they are."""

    brand = forms.CharField(
        label=_("Brand colour"), widget=forms.TextInput(attrs={"type": "color"}), required=False
    )
    radius = forms.IntegerField(
        label=_("Roundness of corners"),
        min_value=0,
        max_value=28,
        help_text=_("In pixels, 0 to 28."),
    )
    font = forms.ChoiceField(label=_("Typeface"), required=False)
    mode = forms.ChoiceField(label=_("Light or dark"), choices=MODES)
    logo = forms.URLField(label=_("Logo address"), required=False, assume_scheme="https")
    allowed_sites = LinesField(
        label=_("Sites that may show it"),
        required=False,
        help_text=_(
            "One a line, for example https://example.com; * allows every site. Empty: only pages "
            "of this installation."
        ),
    )

    class Meta:
        model = Calendar
        labels = {
            "slug": _("Name in web addresses"),
            "accepts_submissions": _("Accepts submissions"),
        }
        fields = ("name", "slug", "purpose", "accepts_submissions", "allowed_sites")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theme = self.instance.theme
        named = theme.get("font", "")
        known = dict(FONTS)
        known.setdefault(named, named)
        own = theme.get("brand", "")
        house = brand.colour_of(self.organization) if self.organization else brand.PLAIN
        stored = {"font": named, "logo": theme.get("logo", "")}
        stored |= {"brand": own if brand.HEX.fullmatch(own) else house}
        stored |= {"radius": theme.get("radius", 10), "mode": theme.get("mode", "auto")}
        for name, value in stored.items():
            if name in self.fields:
                self.fields[name].initial = value
        if "font" in self.fields:
            font_field: Any = self.fields["font"]
            font_field.choices = list(known.items())

    def clean_brand(self) -> str:
        """A colour, or nothing."""
        colour = self.cleaned_data["brand"]
        if colour and not brand.HEX.fullmatch(colour):
            raise ValidationError(_("This is not a colour such as #0f6b5c."))
        return colour.lower()

    def clean_allowed_sites(self) -> list[str]:
        """Origins, without a path."""
        found = [(one, sites.spelled(one)) for one in self.cleaned_data["allowed_sites"]]
        for given, spelled in found:
            if spelled is None:
                words = _("“%(site)s” is not a site such as https://example.com.")
                raise ValidationError(words, params={"site": given})
        return [spelled for _given, spelled in found if spelled]

    def clean(self) -> dict[str, Any]:
        """Puts the theme back into its stored shape."""
        cleaned = super().clean()
        chosen = {name: cleaned.get(name) for name in ("brand", "radius", "font", "mode", "logo")}
        rest = {key: one for key, one in self.instance.theme.items() if key not in chosen}
        kept = {key: one for key, one in chosen.items() if one not in ("", None)}
        self.instance.theme = rest | kept
        return cleaned


@admin.register(Calendar)
class CalendarAdmin(PutAwayByActions):
    """A shop window for offerings."""

    scope_read = "calendars:read"
    scope_write = "calendars:write"
    verbs = calendars
    form = CalendarForm
    change_form_template = "admin/calendar_change_form.html"
    list_display = ("name", "purpose", "sites", "is_shown")
    list_filter = (Archived, "purpose")
    ordering = ("name",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "purpose", "accepts_submissions")}),
        (_("Looks"), {"fields": ("brand", ("radius", "font", "mode"), "logo")}),
        (_("Where it may stand"), {"fields": ("allowed_sites",)}),
    )

    @admin.display(description=_("may stand on"))
    def sites(self, calendar: Calendar) -> str:
        """The sites, or this one only."""
        return ", ".join(calendar.allowed_sites) or str(_("this installation only"))

    @admin.display(description=_("state"), ordering="archived_at")
    def is_shown(self, calendar: Calendar) -> str:
        """In words."""
        archived = calendar.archived_at is not None
        return pill("mute", _("Archived")) if archived else pill("good", _("In use"))

    def beside(self, request: HttpRequest, row: Calendar) -> dict[str, Any]:
        """The tag to copy."""
        root = base_of(request)
        shown = {"embed_tag": _tag(root, row), "embed_page": _page(root, row)}
        return super().beside(request, row) | shown | {"embed_nowhere": not row.allowed_sites}

    def given(self, row: Calendar, form: Any) -> dict[str, Any]:
        """Its columns; the theme as it was put together."""
        return {name: getattr(row, name) for name in (*calendars.COLUMNS, "allowed_sites")}

    def save_model(self, request: HttpRequest, obj: Calendar, form: Any, change: bool) -> None:
        """Says so when the colour will be shown darker than chosen."""
        super().save_model(request, obj, form, change)
        colour = obj.theme.get("brand", brand.PLAIN)
        if colours.contrast(colour, "#ffffff") < READABLE:
            words = _(
                "The brand colour is too pale to be read on white. Where it carries words, the "
                "calendar shows a darker shade of it."
            )
            messages.warning(request, words)


def _tag(root: str, calendar: Calendar) -> str:
    """As text, to be shown and copied."""
    return f'<script async src="{root}/embed.js" data-calendar="{calendar.public_id}"></script>'


def _page(root: str, calendar: Calendar) -> str:
    return f"{root}/embed/{calendar.public_id}/"
