"""Every named step of work that writes is killed before and after; a step that nobody passes is found.

What switches the model stands here alone, also when killed by chance: to load what it needs takes ten seconds.
"""

from __future__ import annotations

import pytest

from corpus.steps import Step
from eval.reliability import rebuild_kills, step_kills
from eval.reliability.measured import Size

WORKS = list(dict.fromkeys(step.work for step in Step))


@pytest.mark.parametrize("work", WORKS)
def test_a_command_killed_before_and_after_each_of_its_steps_is_resumed(work: str) -> None:
    if work == "switch":
        pytest.importorskip("sentence_transformers", reason="install the extra dense")
    measured = step_kills.measure(Size.SHORT, [work])
    assert measured.missed == ()
    assert measured.tried == 2 * sum(step.work == work for step in Step)


def test_reindex_migration_and_switch_killed_at_random_leave_an_index_and_a_store() -> None:
    pytest.importorskip("sentence_transformers", reason="install the extra dense")
    assert rebuild_kills.measure(Size.SHORT).missed == ()
