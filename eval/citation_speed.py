"""How fast mentions are found: on the shared texts, on hostile text of any length, and beside eyecite.

Speeds are megabytes (10⁶ bytes) of UTF-8 per second of CPU time of this process, the best of several rounds. A ratio is
of two figures of one run, on the same texts, round by round in turn.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from eval import bars
from eval.citation_scores import LANGUAGES
from eval.shared_texts import Text, shared_texts
from ingest.citations.find import find_mentions

ROUNDS = 5
LEAST = 5.0
LEAST_RATIO = 4.0
REPEATED = ("A/", "第", "(", "1/", "resolution ", "目标1、", "paragraphs 1, ", "A/RES/70/1 and ")
SMALL, LARGE = 1_000_000, 10_000_000
MOST_GROWTH = 2.0
"""How much longer a byte may take in the long text: 1 is linear, 10 quadratic; the rest is the machine's noise."""

RESOLUTIONS = ("A-RES-70-129.en.txt", "A-RES-73-140.en.txt", "A-RES-75-233.en.txt")
Read = Callable[[str], object]


def measure(shared: Path, peer: str | None = None) -> dict[str, Any]:
    """Every figure; ``peer`` is None or "eyecite". Raises ``PortalError``: bad_input for another, or without it."""
    readers = None if peer is None else peer_readers(peer)
    texts = list(shared_texts(shared, pdfs=False))
    figures: dict[str, Any] = {
        "texts": by_language(texts),
        "repeated": {piece: growth(piece) for piece in REPEATED},
    }
    if readers is not None:
        figures["peer"] = {"version": version("eyecite"), **beside(resolutions(shared), readers)}
    return figures | {"bars": [bar.as_json() for bar in measured_bars(figures)]}


def by_language(texts: Sequence[Text]) -> dict[str, dict[str, float]]:
    """Speeds of each language, text by text as they are, and of all of them."""
    spoken = [language for language in LANGUAGES if any(text.lang == language for text in texts)]
    return {
        language: _speed([text for text in texts if language in (text.lang, "all")]) for language in (*spoken, "all")
    }


def _speed(texts: Sequence[Text]) -> dict[str, float]:
    size = sum(len(text.text.encode()) for text in texts)
    seconds = min(_timed(lambda: [find_mentions(text.text, text.lang) for text in texts]) for _ in range(ROUNDS))
    return {"texts": len(texts), "bytes": size, "mb_per_s": size / 1e6 / seconds}


def _timed(act: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    started = time.process_time()
    act()
    return time.process_time() - started


def growth(piece: str) -> dict[str, Any]:
    """How the time per byte grows from one megabyte of a repeated piece to ten, in the worse of two languages.

    The long text is left out, and the growth is that from a tenth, where a megabyte shows that time is not linear.
    """
    worst = max((_growth(piece, language) for language in ("zh", "en")), key=lambda row: float(row["growth"]))
    return {"mb_per_s": worst["mb_per_s"], "growth": worst["growth"], "language": worst["language"]}


def _growth(piece: str, language: str) -> dict[str, Any]:
    sizes = (SMALL // 10, SMALL, LARGE)
    rates: list[float] = []
    for size in sizes:
        text = piece * (size // len(piece.encode()))
        rates.append(_timed(lambda text=text: find_mentions(text, language)) / size)  # type: ignore[misc]
        if len(rates) == 2 and rates[1] > rates[0] * MOST_GROWTH * 2:
            break
    return {"language": language, "growth": rates[-1] / rates[-2], "mb_per_s": 1e-6 / rates[-1]}


def resolutions(shared: Path) -> list[str]:
    """The English resolutions, each as one text."""
    return [(shared / "un-documents" / name).read_text("utf-8") for name in RESOLUTIONS]


def peer_readers(peer: str) -> dict[str, Read]:
    """What eyecite does with a text: find citations, and the first step of it alone, both with its default tokenizer.

    Raises ``PortalError``: bad_input for another peer, and when eyecite is not installed.
    """
    if peer != "eyecite":
        raise PortalError("bad_input", f"peer {peer!r}", "the only peer of citations is eyecite")
    try:
        eyecite, tokenizers = import_module("eyecite"), import_module("eyecite.tokenizers")
    except ModuleNotFoundError as failure:
        raise PortalError("bad_input", "eyecite is not installed", "install the portal with '.[peers]'") from failure
    return {"eyecite": eyecite.get_citations, "eyecite, tokens only": tokenizers.default_tokenizer.tokenize}


def beside(texts: Sequence[str], peers: Mapping[str, Read]) -> dict[str, Any]:
    """Speeds on whole texts and on their paragraphs, and the portal's ratio to the first peer in each."""
    paragraphs = [part for text in texts for part in text.split("\n\n") if part.strip()]
    return {"whole texts": _in_turn(texts, peers), "paragraphs": _in_turn(paragraphs, peers)}


def _in_turn(texts: Sequence[str], peers: Mapping[str, Read]) -> dict[str, Any]:
    readers: dict[str, Read] = {"portal": lambda text: find_mentions(text, "en"), **peers}
    best = dict.fromkeys(readers, float("inf"))
    for read in readers.values():
        read(texts[0])  # grammars are made, and data loaded, at the first text
    for _ in range(ROUNDS):
        for name, read in readers.items():
            best[name] = min(best[name], _timed(lambda read=read: [read(text) for text in texts]))  # type: ignore[misc]
    size = sum(len(text.encode()) for text in texts)
    speeds = {name: size / 1e6 / seconds for name, seconds in best.items()}
    return {"bytes": size, "mb_per_s": speeds, "ratio": speeds["portal"] / speeds[next(iter(peers))]}


def measured_bars(figures: Mapping[str, Any]) -> Iterator[bars.Bar]:
    """The bars: the speed on all shared texts, the worst growth, and the ratio on whole resolutions."""
    yield bars.Bar("MB/s on the shared texts", LEAST, figures["texts"]["all"]["mb_per_s"])
    worst = max(row["growth"] for row in figures["repeated"].values())
    yield bars.Bar(
        f"speed kept from 1 to 10 MB of what is repeated, of {1 / MOST_GROWTH:g}", 1 / MOST_GROWTH, 1 / worst
    )
    if "peer" in figures:
        yield bars.Bar("ratio to eyecite on whole resolutions", LEAST_RATIO, figures["peer"]["whole texts"]["ratio"])


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text, then the bars."""
    for language, row in figures["texts"].items():
        yield f"{language:<5}{row['texts']:>7} texts {row['bytes'] / 1e6:>7.2f} MB {row['mb_per_s']:>8.2f} MB/s"
    for piece, row in figures["repeated"].items():
        grown = f"{row['growth']:.2f} times the time per byte of a tenth of it ({row['language']})"
        yield f"{piece!r:<19} repeated {row['mb_per_s']:>8.2f} MB/s, {grown}"
    for how, row in figures.get("peer", {}).items():
        if how == "version":
            yield f"eyecite {row}"
        else:
            speeds = ", ".join(f"{name} {speed:.2f}" for name, speed in row["mb_per_s"].items())
            yield f"{how:<12} {row['bytes'] / 1e6:.3f} MB: {speeds} MB/s; ratio {row['ratio']:.2f}"
    yield from bars.table(bars.of_json(figures["bars"]))
