"""Asking a Qdrant server: within a time, again where that does no harm, and whatever happens as one error of ours.

What can be asked again: reading, and writing points by their ids. What is not: making a collection, moving an alias.
Asked again are time-outs, broken connections, 429, 502, 503, 504 (``Retry-After`` is heeded) and answers that are cut
or say that they are not complete. Waits grow and are random, so that many clients do not come back at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Any, ParamSpec, TypeVar

from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import QdrantException, ResourceExhaustedResponse
from qdrant_client.http.exceptions import ApiException, ResponseHandlingException, UnexpectedResponse
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from search.store.base import engine_failure

REMEDIES = {401: "check VKP_QDRANT_API_KEY", 403: "check VKP_QDRANT_API_KEY", 404: "run 'vkp reindex'"}
UNREACHABLE = "check VKP_QDRANT_URL and that the server runs"

PATIENCE = {"connect": 0.4, "write": 1.5, "read": 1.5, "pool": 1.5}
"""Seconds a search waits for the server: who searches is told within two that it does not answer."""

AGAIN_SECONDS = 30.0
"""How long writing and reading through is tried; one request more may be under way then."""

LOOK_SECONDS = 1.0
"""How long it is tried to look what there is: who typed a wrong address is told soon."""

HASTE_SECONDS = 0.3
"""A search that failed sooner than this is asked once more: there is time for one."""

BUSY = frozenset({429, 502, 503, 504})

P = ParamSpec("P")
R = TypeVar("R")


class Incomplete(QdrantException):
    """The server answered that it has not done yet what was asked."""


FAILURES = (ApiException, QdrantException, OSError, ValueError, AssertionError)
"""What qdrant-client raises: also ValueError for an address or a request that cannot be, AssertionError for an answer
without a result."""


@dataclass(frozen=True)
class Server:
    """A client, also one on ``:memory:``, and the address that errors name. ``hasty``: one for searches.

    ``patience``: for how many seconds what can be asked again is.
    """

    client: QdrantClient
    address: str
    hasty: QdrantClient | None = None
    patience: float = AGAIN_SECONDS

    @classmethod
    def at(cls, address: str, api_key: str | None, timeout: int = 10, patience: float = AGAIN_SECONDS) -> Server:
        """A server that has not been asked anything yet; ``timeout`` in seconds for one request."""
        hooks = {"request": [_hasten]}
        try:
            patient = QdrantClient(url=address, api_key=api_key, timeout=timeout, check_compatibility=False)
            hasty = QdrantClient(url=address, api_key=api_key, check_compatibility=False, event_hooks=hooks)
            return cls(patient, address, hasty, patience)
        except ValueError as failure:
            raise engine_failure(address, failure, UNREACHABLE) from failure

    def ask(self, call: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
        """What the server answers, asked once; ``PortalError("index_unavailable")`` when it does not, or refuses."""
        try:
            return call(*arguments, **named)
        except UnexpectedResponse as failure:
            remedy = REMEDIES.get(failure.status_code or 0, "see the server's log")
            said = f"HTTP {failure.status_code} {_reason(failure)}"
            raise engine_failure(self.address, said, remedy) from failure
        except FAILURES as failure:
            raise engine_failure(self.address, failure, UNREACHABLE) from failure

    def ask_again(self, call: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
        """``ask`` for what may be asked twice: reading through, and writing points."""
        return self.ask(_trying(call, self.patience, _passing), *arguments, **named)

    def look(self, call: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
        """``ask`` for what there is."""
        return self.ask(_trying(call, min(LOOK_SECONDS, self.patience), _passing), *arguments, **named)

    def search(self, call: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
        """``ask`` for who waits: once more at most, also where the collection was replaced in between."""
        tried = _trying(call, min(HASTE_SECONDS, self.patience), _passing_or_replaced, stop_after_attempt(2))
        return self.ask(tried, *arguments, **named)


def completed(call: Callable[P, models.UpdateResult]) -> Callable[P, models.UpdateResult]:
    """A write that is done when it returns, not only noted; raises ``Incomplete``."""

    def done(*arguments: P.args, **named: P.kwargs) -> models.UpdateResult:
        result = call(*arguments, **named)
        if result.status != models.UpdateStatus.COMPLETED:
            raise Incomplete(f"a write is {result.status.value}, not completed")
        return result

    return done


def _trying(
    call: Callable[P, R], seconds: float, again: Callable[[BaseException], bool], *stops: Any
) -> Callable[P, R]:
    """A function called until it answers, for so long; what it raised last is raised."""

    def stop(state: RetryCallState) -> bool:
        late = (state.seconds_since_start or 0) + state.upcoming_sleep > seconds
        return late or any(one(state) for one in stops)

    retrying = Retrying(retry=retry_if_exception(again), wait=_wait, stop=stop, reraise=True)

    def tried(*arguments: P.args, **named: P.kwargs) -> R:
        return retrying(call, *arguments, **named)

    return tried


JITTER = wait_random_exponential(multiplier=0.1, max=3)


def _wait(state: RetryCallState) -> float:
    """As long as the server asks for, at least; else longer each time, and random."""
    failure = state.outcome.exception() if state.outcome is not None else None
    said: Any = None
    if isinstance(failure, ResourceExhaustedResponse):
        said = failure.retry_after_s
    elif isinstance(failure, UnexpectedResponse):
        said = failure.headers.get("Retry-After")
    asked = float(said) if str(said).isdigit() else 0.0
    return asked + JITTER(state)


def _passing(failure: BaseException) -> bool:
    """Whether asking again may help."""
    if isinstance(failure, UnexpectedResponse):
        return failure.status_code in BUSY
    cut = (ResponseHandlingException, ResourceExhaustedResponse, Incomplete, AssertionError, JSONDecodeError)
    return isinstance(failure, cut)


def _passing_or_replaced(failure: BaseException) -> bool:
    """An alias may move between the moment it is looked up and the one its collection is read."""
    if isinstance(failure, UnexpectedResponse) and failure.status_code == 404:
        return True
    return _passing(failure) or (isinstance(failure, (ValueError, KeyError)) and "not found" in str(failure))


def _hasten(request: Any) -> None:
    """A hook of the HTTP client: its own setting knows whole seconds only."""
    request.extensions["timeout"] = PATIENCE


def _reason(failure: UnexpectedResponse) -> str:
    """What the server gives as its reason; a proxy before it may answer with anything."""
    try:
        return str(failure.structured()["status"]["error"])
    except (ValueError, KeyError, TypeError):
        return failure.reason_phrase
