"""Downloads: what was asked for at the official sites, what waits, what came from where, and what failed and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, delete, func, insert, select, update

from corpus.errors import PortalError
from corpus.store.clock import now
from corpus.store.download_schema import downloads
from corpus.store.schema import jobs
from corpus.words import Word

if TYPE_CHECKING:
    from corpus.store.open import Store


class DownloadState(Word):
    """Where a download stands. *failed* is tried again when somebody asks for it again."""

    WAITING = "waiting"
    FETCHED = "fetched"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be downloaded: a Work in a language from an address.

    Of a page that leads to reviews ``language`` holds those that are wanted, by commas; "" is any.
    """

    work: str
    language: str
    address: str


@dataclass(frozen=True, slots=True)
class Download:
    """What became of it."""

    address: str
    work: str
    language: str
    state: DownloadState
    at: str
    source: str | None = None
    sha256: str | None = None
    size: int | None = None
    etag: str | None = None
    error_code: str | None = None
    error_detail: str | None = None

    @property
    def name(self) -> str:
        """What it is called in reports: "A/RES/75/233 [zh]"."""
        return f"{self.work} [{self.language}]" if self.language else self.work

    @property
    def error(self) -> PortalError | None:
        """Why it failed, with cause and remedy."""
        return None if self.error_code is None else PortalError(self.error_code, self.error_detail or "")


@dataclass(frozen=True)
class DownloadTable:
    """Reading and writing what was asked for; every write is one committed transaction."""

    store: Store

    def ask(self, asked: Sequence[Asked]) -> list[Download]:
        """Have these wait, but for files that were fetched; returns their rows in the order given."""
        with self.store.writing(in_turn=True) as connection:
            last = connection.execute(select(func.max(downloads.c.sequence))).scalar() or 0
            rows = connection.execute(select(downloads.c.address, downloads.c.sha256))
            known = {row.address: row.sha256 for row in rows}
            new = list({one.address: one for one in asked if one.address not in known}.values())
            if new:
                added = [asdict(one) | _WAITS | {"at": now(), "sequence": last + n} for n, one in enumerate(new, 1)]
                connection.execute(insert(downloads), added)
            for one in asked:
                if one.address in known and known[one.address] is None:
                    connection.execute(_change(one.address, _WAITS | {"language": one.language}))
        return [row for one in asked if (row := self.get(one.address)) is not None]

    def get(self, address: str) -> Download | None:
        """What became of what was asked for at an address."""
        with self.store.reading() as connection:
            row = connection.execute(select(downloads).where(downloads.c.address == address)).first()
        return None if row is None else _download(row)

    def fetched(self, address: str, source: str, sha256: str | None, size: int | None, etag: str | None) -> None:
        """Record where a file came from; without ``sha256`` it was a page that led to files."""
        values = {"source": source, "sha256": sha256, "size": size, "etag": etag}
        self._set(address, _ended(DownloadState.FETCHED) | values)

    def failed(self, address: str, failure: PortalError) -> None:
        """Record why nothing came."""
        values = {"error_code": failure.code, "error_detail": failure.detail}
        self._set(address, _ended(DownloadState.FAILED) | values)

    def put_off(self, address: str, failure: PortalError) -> None:
        """Have it wait, and say why."""
        self._set(address, _WAITS | {"error_code": failure.code, "error_detail": failure.detail})

    def reopen(self) -> None:
        """Have files wait that were fetched and never became originals: a run was killed between the two."""
        accepted = select(jobs.c.sha256).where(jobs.c.sha256 == downloads.c.sha256).exists()
        lost = downloads.c.sha256.is_not(None) & ~accepted
        with self.store.writing() as connection:
            connection.execute(update(downloads).where(lost).values(**_WAITS, at=now()))

    def waiting(self) -> list[Download]:
        """What waits, in the order in which it was asked for."""
        return self._of(DownloadState.WAITING)

    def failures(self) -> list[Download]:
        """What failed, the latest first."""
        return sorted(self._of(DownloadState.FAILED), key=lambda one: one.at, reverse=True)

    def latest(self, number: int) -> list[Download]:
        """The files that came last, the latest first."""
        ended = downloads.c.sha256.is_not(None)
        query = select(downloads).where(ended).order_by(downloads.c.at.desc(), downloads.c.sequence.desc())
        with self.store.reading() as connection:
            return [_download(row) for row in connection.execute(query.limit(number))]

    def forget_waiting(self) -> int:
        """Forget what waits; how much it was."""
        with self.store.writing() as connection:
            waits = downloads.c.state == DownloadState.WAITING.value
            return int(connection.execute(delete(downloads).where(waits)).rowcount)

    def origins(self) -> dict[str, Download]:
        """Where files came from, by their SHA-256; of several addresses that gave the same bytes, the first."""
        query = select(downloads).where(downloads.c.sha256.is_not(None)).order_by(downloads.c.sequence.desc())
        with self.store.reading() as connection:
            return {row.sha256: _download(row) for row in connection.execute(query)}

    def origin(self, sha256: str) -> Download | None:
        """Where a file came from."""
        query = select(downloads).where(downloads.c.sha256 == sha256).order_by(downloads.c.sequence)
        with self.store.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else _download(row)

    def _of(self, state: DownloadState) -> list[Download]:
        query = select(downloads).where(downloads.c.state == state.value).order_by(downloads.c.sequence)
        with self.store.reading() as connection:
            return [_download(row) for row in connection.execute(query)]

    def _set(self, address: str, values: dict[str, Any]) -> None:
        with self.store.writing() as connection:
            connection.execute(_change(address, values))


_NOTHING: dict[str, Any] = dict.fromkeys(("source", "sha256", "size", "etag", "error_code", "error_detail"))
_WAITS: dict[str, Any] = _NOTHING | {"state": DownloadState.WAITING.value}


def _ended(state: DownloadState) -> dict[str, Any]:
    return _NOTHING | {"state": state.value}


def _change(address: str, values: dict[str, Any]) -> Any:
    return update(downloads).where(downloads.c.address == address).values(**values, at=now())


def _download(row: Row[Any]) -> Download:
    values = {name: getattr(row, name) for name in Download.__slots__}
    return Download(**values | {"state": DownloadState(row.state)})
