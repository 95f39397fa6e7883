"""Addresses in mails, which no request can tell: below PUBLIC_URL."""

from urllib.parse import urlencode

from django.conf import settings

MAPS = "https://www.openstreetmap.org/search"
AT_HOME = "http://127.0.0.1:8000"


def root() -> str:
    """Where the installation is reached. Without PUBLIC_URL a guess: `check --deploy` says so."""
    if settings.PUBLIC_URL:
        return str(settings.PUBLIC_URL)
    named = [host for host in settings.ALLOWED_HOSTS if host.strip(".*")]
    return AT_HOME if settings.DEBUG or not named else f"https://{named[0].lstrip('.')}"


def to(path: str) -> str:
    """The address of a path of ours."""
    return f"{root()}{path}"


def keyed(address: str, key: str) -> str:
    """A guest's link. Behind `#` its key reaches no server, no log and no other site."""
    return f"{address}#{key}"


def map_of(address: str) -> str:
    """A map of a postal address; nothing for none."""
    return f"{MAPS}?{urlencode({'query': address})}" if address else ""
