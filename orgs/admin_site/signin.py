"""Signing in with an e-mail address."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs import throttle
from orgs.admin_site import door
from orgs.dialects import callers
from orgs.errors import TooMany


class SignInForm(AuthenticationForm):
    """E-mail and password; one answer for all who may not come in, so that nothing is learnt."""

    error_messages = {
        "invalid_login": _("This e-mail and password do not open the staff area."),
        "inactive": _("This e-mail and password do not open the staff area."),
    }

    request: HttpRequest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("E-mail")
        self.fields["username"].widget.input_type = "email"
        self.fields["username"].widget.attrs["autocomplete"] = "username"

    def clean(self) -> dict[str, Any]:
        """Counts the tries of an address and of an account, as the API's door does."""
        now, email = timezone.now(), str(self.cleaned_data.get("username", "")).lower()
        try:
            throttle.count("login_address", callers.address(self.request), now)
            throttle.count("login_account", email, now)
        except TooMany as refusal:
            raise ValidationError(_("Too many tries. Please wait a minute.")) from refusal
        return super().clean()

    def confirm_login_allowed(self, user: Any) -> None:
        """Members from STAFF upwards, and operators."""
        if not door.may_enter(user):
            raise self.get_invalid_login_error()
