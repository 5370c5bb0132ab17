"""Reviews assembled from labelled passages: their truth, how they are drawn, and that nothing leaks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from corpus.indicators import indicator
from corpus.indicators.ledger import Question
from eval.assembled_estimates import Classified, assembled, dealt, halves, rates_on
from eval.assembled_portal import compared, truth
from eval.assembled_reviews import Drawn
from eval.assembled_texts import FIELDS, Passage

NOTHING = dict.fromkeys((*FIELDS, "framework"), False)
POLICY = NOTHING | {"mention": True, "policy": True, "policy_lenient": True}
MENTION = NOTHING | {"mention": True}


def passage(name: str, labels: Mapping[str, bool], source: str = "a") -> Passage:
    return Passage(name, "en", source, f"Text {name}.", labels)


def classified(name: str, labels: Mapping[str, bool], machine: set[str], source: str = "a") -> Classified:
    return Classified(passage(name, labels, source), frozenset(machine))


def file(
    country: str, *labels: Mapping[str, bool], year: int = 2024, language: str = "en", picture: bool = False
) -> Drawn:
    given = tuple(passage(str(at), one) for at, one in enumerate(labels))
    return Drawn(country, year, language, given, (), (), picture)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([file("XAA", MENTION)], {("XAA", 2024): "no"}),
        ([file("XAA", MENTION, POLICY)], {("XAA", 2024): "yes"}),  # one true passage is enough
        ([file("XAA"), file("XAA", POLICY, language="fr")], {("XAA", 2024): "yes"}),  # a country once a year
        ([file("XAA", POLICY), file("XAA", year=2025)], {("XAA", 2024): "yes", ("XAA", 2025): "no"}),
        ([file("XAA", POLICY, picture=True)], {("XAA", 2024): "unread"}),  # nobody can tell
    ],
)
def test_the_truth_of_a_country_follows_from_the_labels_of_its_files(
    files: list[Drawn], expected: dict[tuple[str, int], str]
) -> None:
    assert truth(files, "policy") == expected


def test_a_document_is_inside_or_outside_an_assembly_and_never_both() -> None:
    every = [classified(f"{source}{at}", MENTION, {"mention"}, source) for source in "abcdef" for at in range(3)]
    for seed in range(20):
        inside, outside = halves(every, Random(seed))
        assert {one.passage.source for one in inside} & {one.passage.source for one in outside} == set()
        assert len(inside) + len(outside) == len(every)


def test_every_passage_is_dealt_to_one_country() -> None:
    every = [classified(str(at), MENTION, {"mention"}) for at in range(20)]
    countries = dealt(every, Random(3))
    assert sorted(one.passage.id for country in countries for one in country) == sorted(one.passage.id for one in every)
    assert len(countries) == 6


def test_rates_count_what_was_seen_and_what_was_not_even_seen() -> None:
    rates = rates_on(
        [
            classified("right", POLICY, {"mention", "policy"}),
            classified("wrong", MENTION, {"mention", "policy"}),
            classified("missed", POLICY, {"mention"}),
            classified("rightly not", MENTION, {"mention"}),
            classified("unseen", POLICY, set()),
            classified("nothing", NOTHING, set()),  # neither seen nor holding: it stands in no rate
        ],
        "policy",
    )
    assert (rates.tp, rates.fp, rates.fn, rates.tn, rates.unseen) == (1, 1, 1, 1, 1)


def test_where_the_machine_is_always_right_the_interval_holds_the_truth() -> None:
    right = [
        classified(f"{source}{at}", *((POLICY, {"mention", "policy"}) if at == 0 else (MENTION, {"mention"})), source)
        for source in map(str, range(40))
        for at in range(4)
    ]
    question = Question(indicator("3.1"), "strict", "suggested")
    outcomes = [assembled(right, question, Random(seed)) for seed in range(10)]
    assert all(one.suggested == one.truth for one in outcomes)
    assert all(one.held for one in outcomes)


WATER = "Piped water reached ninety villages of the northern districts, and the wells were tested every month."
ROADS = "The rural roads programme repaired two hundred kilometres of roads before the rains of the year began."


def test_a_count_of_decided_pdfs_is_the_truth(tmp_path: Path) -> None:
    """Suggestions may be right or wrong here: what people decide is what is counted."""
    law = Passage(
        "law", "en", "a", "The Volunteering Act of 2019 recognizes and protects volunteers in all fields.", POLICY
    )
    # Labelled otherwise than any rule would have it, so that a count of suggestions would not be the truth.
    refused = Passage("refused", "en", "b", "The National Volunteer Policy of 2018 provides for insurance.", MENTION)
    kept = Passage("kept", "en", "c", "Neighbours who help without pay are in the third chapter of the plan.", POLICY)
    drawn = [
        Drawn("XAA", 2024, "en", (law,), (WATER, law.text, ROADS), ("Clean water",)),
        Drawn("XAB", 2024, "en", (refused,), (refused.text, ROADS), ("Roads",)),
        Drawn("XAC", 2024, "en", (kept,), (WATER, kept.text), ("Clean water",)),
        Drawn("XAD", 2025, "en", (), (WATER, ROADS), ("Roads",)),
        Drawn("XAE", 2025, "en", (law,), (WATER, ROADS), ("Roads",), picture=True),
    ]
    figures = compared(drawn, tmp_path)
    assert figures["lost"] == []
    counts = {count["name"]: count for count in figures["counts"]}
    assert [count["differing"] for count in counts.values()] == [[]] * len(counts)
    strict = counts["3.1 strict"]
    assert (strict["truth"], strict["counted"], strict["denominator"], strict["unread"]) == (2, 2, 4, 1)
