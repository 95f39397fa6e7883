"""What every tenant table shares: its organization, its public id, and the way in, `.of(org)`."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs import ids


class PublicIdField(models.CharField):
    """The id the outside sees: `prefix_` plus 26 characters, made when the row is."""

    def __init__(self, prefix: str = "", **options: Any) -> None:
        self.prefix = prefix
        options |= {"max_length": 40, "unique": True, "editable": False}
        super().__init__(**options)

    def deconstruct(self) -> Any:
        """The prefix is all that a migration has to know."""
        name, path, args, options = super().deconstruct()
        for implied in ("max_length", "unique", "editable"):
            options.pop(implied, None)
        return name, path, args, options | {"prefix": self.prefix}

    def has_default(self) -> bool:
        """Always: a row is never without its id."""
        return True

    def get_default(self) -> str:
        """A fresh id."""
        return ids.new(self.prefix)


class TenantQuerySet(models.QuerySet):
    """Rows of tenants; `.of(org)` is how every one of them is entered."""

    def of(self, organization: models.Model | int) -> Self:
        """Only the rows of this organization, given as its row or its key."""
        return self.filter(organization=organization)


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """The manager of a tenant table."""


class TenantModel(models.Model):
    """A row that belongs to one organization.

    A table with amounts of money in the organization's currency says as `PRICED` which of its rows
    have one: while there are any, the currency stays. One whose public ids begin otherwise than
    its field says names the beginnings as `PREFIXES`.
    """

    PRICED: ClassVar[models.Q | None] = None
    PREFIXES: ClassVar[tuple[str, ...]] = ()

    organization = models.ForeignKey(
        "orgs.Organization",
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name=_("organization"),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[TenantManager] = TenantManager()

    class Meta:
        abstract = True
