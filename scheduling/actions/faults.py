"""Collects what is wrong with the input, so that all of it is said at once."""

from typing import NamedTuple

from django.utils.translation import gettext_noop as _

from orgs.errors import FieldError, Invalid


class Spot(NamedTuple):
    """A place in the input where faults may be found; `/rates/0` for the first rate."""

    found: list[FieldError]
    pointer: str = ""

    def at(self, *names: object) -> "Spot":
        """A place further in."""
        return Spot(self.found, "/".join([self.pointer, *map(str, names)]))

    def is_wrong(self, code: str, detail: str) -> None:
        """Notes a fault here."""
        self.found.append(FieldError(self.pointer, code, detail))

    def is_missing(self) -> None:
        """Notes that something has to be given here."""
        self.is_wrong("required", _("This field is required."))

    @property
    def is_faulty(self) -> bool:
        """Whether a fault was noted here or further in."""
        return any(f"{fault.pointer}/".startswith(f"{self.pointer}/") for fault in self.found)

    def refuse(self) -> None:
        """Raises Invalid if any fault was noted anywhere."""
        if self.found:
            raise Invalid(self.found)


def nothing_wrong() -> Spot:
    """The whole input, without a fault so far."""
    return Spot([])
