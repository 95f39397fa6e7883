"""The party's field: by categories, or by rates."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bookings.parties import LARGEST, Party
from scheduling.models import RateCategory

CATEGORIES = {
    "adults": RateCategory.ADULT,
    "children": RateCategory.CHILD,
    "seniors": RateCategory.SENIOR,
    "youths": RateCategory.YOUTH,
    "infants": RateCategory.INFANT,
    "students": RateCategory.STUDENT,
    "families": RateCategory.FAMILY,
    "others": RateCategory.OTHER,
}
MOST_RATES = 50

_QUANTITY = {"type": "integer", "minimum": 0, "maximum": LARGEST}


@extend_schema_field(
    {
        "oneOf": [
            {
                "type": "object",
                "properties": dict.fromkeys(CATEGORIES, _QUANTITY),
                "additionalProperties": False,
                "examples": [{"adults": 2, "children": 1}],
            },
            {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST_RATES,
                "items": {
                    "type": "object",
                    "properties": {"rateId": {"type": "string"}, "quantity": _QUANTITY},
                    "required": ["rateId", "quantity"],
                    "additionalProperties": False,
                },
            },
        ]
    }
)
class PartyField(serializers.Field):
    """`{"adults": 2}` or `[{"rateId": ..., "quantity": 2}]`, read as a Party."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "wrong_type": 'This is neither {{"adults": 2}} nor [{{"rateId": "...", "quantity": 2}}].',
        "unknown_field": "There is no such group of guests: {word}.",
        "invalid": "A quantity is a whole number from 0 to {most}.",
        "max_length": "At most {most} rates.",
    }

    def to_internal_value(self, data: Any) -> Party:
        """The party, its quantities checked for type and size."""
        if isinstance(data, dict) and data:
            return Party(by_category=dict(self._category(*item) for item in data.items()))
        if isinstance(data, list) and data:
            if len(data) > MOST_RATES:
                self.fail("max_length", most=MOST_RATES)
            return Party(by_rate=tuple(self._rate(item) for item in data))
        return self.fail("wrong_type")

    def _category(self, word: str, quantity: Any) -> tuple[str, int]:
        if word not in CATEGORIES:
            self.fail("unknown_field", word=word[:40])
        return CATEGORIES[word].value, self._quantity(quantity)

    def _rate(self, item: Any) -> tuple[str, int]:
        is_right = isinstance(item, dict) and set(item) == {"rateId", "quantity"}
        if not is_right or not isinstance(item["rateId"], str):
            self.fail("wrong_type")
        return item["rateId"][:40], self._quantity(item["quantity"])

    def _quantity(self, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST:
            self.fail("invalid", most=LARGEST)
        return value

    def to_representation(self, value: Any) -> Any:
        """Never answered in this form."""
        return value
