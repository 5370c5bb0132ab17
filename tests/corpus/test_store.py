from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import func, select, text

import corpus.store
from corpus.citations import Link, LinkStatus, Mention, MentionKind, Pinpoint
from corpus.documents import Page, PageState, ParsedDocument, Passage, PassageKind, Recognition, WorkType, passage_id
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import Store, open_store, schema
from corpus.store.graph import Cited
from corpus.store.jobs import JobState
from corpus.store.schema import HEAD, metadata
from corpus.store.staging import Derived


@pytest.fixture
def store(database: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(Settings(data=tmp_path / "data"), create=True)
    yield opened
    opened.close()


def derived(work: str = "DP/2099/1", text: str = "第一段。", sha256: str = "a" * 64, revision: str = "1") -> Derived:
    passage = Passage("p1", PassageKind.PARAGRAPH, text, 1, 1, number="1")
    parsed = ParsedDocument("application/pdf", (Page(1, PageState.TEXT),), (passage,), language="zh", engine="pdfium")
    recognition = Recognition(work, WorkType.REPORT, "zh", "示例")
    return Derived(sha256, parsed, recognition, (passage_id(work, "zh", "p1", text),), revision)


def accepted(store: Store, d: Derived) -> Derived:
    store.jobs.accept(d.sha256, 10, "file.pdf", {}, "1")
    store.staging.stage(d)
    return d


@pytest.mark.filterwarnings("ignore:.*expression-based index")  # which SQLite does not tell of
def test_the_migrations_make_exactly_the_tables_of_the_schema(store: Store) -> None:
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_opening_what_is_not_there_says_to_ingest_first(tmp_path: Path) -> None:
    with pytest.raises(PortalError, match="Run 'vkp ingest' first"):
        open_store(Settings(data=tmp_path / "nothing"))
    assert not (tmp_path / "nothing").exists()


def test_a_newer_schema_is_refused_and_left_alone(store: Store, tmp_path: Path) -> None:
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(PortalError, match="newer version"):
        open_store(Settings(data=tmp_path / "data"))


def test_a_file_that_is_no_database_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "portal.db").write_text("not a database, " * 100)
    with pytest.raises(PortalError, match="data folder cannot be used"):
        open_store(Settings(data=tmp_path))


def test_a_staged_document_is_shown_to_nobody_until_it_is_published(store: Store) -> None:
    d = accepted(store, derived())
    assert store.works.totals()["passages"] == 0
    assert store.works.passage(d.ids[0]) is None
    store.staging.publish(d)
    found = store.works.passage(d.ids[0])
    assert found is not None
    assert (found.text, found.number, found.expression.work) == ("第一段。", "1", "DP/2099/1")
    assert store.jobs.counts()["indexed"] == 0, "its links have still to be decided"
    store.jobs.start(d.sha256)
    store.jobs.finish(d.sha256, d.expression)
    assert store.jobs.counts()["indexed"] == 1


def test_a_new_original_takes_the_place_of_the_old_at_once(store: Store) -> None:
    old = accepted(store, derived())
    store.staging.publish(old)
    new = accepted(store, derived(text="第一段，修订。", sha256="b" * 64))
    assert store.works.passage(old.ids[0]) is not None
    both = {old.expression, new.expression}
    assert store.works.visible_among(both) == {old.expression}
    store.staging.publish(new, [old.expression])
    assert store.works.visible_among(both) == {new.expression}, "what was kept of before is of another version"
    assert store.works.passage(old.ids[0]) is None
    assert [e.sha256 for e in store.works.expressions("DP/2099/1")] == ["b" * 64]
    assert [e.sha256 for e in store.works.expressions("DP/2099/1", state="retired")] == ["a" * 64]
    assert len(store.works.passages(old.expression)) == 1, "they have still to leave the index"
    store.staging.sweep(old.expression)
    assert store.works.passages(old.expression) == []
    assert [e.sha256 for e in store.works.expressions("DP/2099/1", state="superseded")] == ["a" * 64]


def test_staging_again_replaces_what_an_unfinished_run_left(store: Store) -> None:
    d = accepted(store, derived())
    store.staging.stage(d)
    store.staging.publish(d)
    assert len(store.works.passages(d.expression)) == 1


def test_every_job_state_is_counted(store: Store) -> None:
    store.jobs.accept("c" * 64, 1, "x.pdf", {}, "1")
    store.jobs.start("c" * 64)
    assert store.jobs.counts() == {"pending": 0, "running": 1, "indexed": 0, "failed": 0, "quarantined": 0}
    assert [job.sha256 for job in store.jobs.open_jobs()] == ["c" * 64]
    store.jobs.fail("c" * 64, "damaged", "cut", quarantine=True)
    job = store.jobs.get("c" * 64)
    assert job is not None
    assert (job.state, job.error_code, job.attempts) == (JobState.QUARANTINED, "damaged", 1)
    assert store.jobs.open_jobs() == []


