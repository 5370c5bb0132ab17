"""``/v1/health`` and ``/v1/ready``: the process lives; what it needs is open and whole."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.observing.readiness import may_hear_all, readiness_of
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


@router.get("/ready", response_model=Ready, response_model_exclude_none=True, responses=documented(503))
def ready(request: Request, portal: PortalGiven) -> dict[str, Any] | Response:
    """Whether store, index and disk can serve, and whether model and worker are there; 503 with what is wrong by name.

    Who may read hears of each in a line, and what the corpus holds; anybody else the names and codes alone.
    """
    found, whole = readiness_of(portal), may_hear_all(request, portal)
    checks = found.said(whole=whole)
    if found.wrong:
        bad = "; ".join(f"{name}: {checks[name]}" for name in found.wrong)
        return problem_response(PortalError("not_ready", bad), checks=checks)
    return {"ready": True, "checks": checks} | (_held(portal) if whole else {})


def _held(portal: Portal) -> dict[str, Any]:
    """What the corpus holds."""
    return {
        "dense": portal.dense,
        "corpus": portal.store.works.totals(),
        "jobs": portal.store.jobs.counts(),
        "unread": unread_document(portal.store),
    }
