"""Somebody else's website: an origin of its own, a policy that allows next to nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Host</title></head>
<body><main><h1>Out on the water</h1>{tag}<p>Questions? Call us.</p></main></body></html>"""


class Site:
    """The site; `tag` is what its one page carries."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.tag = ""
        self.lang = "en"
        self.installation = ""

    @property
    def origin(self) -> str:
        """Not the installation's: that is on `localhost`, so cookies there are a third party's."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def policy(self) -> str:
        """What `docs/embedding.md` says is enough, and nothing more."""
        return (
            f"default-src 'none'; script-src {self.installation}; "
            f"frame-src {self.installation}; require-trusted-types-for 'script'"
        )

    def embeds(self, installation: str, calendar: str, **options: str) -> str:
        """Puts the tag on the page; answers the page's address."""
        given = "".join(f' data-{name}="{value}"' for name, value in options.items())
        self.installation = installation
        source = f'src="{installation}/embed.js" data-calendar="{calendar}"{given}'
        self.tag = f"<script async {source}></script>"
        return f"{self.origin}/"


@contextmanager
def running() -> Iterator[Site]:
    """The site on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = PAGE.format(lang=site.lang, tag=site.tag).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", site.policy)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = Site(server.server_port)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()
