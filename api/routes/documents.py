"""``POST /v1/documents``: one file, read and indexed before the answer is given."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, File, Form, Response, UploadFile

from api.checked import country_code, language_code, year_of
from api.portal import incoming
from api.problems import documented
from api.routes.given import PortalGiven
from api.shapes import Ingested
from corpus.documents import WorkType
from ingest.discover import Candidate
from ingest.manifest import ManifestRow

if TYPE_CHECKING:
    from ingest.report import IngestReport

router = APIRouter(prefix="/v1", tags=["documents"])

SUFFIXES = frozenset({".pdf", ".docx", ".html", ".htm", ".txt"})

PLACE = "upload"
"""What every upload is called while it is read."""

NOTHING_SAID = ManifestRow(path=PLACE)


@router.post(
    "/documents",
    status_code=201,
    response_model=Ingested,
    responses={
        200: {"model": Ingested, "description": "It was here already"},
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
) -> dict[str, Any]:
    """Ingest a file: 201 when it is new, 200 when it was here. What is not said of it is read from it."""
    said = ManifestRow(
        path=PLACE,
        symbol=symbol or None,
        type=None if doc_type is None else doc_type.value,
        language=language_code(language) if language else None,
        country=country_code(country) if country else None,
        year=None if year is None else year_of(year),
        title=title or None,
    )
    with tempfile.TemporaryDirectory(dir=incoming(portal.settings)) as folder:
        path = Path(folder) / f"{PLACE}{_suffix(file.filename)}"
        with path.open("wb") as out:
            shutil.copyfileobj(file.file, out)
        name = _shown_name(file.filename)
        report = portal.ingest([Candidate(path, None if said == NOTHING_SAID else said, name)]).result()
    _raise_failure(report, name)
    response.status_code = 201 if report.indexed else 200
    return report.as_json()


def _suffix(name: str | None) -> str:
    """The ending of an upload's name when it is one of those known: the only part of the name that reaches a path."""
    suffix = PurePosixPath(name or "").suffix.lower()
    return suffix if suffix in SUFFIXES else ".bin"


def _shown_name(name: str | None) -> str:
    return PurePosixPath((name or "upload").replace("\\", "/")).name[:200]


def _raise_failure(report: IngestReport, name: str) -> None:
    """The upload's own failure as an error; failures of files left by an earlier run stay in the report."""
    for failure in (*report.failed, *report.quarantined):
        if failure.path == name:
            raise failure.error
