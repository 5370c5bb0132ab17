"""Assembled reviews are read by the portal, decided as they are labelled, counted, and compared with the truth."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from rapidfuzz.fuzz import partial_ratio

from corpus.counting import Span, counted
from corpus.indicators import Basis, Policy, indicator
from corpus.indicators.ledger import Question
from corpus.reviewing import LABELS, Action, Said
from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.store.works import StoredPassage
from eval.assembled_reviews import Drawn, write
from eval.assembled_texts import Passage
from ingest.pipeline import ingest

REVIEWER = "A. Reviewer"

COUNTED: Sequence[tuple[str, Policy]] = (
    *(("3.1", "strict"), ("3.1", "lenient"), ("1.1", "strict"), ("1.1", "lenient"), ("mention", "strict")),
)
ALIKE = 90
"""From this likeness on a passage holds what a labelled one says: PDFs repeat Arabic letters that have marks."""

PART = 0.3
"""From this share of a labelled passage on, what is stored is a part of it and no heading of the same words."""

Unit = tuple[str, int]
"""A country in a year."""


def compared(drawn: Sequence[Drawn], folder: Path) -> dict[str, Any]:
    """Ingests the files, has a reviewer decide everything as it is labelled, and compares the counts with the truth.

    ``lost`` are labelled passages of readable files that no stored passage holds.
    """
    manifest = write(drawn, folder / "files")
    settings = Settings(data=folder / "data")
    report = ingest([folder / "files"], settings, manifest=manifest)
    store = open_store(settings)
    try:
        suggested = {_name(code, policy): _count(store, code, policy, "suggested") for code, policy in COUNTED}
        decided, lost = _decide_all(store, drawn)
        counts = [_compared(store, drawn, code, policy) for code, policy in COUNTED]
    finally:
        store.close()
    return {
        "files": len(drawn),
        "ingested": report.indexed,
        "pages": report.pages,
        "passages": report.passages,
        "labelled": sum(len(file.passages) for file in drawn if not file.picture),
        "decided": decided,
        "lost": lost,
        "counts": [count | {"suggested": suggested[count["name"]]["numerator"]} for count in counts],
    }


def truth(drawn: Sequence[Drawn], label: str) -> dict[Unit, str]:
    """What each country's reviews of a year say: yes, no, or unread where they are pictures."""
    found: dict[Unit, str] = {}
    ordered = sorted(drawn, key=lambda file: (file.country, file.year))
    for unit, files in groupby(ordered, key=lambda file: (file.country, file.year)):
        read = [file for file in files if not file.picture]
        holds = any(passage.labels[label] for file in read for passage in file.passages)
        found[unit] = "yes" if holds else "no" if read else "unread"
    return found


def _compared(store: Store, drawn: Sequence[Drawn], code: str, policy: Policy) -> dict[str, Any]:
    expected = truth(drawn, indicator(code).condition(policy))
    document = _count(store, code, policy, "reviewed")
    said = {(line["iso3"], line["year"]): line["status"] for line in document["countries"]}
    differing = sorted(unit for unit in expected.keys() | said.keys() if expected.get(unit) != said.get(unit))
    return {
        "name": _name(code, policy),
        "truth": sum(status == "yes" for status in expected.values()),
        "counted": document["numerator"],
        "denominator": document["denominator"],
        "unread": document["unread"],
        "differing": [
            f"{iso3} {year}: truth {expected.get((iso3, year))}, counted {said.get((iso3, year))}"
            for iso3, year in differing
        ],
    }


def _count(store: Store, code: str, policy: Policy, basis: Basis) -> dict[str, Any]:
    return counted(store, Question(indicator(code), policy, basis), Span())


def _name(code: str, policy: str) -> str:
    return f"{code} {policy}"


def _decide_all(store: Store, drawn: Sequence[Drawn]) -> tuple[int, list[str]]:
    """Decides every passage of every file that was read; how many, and which labelled ones no passage holds."""
    by_file = {(file.country, file.year, file.language): file for file in drawn if not file.picture}
    decided, lost = 0, list[str]()
    for expression in store.works.expressions():
        file = by_file.get((expression.country or "", expression.year or 0, expression.language))
        passages = store.works.passages(expression.id) if file is not None else []
        given = file.passages if file is not None else ()
        lost += [one.id for one in given if not any(_holds(stored, one) for stored in passages)]
        for stored in passages:
            inside = [one for one in given if _holds(stored, one)]
            labels = {label: any(one.labels[label] for one in inside) for label in LABELS}
            store.reviewing.decide(stored.id, Said(REVIEWER, Action.LEVEL, labels=labels))
            decided += 1
    return decided, lost


def _holds(stored: StoredPassage, given: Passage) -> bool:
    """Whether a stored passage holds a labelled one, or a good part of it where a page ends in between."""
    here, there = _letters(stored.text), _letters(given.text)
    return len(here) >= PART * len(there) and partial_ratio(here, there) >= ALIKE


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
