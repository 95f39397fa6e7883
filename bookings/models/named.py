"""What a booking is called by, and the secrets that its links and its ticket prove it with."""

from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from orgs import ids
from orgs.models import PublicIdField, TenantModel


class Named(TenantModel):
    """The names of a booking: ours, the guest's, and those of the systems that sent it."""

    public_id = PublicIdField(prefix="bk")
    reference = models.CharField(
        _("reference"), max_length=20, help_text="What guest and staff call it."
    )
    external_reference = models.CharField(max_length=200, blank=True)
    client_ref = models.CharField(max_length=64, blank=True, help_text="Makes a form book once.")
    token_seed = models.CharField(
        max_length=40, default=ids.token, editable=False, help_text="Changing it voids all links."
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reference

    @property
    def token(self) -> str:
        """The secret of its links, made with the installation's key: no table holds it."""
        return salted_hmac("booking-link", self.public_id + self.token_seed).hexdigest()

    @property
    def ticket(self) -> str:
        """What its code at the meeting point says: which booking, and that it is the guest's own.
        It opens nothing of the booking but, for staff, the page to check it in."""
        proof = salted_hmac("booking-ticket", self.public_id + self.token_seed).hexdigest()
        return f"{self.public_id}-{proof[:24]}"
