"""What the commands and the reader say in words: figures with their meaning, links and contents as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from api.counting import count_document
from api.fetching import fetched_text
from api.link_output import link_line
from api.linking import link_document, links_document
from api.output import count_text, figures_line, works_text
from api.verify_output import CHECKS, verify_text
from api.views import works_document
from api.web.reader.reading import Block, blocks, entry
from api.web.reader.reading import Surroundings as Around
from api.web.reader.underlining import underlined
from api.web.rendering import read_texts
from corpus.citations import Link, LinkStatus
from corpus.indicators import indicators
from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.store.links import StoredLink
from corpus.store.works import StoredPassage
from ingest.citations.find import find_mentions
from ingest.report import IngestReport
from ingest.verify import CHECKS as VERIFIED
from search.index import open_index
from search.searcher import Searcher
from tests.api.test_contract import run

Ingested = tuple[Settings, object]


@pytest.fixture(scope="module")
def store(ingested: Ingested) -> Store:
    return open_store(ingested[0])


def linked(text: str, language: str) -> list[StoredLink]:
    """The mentions of a text as links, all of them matched."""
    return [
        StoredLink(
            id=number,
            link=Link(mention, LinkStatus.MATCHED, mention.target, None),
            work="DP/2099/11",
            language=language,
            expression="id",
            passage="id",
            number="3",
            path="p3",
            page=3,
            text=text,
        )
        for number, mention in enumerate(find_mentions(text, language))
    ]


def check(code: str, found: Mapping[str, int], expected: Mapping[str, int], ok: bool = True) -> dict[str, Any]:
    examples = [] if ok else ["DP/2099/11 (zh)"]
    said = {"meaning": "search lacks it", "remedy": "reindex it", "repairable": True, "repaired": False}
    return {"code": code, "ok": ok, "found": found, "expected": expected, "examples": examples, **said}


def test_checks_are_told_in_words_with_their_figures() -> None:
    states = {"pending": 0, "running": 0, "indexed": 21, "failed": 2, "quarantined": 0, "unseen": 0}
    lines = list(verify_text({"ok": True, "checks": [check("N1", states, {"accepted": 23, "unseen": 0})]}))
    assert lines == ["N1  ok    every accepted file is in one state: 21 indexed, 2 failed", "nothing is lost"]


def test_a_check_that_fails_says_what_it_means_and_names_examples() -> None:
    partial = check("N9", {"documents": 1, "partial": 1}, {"documents": 1, "partial": 0}, ok=False)
    short = check("N3", {"points": 40, "missing": 2}, {"points": 42, "missing": 0}, ok=False)
    lines = list(verify_text({"ok": False, "checks": [partial, short]}))
    assert lines[:4] == [
        "N9  FAIL  every document is in search as a whole or not at all: 1 document, 1 shown in part",
        "      search lacks it",
        "      what to do: reindex it",
        "      - DP/2099/11 (zh)",
    ]
    assert lines[4].endswith("40 passages, 2 missing, expected 42 passages")
    assert "vkp verify --repair" in lines[-1]


def test_every_check_has_its_words(ingested: Ingested, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "verify", "--data", str(ingested[0].data))
    assert code == 0
    assert "{" not in out
    assert [line.split()[0] for line in out.splitlines()[:-1]] == list(CHECKS)
    assert list(CHECKS) == list(VERIFIED)


def test_a_link_is_shown_as_it_stands_in_the_text(store: Store) -> None:
    links = links_document(store, "DP/2099/11", pinpoint="7")["links"]
    assert [link["surface"] for link in links][:2] == ["执行部分第 2 段", "第 7 段"]
    first, second = (link_line(link) for link in links[:2])
    assert first == "DP/2099/11 para. 7, p. 3: 执行部分第 2 段 -> A/RES/99/901 para. 2 [matched]"
    assert second == "DP/2099/11 para. 7, p. 3: 第 7 段 -> A/RES/99/901 para. 7 [matched]"


def test_a_link_to_an_annex_without_a_number_has_single_spaces() -> None:
    (link,) = linked("See resolution 69/313, annex.", "en")
    assert link_line(link_document(link)).endswith("resolution 69/313 -> A/RES/69/313 annex [matched]")


def test_no_link_is_shown_with_the_id_of_a_passage(store: Store) -> None:
    links = links_document(store, "DP/2099/11")["links"]
    assert any(link["to"]["passage_id"] for link in links)
    for link in links:
        assert "passage" not in link_line(link)
        assert "  " not in link_line(link)


def test_works_are_counted_with_their_language_versions(store: Store) -> None:
    first, *rows = works_text(works_document(store))
    assert first == f"22 documents, {len(rows)} language versions"


def test_years_together_count_reviews_and_a_year_counts_countries(store: Store) -> None:
    lines = list(count_text(count_document(store, "3.1")))
    one = next(line for line in lines if line.startswith("  2024: "))
    together = next(line for line in lines if line.startswith("  all: "))
    assert one.startswith("  2024: 2 of 6 countries = ")
    assert together.startswith("  all: 6 of 15 reviews in 2 years = ")


def test_a_share_of_what_is_half_reviewed_says_between_what_it_will_be() -> None:
    figures = {"numerator": 0, "denominator": 5, "percent": 0.0, "interval": None, "unread": 1, "unreviewed": 4}
    said = figures_line({**figures, "obtained": 10})
    assert said.endswith("4 not reviewed: 0.0 to 44.4 % once they are")  # 0 of 9, and 4 of 9


def test_a_count_of_reviewed_passages_says_that_nothing_is_settled(store: Store) -> None:
    said = "nothing is settled yet"
    assert said in "\n".join(count_text(count_document(store, "3.1", basis="reviewed")))
    assert said not in "\n".join(count_text(count_document(store, "3.1")))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("上一份报告(DP/2098/25)第 6 段列出了人数，第 12 段列出了困难。", "zh", ["DP/2098/25)第 6 段", "第 12 段"]),
        ("见第 75/233 号决议第29段。", "zh", ["第 75/233 号决议第29段"]),
        ("As resolution 75/233, paragraph 29, says.", "en", ["resolution 75/233, paragraph 29"]),
        ("See paragraph 29 of resolution 75/233 on this.", "en", ["paragraph 29 of resolution 75/233"]),
        ("See resolution 75/233 on this.", "en", ["resolution 75/233"]),
    ],
)
def test_a_mention_is_underlined_with_its_pinpoint(text: str, language: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in underlined(linked(text, language))] == expected


@pytest.mark.parametrize("language", ["zh", "en"])
def test_underlines_of_the_samples_keep_apart_and_hold_their_mentions(store: Store, language: str) -> None:
    by_passage: dict[str, list[StoredLink]] = {}
    works = {e.work for e in store.works.expressions() if e.language == language}
    for link in (link for work in works for link in store.links.out_of(work)):
        by_passage.setdefault(link.passage, []).append(link)
    for links in by_passage.values():
        spans = underlined(links)
        for link, (start, end) in zip(links, spans, strict=True):
            assert start <= link.link.mention.start < link.link.mention.end <= end <= len(link.text)
            assert sum(start <= other.link.mention.start < end for other in links) == 1


@pytest.mark.parametrize(
    ("text", "words", "number"),
    [
        ("一. 导言 . . . . . . 3", "一. 导言", "3"),
        ("二. 经验教训 ................ 5", "二. 经验教训", "5"),
        ("Preface……iv", "Preface", "iv"),
        ("A. Mandate\t12", "A. Mandate", "12"),
        ("三. 实施安排 ................", "三. 实施安排", ""),
        ("7", "", "7"),
        ("页次", "页次", None),
        ("战略框架 2022", "战略框架 2022", None),  # a year is no page
        ("A. Mandate.", "A. Mandate.", None),
    ],
)
def test_a_contents_line_is_parted_from_its_page_number(text: str, words: str, number: str | None) -> None:
    end, found = entry(text)
    assert (text[:end], found) == (words, number)


def contents(store: Store, *texts: str) -> list[Block]:
    expression = store.works.expressions("DP/2099/11")[0]
    plain: dict[str, Any] = {"number": None, "parent": None, "role": None, "level": None, "heading_path": ()}
    plain |= {"page_first": 2, "page_last": 2, "footnotes": (), "boxes": (), "expression": expression}
    passages = [
        StoredPassage(id=f"b{n}", ordinal=n, path=f"b{n}", kind="contents", text=text, **plain)
        for n, text in enumerate(texts)
    ]
    return blocks(passages, Around(mentions={}, footnotes={}, cited_by={}, unread_pages=()))


def test_a_page_number_on_a_line_of_its_own_joins_the_line_before_it(store: Store) -> None:
    shown = contents(store, "二. 经验教训 .........", "5", "三. 优先事项 ..... 6", "7")
    assert [block.leads_to for block in shown] == ["5", None, "6", "7"]
    assert [len(block.pieces) for block in shown] == [1, 0, 1, 0]


def test_every_indicator_names_its_framework_in_chinese() -> None:
    texts = read_texts()
    for code, definition in indicators().items():
        shown = texts[f"framework.{code}"]
        assert "strategic" not in shown["zh"]
        assert definition.framework.removeprefix("the ").split(" (")[0] in str(shown["en"]).replace("This ", "")


def test_a_document_asked_for_by_symbol_begins_with_its_title_and_ends_with_its_masthead(
    ingested: Ingested, store: Store
) -> None:
    with open_index(ingested[0]) as index:
        hits = Searcher(index, store).search("DP/2099/11", k=500).hits
    assert "".join(hits[0].text.split()) == "".join(hits[0].title.split())
    kinds = [hit.kind for hit in hits[1:]]
    last = kinds.index("front_matter")
    assert set(kinds[last:]) == {"front_matter", "contents"}
    assert not {"front_matter", "contents"} & set(kinds[:last])
    body = [hit.number for hit in hits if hit.kind == "paragraph" and hit.number]
    assert body == sorted(body, key=int)


def test_a_download_that_waits_is_not_said_to_have_failed() -> None:
    run = IngestReport().as_json()
    late = {"work": "A/RES/75/233", "language": "zh", "sha256": None, "state": "waiting"}
    late |= {"error": {"code": "unreachable", "message": "no way there"}}
    failed = [{"path": "A/RES/75/233 [zh]", "code": "unreachable", "message": "no way there"}]
    said = "\n".join(
        fetched_text(run | {"failed": failed, "fetched": 0, "waiting": 1, "here": [], "downloads": [late]})
    )
    assert "0 failed" in said
    assert "1 document waiting, not failed" in said
    assert said.count("no way there") == 1
