"""Counting a ledger again by hand: whether the figures of a count are those of the lines that it prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from corpus.indicators.ledger import STATUSES

Document = Mapping[str, Any]


def recounted(document: Document) -> list[str]:
    """The figures of a count that are not what its ledger comes to, each in words; none of a sound one."""
    if document["population"] == "knowledge":
        return list(_of_library(document))
    lines = document["countries"]
    return [*_figures("", document, lines), *_years(document, lines), *_evidence(lines)]


def _figures(where: str, figures: Document, lines: Iterable[Document]) -> Iterator[str]:
    found = [line["status"] for line in lines]
    yes, no, unread, unreviewed = (sum(status == one for status in found) for one in STATUSES)
    counted = {"numerator": yes, "denominator": yes + no, "unread": unread, "unreviewed": unreviewed}
    for name, number in (counted | {"obtained": len(found)}).items():
        if figures[name] != number:
            yield f"{where}{name} is {figures[name]}, and its ledger has {number}"
    share = round(100 * yes / (yes + no), 1) if yes + no else None
    if figures["percent"] != share:
        yield f"{where}percent is {figures['percent']}, and its ledger has {share}"


def _years(document: Document, lines: Iterable[Document]) -> Iterator[str]:
    by_year: dict[Any, list[Document]] = {}
    for line in lines:
        by_year.setdefault(line["year"] or None, []).append(line)
    for figures in document["years"]:
        yield from _figures(f"{figures['year']}: ", figures, by_year.get(figures["year"] or None, []))
    counted = {figures["year"] or None for figures in document["years"]}
    if document["years"] and by_year.keys() - counted:
        yield f"{sorted(map(str, by_year.keys() - counted))[0]} is in the ledger and in no figure"


def _evidence(lines: Iterable[Document]) -> Iterator[str]:
    for line in lines:
        if line["status"] == "yes" and not line["evidence"]:
            yield f"{line['work']} counts, and nothing is there that makes it count"
        elif line["status"] in ("no", "unread") and line["evidence"]:
            yield f"{line['work']} does not count, and {len(line['evidence'])} passages make it count"


def _of_library(document: Document) -> Iterator[str]:
    entries = document["entries"]
    counted = {"numerator": sum(bool(entry["counts"]) for entry in entries), "denominator": len(entries)}
    for name, number in counted.items():
        if document[name] != number:
            yield f"{name} is {document[name]}, and its entries have {number}"
