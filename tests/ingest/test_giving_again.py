"""Files that are given again, twice, otherwise or beside others: nothing that was said is lost, nothing is silent."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from corpus.errors import PortalError
from corpus.originals import Originals
from corpus.settings import Settings
from corpus.store import open_store
from corpus.store.works import Expression
from ingest.pipeline import ingest
from ingest.verify import Corpus, verify
from search.index import open_index

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
    assert (report.indexed, report.alternate, report.superseded) == (1, 1, ())
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
    with pytest.raises(PortalError, match="vkp reindex") as refused:
        ingest([folder], settings)
    assert refused.value.code == "index_unavailable"
    assert not settings.index.exists()


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
    assert store.evidence.reviews() == []


def test_a_job_left_over_is_worked_on_once_when_its_file_comes_with_a_row(settings: Settings, folder: Path) -> None:
    (folder / "a.txt").write_text(NOTE)
    content = NOTE.encode()
    store = open_store(settings, create=True)
    original = Originals(settings.originals).put(folder / "a.txt")
    store.jobs.accept(original.sha256, len(content), "a.txt", {}, "1")
    store.close()
    report = ingest([manifest(folder, "a.txt,DP/2099/8,,,,,,,")], settings)
    assert (report.accepted, report.indexed) == (1, 1)
    assert [e.work for e in shown(settings)] == ["DP/2099/8"]
