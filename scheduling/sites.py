"""Sites that may show a calendar: origins in their one spelling. Pure."""

import re

ANY = "*"
"""Every site."""

_SITE = re.compile(
    r"(?P<scheme>https?)://(?P<host>(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*"
    r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(?P<port>:\d{1,5})?",
    re.ASCII,
)


def spelled(given: str) -> str | None:
    """`https://example.com`, `https://*.example.com` or `*`; None for what is no origin."""
    if given == ANY:
        return given
    found = _SITE.fullmatch(given.strip().lower().removesuffix("/"))
    if found is None or found["host"] == "*." or len(found["host"]) > 253:
        return None
    if found["port"] and not 0 < int(found["port"][1:]) < 65536:
        return None
    return found[0]
