"""Files that are given again, twice, otherwise or beside others: nothing that was said is lost, nothing is silent."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from corpus.errors import PortalError
from corpus.originals import OriginalsFolder
from corpus.settings import Settings
from corpus.store import open_store
from corpus.store.works import Expression
from ingest.pipeline import ingest
from ingest.verify import Corpus, verify
from search.index import open_index
from search.searcher import Searcher

NOTE = """Notes on samples

1. Volunteers of the sample country planted trees along the river, and told the office of it.

2. The office of the sample country keeps a list of the trees that were planted.
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", lock_seconds=0.2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "given").mkdir()
    return tmp_path / "given"


def manifest(folder: Path, *rows: str, header: str = "path,symbol,type,country,year,title,date,url,sha256") -> Path:
    (folder / "manifest.csv").write_text("\n".join((header, *rows)) + "\n")
    return folder


def shown(settings: Settings) -> list[Expression]:
    store = open_store(settings)
    try:
        return store.works.expressions()
    finally:
        store.close()


def all_is_well(settings: Settings) -> bool:
    store = open_store(settings)
    try:
        with open_index(settings) as index:
            return bool(verify(Corpus(settings, store, index, deep=True))["ok"])
    finally:
        store.close()


def indexed(settings: Settings) -> list[tuple[object, ...]]:
    """Work, type, country and year of every passage as the index has them."""
    with open_index(settings) as index:
        metas = [point.meta for point in index.points()]
    return sorted({(m["work"], m["type"], m.get("country"), m.get("year")) for m in metas}, key=str)


