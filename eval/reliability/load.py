"""Load held: searches leave twenty times a second, whether or not the earlier ones were answered.

Meanwhile others hold connections open and never end the head of their request; who is hung up on comes again.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle, islice
from threading import Event, Thread
from urllib.parse import urlsplit

from eval.reliability.measured import Measured, Size
from eval.reliability.small_portal import small_portal
from eval.scale_load import RATE, Answered, at_rate
from eval.timing import spread

SECONDS = {Size.SHORT: 10, Size.FULL: 60, Size.SOAK: 600}
P95_MS = 1000

HELD = 500
"""Connections of those who never end a request: about as many as the portal keeps."""

QUERIES = (
    "volunteers",
    "志愿服务",
    "How is volunteer work insured?",
    "青年志愿者如何参与数字化转型？",
    "A/RES/99/901",
    "DP/2098/25 第5段",
    "national volunteer policy",
    "women and youth volunteers in rural areas",
)


def measure(size: Size) -> Measured:
    """Searches at a steady rate over three samples; the time of one counts from when it should have left."""
    with small_portal() as portal:
        at_rate(portal.address, QUERIES)
        with held_open(portal.address):
            answers = at_rate(portal.address, list(islice(cycle(QUERIES), RATE * SECONDS[size])))
    times = spread([milliseconds for milliseconds, _ in answers])
    failed = sum(status != 200 for _, status in answers)
    return Measured(
        fault="load",
        bar=f"{RATE} searches a second for {SECONDS[size]} s, {HELD} others idle: all answered, 95% in {P95_MS} ms",
        tried=len(answers),
        crashed=failed,
        worst=times["max_ms"] / 1000,
        details={name: round(value, 1) for name, value in times.items()},
        missed=tuple(_missed(answers, times["p95_ms"])),
    )


def _missed(answers: list[Answered], p95: float) -> list[str]:
    failed = sorted({status for _, status in answers} - {200})
    slow = [f"95% were answered within {p95:.0f} ms"] if p95 > P95_MS else []
    return slow + ([f"some were answered with {', '.join(map(str, failed))} (0: not at all)"] if failed else [])


@contextmanager
def held_open(address: str) -> Iterator[None]:
    """Connections that send the beginning of a head and nothing else, each begun again when it is hung up on."""
    done, place = Event(), (urlsplit(address).hostname, urlsplit(address).port or 80)
    taken = [_held(place) for _ in range(HELD)]

    def again() -> None:
        while not done.wait(0.1):
            for number, one in enumerate(taken):
                if _hung_up(one):
                    one.close()
                    taken[number] = _held(place)

    holding = Thread(target=again)
    holding.start()
    try:
        yield
    finally:
        done.set()
        holding.join()
        for one in taken:
            one.close()


def _held(place: tuple[str | None, int]) -> socket.socket:
    one = socket.create_connection(place, timeout=10)
    one.sendall(b"GET /v1/health HTTP/1.1\r\n")
    one.setblocking(False)
    return one


def _hung_up(one: socket.socket) -> bool:
    with suppress(BlockingIOError):
        try:
            return one.recv(4096) == b""
        except ConnectionError:
            return True
    return False
