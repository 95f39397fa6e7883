"""The invented operator's own website: static pages on another origin than the calendar's."""

from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import Any

PAGES = Path(__file__).with_name("site")
WRITTEN_FOR = "http://127.0.0.1:8000"
"""The calendar's origin as the pages have it; served with the one that is true."""
ICON = "/favicon.ico"


def files(app: str) -> dict[str, bytes]:
    """What the website has, by path, told where the calendar is."""
    found = {f"/{path.name}": path.read_bytes() for path in PAGES.iterdir() if path.is_file()}
    for name in [name for name in found if name.endswith(".html")]:
        found[name] = found[name].replace(WRITTEN_FOR.encode(), app.encode())
    return found | {"/": found["/index.html"], ICON: found["/mark.svg"]}


def policy(app: str) -> str:
    """As strict as a site that embeds a calendar can be: one foreign script, one foreign frame."""
    return (
        f"default-src 'none'; script-src {app}; frame-src {app}; style-src 'self'; "
        "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from what was read at the start; says nothing on the console."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *connection: Any, app: str, pages: dict[str, bytes]) -> None:
        self.app, self.pages = app, pages
        super().__init__(*connection)

    def do_GET(self) -> None:
        """A page, or a plain sentence."""
        self.wfile.write(self._head())

    def do_HEAD(self) -> None:
        """As do_GET, without the page."""
        self._head()

    def _head(self) -> bytes:
        name = self.path.partition("?")[0]
        body = self.pages.get(name)
        status = HTTPStatus.NOT_FOUND if body is None else HTTPStatus.OK
        body = b"There is no such page.\n" if body is None else body
        kind = _kind(name) or ("text/html" if status == HTTPStatus.OK else "text/plain")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", policy(self.app))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "strict-origin-when-cross-origin")
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        return body

    def log_message(self, *args: Any) -> None:
        """The console belongs to the application."""


def _kind(name: str) -> str | None:
    return guess_type("mark.svg" if name == ICON else name)[0]


def server(host: str, port: int, app: str) -> ThreadingHTTPServer:
    """The website, listening but not yet answering. Raises OSError when the port is taken."""
    made = ThreadingHTTPServer((host, port), partial(Handler, app=app, pages=files(app)))
    made.daemon_threads = True
    return made
