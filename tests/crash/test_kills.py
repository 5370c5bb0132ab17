"""Killed by SIGKILL at moments by chance and resumed, nothing is lost and nothing is left unfinished."""

from __future__ import annotations

from eval.reliability import decision_kills, ingest_kills
from eval.reliability.measured import Size


def test_ingest_killed_at_random_is_finished_by_the_next_run() -> None:
    assert ingest_kills.measure(Size.SHORT).missed == ()


def test_what_the_api_acknowledged_before_it_was_killed_is_there_once() -> None:
    measured = decision_kills.measure(Size.SHORT)
    assert measured.missed == ()
    assert measured.acknowledged