def test_a_file_given_again_without_its_manifest_keeps_what_the_manifest_said(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    ingest([manifest(folder, "a.txt,DP/2099/3,,,,A title,,,")], settings)
    report = ingest([folder / "a.txt"], settings)
    assert (report.unchanged, report.indexed) == (1, 0)
    assert [(e.work, e.title) for e in shown(settings)] == [("DP/2099/3", "A title")]


def test_a_manifest_that_comes_later_corrects_what_was_read(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    ingest([folder], settings)
    report = ingest([manifest(folder, "a.txt,DP/2099/3,,,,,,,")], settings)
    assert (report.indexed, report.superseded) == (1, ())
    assert [e.work for e in shown(settings)] == ["DP/2099/3"]
    assert all_is_well(settings)


def test_date_and_address_of_the_manifest_are_kept(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    ingest([manifest(folder, "a.txt,DP/2099/3,,,,,2099-07-01,https://example.org/a,")], settings)
    assert [(e.date, e.url) for e in shown(settings)] == [("2099-07-01", "https://example.org/a")]


def test_a_file_that_is_not_the_one_its_manifest_names_is_refused(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    report = ingest([manifest(folder, f"a.txt,DP/2099/3,,,,,,,{'0' * 64}")], settings)
    assert [failure.code for failure in report.failed] == ["checksum_mismatch"]
    assert (report.accepted, shown(settings)) == (0, [])
    right = hashlib.sha256(NOTE.encode()).hexdigest()
    assert ingest([manifest(folder, f"a.txt,DP/2099/3,,,,,,,{right}")], settings).indexed == 1


def test_one_content_with_two_rows_that_differ_is_told_of(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    (folder / "b.txt").write_text(NOTE)
    report = ingest([manifest(folder, "a.txt,DP/2099/3,,,,,,,", "b.txt,DP/2099/4,,,,,,,")], settings)
    assert [(failure.code, Path(failure.path).name) for failure in report.failed] == [("duplicate_work", "b.txt")]
    assert [e.work for e in shown(settings)] == ["DP/2099/3"]


def test_the_row_of_a_copy_counts_for_its_content(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    (folder / "b.txt").write_text(NOTE)
    report = ingest([manifest(folder, "b.txt,DP/2099/4,,,,,,,")], settings)
    assert (report.accepted, report.indexed, report.unchanged, report.failed) == (2, 1, 1, ())
    assert [e.work for e in shown(settings)] == ["DP/2099/4"]


def test_a_document_that_gives_way_to_another_file_is_told_of(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text("DP/2099/5\n\n" + NOTE)
    (folder / "b.txt").write_text("DP/2099/5\n\n" + NOTE.replace("planted trees", "planted mangroves"))
    report = ingest([folder], settings)
    (told,) = report.superseded
    assert (told.work, told.language) == ("DP/2099/5", "en")
    assert (Path(told.path).name, Path(told.by).name) == ("a.txt", "b.txt")
    assert report.as_json()["superseded"][0]["work"] == "DP/2099/5"
    assert all_is_well(settings)


def test_an_original_read_otherwise_is_shown_once_even_when_it_is_kept_aside(
    settings: Settings, folder: Path, samples: Path
) -> None:
    (folder / "a.txt").write_text(NOTE)
    ingest([folder / "a.txt", samples / "sample-a-res-99-901.en.pdf"], settings)
    report = ingest([manifest(folder, "a.txt,A/RES/99/901,,,,,,,")], settings)
    assert (report.indexed, len(report.aside), report.superseded) == (1, 1, ())
    works = [(e.work, e.media_type) for e in shown(settings)]
    assert works == [("A/RES/99/901", "application/pdf")]
    assert all_is_well(settings)


def test_a_failed_file_is_read_again_when_a_person_says_so(settings: Settings, folder: Path, samples: Path) -> None:
    shutil.copy(samples / "sample-dp-2099-11.zh.pdf", folder / "long.pdf")
    few = settings.model_copy(update={"max_pages": 2})
    first = ingest([folder], few)
    assert [failure.code for failure in first.failed] == ["too_many_pages"]
    assert "VKP_MAX_PAGES" in str(first.failed[0].error)
    assert "--retry" in str(first.failed[0].error)
    assert ingest([folder], settings).failed == first.failed, "the same bytes are not read again by themselves"
    again = ingest([folder], settings, retry=True)
    assert (again.indexed, again.failed) == (1, ())
    assert all_is_well(settings)


def test_an_index_that_was_lost_is_not_begun_anew_in_silence(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    ingest([folder], settings)
    shutil.rmtree(settings.index)
    (folder / "b.txt").write_text(NOTE.replace("trees", "hedges"))
    report = ingest([folder], settings)
    assert report.mended is not None
    assert (report.mended.rebuilt, report.mended.added > 0) == (True, True)
    assert all_is_well(settings)


def test_an_index_that_was_written_over_is_mended_by_the_next_run(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    ingest([folder], settings)
    with next(settings.index.glob("segments/*/payload_storage/page_0.dat")).open("r+b") as file:
        file.write(b"rubbish" * 100)
    report = ingest([folder], settings)
    assert report.mended is not None
    assert (report.mended.rebuilt, all_is_well(settings)) == (True, True)
    assert ingest([folder], settings).mended is None


def test_what_one_language_tells_of_a_work_holds_for_the_others(settings: Settings, folder: Path) -> None:
    (folder / "a.en.txt").write_text(NOTE)
    (folder / "b.fr.txt").write_text("Notes\n\n1. Les volontaires du pays ont planté des arbres au bord du fleuve.\n")
    header = "path,symbol,language,country,year,type"
    ingest([manifest(folder, "a.en.txt,DP/2099/6,en,,,", "b.fr.txt,DP/2099/6,fr,KEN,2020,", header=header)], settings)
    assert {(e.language, e.country, e.year, e.type) for e in shown(settings)} == {
        ("en", "KEN", 2020, "report"),
        ("fr", "KEN", 2020, "report"),
    }
    assert indexed(settings) == [("DP/2099/6", "report", "KEN", 2020)]
    (folder / "c.es.txt").write_text("Notas\n\n1. Los voluntarios del país plantaron árboles junto al río grande.\n")
    ingest([manifest(folder, "c.es.txt,DP/2099/6,es,,,", header=header)], settings)
    assert indexed(settings) == [("DP/2099/6", "report", "KEN", 2020)], "what is unknown takes nothing away"


def test_a_work_is_one_however_its_symbol_is_written(settings: Settings, folder: Path) -> None:
    (folder / "target.txt").write_text(NOTE)
    (folder / "citing.txt").write_text(
        "DP/2099/7\n\nA sample report\n\n1. The Board recalls paragraph 2 of Security Council resolution 1325 (2000).\n"
        "\n2. It also recalls S/RES/1325.\n"
    )
    ingest([manifest(folder, "target.txt,S/RES/1325,,,,,,,")], settings)
    store = open_store(settings)
    out = [(s.link.status.value, s.link.work) for s in store.links.out_of("DP/2099/7")]
    assert out == [("matched", "S/RES/1325"), ("matched", "S/RES/1325")]
    assert len(store.links.into("S/RES/1325(2000)")) == 2
    assert [e.work for e in store.works.expressions("S/RES/1325(2000)")] == ["S/RES/1325"]


def test_a_review_without_country_is_never_counted_and_says_why(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    ingest([manifest(folder, "a.txt,A/99/1,vnr,,,,,,")], settings)
    store = open_store(settings)
    (expression,) = store.works.expressions()
    assert (expression.work, expression.type) == ("A/99/1", "other")
    assert "vnr_unidentified" in {issue["code"] for issue in store.works.issues(expression.id)}
    assert store.counts.reviews() == []


def test_a_job_left_over_is_worked_on_once_when_its_file_comes_with_a_row(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    content = NOTE.encode()
    store = open_store(settings, create=True)
    original = OriginalsFolder(settings.originals_folder).put(folder / "a.txt")
    store.jobs.accept(original.sha256, len(content), "a.txt", {}, "1")
    store.close()
    report = ingest([manifest(folder, "a.txt,DP/2099/8,,,,,,,")], settings)
    assert (report.accepted, report.indexed) == (1, 1)
    assert [e.work for e in shown(settings)] == ["DP/2099/8"]


def test_a_copy_of_a_bad_file_is_told_of_too(settings: Settings, folder: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (folder / name).write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    first, second = ingest([folder], settings), ingest([folder], settings)
    for report in (first, second):
        assert [Path(failure.path).name for failure in report.failed] == ["a.pdf", "b.pdf"]
        assert (report.accepted, report.unchanged) == (2, 0)


def test_files_of_other_kinds_are_told_of_and_hidden_ones_are_left_alone(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    (folder / "report.doc").write_bytes(b"an old kind of file")
    (folder / ".git").mkdir()
    (folder / ".git" / "manifest.csv").write_text("no manifest of ours")
    report = ingest([folder], settings)
    assert (report.indexed, [Path(path).name for path in report.ignored]) == (1, ["report.doc"])


def test_a_store_that_is_busy_fails_no_file(settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a.txt").write_text(NOTE)

    def busy(*_: object) -> None:
        raise PortalError("data_busy", "database is locked")

    with monkeypatch.context() as patch:
        patch.setattr("corpus.store.jobs.JobTable.start", busy)
        with pytest.raises(PortalError, match="in use"):
            ingest([folder], settings)
    assert ingest([folder], settings).indexed == 1


def test_a_document_that_is_read_again_stays_whole_until_the_new_version_is_shown(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = "".join(f"{n}. Paragraph {n} of the sample speaks of volunteers by the river.\n\n" for n in range(1, 21))
    (folder / "a.txt").write_text(f"DP/2099/9\n\nThe old title\n\n{old}")
    ingest([folder], settings)
    whole = len(hits(settings, "volunteers by the river"))
    new = old.replace("Paragraph 1", "Section 1")
    (folder / "a.txt").write_text(f"DP/2099/9\n\nThe new title\n\n{new}")

    def dying(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for step in ("StagingTable.publish", "StagingTable.sweep"):
        with monkeypatch.context() as patch:
            patch.setattr(f"corpus.store.staging.{step}", dying)
            with pytest.raises(KeyboardInterrupt):
                ingest([folder], settings)
        found = hits(settings, "volunteers by the river")
        assert len(found) == whole
        assert len({title for title, _ in found}) == 1
        assert all_is_well(settings)
    assert {title for title, _ in found} == {"The new title"}
    ingest([folder], settings)
    assert len(hits(settings, "volunteers by the river")) == whole
    assert [e.state for e in expressions(settings, "retired")] == []


def hits(settings: Settings, query: str) -> list[tuple[str, str]]:
    store = open_store(settings)
    try:
        with open_index(settings) as index:
            found = Searcher(index, store).search(query, k=50)
        return [(hit.title, hit.passage_id) for hit in found.hits]
    finally:
        store.close()


def expressions(settings: Settings, state: str) -> list[Expression]:
    store = open_store(settings)
    try:
        return store.works.expressions(state=state)
    finally:
        store.close()


def works(settings: Settings) -> list[tuple[str, str]]:
    return sorted((e.work, e.language) for e in shown(settings))


def test_what_stood_behind_another_file_is_shown_when_that_leaves(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    (folder / "b.txt").write_text(NOTE.replace("trees", "hedges"))
    right = ("a.txt,VNR/KEN/2020,,,,,,,", "b.txt,VNR/UGA/2020,,,,,,,")
    ingest([manifest(folder, *right)], settings)
    wrong = (right[0], "b.txt,VNR/KEN/2020,,,,,,,")
    told = ingest([manifest(folder, *wrong)], settings)
    assert [replacement.work for replacement in told.superseded] == ["VNR/KEN/2020"]
    assert works(settings) == [("VNR/KEN/2020", "en")]
    ingest([manifest(folder, *right)], settings)
    assert works(settings) == [("VNR/KEN/2020", "en"), ("VNR/UGA/2020", "en")]
    assert all_is_well(settings)


def test_what_was_kept_aside_is_shown_when_the_better_file_leaves(settings: Settings, folder: Path) -> None:
    body = "".join(f"<p>{line}</p>" for line in NOTE.splitlines() if line)
    (folder / "a.html").write_text(f"<html><body><p>DP/2099/12</p>{body}</body></html>")
    (folder / "b.txt").write_text("DP/2099/12\n\n" + NOTE)
    assert [Path(path).name for path in ingest([folder], settings).aside] == ["b.txt"]
    ingest([manifest(folder, "a.html,DP/2099/13,yes", header="path,symbol,corrects")], settings)
    assert works(settings) == [("DP/2099/12", "en"), ("DP/2099/13", "en")]
    assert all_is_well(settings)


@pytest.mark.parametrize("killed_at", ["ingest.publishing.relink", "corpus.store.jobs.JobTable.finish"])
def test_links_are_right_after_a_run_that_died_between_showing_and_linking(
    killed_at: str, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "target.txt").write_text(NOTE)
    (folder / "citing.txt").write_text("DP/2099/14\n\nA report\n\n1. It recalls resolution 99/960, paragraph 2.\n")
    ingest([manifest(folder, "target.txt,A/RES/99/960,,,,,,,")], settings)
    assert links(settings) == [("matched", True)]

    def dying(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(killed_at, dying)
        with pytest.raises(KeyboardInterrupt):
            ingest([manifest(folder, "target.txt,A/RES/99/961,,,,,,,")], settings)
    assert all_is_well(settings)
    report = ingest([folder], settings)
    assert report.accepted == report.indexed + report.unchanged == 2
    assert links(settings) == [("outside", False)]
    assert all_is_well(settings)


def links(settings: Settings) -> list[tuple[str, bool]]:
    store = open_store(settings)
    try:
        return [(s.link.status.value, s.link.passage is not None) for s in store.links.out_of("DP/2099/14")]
    finally:
        store.close()


def test_two_writings_of_one_symbol_in_one_run_are_one_work(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    (folder / "b.txt").write_text(NOTE.replace("trees", "hedges"))
    report = ingest([manifest(folder, "a.txt,S/RES/1325,,,,,,,", "b.txt,S/RES/1325(2000),,,,,,,")], settings)
    assert [replacement.work for replacement in report.superseded] == ["S/RES/1325"]
    assert works(settings) == [("S/RES/1325", "en")]
    assert all_is_well(settings)


def test_a_row_with_nothing_in_it_takes_back_what_a_manifest_said(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    ingest([manifest(folder, "a.txt,DP/2099/15,,,,,,,")], settings)
    ingest([manifest(folder, "a.txt,,,,,,,,")], settings)
    assert [work.partition("/")[0] for work, _ in works(settings)] == ["FILE"]


def test_facts_of_a_work_leave_with_the_expression_that_told_them(settings: Settings, folder: Path) -> None:
    (folder / "a.en.txt").write_text(NOTE)
    (folder / "b.fr.txt").write_text("Notes\n\n1. Les volontaires du pays ont planté des arbres au bord du fleuve.\n")
    header = "path,symbol,language,country,year"
    rows = ("a.en.txt,DP/2099/16,en,KEN,2020", "b.fr.txt,DP/2099/16,fr,,")
    ingest([manifest(folder, *rows, header=header)], settings)
    assert indexed(settings) == [("DP/2099/16", "report", "KEN", 2020)]
    ingest([manifest(folder, "a.en.txt,DP/2099/17,en,KEN,2020", rows[1], header=header)], settings)
    assert indexed(settings) == [("DP/2099/16", "report", None, None), ("DP/2099/17", "report", "KEN", 2020)]
    assert all_is_well(settings)


def test_a_file_name_that_is_no_text_stops_nothing(settings: Settings, folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff.txt")).write_text(NOTE)
    (folder / "a.txt").write_text(NOTE.replace("trees", "hedges"))
    assert ingest([folder], settings).indexed == 2
    assert ingest([folder], settings).unchanged == 2


def test_an_original_that_is_gone_is_put_back_by_giving_the_file(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    ingest([folder], settings)
    shutil.rmtree(settings.originals_folder)
    assert ingest([folder], settings).indexed == 1
    assert all_is_well(settings)


def test_an_empty_database_beside_originals_is_no_new_beginning(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    ingest([folder], settings)
    for path in settings.data.glob("portal.db*"):
        path.unlink()
    (settings.data / "portal.db").touch()
    with pytest.raises(PortalError, match="Restore it from a backup"):
        ingest([folder], settings)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a.txt,,vnr,ZZZ,2020,,,,", "'ZZZ' is not a country"),
        ("/etc/hostname,,,,,,,,", "outside of"),
        ("../other.txt,,,,,,,,", "missing or no file"),
        (f"{'x' * 5000}.txt,,,,,,,,", "no file"),
        ("a.txt,DP/2099/1,,,,,,,\n./a.txt,DP/2099/2,,,,,,,", "twice"),
    ],
)
def test_a_manifest_that_cannot_be_meant_is_refused(settings: Settings, folder: Path, row: str, said: str) -> None:
    (folder / "a.txt").write_text(NOTE)
    with pytest.raises(PortalError, match=said) as refused:
        ingest([manifest(folder, row)], settings)
    assert refused.value.code == "bad_manifest"


def test_a_manifest_that_is_no_file_is_left_alone(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    os.mkfifo(folder / "manifest.csv")
    assert ingest([folder], settings).indexed == 1
    with pytest.raises(PortalError, match="is no file"):
        ingest([folder], settings, manifest=folder / "manifest.csv")


def test_a_disk_that_is_nearly_full_is_told_before_anything_is_written(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.txt").write_text(NOTE)
    with monkeypatch.context() as patch:
        patch.setattr("corpus.writer.SPACE", 1 << 60)
        with pytest.raises(PortalError, match="disk is full"):
            ingest([folder], settings)
    assert ingest([folder], settings).indexed == 1
