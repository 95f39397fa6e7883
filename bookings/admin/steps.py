"""Cancellation steps as rows: until so many hours before, such a share back, less a fee."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from orgs import money
from orgs.models import Organization

COLUMNS = ("hours", "percent", "fee")
HEADINGS = (_("Hours before"), _("Comes back, %"), _("Less a fee"))
LEAST_ROWS, SPARE_ROWS, MOST_ROWS = 4, 2, 10
LARGEST_HOURS = 366 * 24

Row = tuple[str, str, str]


class StepsInput(forms.Widget):
    """A table with a few rows to spare; empty ones do not count."""

    currency = "EUR"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Row]:
        """What was typed, row by row."""
        typed = (
            tuple(str(data.get(f"{name}-{place}-{column}", "")).strip() for column in COLUMNS)
            for place in range(MOST_ROWS)
        )
        return [row for row in typed if any(row)]  # type: ignore[misc]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether the table was not part of the page."""
        return f"{name}-0-hours" not in data

    def id_for_label(self, id_: str) -> str:
        """The table names its own cells."""
        return ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The rows as inputs."""
        given = list(value or [])
        count = min(MOST_ROWS, max(LEAST_ROWS, len(given) + SPARE_ROWS))
        filled = [*given, *[("", "", "")] * (count - len(given))]
        heads = format_html_join(
            "", '<th scope="col">{}</th>', ((one,) for one in self._headings())
        )
        body = format_html_join(
            "", "<tr>{}</tr>", ((self._row(name, *one),) for one in enumerate(filled))
        )
        return format_html(
            '<table class="sw-steps" id="id_{}"><thead><tr>{}</tr></thead>'
            "<tbody>{}</tbody></table>",
            name,
            heads,
            body,
        )

    def _headings(self) -> list[str]:
        return [str(HEADINGS[0]), str(HEADINGS[1]), f"{HEADINGS[2]}, {self.currency}"]

    def _row(self, name: str, place: int, row: Row) -> SafeString:
        cells = (
            (f"{name}-{place}-{column}", value, f"{heading} ({place + 1})")
            for column, value, heading in zip(COLUMNS, row, self._headings(), strict=True)
        )
        return format_html_join(
            "",
            '<td><input type="text" inputmode="decimal" class="sw-number" size="7"'
            ' name="{}" value="{}" aria-label="{}"></td>',
            cells,
        )


class StepsField(forms.Field):
    """Stored as `Policy.cancel_steps`; the action orders and judges them."""

    widget = StepsInput

    @property
    def organization(self) -> Organization | None:
        """In whose currency the fees are."""
        return self._organization

    @organization.setter
    def organization(self, organization: Organization | None) -> None:
        self._organization = organization
        if organization is not None:
            self.widget.currency = organization.currency

    @property
    def currency(self) -> str:
        """As organization."""
        return self.widget.currency

    def prepare_value(self, value: Any) -> list[Row]:
        """The rows to show; what was just typed stays as it is."""
        return [self._said(one) if isinstance(one, dict) else one for one in value or []]

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        """As stored."""
        return [self._heard(row) for row in value or []]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """By value, not by wording."""
        try:
            return self.to_python(data) != (initial or [])
        except ValidationError:
            return True

    def _said(self, stored: dict[str, Any]) -> Row:
        fee = money.text(stored["fee"], self.currency) if stored["fee"] else ""
        return str(stored["hoursBefore"]), stored["refundPercent"], fee

    def _heard(self, row: Row) -> dict[str, Any]:
        hours, percent, fee = (cell.replace(",", ".").rstrip(" %h") for cell in row)
        try:
            share = Decimal(percent or "100")
            minor = money.parse(fee, self.currency) if fee else 0
            whole = int(hours)
        except (ValueError, InvalidOperation) as error:
            words = _("“%(row)s” is not a step such as 48, 50, 5.00.")
            raise ValidationError(words, params={"row": ", ".join(row)}) from error
        if not (0 <= share <= 100 and minor >= 0 and 0 <= whole <= LARGEST_HOURS):
            raise ValidationError(_("A step has a share of 0 to 100 and at most 366 days."))
        return {"hoursBefore": whole, "refundPercent": f"{share.normalize():f}", "fee": minor}