def test_a_link_keeps_its_pinpoint_and_is_found_from_both_ends(store: Store) -> None:
    mention = Mention(0, 3, "第一段", MentionKind.RESOLUTION, "A/RES/99/901", Pinpoint("paragraph", ("4",)))
    base = derived()
    d = replace(base, links=((base.ids[0], Link(mention, LinkStatus.OUTSIDE, "A/RES/99/901")),))
    accepted(store, d)
    store.staging.publish(d)
    assert store.links.out_of("DP/2099/1")[0].link.mention == mention
    assert [link.work for link in store.links.into("A/RES/99/901")] == ["DP/2099/1"]
    assert store.graph.missing() == [Cited("A/RES/99/901", 1, 1, False)]
    assert store.links.arrived() == []


def test_passage_at_prefers_the_readers_language(store: Store) -> None:
    d = accepted(store, derived())
    store.staging.publish(d)
    assert store.works.passage_at("DP/2099/1", ["p1/(a)", "p1"], "en") == d.ids[0]
    assert store.works.passage_at("DP/2099/1", ["p2"], "zh") is None


@pytest.mark.filterwarnings("ignore:.*expression-based index")  # which SQLite does not tell of
def test_a_data_folder_of_the_first_schema_is_brought_forward_with_its_rows(store: Store, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    mention = Mention(0, 3, "第一段", MentionKind.RESOLUTION, "S/RES/1325(2000)")
    base = derived()
    d = accepted(store, replace(base, links=((base.ids[0], Link(mention, LinkStatus.OUTSIDE, mention.target)),)))
    store.staging.publish(d)
    store.jobs.accept("c" * 64, 1, "x.pdf", {}, "1")
    store.jobs.fail("c" * 64, "damaged", "cut")
    _migrate_to(store, "0001")
    store.close()
    again = open_store(settings)
    with again.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert [e.work for e in again.works.expressions("DP/2099/1")] == ["DP/2099/1"]
    assert [link.link.work for link in again.links.into("S/RES/1325")] == ["S/RES/1325(2000)"]
    assert [job.error_code for job in again.jobs.problems()] == ["damaged"]
    assert again.audit.checked().faults == ()
    again.close()


@pytest.mark.filterwarnings("ignore:.*expression-based index")  # which SQLite does not tell of
def test_every_revision_goes_back_and_forth_and_keeps_the_rows_it_has_a_place_for(store: Store, tmp_path: Path) -> None:
    d = accepted(store, derived())
    store.staging.publish(d)
    for revision in [f"{number:04}" for number in range(int(HEAD) - 1, 0, -1)]:
        _migrate_to(store, revision)
        with store.reading() as connection:
            rows = connection.execute(text("SELECT text FROM passages")).scalars().all()
            assert (connection.execute(text("SELECT version_num FROM alembic_version")).scalar(), rows) == (
                revision,
                ["第一段。"],
            )
        open_store(Settings(data=tmp_path / "data")).close()
        with store.reading() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert [e.work for e in store.works.expressions()] == ["DP/2099/1"]


def _migrate_to(store: Store, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(corpus.store.__file__).parent / "migrations"))
    with store.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def test_a_process_that_dies_while_the_schema_is_made_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    real = Operations.create_table

    def dying(self: Operations, name: str, *args: object, **options: object) -> object:
        if len(made) == 3:
            raise KeyboardInterrupt
        made.append(name)
        return real(self, name, *args, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Operations, "create_table", dying)
        with pytest.raises(KeyboardInterrupt):
            open_store(Settings(data=tmp_path), create=True)
    store = open_store(Settings(data=tmp_path), create=True)
    assert store.works.totals()["works"] == 0


def test_what_is_read_in_one_go_is_of_one_moment(store: Store, tmp_path: Path) -> None:
    reader, writer = store, open_store(Settings(data=tmp_path / "data"))
    with reader.reading() as connection:
        before = connection.execute(select(func.count()).select_from(schema.jobs)).scalar()
        writer.jobs.accept("c" * 64, 1, "x.pdf", {}, "1")
        after = connection.execute(select(func.count()).select_from(schema.jobs)).scalar()
    assert (before, after) == (0, 0)
    assert reader.jobs.counts()["pending"] == 1
    writer.close()
