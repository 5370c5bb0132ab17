"""How completely structure is recovered: against the labelled documents, and real PDFs against their Word files.

Text is compared without white space, as the labels say. Every miss is kept by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.documents import ParsedDocument, Passage, PassageKind, ReportedIndicator
from corpus.settings import Settings
from eval.agreement import agreement
from ingest.cell import read_file

TYPESET = {"DP/2022/11": "DP-2022-11.zh.pdf", "DP/2021/25": "DP-2021-25.zh.pdf"}


@dataclass(frozen=True, slots=True)
class Score:
    """One thing looked for in one reading of a document: how many there are, and which were not found as labelled."""

    document: str
    what: str
    labelled: int
    missed: tuple[str, ...]

    @property
    def found(self) -> int:
        """How many are as labelled."""
        return self.labelled - len(self.missed)


def evaluate(shared: Path) -> dict[str, Any]:
    """Scores of every labelled document and reading, and the agreement of each real PDF with its Word file."""
    settings = Settings()
    scores = [*_reports(shared, settings), *_resolutions(shared, settings)]
    pairs = sorted((shared / "pdf" / "un-en-with-docx").glob("*.pdf"))
    return {
        "scores": [
            {"document": s.document, "what": s.what, "labelled": s.labelled, "found": s.found, "missed": list(s.missed)}
            for s in scores
        ],
        "agreement": {pdf.name: agreement(pdf, settings) for pdf in pairs},
    }


def table(report: Mapping[str, Any]) -> Iterator[str]:
    """The scores as lines of text, every miss below its score."""
    for score in report["scores"]:
        yield f"{score['document']:<22} {score['what']:<26} {score['found']:>4} of {score['labelled']}"
        yield from (f"    {miss[:160]}" for miss in score["missed"])
    for name, row in report["agreement"].items():
        yield f"{name:<26} " + "  ".join(
            f"{key.replace('_', ' ')} {value:.4f}" if isinstance(value, float) else f"{key} {value}"
            for key, value in row.items()
            if not isinstance(value, list)
        )


def _reports(shared: Path, settings: Settings) -> Iterator[Score]:
    gold = json.loads((shared / "structure" / "un-documents-gold.json").read_text("utf-8"))
    for labels in gold["documents"]:
        symbol = labels["symbol"]
        lines = (shared / "un-documents" / labels["file"]).read_text("utf-8").split("\n")
        text = read_file(shared / "un-documents" / labels["file"], settings)
        pdf = read_file(shared / "pdf" / "un-zh-typeset" / TYPESET[symbol], settings)
        for name, parsed in ((f"{symbol} text", text), (f"{symbol} PDF", pdf)):
            yield from _report_scores(name, parsed, labels, lines)
        yield _pages(f"{symbol} text", text, labels["numbered_paragraphs"])


def _report_scores(
    name: str, parsed: ParsedDocument, labels: Mapping[str, Any], lines: Sequence[str]
) -> Iterator[Score]:
    yield _front(name, parsed, labels)
    yield _paragraphs(name, parsed, labels["numbered_paragraphs"])
    yield _headings(name, parsed, labels["headings"])
    yield _footnotes(name, parsed, labels["footnotes"])
    yield _items(name, parsed, labels["sub_items"], lines)
    yield _indicators(name, parsed, labels["indicators"], lines)


def _front(name: str, parsed: ParsedDocument, labels: Mapping[str, Any]) -> Score:
    expected = {"symbol": labels["symbol"], "job_number": labels["job_number"], "title": labels["title"]}
    expected |= {"agenda_item_title": labels["agenda_item_title"]}
    wrong = [
        f"{k}: {getattr(parsed, k)!r}, not {v!r}" for k, v in expected.items() if tight(getattr(parsed, k)) != tight(v)
    ]
    said = {"session": parsed.session or labels["session"], "agenda_item": parsed.agenda_item}  # or None, as labelled
    wanted = {"session": labels["session"], "agenda_item": str(labels["agenda_item"])}
    wrong += [f"{k}: {v!r}, not {wanted[k]!r}" for k, v in said.items() if not _holds(wanted[k], v or "")]
    return Score(name, "masthead", len(expected) + len(wanted), tuple(wrong))


def _holds(label: str, said: str) -> bool:
    """Whether one of two texts is in the other: a label may say more than a line, and a line more than a number."""
    return bool(said) and (tight(said) in tight(label) or tight(label) in tight(said))


def _paragraphs(name: str, parsed: ParsedDocument, labels: Sequence[Mapping[str, Any]]) -> Score:
    found = numbered(parsed)
    wrong = [
        _difference(str(label["n"]), found.get(str(label["n"]), ""), label["text_no_space"])
        for label in labels
        if found.get(str(label["n"])) != label["text_no_space"]
    ]
    wrong += [f"{number} is no numbered paragraph" for number in found if int(number) > len(labels)]
    return Score(name, "numbered paragraphs", len(labels), tuple(wrong))


def numbered(parsed: ParsedDocument) -> dict[str, str]:
    """The text of each numbered paragraph outside annexes with that of its items, without white space."""
    texts: dict[str, str] = {}
    for passage in parsed.passages:
        root = re.match(r"p(\d+)(?:/|$)", passage.path)
        if root is not None and passage.kind is not PassageKind.FOOTNOTE:
            label = passage.number if "/" in passage.path and passage.kind is PassageKind.LIST_ITEM else ""
            texts[root[1]] = texts.get(root[1], "") + tight((label or "") + passage.text)
    return texts


def _pages(name: str, parsed: ParsedDocument, labels: Sequence[Mapping[str, Any]]) -> Score:
    found = {p.number: p for p in parsed.passages if p.path == f"p{p.number}"}
    wrong = [
        f"{label['n']}: page {found[str(label['n'])].page_first}, not {label['page']}"
        for label in labels
        if str(label["n"]) not in found or found[str(label["n"])].page_first != label["page"]
    ]
    return Score(name, "pages of paragraphs", len(labels), tuple(wrong))


def _headings(name: str, parsed: ParsedDocument, labels: Sequence[Mapping[str, Any]]) -> Score:
    texts = [tight(p.text) for p in parsed.passages if p.kind is PassageKind.HEADING]
    every = [label for label in labels if label["level"] != "front"]
    wrong = [label["text"] for label in every if not any(_is_heading(text, tight(label["text"])) for text in texts)]
    return Score(name, "headings", len(every), tuple(wrong))


def _is_heading(text: str, label: str) -> bool:
    """With or without its own label ("三.", "产出 1.1。", "附件")."""
    return text.endswith(label) and len(text) <= len(label) + 8


def _footnotes(name: str, parsed: ParsedDocument, labels: Sequence[Mapping[str, Any]]) -> Score:
    notes = {p.number: tight(p.text) for p in parsed.passages if p.kind is PassageKind.FOOTNOTE}
    marks = [
        (mark.number, tight(p.text[: mark.offset]).replace("|", "")) for p in parsed.passages for mark in p.footnotes
    ]
    wrong = []
    for label in labels:
        number, start = str(label["n"]), tight(label["def_start"])
        before = tight(re.split(rf"(?<=\D){number}(?!\d)", label["ref_context"], maxsplit=1)[0])
        if not notes.get(number, "").startswith(start):
            wrong.append(f"{number}: the note reads {notes.get(number, '')[:30]!r}, not {start[:30]!r}")
        elif not any(n == number and text.endswith(before) for n, text in marks):
            wrong.append(f"{number}: no mark behind {before!r}: {[text[-12:] for n, text in marks if n == number]}")
    return Score(name, "footnotes and their marks", len(labels), tuple(wrong))


def _items(name: str, parsed: ParsedDocument, labels: Sequence[Mapping[str, Any]], lines: Sequence[str]) -> Score:
    found = {p.path.removesuffix("/"): tight(p.text) for p in parsed.passages if p.kind is PassageKind.LIST_ITEM}
    wrong = []
    for label in labels:
        start = tight(lines[label["line"] - 1]).removeprefix(tight(label["label"]))[:12]
        text = found.get(f"p{label['para']}/{label['label']}")
        if text is None or not text.startswith(start):
            wrong.append(f"p{label['para']}/{label['label']}: {None if text is None else text[:20]!r}, not {start!r}")
    return Score(name, "items of paragraphs", len(labels), tuple(wrong))


def _indicators(name: str, parsed: ParsedDocument, labels: Sequence[Mapping[str, Any]], lines: Sequence[str]) -> Score:
    found = {indicator.code: indicator for indicator in parsed.indicators}
    wrong = [miss for label in labels if (miss := _indicator_miss(found.get(label["code"]), label, lines)) is not None]
    return Score(name, "indicators", len(labels), tuple(wrong))


def _indicator_miss(found: ReportedIndicator | None, label: Mapping[str, Any], lines: Sequence[str]) -> str | None:
    code = label["code"]
    if found is None:
        return f"{code}: not found"
    if tight(found.text) != tight(label["text"]):
        return _difference(code, tight(found.text), tight(label["text"]))
    score = label.get("score_pct")
    wanted = {
        "target": tight(label.get("target_2020")),
        "result": tight(label.get("result_2020")),
        "score": "" if score is None else f"{score}%",
        "status": label.get("status") or "",
    }
    given = {key: tight(getattr(found, key)) for key in ("target", "result", "score", "status")}
    wrong = {key: (given[key], value) for key, value in wanted.items() if given[key] != value}
    parts = [f"{part.label}{tight(part.text)}" for part in found.breakdown]
    listed = [tight(lines[at - 1]) for at in (label.get("breakdown") or {}).values()]
    if len(parts) != len(listed) or not all(map(str.startswith, parts, listed)):
        wrong["breakdown"] = (str(parts), str(listed))
    return f"{code}: {wrong}" if wrong else None


def _resolutions(shared: Path, settings: Settings) -> Iterator[Score]:
    gold = json.loads((shared / "structure" / "resolutions-gold.json").read_text("utf-8"))
    for labels in gold["documents"]:
        parsed = read_file(shared / "un-documents" / labels["file"], settings)
        name = f"{labels['symbol']} text"
        operative = {p.number: p for p in parsed.passages if p.role == "operative" and p.path == f"p{p.number}"}
        wrong = [f"{label['n']}" for label in labels["operative"] if not _begins(operative.get(str(label["n"])), label)]
        yield Score(name, "operative paragraphs", len(labels["operative"]), tuple(wrong))
        preambular = [p for p in parsed.passages if p.role == "preambular"]
        missing = [
            label["first_five"] for label in labels["preambular"] if not any(_begins(p, label) for p in preambular)
        ]
        more = ["more than are labelled"] * max(0, len(preambular) - len(labels["preambular"]))
        yield Score(name, "preambular paragraphs", len(labels["preambular"]), (*missing, *more))
        notes = {p.number: tight(p.text) for p in parsed.passages if p.kind is PassageKind.FOOTNOTE}
        lost = [
            f"{n['n']}: {notes.get(str(n['n']))!r}"
            for n in labels["footnotes"]
            if notes.get(str(n["n"])) != tight(n["text"])
        ]
        yield Score(name, "footnotes", len(labels["footnotes"]), tuple(lost))


def _begins(passage: Passage | None, label: Mapping[str, Any]) -> bool:
    return passage is not None and tight(passage.text).startswith(tight(label["first_five"]))


def tight(text: str | None) -> str:
    """Without white space."""
    return "".join((text or "").split())


def _difference(name: str, found: str, expected: str) -> str:
    at = next(
        (i for i, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b), min(len(found), len(expected))
    )
    return f"{name}: at {at}: {found[max(0, at - 5) : at + 25]!r}, not {expected[max(0, at - 5) : at + 25]!r}"
