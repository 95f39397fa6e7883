"""What several nouns share: finding a row to change, copying columns, free slugs."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext_noop as _

from orgs.errors import Duplicate, NotFound
from orgs.models import TenantModel
from scheduling.actions.faults import Spot
from scheduling.models import Calendar, Offering

Row = TypeVar("Row", bound=TenantModel)

LONGEST_SLUG = 50


def locked(rows: QuerySet[Row], public_id: str) -> Row:
    """The row with this id, locked against other changes. Raises NotFound."""
    found = rows.filter(public_id=public_id).select_for_update(no_key=True, of=("self",)).first()
    if found is None:
        raise NotFound
    return found


def referred(rows: QuerySet[Row], public_id: str | None, spot: Spot) -> Row | None:
    """The row that an id in the input names; a fault where there is none. Empty: no row."""
    if not public_id:
        return None
    found = rows.filter(public_id=public_id).first()
    if found is None:
        spot.is_wrong("not_found", "There is nothing with this id.")
    return found


def all_referred(rows: QuerySet[Row], public_ids: Iterable[str], spot: Spot) -> list[Row]:
    """The rows that several ids name, in their order and each once; a fault for each unknown."""
    wanted = list(public_ids)
    found = {row.public_id: row for row in rows.filter(public_id__in=wanted)}  # type: ignore[attr-defined]
    for place, public_id in enumerate(wanted):
        if public_id not in found:
            spot.at(place).is_wrong("not_found", "There is nothing with this id.")
    return [found[public_id] for public_id in dict.fromkeys(wanted) if public_id in found]


def parts(rows: QuerySet[Row], offering: models.Model) -> QuerySet[Row]:
    """Those of the rows that belong to an offering; a new one has none yet."""
    return rows.none() if offering.pk is None else rows.filter(offering=offering)


def copy(row: models.Model, fields: Mapping[str, Any], names: Iterable[str]) -> None:
    """Sets those of the named columns that were given."""
    for name in names:
        if name in fields:
            setattr(row, name, fields[name])


def free_slug(rows: QuerySet[Row], name: str, otherwise: str) -> str:
    """A slug made of a name that none of the rows has; `otherwise` for names without letters."""
    stem = slugify(name)[:LONGEST_SLUG].strip("-") or otherwise
    taken = set(rows.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(
        slug for number in range(2, len(taken) + 3) if (slug := f"{stem}-{number}") not in taken
    )


def save_with_slug(row: Calendar | Offering) -> None:
    """Saves a row whose slug has to be free. Raises Duplicate."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        others = type(row).objects.of(row.organization).exclude(pk=row.pk)
        if not others.filter(slug=row.slug).exists():
            raise
        raise Duplicate(_("This slug is taken already."), field="slug") from error
