"""Signing in with an e-mail address."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from orgs.admin_site import door


class SignInForm(AuthenticationForm):
    """E-mail and password; one answer for all who may not come in, so that nothing is learnt."""

    error_messages = {
        "invalid_login": _("This e-mail and password do not open the staff area."),
        "inactive": _("This e-mail and password do not open the staff area."),
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("E-mail")
        self.fields["username"].widget.input_type = "email"
        self.fields["username"].widget.attrs["autocomplete"] = "username"

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        """Members from STAFF upwards, and operators."""
        if not door.may_enter(user):
            raise self.get_invalid_login_error()
