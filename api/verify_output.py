"""What ``vkp verify`` found, in words: a line for each check, of a failed one what it means and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from api.output import Document

CHECKS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "N1": (
        "every accepted file is in one state",
        {
            "indexed": "indexed",
            "without_job": "without a job",
            "in_no_state": "in no state",
            "unseen": "indexed and shown nowhere",
        },
    ),
    "N2": (
        "every original is there unchanged",
        {
            "intact": "intact",
            "missing": "missing",
            "changed": "changed",
            "orphans": "file of no document|files of no document",
            "unlisted": "file whose row was lost|files whose rows were lost",
        },
    ),
    "N3": (
        "search holds the passages of the documents, each once",
        {
            "points": "passage|passages",
            "missing": "missing",
            "phantom": "of no document",
            "duplicate": "held twice",
            "unfit": "without words or place",
        },
    ),
    "N4": (
        "every decision has its author, its time and the one before it, every key one effect",
        {"decisions": "decision|decisions", "keys": "key|keys", "broken": "wrong"},
    ),
    "N5": (
        "what people wrote is as they wrote it, and nothing of it is gone",
        {"entries": "entry of the audit|entries of the audit", "wrong": "wrong"},
    ),
    "N6": (
        "counts are what their ledgers come to",
        {
            "indicators": "indicator|indicators",
            "snapshots": "kept count|kept counts",
            "wrong": "wrong",
            "snapshots_wrong": "kept and wrong",
        },
    ),
    "N7": (
        "files that are read again give the same passages, links and suggestions",
        {
            "read_again": "read again",
            "of": "read by this version before",
            "changed": "changed",
            "derived": "with other links or suggestions",
            "stale": "cited as not here",
        },
    ),
    "N8": (
        "every page has text, is meant to be empty, or is reported as unread",
        {"pages": "page|pages", "silent": "unread and not reported"},
    ),
    "N9": (
        "every document is in search as a whole or not at all",
        {"documents": "document|documents", "partial": "shown in part"},
    ),
    "N10": (
        "what people decided is what counts",
        {"wrong": "passage that counts otherwise|passages that count otherwise"},
    ),
}
"""What each check of ``vkp verify`` asks for, and its figures in words."""


def verify_text(d: Document) -> Iterator[str]:
    """The checks, those before a repair first; then what follows."""
    if "before" in d:
        yield "before the repair"
        yield from _lines(d["before"])
        yield "after it"
    yield from _lines(d["checks"])
    yield "nothing is lost" if d["ok"] else _outcome(d)


def _outcome(d: Document) -> str:
    """What to do next where something is wrong."""
    failed = [check for check in d["checks"] if not check["ok"]]
    if "before" not in d and any(check.get("repairable") for check in failed):
        return "something is wrong: see above; 'vkp verify --repair' rebuilds what can be rebuilt"
    return "something is wrong: see above"


def _lines(checks: Sequence[Document]) -> Iterator[str]:
    """One line for each check; a failed one says what it means, what to do, and names examples."""
    for check in checks:
        mended = "; mended" if check.get("repaired") else ""
        yield f"{check['code']}  {'ok  ' if check['ok'] else 'FAIL'}  {_checked(check)}{mended}"
        if not check["ok"]:
            yield f"      {check['meaning']}"
            yield f"      what to do: {check['remedy']}"
            yield from (f"      - {example}" for example in check["examples"])


def _checked(check: Document) -> str:
    """What a check asks for and what it found: "every accepted file is in one state: 21 indexed, 2 failed"."""
    asked, words = CHECKS.get(check["code"], ("", {}))
    found = [
        _figure(number, words.get(name, name)) for name, number in check["found"].items() if number and name != "head"
    ]
    short = [
        f"expected {_figure(number, words.get(name, name))}"
        for name, number in check["expected"].items()
        if not check["ok"] and number and number != check["found"].get(name, number)
    ]
    nothing = "0 " + next(iter(words.values()), "found").rpartition("|")[2]
    return ": ".join(filter(None, (asked, ", ".join(found + short) or nothing)))


def _figure(number: int, words: str) -> str:
    """A figure with its words; of two, parted by "|", the first are for 1."""
    one, _, more = words.partition("|")
    return f"{number} {one if number == 1 else more or one}"
