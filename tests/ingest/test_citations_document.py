"""Citations in a whole document: what it declares once, its own parts, and its own framework of results."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from corpus.citations import Mention, MentionKind
from corpus.documents import Passage, PassageKind
from ingest.citations.find import cite_document


def passage(path: str, text: str, *headings: str, kind: PassageKind = PassageKind.PARAGRAPH) -> Passage:
    return Passage(path, kind, text, 1, 1, heading_path=headings)


def cited(passages: list[Passage], work: str = "DP/2099/1") -> list[tuple[str, Mention]]:
    return [(found.path, mention) for found, mention in cite_document(passages, "zh", work)]


def test_declared_resolution_is_meant_by_lone_operative_paragraphs() -> None:
    document = [
        passage("p1", "将扩大外联(执行部分第7段和第8段)。"),
        passage("fn1", "本章通篇提及大会第99/901号决议的相关执行段落。", kind=PassageKind.FOOTNOTE),
    ]
    (_, seventh), (_, eighth), (path, declaration) = cited(document)
    assert [(m.target, m.pinpoint.numbers if m.pinpoint else ()) for m in (seventh, eighth)] == [
        ("A/RES/99/901", ("7",)),
        ("A/RES/99/901", ("8",)),
    ]
    assert (path, declaration.target) == ("fn1", "A/RES/99/901")


def test_items_of_a_lone_operative_paragraph_are_of_one_mention() -> None:
    document = [
        passage("fn1", "本章通篇提及大会第99/901号决议的相关执行段落。", kind=PassageKind.FOOTNOTE),
        passage("p1", "将扩大外联(执行部分第7(a)和(b)段、第8段(c)和(d))。"),
    ]
    found = [m for path, m in cited(document) if path == "p1"]
    assert [(m.surface, m.pinpoint.numbers if m.pinpoint else ()) for m in found] == [
        ("执行部分第7(a)和(b)段", ("7(a)", "(b)")),
        ("第8段(c)和(d)", ("8(c)", "(d)")),
    ]


@pytest.mark.parametrize(
    ("chapter", "target"),
    [("二. 优先事项", "A/RES/99/901"), ("三. 实施", "A/RES/99/902"), ("四. 监测", None)],
)
def test_each_of_two_declarations_holds_in_its_own_chapter_only(chapter: str, target: str | None) -> None:
    document = [
        passage("p1", "将扩大外联。", "二. 优先事项"),
        passage("fn1", "本章通篇提及大会第99/901号决议的相关执行段落。", kind=PassageKind.FOOTNOTE),
        passage("p2", "本章通篇提及大会第99/902号决议的相关执行段落。", "三. 实施"),
        passage("p3", "将扩大伙伴关系(执行部分第7段)。", chapter, "外联"),
    ]
    *_, (_, mention) = cited(document)
    assert (mention.target, mention.ambiguous) == (target, target is None)


def test_ibid_after_what_is_not_decided_is_not_decided() -> None:
    texts = ("72/266 A; 72/266 B", "同上，第5段。")
    notes = [passage(f"fn{n}", text, kind=PassageKind.FOOTNOTE) for n, text in enumerate(texts, start=1)]
    *_, (_, ibid) = cited(notes)
    assert (ibid.target, ibid.ambiguous) == (None, True)


def test_operative_paragraph_without_a_resolution_stays_ambiguous() -> None:
    ((_, mention),) = cited([passage("p1", "将扩大外联(执行部分第7段)。")])
    assert (mention.target, mention.ambiguous) == (None, True)


def test_documents_own_symbol_is_no_citation() -> None:
    assert cited([passage("p1", "DP/2099/1", kind=PassageKind.FRONT_MATTER)]) == []


def test_anaphor_is_not_resolved_across_passages() -> None:
    (_, named), (_, pointing) = cited([passage("p1", "大会第99/901号决议"), passage("p2", "该决议要求提交报告。")])
    assert named.target == "A/RES/99/901"
    assert (pointing.target, pointing.ambiguous) == (None, True)


def test_indicators_of_the_documents_own_framework_are_no_sdg_indicators() -> None:
    row = passage("b1", "指标1.1.1：志愿人员人数；另见可持续发展目标指标17.18.1", "附件", "成果框架")
    mentions = [mention for _, mention in cited([row, passage("p1", "指标3.1每年计算，指标1.1.1进展缓慢")])]
    assert [(mention.kind, mention.target) for mention in mentions] == [
        (MentionKind.OTHER_FRAMEWORK, None),
        (MentionKind.SDG_INDICATOR, "SDG/17.18.1"),
        (MentionKind.OTHER_FRAMEWORK, None),  # two parts: no indicator of the Agenda, and the document has its own
        (MentionKind.SDG_INDICATOR, "SDG/1.1.1"),
    ]


def test_an_indicator_of_two_parts_is_a_target_where_the_document_has_no_framework() -> None:
    ((_, mention),) = cited([passage("p1", "指标17.18进展缓慢")])
    assert mention.target == "SDG/17.18"


def test_ibid_means_what_the_footnote_before_cites() -> None:
    texts = ("大会第99/901号决议。", "同上，执行部分第5段。", "见年鉴。", "同上，第2段。")
    notes = [passage(f"fn{n}", text, kind=PassageKind.FOOTNOTE) for n, text in enumerate(texts, start=1)]
    assert [mention.target for _, mention in cited(notes)] == ["A/RES/99/901", "A/RES/99/901", None]


def test_that_resolutions_operative_paragraph_is_of_the_declared_resolution() -> None:
    note = "除另有说明外，括号内所注“执行部分”各段，均指大会第99/901号决议的执行部分。"
    mentions = [m for _, m in cited([passage("n1", note), passage("p1", "落实该决议执行部分第9段。该决议很长。")])]
    assert [m.target for m in mentions] == ["A/RES/99/901", "A/RES/99/901", None]


@pytest.mark.parametrize(
    ("work", "target"),
    [("DP/2099/1", "EB/2018/8"), ("E/ICEF/2099/1", "EB-UNICEF/2018/8"), ("UNW/2099/1", "EB-UNW/2018/8")],
)
def test_executive_board_is_that_of_the_documents_series(work: str, target: str) -> None:
    ((_, mention),) = cited([passage("p1", "执行局第2018/8号决定")], work)
    assert mention.target == target


Gold = dict[str, Any]


def gold_document(shared_data: Path, symbol: str) -> tuple[Gold, list[Passage]]:
    """The labels of a document, and passages made of its labelled paragraphs, so that only citing is tested."""
    gold = json.loads((shared_data / "structure" / "un-documents-gold.json").read_text(encoding="utf-8"))
    row: Gold = next(document for document in gold["documents"] if document["symbol"] == symbol)
    lines = (shared_data / "un-documents" / row["file"]).read_text(encoding="utf-8").split("\n")
    paragraphs = [(f"p{labelled['n']}", labelled["text"]) for labelled in row["numbered_paragraphs"]]
    spans = [(f"fn{note['n']}", note["def_lines"]) for note in row["footnotes"]]
    notes = [(path, "\n".join(lines[span[0] - 1 : span[-1]])) for path, span in spans]
    front = "\n".join(lines[: row["numbered_paragraphs"][0]["line"] - 1])
    return row, [passage(path, text) for path, text in [*paragraphs, *notes, ("front", front)]]


NAMED = ("resolution", "decision", "document")


@pytest.mark.parametrize("symbol", ["DP/2022/11", "DP/2021/25"])
def test_every_citation_of_the_two_volunteering_reports_is_found(shared_data: Path, symbol: str) -> None:
    row, passages = gold_document(shared_data, symbol)
    texts = {passage.path: passage.text for passage in passages}
    found = Counter(
        mention.target
        for path, mention in cited(passages, symbol)
        if mention.kind in NAMED and texts[path][mention.start - 1] not in "/="  # addresses are labelled by themselves
    )
    assert found == Counter(citation["symbol"] for citation in row["citations"])


def test_operative_paragraphs_of_the_strategic_framework_are_of_its_declared_resolution(shared_data: Path) -> None:
    row, passages = gold_document(shared_data, "DP/2022/11")
    found = Counter(
        (path, mention.pinpoint.numbers[0])
        for path, mention in cited(passages, "DP/2022/11")
        if mention.pinpoint is not None and mention.target == row["operative_paragraph_refs_resolution"]
    )
    assert found == Counter((f"p{ref['para']}", str(ref["op"])) for ref in row["operative_paragraph_refs"])
