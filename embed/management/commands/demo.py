"""`manage.py demo`: the application and the demonstration's website, on two ports, and a worker."""

import errno
import os
import signal
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import (
    ThreadedWSGIServer,
    WSGIRequestHandler,
    get_internal_wsgi_application,
)
from django.utils import timezone

from embed.demo import house, website
from embed.demo.load import admit, is_loaded
from orgs.outbox.worker import Worker

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
Server = TypeVar("Server", bound=HTTPServer)

WORDS = """
  {name}

  The website that embeds the calendars   {site}
  The staff's day (sign in)               {app}/admin/
  The mails that were sent                {app}/mail/
  The API, to read and to try             {app}/api/docs

  Sign in as   {accounts}
  API only     {others}
  Password     {password}

  Ctrl-C ends it. What was booked is kept; `make demo-reset` starts afresh.
"""


class Command(BaseCommand):
    """Serves until Ctrl-C. Refuses without DEBUG, as demo_load does."""

    help = "Serve the demonstration: the application, and a website that embeds its calendars."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The application's port; the website takes the next one, which `--note` writes down."""
        parser.add_argument("--port", default=os.environ.get("PORT") or DEFAULT_PORT)
        parser.add_argument("--note", type=Path, help="Where demo_load finds the website's port.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Listens on both ports before it says that it does."""
        port = _port(options["port"])
        if not settings.DEBUG:
            raise CommandError("The demonstration is served with DEBUG=1 only.")
        if not is_loaded():
            raise CommandError("There is nothing to show yet: run `manage.py demo_load` first.")
        app, site = f"http://{HOST}:{port}", f"http://{HOST}:{port + 1}"
        application = _listening(port, lambda: _application(port))
        with (
            application,
            _listening(port + 1, lambda: website.server(HOST, port + 1, app)) as pages,
        ):
            admit(port + 1)
            if options["note"]:
                options["note"].write_text(f"{port + 1}\n", encoding="ascii")
            self.stdout.write(_words(app, site))
            self.stdout.flush()
            with _answering(pages), _working(app), _until_told(application):
                application.serve_forever()
        self.stdout.write("\nAll have ended.")


def _port(given: object) -> int:
    """The port, below the last one: the website takes the next."""
    text = str(given)
    if text.isascii() and text.isdecimal() and len(text) < 6 and 0 < int(text) < 65535:
        return int(text)
    raise CommandError(f"PORT is a number from 1 to 65534, not “{text}”.")


def _application(port: int) -> ThreadedWSGIServer:
    """Django's own development server; WhiteNoise serves static files from their sources."""
    made = ThreadedWSGIServer((HOST, port), WSGIRequestHandler)
    made.daemon_threads = True
    made.set_app(get_internal_wsgi_application())
    return made


def _listening(port: int, make: Callable[[], Server]) -> Server:
    """The server, or a plain sentence when it cannot have its port."""
    try:
        return make()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise CommandError(f"Port {port} cannot be opened: {error.strerror}.") from error
        advice = f"Try another: make demo PORT={port + 10}"
        raise CommandError(f"Port {port} is in use. {advice}") from error


@contextmanager
def _answering(pages: HTTPServer) -> Iterator[None]:
    """The website, answering in a thread of its own."""
    thread = Thread(target=pages.serve_forever, name="website", daemon=True)
    thread.start()
    try:
        yield
    finally:
        pages.shutdown()
        thread.join()


@contextmanager
def _working(app: str) -> Iterator[None]:
    """A worker that sends what the demonstration causes, in a thread of its own."""
    settings.PUBLIC_URL = settings.PUBLIC_URL or app
    worker = Worker(clock=timezone.now)
    thread = Thread(target=worker.run, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join()


@contextmanager
def _until_told(application: HTTPServer) -> Iterator[None]:
    """Ctrl-C and a polite kill both end it; the server is stopped from another thread."""

    def stop(*_: Any) -> None:
        Thread(target=application.shutdown, daemon=True).start()

    before = {one: signal.signal(one, stop) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _words(app: str, site: str) -> str:
    staff, others = house.staff(), house.contributors()
    return WORDS.format(
        name=house.ORGANIZATION["name"],
        app=app,
        site=f"{site}/",
        accounts=("\n" + " " * 15).join(staff),
        others=("\n" + " " * 15).join(others),
        password=house.PASSWORD,
    )
