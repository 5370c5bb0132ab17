"""Job rows: what was accepted and what became of it. Every accepted original has exactly one (check N1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, insert, select, update

from corpus.documents import Issue
from corpus.errors import PortalError
from corpus.store import schema
from corpus.store.audit import Kind, enter, enter_row
from corpus.store.clock import now
from corpus.words import Word

if TYPE_CHECKING:
    from corpus.store.open import Store


class JobState(Word):
    """Where an accepted original stands. *failed* may be tried again; *quarantined* only when a person says so."""

    PENDING = "pending"
    RUNNING = "running"
    INDEXED = "indexed"
    FAILED = "failed"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Job:
    """One accepted original. ``manifest`` is the manifest's row as given, {} without one.

    ``attempts``: how often work on it began. Of one that waits, how often a process died that had begun it.
    """

    sha256: str
    source: str
    manifest: Mapping[str, Any]
    pipeline: str
    state: JobState
    attempts: int
    error_code: str | None
    error_detail: str | None
    expression: str | None

    @property
    def error(self) -> PortalError | None:
        """Why nothing could be made of it, with cause and remedy."""
        return None if self.error_code is None else PortalError(self.error_code, self.error_detail or "")


@dataclass(frozen=True)
class JobTable:
    """Reading and writing job rows; every write is one committed transaction."""

    store: Store

    def get(self, sha256: str) -> Job | None:
        """The job of an original, or None."""
        with self.store.reading() as connection:
            row = connection.execute(select(schema.jobs).where(schema.jobs.c.sha256 == sha256)).first()
        return None if row is None else _job(row)

    def accept(self, sha256: str, size: int, source: str, manifest: Mapping[str, Any], pipeline: str) -> None:
        """Record an original that is safely on disk, to be worked on. Accepting it again starts it anew.

        Where it still waits, and is to be read by the same version, its attempts are counted on.
        """
        values: dict[str, Any] = {"source": source, "manifest": dict(manifest), "pipeline": pipeline} | _OPEN
        values["attempts"] = 0
        with self.store.writing(in_turn=True) as connection:
            known = connection.execute(select(schema.jobs).where(schema.jobs.c.sha256 == sha256)).first()
            if known is not None:
                if known.state in _UNFINISHED and known.pipeline == pipeline:
                    values["attempts"] = known.attempts
                connection.execute(_change(sha256, values))
                enter(connection, Kind.DOCUMENT, "again", sha256, [source, values["manifest"]])
                return
            if connection.execute(select(schema.originals).where(schema.originals.c.sha256 == sha256)).first() is None:
                connection.execute(insert(schema.originals).values(sha256=sha256, size=size, received_at=now()))
                enter_row(connection, Kind.DOCUMENT, sha256)
            last = connection.execute(select(func.max(schema.jobs.c.sequence))).scalar() or 0
            connection.execute(insert(schema.jobs).values(sha256=sha256, sequence=last + 1, updated_at=now(), **values))

    def start(self, sha256: str) -> None:
        """Say that work on it begins; a process killed from here on leaves it to the next run, with its attempts."""
        with self.store.writing() as connection:
            connection.execute(_change(sha256, _BEGUN))

    def found_begun(self) -> None:
        """Have what a process that died had begun wait again; its attempts tell it from what was never begun."""
        with self.store.writing() as connection:
            connection.execute(_begun().values(state=JobState.PENDING.value))

    def put_back(self) -> None:
        """Have what is begun wait again as if it were not: the process could not go on, and says so."""
        with self.store.writing() as connection:
            connection.execute(_begun().values(state=JobState.PENDING.value, attempts=schema.jobs.c.attempts - 1))

    def fail(self, sha256: str, code: str, detail: str, *, quarantine: bool = False) -> None:
        """Record why nothing could be made of it."""
        state = JobState.QUARANTINED if quarantine else JobState.FAILED
        with self.store.writing() as connection:
            connection.execute(_change(sha256, {"state": state.value, "error_code": code, "error_detail": detail}))

    def finish(self, sha256: str, expression: str) -> None:
        """Record that it is indexed: everything that follows from it has been done.

        What was accepted again since work on it began stays open, for the next run to do what is said of it now.
        """
        done = {"state": JobState.INDEXED.value, "expression": expression, "error_code": None, "error_detail": None}
        begun = schema.jobs.c.state == JobState.RUNNING.value
        with self.store.writing() as connection:
            if not connection.execute(_change(sha256, done).where(begun)).rowcount:
                connection.execute(_change(sha256, {"attempts": 0}))

    def reopen(self, sha256: str, pipeline: str) -> bool:
        """Have a failed or quarantined original worked on once more, by the next run; whether it is one."""
        states = [JobState.FAILED.value, JobState.QUARANTINED.value]
        change = _change(sha256, {"pipeline": pipeline, "attempts": 0} | _OPEN).where(schema.jobs.c.state.in_(states))
        with self.store.writing() as connection:
            return bool(connection.execute(change).rowcount)

    def open_jobs(self) -> list[Job]:
        """Those not finished, in the order of acceptance: what a run begins with."""
        query = select(schema.jobs).where(schema.jobs.c.state.in_(_UNFINISHED)).order_by(schema.jobs.c.sequence)
        with self.store.reading() as connection:
            return [_job(row) for row in connection.execute(query)]

    def all(self) -> list[Job]:
        """Every job, in the order of acceptance."""
        with self.store.reading() as connection:
            return [_job(row) for row in connection.execute(select(schema.jobs).order_by(schema.jobs.c.sequence))]

    def counts(self) -> dict[str, int]:
        """How many jobs are in each state; every state is named."""
        query = select(schema.jobs.c.state, func.count()).group_by(schema.jobs.c.state)
        with self.store.reading() as connection:
            found = {row[0]: row[1] for row in connection.execute(query)}
        return {state.value: found.get(state.value, 0) for state in JobState}

    def waiting_since(self) -> str | None:
        """Since when the oldest file that is not finished is in its present state; None where all are."""
        table = schema.jobs.c
        with self.store.reading() as connection:
            return connection.execute(select(func.min(table.updated_at)).where(table.state.in_(_UNFINISHED))).scalar()

    def originals(self) -> dict[str, int]:
        """The size in bytes of every accepted original, by SHA-256."""
        with self.store.reading() as connection:
            rows = connection.execute(select(schema.originals.c.sha256, schema.originals.c.size))
            return {row.sha256: row.size for row in rows}

    def sources(self) -> dict[str, str]:
        """The name that every original with a job came under, by SHA-256."""
        with self.store.reading() as connection:
            return {
                row.sha256: row.source for row in connection.execute(select(schema.jobs.c.sha256, schema.jobs.c.source))
            }

    def in_no_state(self) -> list[str]:
        """Originals whose job is in a state that there is not: none, unless a row was changed by hand."""
        table = schema.jobs.c
        query = select(table.sha256).where(table.state.not_in([state.value for state in JobState]))
        with self.store.reading() as connection:
            return sorted(connection.execute(query).scalars())

    def give_again(self, sha256: str) -> None:
        """Give an accepted original that has no job one: finished where it is shown or kept aside, else to be read.

        Its name and manifest are lost with the job: it goes by its SHA-256 until it is given again.
        """
        table, shown = schema.jobs.c, schema.expressions.c
        known = select(shown.id).where(shown.sha256 == sha256, shown.state.in_(("visible", "alternate")))
        with self.store.writing() as connection:
            expression = connection.execute(known.order_by(shown.state.desc())).scalar()
            state = JobState.PENDING if expression is None else JobState.INDEXED
            sequence = (connection.execute(select(func.max(table.sequence))).scalar() or 0) + 1
            values: dict[str, Any] = {"source": sha256, "manifest": {}, "pipeline": "", "expression": expression}
            connection.execute(
                insert(schema.jobs).values(
                    sha256=sha256, sequence=sequence, state=state.value, attempts=0, updated_at=now(), **values
                )
            )
            enter(connection, Kind.DOCUMENT, "again", sha256, [sha256, {}])

    def problems(self) -> list[Job]:
        """Failed and quarantined jobs, newest first."""
        states = [JobState.FAILED.value, JobState.QUARANTINED.value]
        query = select(schema.jobs).where(schema.jobs.c.state.in_(states)).order_by(schema.jobs.c.sequence.desc())
        with self.store.reading() as connection:
            return [_job(row) for row in connection.execute(query)]


_UNFINISHED = (JobState.PENDING.value, JobState.RUNNING.value)
_BEGUN: dict[str, Any] = {"state": JobState.RUNNING.value, "attempts": schema.jobs.c.attempts + 1}
_OPEN: dict[str, Any] = {"state": JobState.PENDING.value, "error_code": None, "error_detail": None}


def _begun() -> Any:
    return update(schema.jobs).where(schema.jobs.c.state == JobState.RUNNING.value)


def _change(sha256: str, values: Mapping[str, Any]) -> Any:
    return update(schema.jobs).where(schema.jobs.c.sha256 == sha256).values(updated_at=now(), **values)


def _job(row: Row[Any]) -> Job:
    return Job(
        sha256=row.sha256,
        source=row.source,
        manifest=row.manifest,
        pipeline=row.pipeline,
        state=JobState(row.state),
        attempts=row.attempts,
        error_code=row.error_code,
        error_detail=row.error_detail,
        expression=row.expression,
    )


def issue_rows(expression: str, issues: tuple[Issue, ...]) -> list[dict[str, Any]]:
    """Rows of the issues table."""
    return [{"expression": expression, "page": i.page, "code": i.code, "message": i.message} for i in issues]
