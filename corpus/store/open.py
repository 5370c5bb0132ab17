"""Opening the store: one connection pool, the schema brought to ``HEAD``, a newer schema refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text

from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.steps import Step, step
from corpus.store.address import missing_driver, read_address
from corpus.store.audit import AuditTable, hold_head
from corpus.store.correcting import CorrectionTable
from corpus.store.countries import CountryTable
from corpus.store.counts import CountTable
from corpus.store.downloads import DownloadTable
from corpus.store.evidence import EvidenceTable
from corpus.store.failures import named_failures
from corpus.store.graph import CitationGraph
from corpus.store.jobs import JobTable
from corpus.store.keys import KeyTable
from corpus.store.library import LibraryTable
from corpus.store.link_decisions import LinkDecisionTable
from corpus.store.links import LinkTable
from corpus.store.passage_links import PassageLinks
from corpus.store.presenters import PresenterTable
from corpus.store.reported import ReportedTable
from corpus.store.requests import RequestTable, being_written, request
from corpus.store.review_assignments import ReviewAssignmentTable
from corpus.store.review_import import ReviewImport
from corpus.store.review_queue import ReviewQueue
from corpus.store.review_samples import ReviewSampleTable
from corpus.store.reviewing import ReviewingTable
from corpus.store.reviews import ReviewTable
from corpus.store.schema import HEAD
from corpus.store.searches import SavedSearchTable
from corpus.store.server import connect_server, prepare_migration
from corpus.store.sessions import SessionTable
from corpus.store.shown import KeptShown
from corpus.store.snapshots import SnapshotTable
from corpus.store.staging import StagingTable
from corpus.store.version import begin_noting, note_changes, raise_version
from corpus.store.works import WorkTable

BUSY_MS = 10_000
"""How long SQLite waits for another writer before it says "database is locked"."""


@dataclass(frozen=True)
class Store:
    """The durable store, one attribute for each thing it keeps. Safe to share between threads."""

    engine: Engine
    shown: KeptShown = field(default_factory=KeptShown, init=False, repr=False, compare=False)

    @property
    def jobs(self) -> JobTable:
        """Originals and what became of them."""
        return JobTable(self)

    @property
    def downloads(self) -> DownloadTable:
        """What was asked for at the official sites."""
        return DownloadTable(self)

    @property
    def works(self) -> WorkTable:
        """Works, their expressions, pages and passages."""
        return WorkTable(self)

    @property
    def staging(self) -> StagingTable:
        """Expressions while they are written."""
        return StagingTable(self)

    @property
    def links(self) -> LinkTable:
        """Mentions and what they resolved to."""
        return LinkTable(self)

    @property
    def link_decisions(self) -> LinkDecisionTable:
        """What people said of links."""
        return LinkDecisionTable(self)

    @property
    def corrections(self) -> CorrectionTable:
        """Adding what people say of links."""
        return CorrectionTable(self)

    @property
    def reviews(self) -> ReviewTable:
        """What people decided of evidence."""
        return ReviewTable(self)

    @property
    def reviewing(self) -> ReviewingTable:
        """Adding what people decide of evidence."""
        return ReviewingTable(self)

    @property
    def review_queue(self) -> ReviewQueue:
        """What there is to review."""
        return ReviewQueue(self)

    @property
    def review_import(self) -> ReviewImport:
        """Taking in decisions that were made elsewhere."""
        return ReviewImport(self)

    @property
    def review_samples(self) -> ReviewSampleTable:
        """Samples of passages of which nothing is suggested."""
        return ReviewSampleTable(self)

    @property
    def review_assignments(self) -> ReviewAssignmentTable:
        """Which Works are assigned to whom."""
        return ReviewAssignmentTable(self)

    @property
    def graph(self) -> CitationGraph:
        """Which documents cite which, counted."""
        return CitationGraph(self)

    @property
    def passage_links(self) -> PassageLinks:
        """Which passages belong together by what they cite."""
        return PassageLinks(self)

    @property
    def countries(self) -> CountryTable:
        """What their reviews hold, by country."""
        return CountryTable(self)

    @property
    def reported(self) -> ReportedTable:
        """Indicators that reports print, with their figures."""
        return ReportedTable(self)

    @property
    def counts(self) -> CountTable:
        """What counts of indicators rest on."""
        return CountTable(self)

    @property
    def snapshots(self) -> SnapshotTable:
        """Counts that are kept."""
        return SnapshotTable(self)

    @property
    def presenters(self) -> PresenterTable:
        """Who presented a review, by year."""
        return PresenterTable(self)

    @property
    def library(self) -> LibraryTable:
        """What the documents are and who contributed them."""
        return LibraryTable(self)

    @property
    def searches(self) -> SavedSearchTable:
        """Searches that people keep."""
        return SavedSearchTable(self)

    @property
    def keys(self) -> KeyTable:
        """Keys that were given out."""
        return KeyTable(self)

    @property
    def sessions(self) -> SessionTable:
        """Who is signed in."""
        return SessionTable(self)

    @property
    def audit(self) -> AuditTable:
        """What was written, by whom and when."""
        return AuditTable(self)

    @property
    def requests(self) -> RequestTable:
        """Requests with a key that were carried out."""
        return RequestTable(self)

    @property
    def evidence(self) -> EvidenceTable:
        """Suggestions, and the VNRs they count for."""
        return EvidenceTable(self)

    @contextmanager
    def writing(self, *, in_turn: bool = False) -> Iterator[Connection]:
        """A transaction: all of it or nothing; the database's own failures become errors with a remedy.

        Of a request with a key it is a part of the transaction that ends with the request. SQLite has one at a time.
        PostgreSQL has several, but of those ``in_turn`` one: what looks before it adds.
        """
        engine, asked = self.engine.execution_options(begin=WRITING), request()
        with named_failures(), engine.begin() if asked is None else asked.writing(engine) as connection:
            if asked is None:
                begin_noting(connection)
            if in_turn:
                hold_head(connection)
            yield connection
            if asked is None:
                raise_version(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading, from one consistent state."""
        shared, engine = being_written(), self.engine.execution_options(**self._one_state)
        with named_failures(), engine.connect() if shared is None else nullcontext(shared) as connection:
            yield connection

    def require_current(self) -> None:
        """Raise ``PortalError`` where the store does not answer, or its schema is another by now."""
        with self.reading() as connection:
            found = _revision(connection)
        if found != HEAD:
            raise PortalError("data_newer", f"schema {found}, this version reads {HEAD}")

    @property
    def _one_state(self) -> dict[str, Any]:
        """SQLite shows one state to a whole transaction; PostgreSQL is asked to."""
        on_server = self.engine.dialect.name == "postgresql"
        return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if on_server else {}

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def open_store(settings: Settings, *, create: bool = False, migrate: bool = True) -> Store:
    """Open the store of a data folder and bring its schema to ``HEAD``; without ``migrate`` an older one stays older.

    Raises ``PortalError``: data_missing (there is none and ``create`` is False), data_newer, data_unreadable,
    store_unavailable (its server does not answer), bad_input (its address cannot be one, or its driver is not there).
    """
    url = read_address(settings.store_url)
    if url.get_backend_name() == "sqlite" and url.database:
        _prepare_file(Path(url.database), create=create)
    store = Store(_engine(url))
    note_changes(store.engine)
    if url.get_backend_name() == "sqlite":
        event.listen(store.engine, "connect", _set_pragmas)
        event.listen(store.engine, "begin", _begin)
    try:
        _bring_to_head(store, url.database or url.host or "", migrate=migrate)
    except PortalError:
        store.close()
        raise
    return store


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() == "sqlite":  # many wait for its one writer: none of them may take the writer's place
            return create_engine(url, max_overflow=-1)
        return connect_server(url)
    except ImportError as failure:
        raise missing_driver(failure) from failure


