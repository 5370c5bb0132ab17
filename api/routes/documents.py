"""``POST /v1/documents``: one file, read and indexed before the answer is given, unless a worker does that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, File, Form, Response, UploadFile

from api.problems import documented
from api.routes.given import PortalGiven
from api.shapes import Ingested
from api.uploading import Said, receive, shown_name
from corpus.documents import WorkType

if TYPE_CHECKING:
    from ingest.report import IngestReport

router = APIRouter(prefix="/v1", tags=["documents"])


@router.post(
    "/documents",
    status_code=201,
    response_model=Ingested,
    responses={
        200: {"model": Ingested, "description": "It was here already"},
        202: {"model": Ingested, "description": "It is kept, and waits for a worker to read it"},
        **documented(400, 403, 409, 413, 422, 503, 507),
    },
)
def upload(
    *,
    portal: PortalGiven,
    response: Response,
    file: Annotated[UploadFile, File(description="A PDF, DOCX, HTML or text file.")],
    symbol: Annotated[str | None, Form(max_length=200)] = None,
    doc_type: Annotated[WorkType | None, Form(alias="type")] = None,
    language: Annotated[str | None, Form()] = None,
    country: Annotated[str | None, Form()] = None,
    year: Annotated[int | None, Form()] = None,
    title: Annotated[str | None, Form(max_length=400)] = None,
    product_type: Annotated[str | None, Form(max_length=80, description="As a manifest says it.")] = None,
    contributor: Annotated[str | None, Form(max_length=400, description="As a manifest says it.")] = None,
) -> dict[str, Any]:
    """Ingest a file: 201 when it is new, 200 when it was here, 202 when a worker will read it.

    What is not said of it is read from it.
    """
    said = Said(
        symbol=symbol,
        type=None if doc_type is None else doc_type.value,
        language=language,
        country=country,
        year=year,
        title=title,
        product_type=product_type,
        contributor=contributor,
    )
    report = receive(portal, [file], said).report
    _raise_failure(report, shown_name(file.filename))
    response.status_code = 201 if report.indexed else 202 if report.waiting else 200
    return report.as_json()


def _raise_failure(report: IngestReport, name: str) -> None:
    """The upload's own failure as an error; failures of files left by an earlier run stay in the report."""
    for failure in (*report.failed, *report.quarantined):
        if failure.path == name:
            raise failure.error
