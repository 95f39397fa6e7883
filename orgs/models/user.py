"""People who sign in. What they may do is decided by their memberships, not here."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from orgs.models.tenancy import PublicIdField


class UserManager(BaseUserManager["User"]):
    """Makes users; e-mails are compared without regard to case."""

    def create_user(self, email: str, password: str | None, **fields: Any) -> "User":
        """A user who can sign in with this e-mail and password."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None, **fields: Any) -> "User":
        """The installation's operator, who sees every organization in the admin."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        """The user with this e-mail in any case."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """Somebody who signs in with an e-mail address."""

    public_id = PublicIdField(prefix="usr")
    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_superuser = models.BooleanField(
        "operator", default=False, help_text="Runs this installation and sees every organization."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = (
            models.UniqueConstraint(Lower("email"), name="an_email_belongs_to_one_user"),
        )
        verbose_name, verbose_name_plural = _("user"), _("users")

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Django's admin asks this; our site asks the memberships instead."""
        return self.is_superuser

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's permissions are not used; the operator has them all."""
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        """As has_perm."""
        return self.is_active and self.is_superuser