def _prepare_file(path: Path, *, create: bool) -> None:
    try:
        if path.exists():
            with path.open("rb"):
                return _require_rows(path)
        if not create:
            if path.parent.exists() and not path.parent.is_dir():
                raise PortalError("data_unreadable", f"{path.parent} is not a folder")
            raise PortalError("data_missing", f"{path.parent} holds no portal.db")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as failure:
        raise PortalError("data_unreadable", f"{path.parent}: {failure.strerror}") from failure


def _require_rows(path: Path) -> None:
    """An empty database is a beginning, but not beside documents: then it has been lost."""
    if path.stat().st_size == 0 and any((path.parent / "originals").glob("??/*")):
        raise PortalError("data_unreadable", f"{path} is empty beside originals", "restore it from a backup")


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transaction of its own: _begin does, for tables too
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


WRITING = "BEGIN IMMEDIATE"
"""Takes SQLite's write lock at once: a transaction that read first could not wait for it."""


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _bring_to_head(store: Store, where: str, *, migrate: bool) -> None:
    try:
        with store.reading() as connection:
            found = _revision(connection)
    except PortalError as failure:
        code = failure.code if failure.code in ("disk_full", "store_unavailable") else "data_unreadable"
        raise PortalError(code, f"{where}: {failure.detail}", failure.remedy) from failure
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise PortalError("data_newer", f"{where} has schema {found}, this version reads up to {HEAD}")
    if migrate or found is None:
        _migrate(store)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


@step(Step.MIGRATE)
def _migrate(store: Store) -> None:
    # Alembic is imported only when there is something to migrate: opening a store stays cheap.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with store.writing() as connection:
        if connection.dialect.name == "postgresql":
            prepare_migration(connection)
        if _revision(connection) == HEAD:  # another process was first
            return
        config.attributes["connection"] = connection
        with step(Step.UPGRADE):
            command.upgrade(config, HEAD)
