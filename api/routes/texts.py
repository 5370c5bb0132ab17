"""``/v1/cite`` and ``/v1/classify``: what the machine says of texts that are sent and not kept."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api.problems import documented
from api.shapes import Cited, Classified, TextToCite, TextToClassify

router = APIRouter(prefix="/v1", tags=["texts"])


@router.post("/cite", response_model=list[Cited], responses=documented(400, 403, 413, 422))
def cite(texts: list[TextToCite]) -> list[dict[str, Any]]:
    """The mentions of documents, goals and indicators in each text, in the order sent."""
    from api.stateless import cite as mentions_of  # noqa: PLC0415 - loads the grammars

    return [mentions_of(text) for text in texts]


@router.post("/classify", response_model=list[Classified], responses=documented(400, 403, 413, 422))
def classify(texts: list[TextToClassify]) -> list[dict[str, Any]]:
    """What each text reports of volunteering, in the order sent."""
    from api.stateless import classify_text  # noqa: PLC0415 - loads the lexicons

    return [classify_text(text) for text in texts]
