"""The scale benchmark measures what it says; how fast anything is, is never a test."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from corpus.store import open_store
from eval.plot import Axis, svg
from eval.scale import lines, table
from eval.scale_build import built, settings_of
from eval.scale_corpus import IN_DOCUMENT, documents, usable
from eval.scale_measure import measure
from eval.scale_queries import WARM
from eval.shared_texts import Text
from eval.timing import spread

TEXTS = [
    Text("a", "en", "The survey of 2019 was held in Kenya. In all, 431 volunteers of Nairobi answered."),
    Text("b", "en", "The report of 1998 praised Norway. Teams of Bergen planted 75 trees."),
    Text("c", "zh", "2020年，肯尼亚的志愿者修建了12座桥。他们得到了当地政府的支持。"),
    Text("d", "ru", "В 2015 году волонтёры провели 300 занятий. Они помогали школам Москвы."),
]


def passages(size: int) -> list[str]:
    return list(chain.from_iterable(document.texts for document in documents(TEXTS, size)))


@pytest.mark.parametrize("size", [1, 4, 5, 450, 1003])
def test_a_corpus_has_the_size_that_was_asked_for(size: int) -> None:
    made = list(documents(TEXTS, size))
    assert sum(len(document.texts) for document in made) == size
    assert max(len(document.texts) for document in made) <= IN_DOCUMENT
    assert len({document.work for document in made}) == len(made)


def test_the_same_size_is_always_the_same_corpus() -> None:
    assert passages(300) == passages(300)


def test_a_larger_corpus_begins_with_the_real_texts_and_varies_them_after() -> None:
    made = passages(800)
    assert {text.text for text in TEXTS} <= set(made)
    assert len(set(made)) > 400


def test_passages_stay_in_their_language() -> None:
    chinese = [text for document in documents(TEXTS, 400) if document.language == "zh" for text in document.texts]
    assert chinese
    assert all("志愿者" in text or "政府" in text for text in chinese)


def test_short_texts_other_languages_and_doubles_are_left_out() -> None:
    given = [Text("1", "en", "Too short"), Text("2", "pt", "Um texto em outra língua."), TEXTS[0], TEXTS[0]]
    assert [text.text for text in usable(iter(given))] == [TEXTS[0].text]


def test_the_spread_of_times_by_hand() -> None:
    assert spread([float(n) for n in range(101)]) == {"p50_ms": 50.0, "p95_ms": 95.0, "max_ms": 100.0}


def test_what_is_built_is_searched_in_both_modes_and_used_again(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers")
    made = built(tmp_path, TEXTS, 60)
    store = open_store(settings_of(tmp_path))
    assert store.works.totals()["passages"] == 60
    store.close()
    figures = measure(tmp_path, {"piece": ["volunteers of Nairobi", "志愿者修建"] * 3, WARM: ["volunteers"]})
    assert figures["lexical"]["p95_ms"] > 0
    assert figures["hybrid"]["kinds"].keys() == {"piece"}
    assert figures["lexical"]["cpu"]["p95_ms"] > 0
    assert 0 < figures["rss_anonymous_gb"] <= figures["rss_gb"]
    assert built(tmp_path, TEXTS, 60) == made  # the seconds of the first building: nothing was built


def test_the_plot_has_a_line_and_a_bar_for_each_time() -> None:
    drawn = svg(lines({"10": _row(5.0), "100": _row(50.0)}), Axis("a < b"), Axis("ms", logarithmic=False))
    joined = [element for element in ElementTree.fromstring(drawn) if element.tag.endswith("polyline")]
    assert [bool(line.get("stroke-dasharray")) for line in joined] == [False, True] * 3


def test_each_bar_is_told_at_the_largest_size() -> None:
    lines = list(table({"sizes": {"10": _row(5.0), "100": _row(50.0)}, "plot": "scale.svg"}))
    assert "✗ lexical p95 ≤ 25 ms: 50.00" in lines
    assert "✓ API p95 at 20 requests/s ≤ 60 ms: 50.00" in lines


def _row(milliseconds: float) -> dict[str, Any]:
    timed = {"p50_ms": milliseconds, "p95_ms": milliseconds}
    mode = timed | {"cpu": timed, "kinds": {"seed": timed}}
    return {
        "build": {"store_seconds": 1.0, "write_seconds": 1.0, "optimize_seconds": 1.0},
        "process": {"lexical": mode, "hybrid": mode, "open_s": 1.0},
        "api": timed | {"rss_gb": 1.0, "rss_anonymous_gb": 0.5},
        "load": 1.0,
    }
