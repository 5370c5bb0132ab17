"""Each target holds its law for its seeds, and for what hypothesis makes of them; atheris does the same for longer."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, seeds

EXAMPLES = 10


def changed(seed: bytes, changes: list[tuple[int, bytes]]) -> bytes:
    """A seed with stretches of it replaced."""
    made = bytearray(seed)
    for place, piece in changes:
        at = place % (len(made) + 1)
        made[at : at + len(piece)] = piece
    return bytes(made)


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_takes_what_it_was_made_from(name: str) -> None:
    for seed in seeds(name):
        TARGETS[name](seed)


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_takes_anything(name: str) -> None:
    pieces = st.tuples(st.integers(0, 1 << 16), st.binary(min_size=1, max_size=12))
    made = st.builds(changed, st.sampled_from(list(seeds(name))), st.lists(pieces, max_size=12))

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(made | st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
    def holds(data: bytes) -> None:
        TARGETS[name](data)

    holds()
