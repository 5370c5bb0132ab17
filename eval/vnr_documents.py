"""What the portal says of the quoted passages of known reviews, beside every label that is known of them.

``evidence/vnr-documents.jsonl`` has a review a line: the public tag of the UNV Knowledge Portal, our labels, and which
passages were seen. Only those of them that are among the development passages can be compared: what nobody quotes
the portal cannot be asked about, and an absent passage is not a "no". The public tag "positive contribution" is
lenient, and so is compared with the lenient reading of indicator 1.1 (``python -m eval vnr-documents``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.indicators import indicator
from eval import bars
from eval.bars import Bar
from eval.evidence_passages import Judged, judged, labelled_passages
from eval.gold import json_lines
from ingest.evidence import rule_version

POSITIVE, NONE = "positive_contribution", "no_mention"
PUBLIC = {POSITIVE: True, NONE: False}
"""Public tags that say yes or no; of others it is not known what was decided."""

LABELS = {
    "mentions_volunteering": "mention",
    "contribution": "contribution",
    "policy_integration": "policy_lenient",
    "policy_integration_excluding_borderline": "policy",
}
"""Labels of a review and those of a suggestion that they ask for; the first policy label has borderline cases too."""


def evaluate(shared: Path) -> dict[str, Any]:
    """Every known label, compared; the agreement of lenient 1.1 with the public tag, and each disagreement."""
    passages = {row["id"]: row for row in labelled_passages(shared)}
    documents = json_lines(shared / "evidence" / "vnr-documents.jsonl")
    compared = [_compared(document, passages) for document in documents]
    public = [one["public"] for one in compared if one["public"]["agrees"] is not None]
    known = [label for one in compared for label in one["labels"] if label["agrees"] is not None]
    agreeing = sum(one["agrees"] for one in public)
    reached = Bar("lenient 1.1 agrees with the public tag", 1.0, agreeing / len(public) if public else None)
    return {
        "rule_version": rule_version(),
        "documents": compared,
        "public": {
            "compared": len(public),
            "agree": agreeing,
            "tagged": sum(d["unv_portal_label"] in PUBLIC for d in documents),
        },
        "labels": {"compared": len(known), "agree": sum(label["agrees"] for label in known)},
        "bars": [reached.as_json()],
    }


def _compared(document: Mapping[str, Any], passages: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    quoted = [judged(passages[name]) for name in document["justifying_passages"] if name in passages]
    return {
        "review": f"{document['iso3']} {document['year'] or '(year not shown)'}",
        "quoted": [one.passage["id"] for one in quoted],
        "not_available": [name for name in document["justifying_passages"] if name not in passages],
        "public": _public(document, quoted),
        "labels": [_label(document, name, quoted) for name in LABELS if document[name] is not None],
        "note": document["note"],
    }


def _public(document: Mapping[str, Any], quoted: Sequence[Judged]) -> dict[str, Any]:
    """The public tag beside the lenient reading of indicator 1.1; ``agrees`` None where it cannot be compared."""
    tag = PUBLIC.get(document["unv_portal_label"])
    asked = indicator("1.1").conditions("lenient")
    said = any(asked & one.suggestion.labels for one in quoted)
    agrees = None if tag is None or not quoted else said is tag
    return {
        "tag": document["unv_portal_label"],
        "portal": said if quoted else None,
        "agrees": agrees,
        "reason": _reason("mention", quoted) if agrees is False else None,
    }


def _label(document: Mapping[str, Any], name: str, quoted: Sequence[Judged]) -> dict[str, Any]:
    """A known label of a review beside what is suggested of its passages.

    A "yes" of the review whose passages are not all here may rest on one that is missing: where the passages that are
    here are not labelled so themselves, it is not compared.
    """
    known, asked = bool(document[name]), LABELS[name]
    said = any(asked in one.suggestion.labels for one in quoted)
    shown = any(_holds(one.passage, name) for one in quoted)
    comparable = bool(quoted) and (shown or not known)
    return {
        "label": name,
        "known": known,
        "portal": said if quoted else None,
        "agrees": said is known if comparable else None,
        "reason": _reason(asked, quoted) if comparable and said is not known else None,
    }


def _holds(row: Mapping[str, Any], name: str) -> bool:
    if name == "policy_integration_excluding_borderline":
        return bool(row["policy_integration"] and not row["borderline"])
    return bool(row[name])


def _reason(label: str, quoted: Sequence[Judged]) -> str:
    """What the rules found in the passages, and what the labelled passages say of themselves."""
    return "; ".join(f"{one.passage['id']}: {_found(label, one)}" for one in quoted)


def _found(label: str, one: Judged) -> str:
    rules = ", ".join(sorted({hit.rule for hit in one.suggestion.hits}))
    holds = "yes" if label in one.suggestion.labels else "no"
    said = f"{holds} by {rules}" if rules else "no word of volunteering in it"
    instrument = f", {one.suggestion.instrument!r}" if one.suggestion.instrument else ""
    note = f" ({one.passage['note']})" if one.passage["note"] else ""
    return said + instrument + note


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text, each disagreement with its reason."""
    public, labels = figures["public"], figures["labels"]
    yield f"{len(figures['documents'])} reviews, rules {figures['rule_version']}"
    yield f"public tag: {public['agree']} of {public['compared']} agree; {public['tagged']} have one"
    yield f"known labels: {labels['agree']} of {labels['compared']} agree"
    for one in figures["documents"]:
        public_tag = {"label": "public tag", "known": one["public"]["tag"], **one["public"]}
        for label in (public_tag, *one["labels"]):
            if label["agrees"] is False:
                said = f"{label['label']} {label['known']}, portal {label['portal']}"
                yield f"✗ {one['review']} {said}: {label['reason']}"
    yield from bars.table(bars.of_json(figures["bars"]))
