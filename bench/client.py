"""A frugal HTTP client: raw sockets and a few threads, since it shares the cores it measures."""

import contextlib
import socket
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from threading import Lock

SECONDS_TO_ANSWER = 30
_addresses = count(1)


class Failed(Exception):
    """An answer that was not the one expected: the figures would mean nothing."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where to ask."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Load:
    """How many answers came in so many seconds, and how long each took, sorted, in ms."""

    seconds: float
    latencies: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: int) -> float:
        """The latency that so many percent stayed within."""
        return self.latencies[min(len(self.latencies) - 1, len(self.latencies) * share // 100)]


def together(loads: Iterable[Load]) -> Load:
    """Several loads as one."""
    every = list(loads)
    latencies = sorted(one for load in every for one in load.latencies)
    return Load(sum(load.seconds for load in every), tuple(latencies))


def get(path: str) -> bytes:
    """A request for a path, from a visitor who was not here before."""
    return _head("GET", path) + b"\r\n"


def post(path: str, body: bytes) -> bytes:
    """The same with a JSON body."""
    more = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return _head("POST", path) + more.encode() + body


def _head(method: str, path: str) -> bytes:
    number = next(_addresses)
    visitor = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    lines = (f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"X-Forwarded-For: {visitor}")
    return "".join(f"{line}\r\n" for line in (*lines, "Connection: close")).encode()


def ask(server: Server, request: bytes) -> Reply:
    """One request over a connection of its own; sync workers close theirs anyway."""
    parts = []
    with socket.create_connection((server.host, server.port), SECONDS_TO_ANSWER) as line:
        line.sendall(request)
        while part := line.recv(1 << 18):
            parts.append(part)
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    if not head:
        raise Failed("The server closed the connection without an answer.")
    return Reply(int(head.split(b" ", 2)[1]), body)


def checked(server: Server, request: bytes, marker: bytes) -> Reply:
    """The answer, if it succeeded and holds what it must."""
    reply = ask(server, request)
    if not 200 <= reply.status < 300 or marker not in reply.body:
        asked = request.split(b"\r\n", 1)[0].decode()
        raise Failed(f"{asked}: {reply.status} {reply.body[:500].decode(errors='replace')}")
    return reply


def load(
    server: Server, requests: Iterator[bytes], marker: bytes, *, seconds: float, lanes: int
) -> Load:
    """As many of these requests as are answered in so many seconds, so many at a time; one in each
    lane at least, however busy the machine."""
    turn = Lock()
    started = time.perf_counter()
    deadline = started + seconds

    def run(_: int) -> list[float]:
        found: list[float] = []
        while not found or time.perf_counter() < deadline:
            with turn:
                request = next(requests)
            begun = time.perf_counter()
            checked(server, request, marker)
            found.append((time.perf_counter() - begun) * 1000)
        return found

    with ThreadPoolExecutor(lanes) as pool:
        latencies = [one for lane in pool.map(run, range(lanes)) for one in lane]
    return Load(time.perf_counter() - started, tuple(sorted(latencies)))


def is_listening(server: Server) -> bool:
    """Whether anybody answers there yet."""
    with contextlib.suppress(OSError), socket.create_connection((server.host, server.port), 1):
        return True
    return False
