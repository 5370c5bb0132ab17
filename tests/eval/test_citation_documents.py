"""What counts as found in the documents that are wholly labelled, by labels made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corpus.citations import LinkStatus, Mention, MentionKind, Pinpoint
from eval.citation_documents import Cited, citations, document_scores, operative, symbol_in, unlabelled

RESOLUTION = MentionKind.RESOLUTION


def cited(path: str, text: str, surface: str, target: str | None, **more: Any) -> Cited:
    start = text.index(surface)
    mention = Mention(start, start + len(surface), surface, more.pop("kind", RESOLUTION), target)
    return Cited(path, text, mention, more.pop("status", LinkStatus.MATCHED), target, **more)


LABEL = {"symbol": "A/RES/99/901", "surface": "第 99/901 号决议", "where": "para 3"}
NOTE = LABEL | {"where": "footnote 3"}
SUMMARY = LABEL | {"where": "summary"}


@pytest.mark.parametrize(
    ("path", "surface", "target", "label", "right"),
    [
        ("p3", "第 99/901 号决议", "A/RES/99/901", LABEL, True),
        ("p3/(a)", "第99/901号决议", "A/RES/99/901", LABEL, True),  # an item of the paragraph; spaces are no matter
        ("p3", "大会第 99/901 号决议", "A/RES/99/901", LABEL, True),
        ("p31", "第 99/901 号决议", "A/RES/99/901", LABEL, False),
        ("p3", "第 99/901 号决议", "A/RES/99/902", LABEL, False),
        ("p3", "第 99/901 号决议", None, LABEL, False),
        ("fn3", "第 99/901 号决议", "A/RES/99/901", NOTE, True),
        ("p3", "第 99/901 号决议", "A/RES/99/901", NOTE, False),
        ("b9", "第 99/901 号决议", "A/RES/99/901", SUMMARY, True),
        ("p3", "第 99/901 号决议", "A/RES/99/901", SUMMARY, False),
    ],
)
def test_a_citation_is_found_where_it_is_labelled_with_its_target(
    path: str, surface: str, target: str | None, label: dict[str, Any], right: bool
) -> None:
    score = citations("DP/1", [cited(path, f"回顾{surface}，", surface, target)], [label])
    assert score.found == right


def test_one_mention_is_not_two_citations() -> None:
    once = [cited("p3", "第 99/901 号决议", "第 99/901 号决议", "A/RES/99/901")]
    assert citations("DP/1", once, [LABEL, LABEL]).found == 1


def test_a_mention_that_is_not_labelled_is_named_unless_it_stands_in_an_address() -> None:
    address = cited("p3", "见 https://undocs.org/A/RES/99/901。", "A/RES/99/901", "A/RES/99/901")
    other = cited("p4", "见A/RES/99/901", "A/RES/99/901", "A/RES/99/901")
    score = unlabelled("DP/1", [address, other], [LABEL])
    assert (score.labelled, len(score.missed), score.missed[0][:3]) == (1, 1, "p4:")
    assert citations("DP/1", [address], [LABEL | {"surface": "A/RES/99/901"}]).found == 0


OPERATIVE = {
    "operative_paragraph_refs_resolution": "A/RES/99/901",
    "operative_paragraph_refs": [{"para": 3, "op": 29}, {"para": 3, "op": 30}],
}


@pytest.mark.parametrize(
    ("status", "numbers", "found"),
    [
        (LinkStatus.MATCHED, ("29", "30"), 2),
        (LinkStatus.MATCHED, ("30", "29"), 2),
        (LinkStatus.MATCHED, ("29", "29"), 1),
        (LinkStatus.MATCHED, ("29", None), 1),  # linked to the resolution, not to the paragraph
        (LinkStatus.AMBIGUOUS, ("29", "30"), 0),
    ],
)
def test_an_operative_paragraph_is_matched_by_the_printed_number_of_where_it_leads(
    status: LinkStatus, numbers: tuple[str, str | None], found: int
) -> None:
    text = "(执行部分第29段和第30段)"
    links = [
        Cited(
            path="p3",
            text=text,
            mention=Mention(1, 5, text[1:5], MentionKind.ANAPHOR, "A/RES/99/901", Pinpoint("paragraph", ("29",))),
            status=status,
            work="A/RES/99/901",
            number=number,
        )
        for number in numbers
    ]
    assert operative("DP/1", links, OPERATIVE).found == found


@pytest.mark.parametrize(
    ("address", "symbol"),
    [
        ("https://undocs.org/A/RES/99/901", "A/RES/99/901"),
        ("https://undocs.org/ch/DP/2099/6", "DP/2099/6"),
        ("https://www.un.org/en/ga/search/view_doc.asp?symbol=A/RES/99/901", "A/RES/99/901"),
        ("https://erc.undp.org/evaluation/evaluations/detail/13096", None),
        ("https://www.un.org/en/content/common-agenda-report/", None),
    ],
)
def test_addresses_that_hold_a_symbol_are_told_by_hand_written_rules(address: str, symbol: str | None) -> None:
    assert symbol_in(address) == symbol


def test_everything_that_is_labelled_in_the_two_reports_is_found(shared_data: Path) -> None:
    scores = document_scores(shared_data)
    assert {score.document for score in scores} == {"DP/2022/11", "DP/2021/25"}
    assert [(score.document, score.what, score.missed) for score in scores if score.missed] == []
