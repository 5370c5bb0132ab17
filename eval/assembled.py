"""Counts of reviews that are assembled from labelled passages among unrelated real text, beside their truth.

Two questions (``python -m eval assembled``). With a reviewer who decides everything as it is labelled, is the count
the truth, from PDFs through reading, suggesting, deciding and counting? And from suggestions alone, how often does the
interval of the corrected count hold the truth?
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from eval import assembled_estimates as estimates
from eval import bars
from eval.assembled_portal import compared
from eval.assembled_reviews import FILES, draw, languages_that_can_be_set
from eval.assembled_texts import labelled_passages
from eval.bars import Bar

SEEDS = (1, 2)
"""Two sets of PDFs: each takes half a minute."""

BAR_HELD = 0.9


def evaluate(shared: Path) -> dict[str, Any]:
    """The figures of both questions, with their bars."""
    languages = languages_that_can_be_set()
    files = {language: number for language, number in FILES.items() if language in languages}
    sets = [_through_the_portal(shared, seed, files) for seed in SEEDS]
    passages = labelled_passages(shared)
    covered = [estimates.coverage(passages, trial) for trial in estimates.TRIALS]
    exact = [not count["differing"] for one in sets for count in one["counts"]]
    reached = [
        Bar("counts of reviewed PDFs that equal the truth", 1.0, sum(exact) / len(exact)),
        Bar("assemblies whose interval of 3.1 holds the truth", BAR_HELD, covered[0]["held"]),
    ]
    return {"languages": languages, "sets": sets, "estimates": covered, "bars": [bar.as_json() for bar in reached]}


def _through_the_portal(shared: Path, seed: int, files: Mapping[str, int]) -> dict[str, Any]:
    drawn = draw(shared, Random(seed), files)  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory() as folder:
        return {"seed": seed} | compared(drawn, Path(folder))


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text."""
    for one in figures["sets"]:
        yield (
            f"set {one['seed']}: {one['ingested']} of {one['files']} PDFs read, {one['pages']} pages, "
            f"{one['passages']} passages; {one['labelled']} labelled, {len(one['lost'])} lost, {one['decided']} decided"
        )
        for count in one["counts"]:
            yield (
                f"  {count['name']:16} truth {count['truth']:>3}, reviewed {count['counted']:>3} of "
                f"{count['denominator']}, unread {count['unread']}; suggested {count['suggested']}"
            )
            yield from (f"    ✗ {line}" for line in count["differing"])
        yield from (f"    lost: {passage}" for passage in one["lost"])
    yield from map(estimates.table, figures["estimates"])
    yield from bars.table(bars.of_json(figures["bars"]))
