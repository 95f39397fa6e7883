"""Percentages as columns: exact decimals, up to a hundred."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

PERCENT = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]


class PercentInput(forms.DecimalField):
    """Shows a stored 12.500 as 12.5."""

    def prepare_value(self, value: Any) -> Any:
        """What was just typed stays as it is."""
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class PercentField(models.DecimalField):
    """A percentage with three digits after the point, as some taxes have them: 8.875."""

    def __init__(self, **options: Any) -> None:
        given: dict[str, Any] = {"max_digits": 6, "decimal_places": 3, "validators": PERCENT}
        super().__init__(**(given | options))

    def formfield(self, *args: Any, **options: Any) -> Any:
        """Without the zeros behind the point."""
        wide = forms.NumberInput(attrs={"class": "sw-number", "step": "any"})
        given: dict[str, Any] = {"form_class": PercentInput, "widget": wide}
        return super().formfield(*args, **(given | options))
