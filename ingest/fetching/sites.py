"""Asking the official sites: every address, also each that a redirect leads to, is judged before it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import TypeVar

import httpcore
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential, wait_random

from corpus.errors import PortalError
from corpus.settings import Settings
from ingest.fetching.origins import Origins, Place, origins_of
from ingest.fetching.pace import LONGEST_WAIT, Pace, seconds_of
from ingest.fetching.safe_network import Resolve, SafeNetwork, look_up

T = TypeVar("T")

ATTEMPTS = 4
MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({429, 503})
MISSING = frozenset({404, 410})
FAILING = frozenset({500, 502, 504})

LONGEST = 60
"""How many times the wait for a silent server one answer may take in all."""

SAID = {
    "User-Agent": "volunteering-knowledge-portal (fetches official documents one at a time)",
    "Accept": "application/pdf, text/html;q=0.8",
    "Accept-Encoding": "identity",
}


class AgainError(PortalError):
    """What may go better when it is tried again; ``wait``: the seconds that the site asks for, if it does."""

    def __init__(self, code: str, detail: str, wait: float | None = None) -> None:
        super().__init__(code, detail)
        self.wait = wait


@dataclass(frozen=True)
class Answer:
    """What a site answered: its content comes piece by piece. ``address`` is where it came from in the end."""

    status: int
    address: str
    headers: Mapping[str, str]
    pieces: Iterator[bytes]

    @property
    def length(self) -> int | None:
        """How many bytes come, as far as it says."""
        said = self.headers.get("content-length", "")
        return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else None


class Sites:
    """The official sites, or the mirror in their place. For one thread; closed after use."""

    def __init__(self, settings: Settings, pace: Pace, resolve: Resolve = look_up) -> None:
        self.origins: Origins = origins_of(settings)
        self.pace = pace
        self._silence = settings.fetch_seconds
        network = SafeNetwork(self.origins.inside, LONGEST * settings.fetch_seconds, resolve)
        self._pool = httpcore.ConnectionPool(network_backend=network, max_keepalive_connections=0)

    def __enter__(self) -> Sites:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.close()

    @contextmanager
    def ask(self, address: str, headers: Mapping[str, str] | None = None) -> Iterator[Answer]:
        """The answer of status 200 or 206 at an address, or where it redirects to.

        Raises ``PortalError``: not_allowed, unreachable, not_published (404), site_busy (it asks to wait for long),
        site_refused (any other answer), cut_short; ``AgainError`` with such a code where trying again may help.
        """
        for _ in range(MOST_REDIRECTS + 1):
            place = self.origins.place(address)
            self.pace.take_turn(place.host)
            with _named_failures(place), self._request(place, headers or {}) as response:
                told = {name.decode("ascii", "replace").lower(): _text(value) for name, value in response.headers}
                if response.status not in REDIRECTS or "location" not in told:
                    self._require_document(response.status, told, place)
                    yield Answer(response.status, place.address, told, response.iter_stream())
                    return
            address = self.origins.after(place, told["location"])
        raise PortalError("not_allowed", f"{place.address} redirects more than {MOST_REDIRECTS} times")

    def again_and_again(self, once: Callable[[], T]) -> T:
        """What ``once`` gives, tried up to ``ATTEMPTS`` times while it raises ``AgainError``; then that is raised.

        A wait that the site asked for is kept by ``ask``; else the pauses double.
        """
        pause = self.pace.delay
        backing_off = wait_exponential(multiplier=2 * pause, max=LONGEST_WAIT) + wait_random(0, pause)

        def wait(state: RetryCallState) -> float:
            failure = state.outcome.exception() if state.outcome is not None else None
            told = isinstance(failure, AgainError) and failure.wait is not None
            return 0.0 if told else backing_off(state)

        failing = retry_if_exception_type(AgainError)
        stop = stop_after_attempt(ATTEMPTS)
        return Retrying(stop=stop, retry=failing, wait=wait, sleep=self.pace.sleep, reraise=True)(once)

    def _request(self, place: Place, headers: Mapping[str, str]) -> AbstractContextManager[httpcore.Response]:
        target = httpcore.URL(
            scheme=place.scheme.encode(), host=place.host.encode(), port=place.port, target=place.target.encode()
        )
        waits = dict.fromkeys(("connect", "read", "write", "pool"), self._silence)
        sent = [(name.encode(), value.encode()) for name, value in {**SAID, **headers}.items()]
        return self._pool.stream("GET", target, headers=sent, extensions={"timeout": waits})

    def _require_document(self, status: int, told: Mapping[str, str], place: Place) -> None:
        if status in (200, 206):
            if told.get("content-encoding", "identity").lower() != "identity":
                raise PortalError("site_refused", f"{place.address} is sent compressed, though that was not asked for")
            return
        if status in BUSY:
            self._busy(status, told, place)
        if status in MISSING:
            raise PortalError("not_published", f"{place.address} answers {status}")
        kind = AgainError if status in FAILING else PortalError
        raise kind("site_refused", f"{place.address} answers {status}")

    def _busy(self, status: int, told: Mapping[str, str], place: Place) -> None:
        wait = seconds_of(told.get("retry-after"))
        if wait is not None:
            self.pace.leave_alone(place.host, wait)
        raise AgainError("site_busy", f"{place.address} answers {status}", wait)


@contextmanager
def _named_failures(place: Place) -> Iterator[None]:
    """What goes wrong on the way, as errors; while the answer's pieces are read, too."""
    try:
        yield
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
        raise AgainError("unreachable", f"{place.host}: {failure or 'no answer'}") from failure
    except httpcore.TimeoutException as failure:
        raise AgainError("cut_short", f"{place.address}: nothing came for too long") from failure
    except (httpcore.NetworkError, httpcore.ProtocolError) as failure:
        raise AgainError("cut_short", f"{place.address}: {failure}") from failure


def _text(value: bytes) -> str:
    return value.decode("latin-1")
