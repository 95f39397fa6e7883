"""Amounts of money as staff type them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from orgs import money


class AmountField(forms.CharField):
    """Minor units of a currency, which its form sets; a comma is as good as a point."""

    currency = "EUR"

    def __init__(self, *, least: int = 0, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)
        self.least = least

    def clean(self, value: Any) -> int | None:
        """None: nothing was typed."""
        said = super().clean(value).strip().replace(",", ".")
        if not said:
            return None
        try:
            minor = money.parse(said, self.currency)
        except money.BadAmount as error:
            raise forms.ValidationError(_("This is no amount such as 45.00.")) from error
        if minor < self.least:
            words = (
                _("An amount is above zero.") if self.least else _("An amount is not below zero.")
            )
            raise forms.ValidationError(words)
        return minor
