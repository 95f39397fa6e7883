"""Pages to read kept mails. With DEBUG only: anybody who reaches the server may read them."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from orgs.mailbox import folder
from orgs.mailbox.backend import home
from orgs.mailbox.folder import Kept

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""Of a mail shown in a frame: its own inline styles, pictures, and nothing that runs."""

View = Callable[..., HttpResponse]


def _at_home(view: View) -> View:
    """Missing unless DEBUG; never kept by the browser."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **words: str) -> HttpResponse:
        if not settings.DEBUG or not home():
            raise Http404
        answer = view(request, *args, **words)
        patch_cache_control(answer, no_store=True, private=True)
        answer["Referrer-Policy"] = "no-referrer"
        return answer

    return require_safe(guarded)


@_at_home
def mailbox(request: HttpRequest) -> HttpResponse:
    """All mails, newest first."""
    mails = list(folder.latest(_folder()))
    return render(request, "mailbox/list.html", {"mails": mails})


@_at_home
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: as it looks, as text, its calendar part, its headers."""
    kept = _found(name)
    context = {
        "kept": kept,
        "text": kept.part("text/plain"),
        "calendar": kept.part("text/calendar"),
    }
    return render(request, "mailbox/mail.html", context)


@_at_home
@xframe_options_sameorigin
def page(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part, for the frame on the mail's page."""
    return framed(_found(name).part("text/html"))


@_at_home
def source(request: HttpRequest, name: str) -> HttpResponse:
    """The mail as it was sent, to be opened by a mail program."""
    body = _found(name).mail.as_bytes()
    return _download(body, "message/rfc822", f"{name}.eml")


@_at_home
def invite(request: HttpRequest, name: str) -> HttpResponse:
    """The calendar part, to be opened by a calendar."""
    body = _found(name).part("text/calendar").encode()
    if not body:
        raise Http404
    return _download(body, "text/calendar; charset=utf-8", "invite.ics")


def framed(html: str) -> HttpResponse:
    """A mail's HTML as an answer that may be framed by our own pages and runs nothing."""
    answer = HttpResponse(html)
    answer["Content-Security-Policy"] = POLICY
    return answer


def _download(body: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _found(name: str) -> Kept:
    kept = folder.find(_folder(), name)
    if kept is None:
        raise Http404
    return kept


def _folder() -> Path:
    return Path(home())
