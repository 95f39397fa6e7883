"""Keys of integrators: stored as SHA-256, shown once, scoped, revocable."""

import hashlib
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs.models.tenancy import PublicIdField, TenantManager, TenantModel, TenantQuerySet


class KeyKind(models.TextChoices):
    """Publishable keys name the tenant in a browser; secret keys act; resellers speak OCTO."""

    PUBLISHABLE = "PUBLISHABLE", _("Publishable")
    SECRET = "SECRET", _("Secret")
    RESELLER = "RESELLER", _("Reseller")


def kinds() -> list[tuple[str, Any]]:
    """The choices, as a callable, so that a new word makes no migration."""
    return list(KeyKind.choices)


def digest(secret: str) -> str:
    """What is stored of a secret: its SHA-256 in hex. Keys are long and random: no salt needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiKeyQuerySet(TenantQuerySet):
    """Keys; a presented secret is the one thing looked up across organizations."""

    def presented(self, secret: str, now: datetime) -> "ApiKeyQuerySet":
        """The working key with this secret: neither revoked nor expired."""
        alive = models.Q(expires_at=None) | models.Q(expires_at__gt=now)
        return self.filter(alive, digest=digest(secret), revoked_at=None)


class ApiKeyManager(TenantManager.from_queryset(ApiKeyQuerySet)):  # type: ignore[misc]
    """The manager of keys."""


class ApiKey(TenantModel):
    """A credential of one organization. `scopes` are words of the permission table."""

    public_id = PublicIdField(prefix="key")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=kinds)
    hint = models.CharField(max_length=20, help_text="The first characters, to recognise it.")
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list, blank=True)
    made_by = models.ForeignKey("orgs.User", on_delete=models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ApiKeyManager] = ApiKeyManager()

    class Meta:
        indexes = (models.Index(fields=["organization", "name"], name="api_key_by_name"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"
