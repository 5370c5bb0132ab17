"""Downloading one file: gone on with where it broke off, tried again where that may help, whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from corpus.errors import PortalError
from corpus.originals import sha256_of
from ingest.fetching.part import Part
from ingest.fetching.sites import AgainError, Answer, Sites
from ingest.formats import Format, sniff

CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,15})-[0-9]{1,15}/([0-9]{1,15})")  # "bytes 1000-4999/5000"
STRONG = re.compile(r'"[^"]*"')
"""An ETag that promises the same bytes; a weak one, W/"…", does not."""


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file that is whole; ``source``: where it came from in the end, ``etag``: what its server calls this version."""

    part: Part
    source: str
    sha256: str
    size: int
    etag: str | None


def download(sites: Sites, addresses: Iterable[str], part: Part, most_bytes: int) -> Downloaded:
    """The PDF at the first of several addresses that has it.

    Raises ``PortalError``: those of ``Sites.ask``, damaged, too_big, disk_full; of several
    addresses, what was said of the first.
    """
    failures: list[PortalError] = []
    for address in addresses:
        try:
            if not part.whole.exists():
                sites.again_and_again(partial(_once, sites, address, part, most_bytes))
            return _downloaded(part)
        except PortalError as failure:
            failures.append(failure)
            if failure.code not in ("not_published", "site_refused", "unreachable"):
                break
    raise failures[0]


def _downloaded(part: Part) -> Downloaded:
    said = part.said()
    sha256, size = sha256_of(part.whole), part.whole.stat().st_size
    return Downloaded(part, str(said.get("address", part.address)), sha256, size, said.get("etag"))


def _once(sites: Sites, address: str, part: Part, most_bytes: int) -> None:
    if part.size and part.size == part.said().get("size"):  # a run ended before it was called whole
        return _look_at(part)
    validator = part.validator
    resuming = {} if validator is None else {"Range": f"bytes={part.size}-", "If-Range": validator}
    with sites.ask(address, resuming) as answer:
        if not _goes_on(answer, part):
            part.begin(_said(answer))
        _require_size(part.said().get("size"), part, most_bytes)
        _add(sites, answer, part, most_bytes)
    expected = part.said().get("size")
    if expected is not None and part.size != expected:
        raise AgainError("cut_short", f"{address}: {part.size} of {expected} bytes came")
    return _look_at(part)


def _goes_on(answer: Answer, part: Part) -> bool:
    """Whether an answer is the rest of what is there; ``AgainError`` for a rest of something else."""
    if answer.status != 206:
        return False
    found = CONTENT_RANGE.fullmatch(answer.headers.get("content-range", ""))
    if found is None or (int(found[1]), int(found[2])) != (part.size, part.said().get("size")):
        part.forget()
        raise AgainError("cut_short", f"{answer.address} sent another piece than was asked for")
    return True


def _said(answer: Answer) -> dict[str, str | int | None]:
    etag = answer.headers.get("etag")
    return {
        "address": answer.address,
        "etag": etag if etag and STRONG.fullmatch(etag) else None,
        "last_modified": answer.headers.get("last-modified"),
        "size": answer.length,
    }


def _add(sites: Sites, answer: Answer, part: Part, most_bytes: int) -> None:
    size = part.size
    with part.adding() as out:
        for piece in answer.pieces:
            size += len(piece)
            _require_size(size, part, most_bytes)
            out.write(piece)
            sites.pace.sleep(0)


def _require_size(size: int | None, part: Part, most_bytes: int) -> None:
    if size is not None and size > most_bytes:
        part.forget()
        raise PortalError("too_big", f"{part.address} has more than {most_bytes >> 20} MiB")


def _look_at(part: Part) -> None:
    """Call it whole if it is a PDF with its end. Raises ``PortalError``: not_published, site_refused, damaged."""
    try:
        _require_pdf(part)
    except PortalError as failure:
        part.forget()
        if failure.code == "empty_file":
            raise PortalError("not_published", f"{part.address} answers with nothing") from failure
        if failure.code == "damaged":
            raise AgainError("damaged", f"{part.address} ends before its end mark") from failure
        raise
    part.finish()


def _require_pdf(part: Part) -> None:
    try:
        found = sniff(part.growing, part.address.rpartition("/")[0]).value
    except PortalError as failure:
        if failure.code != "unknown_format":
            raise
        found = "no known format"
    if found != Format.PDF.value:
        raise PortalError("site_refused", f"{part.address} gives {found} instead of a PDF")
