"""Where this installation is reached from outside."""

from django.conf import settings
from django.http import HttpRequest


def base_of(request: HttpRequest) -> str:
    """Its public address where one is set, else the one that was asked; no slash at the end."""
    return settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
