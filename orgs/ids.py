"""Public ids: prefixed, random and sortable. Primary keys never leave the database."""

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new(prefix: str) -> str:
    """A fresh id such as `bk_01jz...`: a UUIDv7 (RFC 9562) in Crockford's base32, 26 characters.

    48 bits of Unix milliseconds make ids sort by birth; 74 random bits make them unguessable.
    """
    milliseconds = time.time_ns() // 1_000_000
    number = (milliseconds & (1 << 48) - 1) << 80
    number |= 0x7 << 76 | secrets.randbits(12) << 64
    number |= 0b10 << 62 | secrets.randbits(62)
    return f"{prefix}_{_base32(number)}"


def _base32(number: int) -> str:
    digits = []
    for _ in range(26):
        number, rest = divmod(number, 32)
        digits.append(_ALPHABET[rest])
    return "".join(reversed(digits))


def token() -> str:
    """A secret for a link, 32 characters of the URL alphabet (192 random bits)."""
    return secrets.token_urlsafe(24)
