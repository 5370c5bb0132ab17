"""Steps are told to whoever listens, in the order in which they are done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from corpus.steps import Step, listening, step


@step(Step.DERIVE)
def derive(fails: bool = False) -> str:
    if fails:
        raise KeyError(fails)
    return "derived"


def test_a_step_tells_when_it_begins_and_how_long_it_took() -> None:
    told: list[tuple[Step, bool]] = []
    with listening(lambda named, seconds: told.append((named, seconds is not None and seconds >= 0))):
        assert derive() == "derived"
    assert derive() == "derived"  # nobody listens any more
    assert told == [(Step.DERIVE, False), (Step.DERIVE, True)]


def test_a_step_that_fails_is_never_done() -> None:
    told: list[float | None] = []
    with listening(lambda _, seconds: told.append(seconds)), pytest.raises(KeyError):
        derive(fails=True)
    assert told == [None]


def test_a_step_in_another_thread_is_told_too() -> None:
    told: list[Step] = []
    with listening(lambda named, _: told.append(named)), ThreadPoolExecutor(1) as pool:
        pool.submit(derive).result()
    assert told == [Step.DERIVE, Step.DERIVE]


def test_every_step_names_its_work() -> None:
    assert all(named.work and named.value.count(".") == 1 for named in Step)
