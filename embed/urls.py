"""Addresses of the embed. A calendar is named by its id, its slug, or `house/slug`."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path, re_path

from embed.views import (
    book,
    calendar,
    event,
    loader,
    manage,
    move,
    offer,
    party,
    pay,
    sandbox,
    suggest,
    ticket,
    wait,
    waitlist,
)

app_name = "embed"

REF = r"(?P<ref>[\w-]+(?:/[\w-]+)?)"


def _page(pattern: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """A page with its slash, as links have it, and without, as people type it."""
    return [re_path(rf"^{pattern}/$", view, name=name), re_path(rf"^{pattern}$", view)]


urlpatterns = [
    path("embed.js", loader.script, name="script"),
    path("favicon.ico", loader.mark, name="mark"),
    re_path(rf"^embed/{REF}/theme\.css$", loader.theme_css, name="theme"),
    *_page(rf"embed/{REF}/book", book.book, "book"),
    *_page(rf"embed/{REF}/done", book.done, "done"),
    *_page(rf"embed/{REF}/event", event.event, "event"),
    re_path(rf"^embed/{REF}/event\.ics$", event.event_file, name="event_file"),
    *_page(rf"embed/{REF}/wait", wait.wait, "wait"),
    *_page(rf"embed/{REF}/suggest", suggest.suggest, "suggest"),
    *_page(rf"embed/{REF}", calendar.calendar, "calendar"),
    re_path(r"^b/(?P<public_id>\w+)/calendar\.ics$", manage.calendar_file, name="calendar_file"),
    *_page(r"b/(?P<public_id>\w+)/party", party.party, "party"),
    *_page(r"b/(?P<public_id>\w+)/move", move.move, "move"),
    *_page(r"b/(?P<public_id>\w+)/ticket", ticket.ticket, "ticket"),
    *_page(r"b/(?P<public_id>\w+)", manage.manage, "manage"),
    *_page(r"b/(?P<public_id>\w+)/offer", offer.offer, "offer"),
    *_page(r"t/(?P<word>[\w-]+)", ticket.shown, "shown_ticket"),
    *_page(r"w/(?P<public_id>\w+)", waitlist.waitlist, "waitlist"),
    *_page(r"pay/(?P<public_id>\w+)", pay.pay, "pay"),
    *_page(r"pay/(?P<public_id>\w+)/back", pay.back, "paid"),
    *_page(r"pay/(?P<public_id>\w+)/leave", pay.leave, "unpaid"),
    *_page(r"sandbox/(?P<payment_id>\w+)", sandbox.page, "sandbox"),
]
