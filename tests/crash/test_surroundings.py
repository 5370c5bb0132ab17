"""What fails around the portal: the disk, the database, the clock, the files, another writer, the readers of files."""

from __future__ import annotations

from types import ModuleType

import pytest

from eval.reliability import clock, cut_files, database_locked, disk_full, parser_faults, two_writers
from eval.reliability.measured import Size


@pytest.mark.parametrize("fault", [clock, cut_files, database_locked, disk_full, parser_faults, two_writers])
def test_the_bar_of_a_fault_is_reached(fault: ModuleType) -> None:
    assert fault.measure(Size.SHORT).missed == ()
