"""How large a machine: the model of ``eval/sizing.yml`` beside folders that were measured, and what three sizes need.

A folder is served, asked some queries, and what it holds is set beside what the model says for so many passages. The
constants are of one folder and of one half of the real PDFs, so that another folder checks them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from eval.plot import Axis, Series, svg
from eval.report import keep_text
from eval.scale_corpus import usable
from eval.scale_queries import WARM, queries
from eval.shared_texts import shared_texts
from eval.sizing_measure import constants, held_by
from eval.sizing_model import GB, Held, Model, load_model

GOAL = 25.0
"""Percent that a prediction may be off."""

OF_FOLDERS = {"store": "GB", "index": "GB", "memory": "GB", "open_s": "CPU s"}
IMAGE = Path(__file__).parent.parent / "docs" / "images" / "scale.svg"
DRAWN = tuple(10**power * step for power in range(4, 9) for step in (1, 3))
"""Passages at which the model is drawn."""


def measure(
    shared: Path,
    folders: Sequence[Path],
    prices: Mapping[str, float],
    *,
    anew: bool = False,
    picture: Path | None = None,
) -> dict[str, Any]:
    """The checks of the folders and the table of sizes; ``anew`` measures the constants too, by the first folder.

    Raises ``PortalError("bad_input")`` for ``anew`` without a folder.
    """
    model = load_model(prices=prices)
    asked = _queries(shared) if folders else []
    if anew and not folders:
        raise PortalError("bad_input", "--measure wants a folder of 'eval scale'", "give one with --data")
    checks = [_checked(model, held_by(folder, asked)) for folder in folders]
    svg_text = drawn(model, checks)
    plots = [keep_text("sizing.svg", svg_text)]
    if picture is not None:
        picture.write_text(svg_text, "utf-8")
        plots.append(picture)
    return {
        "checks": checks,
        "goal_percent": GOAL,
        "needs": [asdict(model.needs(corpus)) for corpus in model.corpora],
        "prices": asdict(model.prices),
        "constants": {name: [value, model.sources[name]] for name, value in asdict(model.constants).items()},
        "measured_now": constants(shared, folders[0], asked) if anew else {},
        "load": os.getloadavg()[1],
        "plot": str(plots[-1]),
    }


def _queries(shared: Path) -> list[str]:
    asked = queries(shared, usable(shared_texts(shared, pdfs=False)))
    return [query for kind, listed in asked.items() if kind != WARM for query in listed[:20]]


def _checked(model: Model, held: Mapping[str, Any]) -> dict[str, Any]:
    """What a folder holds beside what the model says, and by how many percent it is off."""
    said = asdict(model.held(held["passages"], held["pages"], held["dimension"]))
    off = {name: 100 * (said[name] - held[name]) / held[name] for name in OF_FOLDERS}
    return {"measured": dict(held), "predicted": said, "off_percent": off}


def drawn(model: Model, checks: Sequence[Mapping[str, Any]]) -> str:
    """Gigabytes against passages: the model's lines, and the measured points."""
    kinds = (("store", 0), ("index", 384), ("memory", 384))
    lines: list[Series] = []
    for colour, (kind, dimension) in enumerate(kinds):
        said = [
            (float(n), getattr(model.held(n, n / model.constants.passages_per_page, dimension), kind) / GB)
            for n in DRAWN
        ]
        points = [(float(c["measured"]["passages"]), c["measured"][kind] / GB) for c in checks]
        lines.append(Series(f"{kind}, model", said, dashed=True, colour=colour))
        lines.append(Series(f"{kind}, measured", points, joined=False, colour=colour))
    return svg([one for one in lines if one.points], Axis("passages"), Axis("GB; index and memory with 384 dimensions"))


def _as_read(model: Model, passages: int, dimension: int) -> Held:
    """What so many passages hold that were read from pages."""
    return model.held(passages, passages / model.constants.passages_per_page, dimension)


def table(report: Mapping[str, Any]) -> Iterator[str]:
    """Predicted beside measured, then the sizes."""
    for check in report["checks"]:
        yield from _check_lines(check)
    for row in report["needs"]:
        yield from _needs_lines(row)
    prices = ", ".join(f"{name} {price:g}" for name, price in report["prices"].items())
    yield f"prices in euro, to be replaced by yours: {prices}"
    for name, value in report["measured_now"].items():
        known = report["constants"].get(name)
        yield f"constant {name}: {value:.6g} now" + ("" if known is None else f", {known[0]:.6g} in the model")
    yield f"plot: {report['plot']}"


def _check_lines(check: Mapping[str, Any]) -> Iterator[str]:
    measured = check["measured"]
    yield f"{measured['passages']:,} passages on {measured['pages']:,} pages, {measured['dimension']} dimensions"
    for name, unit in OF_FOLDERS.items():
        scale, off = (GB if unit == "GB" else 1.0), check["off_percent"][name]
        said = f"predicted {check['predicted'][name] / scale:.3f} {unit}, measured {measured[name] / scale:.3f} {unit}"
        yield f"  {'✓' if abs(off) <= GOAL else '✗'} {name:<7} {said}: {off:+.0f} % (goal: within {GOAL:.0f} %)"


def _needs_lines(row: Mapping[str, Any]) -> Iterator[str]:
    corpus = row["corpus"]
    vectors = f"{corpus['dimension']} dimensions of {corpus['precision']}" if corpus["dimension"] else "by words"
    basis = "within what was measured" if row["measured"] else "beyond what was measured"
    yield f"{corpus['name']}, {vectors}: {row['passages']:,.0f} passages on {row['pages']:,.0f} pages, {basis}"
    yield f"  {row['engine']}: {row['shards']} shards, {row['replicas']} replicas, {row['machines']} machines, " + (
        f"{row['memory_gb']:,.1f} GB memory; originals {row['originals_gb']:,.0f} GB, store {row['store_gb']:,.1f} GB, "
        f"index {row['index_gb']:,.1f} GB"
    )
    yield f"  core hours: ingest {row['ingest_hours']:,.1f}, embedding {row['embed_hours']:,.1f}, " + (
        f"reindex {row['reindex_hours']:,.1f}; one writer {row['writer_days']:,.1f} days; "
        f"{row['ingest_nodes']} nodes of Ray; backup {row['backup_hours']:,.1f} h; opening {row['open_s']:,.0f} s"
    )
    yield f"  {row['euro_once']:,.0f} euro once, {row['euro_month']:,.0f} a month"
