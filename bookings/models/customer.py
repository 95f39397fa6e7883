"""Guests, one row per e-mail address and organization."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs.models import PublicIdField, TenantModel


class Customer(TenantModel):
    """Somebody who booked. A booking keeps its own copy of the contact it was made with."""

    public_id = PublicIdField(prefix="cus")
    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    locale = models.CharField(_("language"), max_length=20, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "email"], name="a_customer_has_one_row_per_email"
            ),
        )
        verbose_name, verbose_name_plural = _("customer"), _("customers")

    def __str__(self) -> str:
        return self.name or self.email
