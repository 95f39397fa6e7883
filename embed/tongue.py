"""Which language a page speaks, and whose way of writing dates it follows."""

from django.utils.translation.trans_real import parse_accept_lang_header

from orgs import languages
from orgs.languages import Tongue

__all__ = ["Tongue", "choose"]


def choose(asked: str, accepted: str, home: str) -> Tongue:
    """The first we speak of: what the host page asks, what the browser accepts, the house's own.

    The house's region decides between 9:00 AM and 09:00 unless the visitor names one of the
    same language, so that page, mail and invite write a time alike.
    """
    accepts = [tag for tag, _ in parse_accept_lang_header(accepted.lower())]
    wished = [tag for tag in (asked, *accepts, home) if tag != "*"]
    return languages.choose(wished, [asked, home, *accepts])
