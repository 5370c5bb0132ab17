"""What a run did, as it is told to people and to programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from corpus.errors import PortalError

Progress = Callable[[int, int, str], None]
"""Called with documents done, documents in all, and the name of the one just done."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file of which nothing could be made, and why."""

    path: str
    code: str
    detail: str

    @property
    def error(self) -> PortalError:
        """The failure as an error of one line, with cause and remedy."""
        return PortalError(self.code, self.detail)

    def as_json(self) -> dict[str, str]:
        """The contract's shape."""
        return {"path": self.path, "code": self.code, "message": str(self.error)}


@dataclass(frozen=True, slots=True)
class Replacement:
    """A document that was shown until another file of the same Work and language took its place."""

    work: str
    language: str
    path: str
    by: str


@dataclass(frozen=True, slots=True)
class Mended:
    """What an index lacked of what the store shows, in passages: ``rewritten`` were there and not as they should be.

    ``rebuilt``: it was gone or could not be read, and is made anew; ``cause`` says why.
    """

    added: int = 0
    removed: int = 0
    rewritten: int = 0
    rebuilt: bool = False
    cause: str = ""

    def __str__(self) -> str:
        if self.rebuilt:
            return f"the index was built anew, {self.added} passages: {self.cause}"
        counts = f"{self.added} passages added, {self.rewritten} written again, {self.removed} removed"
        return f"the index was not what the store shows and was mended: {counts}"


@dataclass(frozen=True)
class IngestReport:
    """What a run did, file by file.

    ``accepted`` files are kept and have a job row; each of them is ``indexed``, ``unchanged``, failed or quarantined,
    or ``waiting`` for a worker where the server only accepts.
    A file that could not be kept (too big, unreadable, not what its manifest says) is failed and not accepted.
    Those ``aside`` (``alternate`` is their number) are indexed, and another file of the same Work and language is
    shown; ``superseded`` tells which files gave way in this run. ``ignored`` files may be documents, of kinds that are
    not read. ``passages`` and ``pages`` are those that were read, whether or not another file took their place since.
    ``notes`` are lines for people on the run as a whole.
    ``mended``: what an earlier run, or a fault, had left of the index.
    """

    accepted: int = 0
    indexed: int = 0
    unchanged: int = 0
    waiting: int = 0
    aside: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    quarantined: tuple[Failure, ...] = ()
    superseded: tuple[Replacement, ...] = ()
    needs_ocr: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    passages: int = 0
    pages: int = 0
    seconds: float = 0.0
    mended: Mended | None = None

    def more(self, **counts: int) -> IngestReport:
        """The report with these added to its counts."""
        return replace(self, **{name: getattr(self, name) + count for name, count in counts.items()})

    def plus(self, other: IngestReport) -> IngestReport:
        """Two runs as one."""
        added = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self) if f.name != "mended"}
        return IngestReport(**added, mended=self.mended or other.mended)

    def with_failure(self, failure: Failure, *, quarantine: bool = False) -> IngestReport:
        """The report with one more failure."""
        if quarantine:
            return replace(self, quarantined=(*self.quarantined, failure))
        return replace(self, failed=(*self.failed, failure))

    def with_aside(self, source: str) -> IngestReport:
        """The report with one more file that is kept aside."""
        return replace(self, aside=(*self.aside, source))

    def with_unread(self, source: str) -> IngestReport:
        """The report with one more file that has unread pages."""
        return replace(self, needs_ocr=(*self.needs_ocr, source))

    def as_json(self) -> dict[str, Any]:
        """The contract's shape."""
        return asdict(self) | {
            "alternate": len(self.aside),
            "aside": list(self.aside),
            "ignored": list(self.ignored),
            "failed": [failure.as_json() for failure in self.failed],
            "quarantined": [failure.as_json() for failure in self.quarantined],
            "superseded": [asdict(replacement) for replacement in self.superseded],
            "needs_ocr": list(self.needs_ocr),
            "notes": list(self.notes),
        }
