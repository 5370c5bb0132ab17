"""What is different between two counts of one question, line by line, each with why.

Both are documents as they are printed and kept (:mod:`corpus.indicators.result`): a kept count needs no store to be
compared with another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpus.words import Word

Document = Mapping[str, Any]


class Reason(Word):
    """Why a line, or a figure, is another than before."""

    NEW_DOCUMENT = "new_document"
    """A document, a language version or a new file of one came."""
    REMOVED_DOCUMENT = "removed_document"
    """One is not shown any more."""
    READ_AGAIN = "read_again"
    """The same file was read again and gave other pages or passages."""
    NEW_DECISION = "new_decision"
    """A person decided something."""
    REMOVED_DECISION = "removed_decision"
    """A person took a decision back, or it has lost its place in the text."""
    NEW_RULE = "new_rule"
    """Newer rules suggest something else."""
    NEW_RULE_VERSION = "new_rule_version"
    """Newer rules suggest the same: the version is another and nothing else."""
    NEW_DEFINITION = "new_definition"
    """The indicator is defined otherwise."""
    NEW_LIST = "new_list"
    """The list of those who presented was imported."""
    NEW_RATES = "new_rates"
    """The rates by which the estimate is corrected are others."""


FIGURES = (
    *("numerator", "denominator", "unread", "unreviewed", "obtained", "readable", "reviewed", "presented"),
    *("percent", "estimate"),
)
"""Figures of which is said what they were before."""

QUESTION = ("indicator", "year", "from", "to", "policy", "basis")


def question_of(document: Document) -> tuple[Any, ...]:
    """What a count answers: two of one question can be compared."""
    return tuple(document[name] for name in QUESTION)


def changes(before: Document, now: Document) -> dict[str, Any]:
    """What changed since a kept count: ``changed`` is false for equal counts, and for them alone."""
    lines = list(_lines(before, now))
    figures = {
        name: {"before": before.get(name), "now": now.get(name)}
        for name in FIGURES
        if before.get(name) != now.get(name)
    }
    of_all = [reason.value for reason in _reasons_of_all(before, now)]
    found = {reason for line in lines for reason in line["reasons"]} | set(of_all)
    return {
        "since": before["snapshot"],
        "changed": before["snapshot"] != now["snapshot"],
        "reasons": [reason.value for reason in Reason if reason.value in found],
        "figures": figures,
        "lines": lines,
    }


def _reasons_of_all(before: Document, now: Document) -> Iterator[Reason]:
    if before.get("definition") != now.get("definition"):
        yield Reason.NEW_DEFINITION
    if before.get("presenters") != now.get("presenters"):
        yield Reason.NEW_LIST
    was, is_now = ((document.get("estimate") or {}).get("rates") or {} for document in (before, now))
    if was and was != is_now and is_now.get("source") == "evaluation":
        yield Reason.NEW_RATES


def _lines(before: Document, now: Document) -> Iterator[dict[str, Any]]:
    """Every line that is another than before, and those that came and went."""
    old, new = (_by_key(document) for document in (before, now))
    redefined = before.get("definition") != now.get("definition")
    for key in sorted(old.keys() | new.keys(), key=str):
        was, is_now = old.get(key), new.get(key)
        if was != is_now:
            reasons = _reasons(was, is_now, redefined=redefined)
            named = is_now or was or {}
            yield {
                **{name: named[name] for name in ("iso3", "country", "country_zh", "year", "work")},
                "before": None if was is None else was["status"],
                "now": None if is_now is None else is_now["status"],
                "reasons": [reason.value for reason in reasons],
                "passages": _passages(was, is_now),
            }


def _by_key(document: Document) -> dict[tuple[Any, ...], Document]:
    return {_key(line, document["population"]): line for line in document["countries"]}


def _key(line: Document, population: str) -> tuple[Any, ...]:
    """What a line is known by: a country in a year by these two, a framework by its document."""
    return line["year"], line["iso3"], None if population == "vnr" else line["work"]


def _reasons(was: Document | None, now: Document | None, *, redefined: bool) -> list[Reason]:
    if was is None or now is None:
        return [Reason.NEW_DOCUMENT if was is None else Reason.REMOVED_DOCUMENT]
    found = [*_of_documents(was, now), *_of_decisions(was, now)]
    if was["rule_versions"] != now["rule_versions"]:
        found.append(Reason.NEW_RULE_VERSION if _said(was) == _said(now) else Reason.NEW_RULE)
    if redefined:
        found.append(Reason.NEW_DEFINITION)
    return found or [_reason_left(was, now)]


def _reason_left(was: Document, now: Document) -> Reason:
    """Why a line is another than before where its files, rules and decisions are the same.

    With the first decision of a year what has no suggestion is settled too. Else the same file was read otherwise.
    """
    if "unreviewed" in (was["status"], now["status"]) and was["status"] != now["status"]:
        return Reason.NEW_DECISION if was["status"] == "unreviewed" else Reason.REMOVED_DECISION
    return Reason.READ_AGAIN


def _said(line: Document) -> dict[str, Any]:
    """What a line says, whichever version of the rules says it."""
    return {name: _unversioned(held) for name, held in line.items() if name != "rule_versions"}


def _unversioned(held: Any) -> Any:
    if not isinstance(held, list):
        return held
    return [{**one, "rule_version": None} if isinstance(one, dict) and "rule_version" in one else one for one in held]


def _of_documents(was: Document, now: Document) -> Iterator[Reason]:
    old, new = ({(r["work"], r["language"], r["sha256"]): r for r in line["reviews"]} for line in (was, now))
    if new.keys() - old.keys():
        yield Reason.NEW_DOCUMENT
    if {key[:2] for key in old} - {key[:2] for key in new}:
        yield Reason.REMOVED_DOCUMENT
    if any(old[key] != new[key] for key in old.keys() & new.keys()):
        yield Reason.READ_AGAIN


def _of_decisions(was: Document, now: Document) -> Iterator[Reason]:
    old, new = set(was["decisions"]), set(now["decisions"])
    if new - old:
        yield Reason.NEW_DECISION
    elif old - new:
        yield Reason.REMOVED_DECISION


def _passages(was: Document | None, now: Document | None) -> dict[str, Sequence[str]]:
    """The passages that make it count now and did not, and those that did."""
    old, new = ({item["passage_id"] for item in line["evidence"]} if line else set() for line in (was, now))
    return {"added": sorted(new - old), "removed": sorted(old - new)}
