"""Whether the portal can do its work: store, index and disk must, model and worker are told of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import Request

from api.access.asking import who_asks
from api.access.hosts import require_own_name
from api.portal import Portal
from corpus.access import Right
from corpus.errors import PortalError
from corpus.writer import require_space

OK = "ok"


@dataclass(frozen=True, slots=True)
class Readiness:
    """``checks``: what is needed; ``degraded``: what is missed and can be done without. "ok", or what is wrong."""

    checks: Mapping[str, PortalError | None]
    degraded: Mapping[str, PortalError | None]

    @property
    def wrong(self) -> Mapping[str, PortalError]:
        """What is needed and wrong, by name."""
        return {name: failure for name, failure in self.checks.items() if failure is not None}

    def said(self, *, whole: bool) -> dict[str, str]:
        """Every check by its name: "ok", or what is wrong, in a line to who may read, else by its code alone."""
        every = {**self.checks, **self.degraded}
        return {name: OK if bad is None else str(bad) if whole else bad.code for name, bad in every.items()}


def readiness_of(portal: Portal) -> Readiness:
    """Look at everything."""
    checks = {
        "store": _checked(portal.store.require_current),
        "index": _checked(lambda: _index_is_whole(portal)),
        "disk": _checked(lambda: require_space(portal.settings)),
    }
    degraded = {"model": _checked(lambda: _model_is_here(portal))} if checks["index"] is None else {}
    if not portal.writes:
        degraded["worker"] = _checked(lambda: _worker_is_alive(portal))
    return Readiness(checks, degraded)


def may_hear_all(request: Request, portal: Portal) -> bool:
    """Whether who asks may read the portal; nobody may while that cannot be told."""
    try:
        visitor = who_asks(request, portal.settings, portal.store)
        require_own_name(portal.settings, visitor, request.headers.get("host"))
    except PortalError:
        return False
    return visitor.may(Right.READ)


def _checked(check: Callable[[], object]) -> PortalError | None:
    try:
        check()
    except PortalError as failure:
        return failure
    return None


def _index_is_whole(portal: Portal) -> None:
    """It is there and holds at least what is visible; while a document is written it holds more."""
    found, expected = portal.index().count(), portal.store.works.totals()["passages"]
    if found < expected:
        raise PortalError("index_unavailable", f"it holds {found} of {expected} passages")


def _model_is_here(portal: Portal) -> None:
    missing = portal.index().missing
    if missing is not None:
        raise missing


def _worker_is_alive(portal: Portal) -> None:
    from ingest.working import require_alive  # noqa: PLC0415 - reading takes a second to import

    require_alive(portal.settings, ocr=False)
