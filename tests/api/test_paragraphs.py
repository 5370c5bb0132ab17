"""Paragraphs in the reader: where words are found, how one is cited, what stands on which page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import bibtexparser.entrypoint
import pytest
import rispy
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as some

from api.paragraph_citation import bibtex, ris, un_style
from api.web.reader import printed
from api.web.reader.contents import LISTED, contents_of
from api.web.reader.finding import find_words, places, wanted
from api.web.reader.reader import Asked, reading
from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.store.works import StoredPassage


@pytest.fixture(scope="module")
def store(ingested: tuple[Settings, object]) -> Store:
    return open_store(ingested[0])


def passage_of(store: Store, work: str, language: str, path: str) -> StoredPassage:
    found = store.works.passage(store.works.passage_at(work, [path], language) or "")
    assert found
    return found


def found_in(text: str, words: str) -> list[str]:
    pattern = wanted(words)
    assert pattern
    return [text[start:end] for start, end in places(text, pattern)]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Le Bénévolat, le bénévolat", "benevolat", ["Bénévolat", "bénévolat"]),  # case and accents
        ("national\n plans", "National plans", ["national\n plans"]),  # a line may end between words
        ("志愿\n服务和志願服務", "志愿服务", ["志愿\n服务", "志願服務"]),  # or in a Chinese word; both scripts
        ("مُتَطَوِّعون", "متطوعون", ["مُتَطَوِّعون"]),  # marks of Arabic vowels
        ("volun\u00adteers", "volunteers", ["volun\u00adteers"]),  # a soft hyphen nobody sees
        ("Straße, STRASSE", "strasse", ["Straße", "STRASSE"]),  # a letter that folds to two
        ("a.b, axb", "a.b", ["a.b"]),  # what is typed is no pattern
        ("e\u0301te\u0301", "été", ["e\u0301te\u0301"]),  # accents as letters of their own
    ],
)
def test_words_are_found_however_they_are_written(text: str, words: str, found: list[str]) -> None:
    assert found_in(text, words) == found


@given(some.text(max_size=60), some.integers(0, 50), some.integers(1, 10))
def test_every_stretch_of_a_text_is_found_in_it_within_bounds(text: str, start: int, length: int) -> None:
    pattern = wanted(text[start : start + length])
    for first, last in [] if pattern is None else places(text, pattern):
        assert 0 <= first < last <= len(text)


def test_hits_are_counted_over_the_document_and_the_nearest_is_chosen(store: Store) -> None:
    expression = store.works.expressions("DP/2099/11")[0]
    passages = store.works.passages(expression.id)
    hits = find_words(passages, "志愿者", 10_000)
    assert hits.total == hits.chosen == sum(p.text.count("志愿者") for p in passages if p.kind != "contents")
    numbers = [number for passage in passages for *_, number in hits.of(passage.id)]
    assert numbers == list(range(1, hits.total + 1))
    assert [p.id for p in passages if any(n == hits.total for *_, n in hits.of(p.id))] == [hits.passage]
    nothing = find_words(passages, "火星", 3)
    assert (nothing.total, nothing.chosen, nothing.passage) == (0, 0, None)


@pytest.mark.parametrize(
    ("work", "language", "path", "ui", "said"),
    [
        ("A/RES/99/901", "en", "p3", "en", "A/RES/99/901, para. 3"),
        ("A/RES/99/901", "en", "p10/(b)", "en", "A/RES/99/901, para. 10(b)"),
        ("A/RES/99/901", "zh", "p3", "zh", "A/RES/99/901，第3段"),
        ("DP/2099/11", "zh", "b7", "en", "DP/2099/11, p. 1"),  # no printed number: the page
        ("VNR/XAA/2024", "en", "p1", "en", "Voluntary National Review 2024 – Sample Country A, para. 1"),
    ],
)
def test_a_paragraph_is_cited_as_the_united_nations_do(
    store: Store, work: str, language: str, path: str, ui: str, said: str
) -> None:
    assert un_style(passage_of(store, work, language, path), ui) == said


def test_reference_managers_read_the_paragraph_and_its_page(store: Store) -> None:
    passage = passage_of(store, "DP/2099/11", "zh", "p13")
    entry = bibtexparser.entrypoint.parse_string(bibtex(passage)).entries[0]
    assert entry.key == "DP-2099-11-zh-p13"
    assert (entry.fields_dict["pages"].value, entry.fields_dict["note"].value) == ("4", "para. 13")
    read = rispy.loads(ris(passage))[0]
    assert (read["id"], read["start_page"], read["notes"]) == ("DP/2099/11", "4", ["para. 13"])


def test_pages_hold_each_passage_once_and_unread_pages_stand_among_them(store: Store) -> None:
    for work in ("DP/2099/11", "VNR/XAG/2024"):
        shown = reading(store, work, Asked(pictures=True))
        sheets = shown["sheets"]
        held = [block.passage.id for sheet in sheets for _, blocks in sheet.groups for block in blocks]
        assert held == [block.passage.id for _, blocks in shown["groups"] for block in blocks]
        assert [sheet.page for sheet in sheets if sheet.unread] == shown["unread_pages"]
        assert [sheet.page for sheet in sheets] == sorted(sheet.page for sheet in sheets)


def test_long_contents_keep_the_headings_of_the_part_shown() -> None:
    headings = [_heading(n, level=1 + n % 3) for n in range(LISTED * 2)]
    deep = {heading.id for heading in headings if heading.level == 3 and int(heading.id) < 30}
    listed = contents_of(headings, deep)
    assert len(listed) <= LISTED
    assert deep <= {heading.id for heading in listed}
    assert {heading.level for heading in listed if heading.id not in deep} == {1}


def _heading(number: int, level: int) -> StoredPassage:
    blank = dict.fromkeys(StoredPassage.__dataclass_fields__)
    empty: StoredPassage = cast(Any, StoredPassage)(**blank)
    return replace(empty, id=str(number), kind="heading", level=level)


@pytest.mark.parametrize("path", ["menu", "about", "citation.bib"])
def test_a_paragraph_that_is_not_there_is_an_error_with_its_cause(client: TestClient, path: str) -> None:
    answer = client.get(f"/passages/00000000-0000-0000-0000-000000000000/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_passage")


def test_a_file_that_is_one_long_page_is_shown_in_part_and_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printed, "PAGE_BYTES", 1500)
    whole = printed.printed_page(store, "DP/2098/25", "zh", 3, None)
    assert whole["left_out"] > 0
    last = [p for p in store.works.passages(whole["expression"].id) if p.page_first <= 3 <= p.page_last][-1]
    around = printed.printed_page(store, "DP/2098/25", "zh", 3, last.id)
    assert around["chosen"] == around["passages"][-1] == last
    assert around["left_out"] + len(around["passages"]) == whole["left_out"] + len(whole["passages"])
