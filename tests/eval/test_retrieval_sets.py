"""The evaluation sets are what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import PortalError
from eval.retrieval_pool import converted
from eval.retrieval_questions import pooled_pool, xquad_pool
from eval.retrieval_seed import numbered, paragraph_label
from eval.retrieval_sets import SDG_LANGUAGES, chosen, load, names
from eval.retrieval_targets import sdg_pool


def test_only_labels_of_numbered_paragraphs_are_judgements() -> None:
    assert numbered(["A:1", "B:T13", "A:1", "A:annex", "B:14"]) == ("A:1", "B:14")


@pytest.mark.parametrize(
    ("passage", "label"), [("A:p29", "A:29"), ("B:p13/(a)/(ii)", "B:13"), ("A:h4", "A:h4"), ("B:annex1/b2", "B:annex1")]
)
def test_an_item_answers_for_its_paragraph(passage: str, label: str) -> None:
    assert paragraph_label(passage) == label


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["seed-zh"], ["seed-zh"]),
        (["xquad-??"], [f"xquad-{language}" for language in ("zh", "en", "es", "ru", "ar")]),
        (["sdg-zh-*", "seed-en-zh"], ["seed-en-zh", *(f"sdg-zh-{x}" for x in ("en", "es", "fr", "ru", "ar"))]),
    ],
)
def test_sets_are_named_by_patterns(patterns: list[str], expected: list[str]) -> None:
    assert chosen(patterns) == expected


def test_a_pattern_that_names_no_set_is_refused() -> None:
    with pytest.raises(PortalError, match="xquad-ja"):
        chosen(["seed-zh", "xquad-ja"])


def test_no_pattern_names_every_set_and_both_ways_between_languages() -> None:
    assert chosen([]) == names()
    assert {"sdg-ar-ru", "sdg-ru-ar", "xquad-en-zh", "xquad-zh-en", "xquad-ar-zh"} <= set(names())
    assert "xquad-ar-ru" not in names()  # neither Chinese nor English
    assert sum(name.startswith("sdg-") for name in names()) == 30


@pytest.mark.parametrize(
    ("name", "queries", "passages"),
    [
        ("xquad-ru", 1190, 240),
        ("xquad-en-zh", 1190, 240),
        ("zh-pool", 1190 + 3219 + 3524, 240 + 848 + 1000),
        ("zh-pool-cmrc", 3219, 2088),
        ("sdg-ar-fr", 169, 169),
        ("seed-zh", 32, 6201),
    ],
)
def test_the_sizes_are_those_of_the_sources(shared_data: Path, name: str, queries: int, passages: int) -> None:
    given = load(shared_data, name)
    assert (len(given.queries), len(given.pool.passages)) == (queries, passages)
    assert len({query.id for query in given.queries}) == queries


@pytest.mark.parametrize("name", ["seed-zh", "seed-en-zh", "xquad-en-zh", "zh-pool", "sdg-ru-zh"])
def test_every_answer_is_a_passage_of_the_pool(shared_data: Path, name: str) -> None:
    given = load(shared_data, name)
    labels = {given.pool.label(passage.id) for passage in given.pool.passages}
    assert {answer for query in given.queries for answer in query.answers} <= labels


def test_no_two_passages_of_a_pool_are_alike(shared_data: Path) -> None:
    pools = [
        *(sdg_pool(shared_data, x) for x in SDG_LANGUAGES),
        xquad_pool(shared_data, "es"),
        pooled_pool(shared_data),
    ]
    for pool in pools:
        assert len({passage.text for passage in pool.passages}) == len(pool.passages), pool.name


def test_the_traditional_queries_are_the_simplified_ones_in_other_characters(shared_data: Path) -> None:
    simple, traditional = load(shared_data, "seed-zh"), load(shared_data, "seed-zh-trad")
    pairs = list(zip(simple.queries, traditional.queries, strict=True))
    assert all(converted(after.text, "t2s") == converted(before.text, "t2s") for before, after in pairs)
    assert all(before.answers == after.answers for before, after in pairs)
    assert sum(before.text != after.text for before, after in pairs) > len(pairs) * 0.8


def test_the_joined_pool_holds_simplified_characters_only(shared_data: Path) -> None:
    drcd = [passage.text for passage in pooled_pool(shared_data).passages if passage.id.startswith("drcd:")]
    assert not any("學" in text or "國" in text for text in drcd)
