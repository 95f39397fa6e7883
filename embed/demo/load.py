"""Writes the demonstration, once."""

from datetime import datetime

from django.db import transaction

from embed.demo import build, house, promises
from embed.demo.guests import PARTIES
from embed.demo.hikes import HIKES
from embed.demo.tours import TOURS
from embed.demo.town import TOWN
from orgs.models import Organization
from scheduling.models import Calendar

HOSTS = ("127.0.0.1", "localhost")


def is_loaded() -> bool:
    """Whether there is a demonstration already. One query."""
    return Organization.objects.filter(slug=house.SLUG).exists()


def load(*, now: datetime, site_port: int) -> bool:
    """Writes all of it in one transaction, dated from `now`; False when it was there before."""
    if is_loaded():
        return False
    with transaction.atomic():
        made = build.world(now, sites_at(site_port))
        for trip in (*TOURS, *HIKES):
            build.trip(made, trip)
        for happening in TOWN:
            build.happening(made, happening)
        for party in sorted(PARTIES, key=lambda one: -one.made):
            promises.book(made, party, now)
    return True


def sites_at(port: int) -> list[str]:
    """The origins under which a website on this port of this machine may be reached."""
    return [f"http://{host}:{port}" for host in HOSTS]


def admit(port: int) -> None:
    """Lets the demonstration's calendars be framed by a website on this port, too."""
    organization = Organization.objects.get(slug=house.SLUG)
    for calendar in Calendar.objects.of(organization):
        missing = [site for site in sites_at(port) if site not in calendar.allowed_sites]
        if missing:
            calendar.allowed_sites = [*calendar.allowed_sites, *missing]
            calendar.save(update_fields=["allowed_sites", "updated_at"])
