"""Whatever a site does, and whenever a fetch is killed: no half document, and nothing asked but the official sites."""

from __future__ import annotations

from eval.reliability.downloads import measure
from eval.reliability.measured import Size


def test_no_fault_of_a_site_and_no_kill_leaves_half_a_document() -> None:
    measured = measure(Size.SHORT)
    assert not measured.missed
    assert (measured.lost, measured.crashed) == (0, 0)
