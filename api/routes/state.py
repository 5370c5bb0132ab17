"""``/v1/health`` and ``/v1/ready``: the process lives; what it needs is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from api.portal import Portal
from api.problems import documented, problem_response
from api.routes.given import PortalGiven
from api.shapes import Health, Ready
from api.version import portal_version
from api.views import unread_document
from corpus.errors import PortalError

router = APIRouter(prefix="/v1", tags=["state"])


@router.get("/health", response_model=Health)
def health() -> dict[str, str]:
    """The process answers; nothing is opened to say so."""
    return {"status": "ok", "version": portal_version()}


@router.get("/ready", response_model=Ready, responses=documented(503))
def ready(portal: PortalGiven) -> dict[str, Any] | Response:
    """Whether store and index can be read and agree, and what the corpus holds; 503 with the checks otherwise."""
    checks = {"store": _checked(portal.store.works.totals), "index": _checked(lambda: _index_agrees(portal))}
    bad = [f"{name}: {found}" for name, found in checks.items() if found != "ok"]
    if bad:
        return problem_response(PortalError("not_ready", "; ".join(bad)), checks=checks)
    return {
        "ready": True,
        "checks": checks,
        "dense": portal.dense,
        "corpus": portal.store.works.totals(),
        "jobs": portal.store.jobs.counts(),
        "unread": unread_document(portal.store),
    }


def _checked(check: Callable[[], object]) -> str:
    """Say "ok", or what is wrong in a line."""
    try:
        check()
    except PortalError as failure:
        return str(failure)
    return "ok"


def _index_agrees(portal: Portal) -> None:
    """The index holds at least what is visible; while a document is being written it holds more."""
    found, expected = portal.index().count(), portal.store.works.totals()["passages"]
    if found < expected:
        raise PortalError("index_unavailable", f"it holds {found} of {expected} passages")
