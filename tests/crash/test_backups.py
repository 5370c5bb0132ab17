"""Backups under load, damaged and killed: nothing that was acknowledged is lost, nothing half is taken for whole."""

from __future__ import annotations

from eval.reliability.backups import measure
from eval.reliability.measured import Size


def test_a_backup_holds_what_was_acknowledged_and_is_whole_or_not_there() -> None:
    measured = measure(Size.SHORT)
    assert not measured.missed
    assert measured.acknowledged
