"""What the speed report of citations says; how fast anything is, is never a test."""

from __future__ import annotations

import sys

import pytest

from corpus.errors import PortalError
from eval.citation_speed import beside, by_language, measured_bars, peer_readers, table
from eval.shared_texts import Text

SPEED = {"texts": 9, "bytes": 1_000_000, "mb_per_s": 6.0}
FIGURES = {
    "texts": {"zh": SPEED, "all": SPEED | {"mb_per_s": 4.9}},
    "repeated": {"A/": {"mb_per_s": 3.0, "growth": 1.1, "language": "zh"}},
    "peer": {
        "version": "2.7.8",
        "whole texts": {"bytes": 100_000, "mb_per_s": {"portal": 6.0, "eyecite": 1.0}, "ratio": 6.0},
        "paragraphs": {"bytes": 100_000, "mb_per_s": {"portal": 6.0, "eyecite": 3.0}, "ratio": 2.0},
    },
}


def test_a_speed_below_its_bar_is_a_miss_and_the_ratio_is_that_of_whole_texts() -> None:
    assert [bar.reached for bar in measured_bars(FIGURES)] == [False, True, True]
    lines = list(table(FIGURES | {"bars": [bar.as_json() for bar in measured_bars(FIGURES)]}))
    assert [line for line in lines if "MISSED" in line] == ["✗ MB/s on the shared texts ≥ 5: 4.9000 MISSED"]


def test_bytes_are_those_of_utf_8() -> None:
    rows = by_language([Text("a", "zh", "第99/901号决议"), Text("b", "pt", "resolução 99/901")])
    assert {language: (row["texts"], row["bytes"]) for language, row in rows.items()} == {
        "zh": (1, 18),
        "all": (2, 36),
    }


def test_a_peer_that_is_not_installed_is_told_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "eyecite", None)
    with pytest.raises(PortalError, match=r"eyecite is not installed. Install the portal with '\.\[peers\]'"):
        peer_readers("eyecite")


def test_an_unknown_peer_is_refused() -> None:
    with pytest.raises(PortalError, match="only peer of citations is eyecite"):
        peer_readers("haystack")


def test_the_peer_reads_whole_texts_and_their_paragraphs() -> None:
    paragraphs = ["The Court cited 1 U.S. 1.", "The Council recalled resolution 99/901."]
    text, given = "\n\n".join(paragraphs), set[str]()
    figures = beside([text], {"peer": given.add})
    assert given == {text, *paragraphs}
    assert (figures["whole texts"]["bytes"], figures["paragraphs"]["bytes"]) == (66, 64)


def test_eyecite_has_what_is_timed() -> None:
    pytest.importorskip("eyecite")
    assert [len(list(read("The Court cited 1 U.S. 1.")[:1])) for read in peer_readers("eyecite").values()]
