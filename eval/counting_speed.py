"""How fast counts are made: 3.1 over 500 reviews with 300,000 passages, by suggestions and by what people reviewed.

The rows are written in bulk, as an ingest and reviewers would leave them: 3 % of the passages mention volunteering, a
tenth of those say that it is in an instrument, and people have settled two thirds of what the lenient reading suggests.
Times are wall seconds: in process (the first count of a store, then the median of others), and of the whole command.
"""

from __future__ import annotations

import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.counting import Span, counted
from corpus.indicators import BASES, Basis, indicator
from corpus.indicators.ledger import Question
from corpus.lexicon import load_lexicon
from corpus.settings import Settings
from corpus.store import open_store

REVIEWS, PASSAGES = 500, 300_000
MENTIONS, INSTRUMENTS, SETTLED = 0.03, 0.1, 0.67
YEARS = range(2016, 2026)
ROUNDS = 7
BAR = 1.0
SEED = 8

SENTENCE = "Volunteers of the district councils carried water and advice to {number} households in the dry season. "
INSTRUMENT = "The National Volunteer Policy {number}, adopted in 2019, sets out how ministries work with volunteers. "


def measure(reviews: int = REVIEWS, passages: int = PASSAGES) -> dict[str, Any]:
    """The figures; the store is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data", database_url=None)
        open_store(settings, create=True).close()
        _fill(settings.data / "portal.db", reviews, passages)
        timed = {basis: _in_process(settings, basis) for basis in BASES}
        cold = {basis: _command(settings, basis) for basis in BASES}
    figures: dict[str, Any] = {"reviews": reviews, "passages": passages, "in_process": timed, "command_s": cold}
    slowest = max(max(one["first_s"], one["warm_s"]) for one in timed.values())
    return figures | {"bar_s": BAR, "slowest_s": slowest, "ok": slowest <= BAR}


def _in_process(settings: Settings, basis: Basis) -> dict[str, Any]:
    """Seconds of the first count after opening the store, and the median of ``ROUNDS`` others."""
    question, seconds, cpu = Question(indicator("3.1"), "strict", basis), list[float](), list[float]()
    store = open_store(settings)
    try:
        for _ in range(ROUNDS + 1):
            started, worked = time.perf_counter(), time.process_time()
            document = counted(store, question, Span())
            seconds.append(time.perf_counter() - started)
            cpu.append(time.process_time() - worked)
    finally:
        store.close()
    said = {name: document[name] for name in ("numerator", "denominator", "unreviewed", "obtained")}
    timed = {"first_s": seconds[0], "warm_s": statistics.median(seconds[1:])}
    return timed | {"cpu_s": statistics.median(cpu)} | said


def _command(settings: Settings, basis: Basis) -> float:
    """Seconds of the whole command, from its start to its last byte: the median of three."""
    arguments = f"count 3.1 --basis {basis} --json --data".split()
    command = [sys.executable, "-m", "api.cli", *arguments, str(settings.data)]
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def _fill(path: Path, reviews: int, passages: int) -> None:
    """Documents, passages, suggestions and what people settled, in one transaction."""
    chance = random.Random(SEED)  # noqa: S311 - a corpus of the same passages each time
    with sqlite3.connect(path) as database:
        for number, (country, year) in enumerate(_presented(reviews)):
            _document(database, chance, number, country, year, passages // reviews)
    database.close()


def _presented(reviews: int) -> list[tuple[str, int]]:
    """As many countries in years: each country every fourth year or so, in the order of their codes."""
    countries = list(load_lexicon("countries.names"))
    every = [(country, year) for year in YEARS for country in countries]
    return sorted(random.Random(SEED).sample(every, reviews))  # noqa: S311 - as above


def _document(
    database: sqlite3.Connection, chance: random.Random, number: int, country: str, year: int, passages: int
) -> None:
    work, expression = f"VNR/{country}/{year}", str(uuid.UUID(int=number))
    sha256 = f"{number:064x}"
    _insert(database, "originals", {"sha256": sha256, "size": 1, "received_at": "2026-01-01"})
    _insert(database, "works", {"key": work, "identity": work, "type": "vnr", "country": country, "year": year})
    _insert(database, "expressions", _expression(expression, work, sha256, passages))
    for ordinal in range(passages):
        _passage(database, chance, expression, work, ordinal)


def _expression(expression: str, work: str, sha256: str, passages: int) -> dict[str, Any]:
    counted_pages = {"page_count": passages // 6, "unread_pages": 0, "passage_count": passages}
    said = {"media_type": "application/pdf", "title": work, "engine": "made", "basis": "{}", "stated_type": "vnr"}
    place = {"id": expression, "work": work, "language": "en", "sha256": sha256, "state": "visible"}
    return place | said | counted_pages | {"added_at": "2026-01-01"}


def _passage(database: sqlite3.Connection, chance: random.Random, expression: str, work: str, ordinal: int) -> None:
    passage, mentions = str(uuid.UUID(int=chance.getrandbits(128))), chance.random() < MENTIONS
    instrument = mentions and chance.random() < INSTRUMENTS
    text = (INSTRUMENT if instrument else SENTENCE).format(number=ordinal) * 4
    place = {"path": f"p{ordinal}", "kind": "paragraph", "page_first": 1 + ordinal // 6, "page_last": 1 + ordinal // 6}
    said = {"number": str(ordinal), "heading_path": "[]", "text": text, "footnotes": "[]", "boxes": "[]"}
    _insert(database, "passages", {"expression": expression, "ordinal": ordinal, "id": passage} | place | said)
    if mentions:
        _insert(database, "suggestions", _suggestion(expression, passage, instrument=instrument))
    if instrument and chance.random() < SETTLED:
        _insert(database, "review_items", _settled(expression, passage, work, text, holds=chance.random() < 0.75))


def _suggestion(expression: str, passage: str, *, instrument: bool) -> dict[str, Any]:
    rules = json.dumps([{"rule": f"made.{n}", "start": 0, "end": 10} for n in range(6)])
    flags = {"mention": 1, "contribution": not instrument, "policy": instrument, "policy_lenient": instrument}
    named = {"instrument": "National Volunteer Policy" if instrument else None, "instrument_type": None}
    row = {"expression": expression, "passage": passage, "level": "L1_mention", "measured": 0, "score": 0.5}
    return row | flags | named | {"rules": rules, "rule_version": "made-1", "borderline": 0}


def _settled(expression: str, passage: str, work: str, text: str, *, holds: bool) -> dict[str, Any]:
    anchor = {"work": work, "work_identity": work, "language": "en", "path": "p1", "page": 1, "start": 0}
    words = {"exact": text, "wording": "made", "prefix": "", "suffix": "", "state": "one", "standing": '{"made": 1}'}
    labels = {"mention": 1, "policy": holds, "policy_lenient": holds}
    return {"id": passage, "expression": expression, "passage": passage} | anchor | words | labels


def _insert(database: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    columns, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
    database.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row.values()))  # noqa: S608 - ours


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """A line for each basis, and whether the bar holds."""
    yield f"3.1 over {figures['reviews']} reviews with {figures['passages']:,} passages"
    for basis, timed in figures["in_process"].items():
        said = f"{timed['numerator']} of {timed['denominator']}, {timed['unreviewed']} not reviewed"
        first, warm, command = timed["first_s"], timed["warm_s"], figures["command_s"][basis]
        busy = f"of which {timed['cpu_s']:.2f} s CPU; the command {command:.2f} s"
        yield f"  {basis:<10} first {first:.2f} s, then {warm:.2f} s, {busy}  ({said})"
    yield f"  {'ok' if figures['ok'] else 'MISSED'}: a count in at most {figures['bar_s']:.0f} s"
