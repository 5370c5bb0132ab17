"""Searching, from what is typed to what is shown, on the embedded engine."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import Store
from search.answer import NAMED_QUOTES, answer
from search.candidates import DEPTH
from search.index import IndexedPassage, PassageIndex, open_index
from search.searcher import Searcher, SearchFilters


def passage(
    text: str,
    number: str | None = None,
    *,
    work: str = "DP/2099/1",
    kind: str = "paragraph",
    language: str = "zh",
    ordinal: int = 0,
) -> IndexedPassage:
    return IndexedPassage(
        id=str(uuid.uuid5(uuid.NAMESPACE_URL, work + text)),
        text=text,
        work=work,
        symbol=work,
        title="示例",
        type="report",
        language=language,
        country=None,
        year=2099,
        expression=work + language,
        kind=kind,
        number=number,
        parent=None,
        role=None,
        heading_path=("战略背景",),
        page_first=3,
        page_last=3,
        ordinal=ordinal,
        path=f"p{number}" if number else f"b{ordinal}",
    )


PASSAGES = [
    passage("志愿者", kind="heading", ordinal=1),
    passage("残疾人可以申请在线志愿服务，平台提供无障碍界面。", "1", ordinal=2),
    passage("青年志愿者为小学生讲授网络安全，参与数字化转型。", "2", ordinal=3),
    passage("会员国可以资助本国国民担任志愿人员。", "3", ordinal=4),
    passage("自愿国别评估由各国提交。", "4", ordinal=5),
    passage("The committee approved the budget for roads.", "1", work="DP/2099/2", language="en", ordinal=1),
    passage("Requests Member States to plant trees.", "2", work="A/RES/99/902", language="en", ordinal=1),
    passage("Requests every sample to say that it is one.", "3", work="A/RES/99/902", language="en", ordinal=2),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageIndex]:
    settings = Settings(data=tmp_path_factory.mktemp("data"))
    with open_index(settings, create=True) as opened:
        assert opened.write(PASSAGES) == len(PASSAGES)
        opened.flush()
        yield opened


@pytest.fixture(scope="module")
def searcher(index: PassageIndex) -> Searcher:
    return Searcher(index)


def test_a_chinese_question_finds_the_paragraph_with_its_place(searcher: Searcher) -> None:
    hit = searcher.search("青年志愿者如何参与数字化转型？").hits[0]
    assert (hit.work, hit.number, hit.page_first) == ("DP/2099/1", "2", 3)


def test_highlights_slice_to_what_was_asked(searcher: Searcher) -> None:
    hit = searcher.search("数字化转型").hits[0]
    assert "".join(hit.text[a:b] for a, b in hit.highlights) == "数字化转型"


def test_an_english_question_finds_the_chinese_passage_and_says_by_which_terms(searcher: Searcher) -> None:
    result = searcher.search("online volunteering for persons with disabilities", filters=SearchFilters(lang=("zh",)))
    assert result.hits[0].number == "1"
    assert "残疾人" in {term for expansion in result.expanded for term in expansion["added"]}
    assert "残疾人" in {result.hits[0].text[a:b] for a, b in result.hits[0].highlights}


def test_voluntary_is_never_taken_for_volunteer(searcher: Searcher) -> None:
    added = {term for e in searcher.search("volunteers").expanded for term in e["added"]}
    assert not any("自愿" in term for term in added)
    assert searcher.search("自愿国别评估").hits[0].number == "4"


def test_a_bare_heading_does_not_crowd_out_paragraphs(searcher: Searcher) -> None:
    assert searcher.search("志愿者").hits[0].kind == "paragraph"


@pytest.mark.parametrize(
    "typed", ["A/RES/99/902", "99/902", "a/res/99/902 ", "Ａ／RES／９９／９０２", "第99/902号决议"]
)
def test_a_symbol_goes_to_its_document(searcher: Searcher, typed: str) -> None:
    assert {hit.work for hit in searcher.search(typed).hits} == {"A/RES/99/902"}


@pytest.mark.parametrize("typed", ["99/902 执行部分第3段", "A/RES/99/902 para. 3", "resolution 99/902 paragraph 3"])
def test_a_symbol_with_a_paragraph_goes_to_the_paragraph(searcher: Searcher, typed: str) -> None:
    assert searcher.search(typed).hits[0].number == "3"


def test_a_document_that_is_not_here_is_named(searcher: Searcher) -> None:
    result = searcher.search("A/RES/98/1")
    assert (result.total, result.notes[0]) == (0, "A/RES/98/1 is not in the corpus")


def test_filters_and_facets_agree(searcher: Searcher) -> None:
    result = searcher.search("requests budget", filters=SearchFilters(lang=("en",)))
    assert result.facets["language"] == [{"value": "en", "count": result.total}]


def test_pages_of_results_continue_the_ranks(searcher: Searcher) -> None:
    whole, rest = searcher.search("志愿者", k=3).hits, searcher.search("志愿者", k=2, offset=1).hits
    assert [(h.rank, h.passage_id) for h in whole[1:]] == [(h.rank, h.passage_id) for h in rest]


@pytest.mark.parametrize("typed", ["", "  \n", "\x00", "\ud800"])
def test_an_empty_query_is_refused(searcher: Searcher, typed: str) -> None:
    with pytest.raises(PortalError, match="query is empty"):
        searcher.search(typed)


def test_a_query_of_10_000_characters_is_refused(searcher: Searcher) -> None:
    with pytest.raises(PortalError, match="too long: 10000 characters"):
        searcher.search("志" * 10_000)


def test_control_characters_and_surrogates_do_not_stop_a_query(searcher: Searcher) -> None:
    assert searcher.search("数字化\x00转型\ud800").hits


def test_dense_modes_without_a_model_are_refused_plainly(searcher: Searcher) -> None:
    assert searcher.search("志愿者").notes == ("dense: off (no model on this machine)",)
    with pytest.raises(PortalError, match="mode is off"):
        searcher.search("志愿者", mode="hybrid")


def test_an_answer_quotes_with_its_place(searcher: Searcher) -> None:
    found = answer(searcher, "谁可以资助志愿人员？")
    assert found.answered
    assert (found.citations[0].number, found.citations[0].page_first) == ("3", 3)
    assert found.citations[0].quote in PASSAGES[3].text
    assert "DP/2099/1 第3段，第3页" in found.answer


@pytest.mark.parametrize("question", ["月球上的土豆如何种植？", "How are potatoes grown on the moon?"])
def test_a_question_the_corpus_does_not_answer_is_not_answered(searcher: Searcher, question: str) -> None:
    found = answer(searcher, question)
    assert (found.answered, found.citations) == (False, ())


def test_a_rebuilt_index_gives_the_same_results(searcher: Searcher, tmp_path: Path) -> None:
    with open_index(Settings(data=tmp_path), create=True) as other:
        other.write(list(reversed(PASSAGES)))
        again = Searcher(other)
        for query in ("志愿者", "requests", "online volunteers"):
            assert [h.passage_id for h in again.search(query).hits] == [
                h.passage_id for h in searcher.search(query).hits
            ]


PARTS = [
    ("7", "p7"),
    ("(a)", "p7/(a)"),
    ("(i)", "p7/(a)/(i)"),
    ("8", "p8"),
    ("9", "p9"),
    ("7", "fn7"),
]


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """A document whose paragraph 7 has items."""
    given = [
        replace(passage(f"Text of {path}", number, work="DP/2099/3", language="en", ordinal=at), path=path)
        for at, (number, path) in enumerate(PARTS)
    ]
    with open_index(Settings(data=tmp_path_factory.mktemp("lists")), create=True) as opened:
        opened.write(given)
        yield Searcher(opened)


@pytest.mark.parametrize(
    ("typed", "paths"),
    [
        ("DP/2099/3 para. 7(a)", ["p7/(a)", "p7/(a)/(i)"]),
        ("DP/2099/3 第7段(a)㈠", ["p7/(a)", "p7/(a)/(i)"]),  # it has no ㈠: the item that would hold it
        ("DP/2099/3 paras. 7-9", ["p7", "p7/(a)", "p7/(a)/(i)", "p8", "p9"]),
        ("DP/2099/3 paras. 8 and 9", ["p8", "p9"]),
        ("DP/2099/3 para. 7(z)", ["p7", "p7/(a)", "p7/(a)/(i)"]),
    ],
)
def test_the_parts_that_a_query_names_come_first(lists: Searcher, typed: str, paths: list[str]) -> None:
    assert [hit.path for hit in lists.search(typed).hits[: len(paths)]] == paths


def test_parts_that_are_not_there_are_named(lists: Searcher) -> None:
    assert lists.search("DP/2099/3 paras. 9-11").notes[0] == "DP/2099/3 has no para. 10, para. 11"
    assert lists.search("DP/2099/3 para. 7(z)").notes[0] == "DP/2099/3 has no para. 7(z)"
    assert lists.search("DP/2099/3 paras. 7-9").notes == ("dense: off (no model on this machine)",)


def test_a_symbol_is_looked_for_only_among_the_works_kept_to(searcher: Searcher) -> None:
    other = searcher.search("A/RES/99/902", filters=SearchFilters(work=("DP/2099/1",)))
    assert (other.total, other.notes[0]) == (0, "A/RES/99/902 has no passage that the filters keep")
    both = searcher.search("A/RES/99/902", filters=SearchFilters(work=("DP/2099/1", "A/RES/99/902")))
    assert {hit.work for hit in both.hits} == {"A/RES/99/902"}


def test_a_document_is_found_under_any_key_of_its_work(tmp_path: Path) -> None:
    """The store knows that the year adds nothing to the number of a resolution of the Security Council."""
    works = SimpleNamespace(key=lambda _: "S/RES/1244", visible_among=set)
    with open_index(Settings(data=tmp_path), create=True) as opened:
        opened.write([passage("Decides to remain seized of the matter.", "2", work="S/RES/1244", language="en")])
        searcher = Searcher(opened, cast(Store, SimpleNamespace(works=works)))
        assert [hit.path for hit in searcher.search("S/RES/1244 (1999) para. 2").hits] == ["p2"]
        kept = SearchFilters(work=("S/RES/1244(1999)",))
        assert searcher.search("seized of the matter", filters=kept).total == 1


MANY = 3 * DEPTH // 2


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """A document of more passages than candidates are taken, in English and, its beginning, in Chinese."""
    english = [
        replace(passage(f"Row {n} of the budget", str(n), work="DP/2099/4", language="en", ordinal=n), year=2098)
        for n in range(1, MANY + 1)
    ]
    chinese = [passage(f"预算第{n}行", str(n), work="DP/2099/4", ordinal=n) for n in range(1, 3)]
    with open_index(Settings(data=tmp_path_factory.mktemp("long")), create=True) as opened:
        opened.write([*english, *chinese])
        yield Searcher(opened)


def test_of_a_document_every_passage_is_counted_and_can_be_paged_to(long: Searcher) -> None:
    found = long.search("DP/2099/4 para. 7", k=2)
    assert (found.total, found.total_is) == (MANY + 2, "exact")
    assert [hit.number for hit in found.hits] == ["7", "1"]
    assert {entry["value"]: entry["count"] for entry in found.facets["language"]} == {"en": MANY, "zh": 2}
    pages = [long.search("DP/2099/4", 100, offset=at).hits for at in range(0, found.total, 100)]
    assert len({hit.passage_id for hits in pages for hit in hits}) == sum(map(len, pages)) == found.total


def test_of_words_that_many_passages_hold_the_total_is_a_least_one(long: Searcher) -> None:
    many, few = long.search("budget"), long.search("budget", filters=SearchFilters(lang=("zh",)))
    assert (many.total, many.total_is) == (DEPTH, "at_least")
    assert f"total: at least {DEPTH} passages" in many.notes[-1]
    assert (few.total, few.total_is) == (2, "exact")
    assert few.notes == ("dense: off (no model on this machine)",)


def test_a_question_that_names_a_paragraph_is_answered_with_it(lists: Searcher) -> None:
    found = answer(lists, "DP/2099/3 第7段")
    assert found.answered
    assert [citation.path for citation in found.citations] == ["p7", "p7/(a)", "p7/(a)/(i)"]
    assert [citation.quote for citation in found.citations] == [f"Text of {c.path}" for c in found.citations]
    assert "DP/2099/3 第7段(a)，第3页" in found.answer


def test_a_named_paragraph_is_quoted_in_the_language_of_the_question(long: Searcher) -> None:
    assert [c.language for c in answer(long, "DP/2099/4 第2段").citations] == ["zh"]
    assert [c.language for c in answer(long, "DP/2099/4 para. 2").citations] == ["en"]
    assert [c.language for c in answer(long, "DP/2099/4 第9段").citations] == ["en"]


def test_of_many_named_paragraphs_the_first_are_quoted_and_the_rest_told_of(long: Searcher) -> None:
    found = answer(long, "DP/2099/4 paras. 20-59")
    assert [c.number for c in found.citations] == [str(n) for n in range(20, 20 + NAMED_QUOTES)]
    assert found.notes[-1] == f"{NAMED_QUOTES} of 40 passages are quoted"


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("DP/2099/3 para. 99", "DP/2099/3 has no para. 99"),
        ("DP/2098/1 para. 1", "DP/2098/1 is not in the corpus"),
        ("DP/2099/3", "DP/2099/3 names a document: ask a question, or name a paragraph of it"),
    ],
)
def test_a_named_part_that_cannot_be_quoted_is_told_of(lists: Searcher, question: str, note: str) -> None:
    found = answer(lists, question)
    assert (found.answered, found.citations) == (False, ())
    assert note in found.notes


def test_the_symbol_of_a_hit_is_a_symbol_or_nothing(tmp_path: Path) -> None:
    given = [passage(f"Volunteers of {work}", "1", work=work, language="en") for work in ("A/RES/99/1", "VNR/KEN/2020")]
    with open_index(Settings(data=tmp_path), create=True) as opened:
        opened.write(given)
        hits = Searcher(opened).search("volunteers").hits
    assert {(hit.work, hit.symbol) for hit in hits} == {("A/RES/99/1", "A/RES/99/1"), ("VNR/KEN/2020", None)}


def test_passages_are_chosen_by_their_works_and_keep_their_ranks(searcher: Searcher) -> None:
    whole = searcher.search("志愿者", k=100)
    seen: list[str] = []

    def last_of_each(works: Sequence[str]) -> list[int]:
        seen.extend(works)
        return [len(works) - 1, 0]

    chosen = searcher.search("志愿者", choose=last_of_each)
    assert seen == [hit.work for hit in whole.hits]
    assert [hit.rank for hit in chosen.hits] == [len(seen), 1]
    assert [hit.passage_id for hit in chosen.hits] == [whole.hits[-1].passage_id, whole.hits[0].passage_id]
    assert chosen.total == whole.total
