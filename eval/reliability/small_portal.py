"""A small portal for what is measured from outside: three samples in a folder of its own, served as people serve it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import corpus
from corpus.access import Role
from corpus.settings import Settings
from corpus.store import open_store
from eval.served import served
from ingest.pipeline import ingest

SAMPLES = Path(corpus.__file__).parent / "samples"
HELD = ("sample-dp-2098-25.zh.pdf", "sample-a-res-99-901.en.pdf", "sample-note-insurance.en.txt")
"""What it holds: enough of each kind of page, passage and link for every route to have something to say."""

OFTEN = {"VKP_RATE_PER_MINUTE": "1000000"}
"""So that what is measured is not the limit of requests a minute."""


@dataclass(frozen=True, slots=True)
class SmallPortal:
    """Where it answers, and the key of each role; there is none where nobody has to sign in."""

    address: str
    keys: Mapping[Role, str] = field(default_factory=dict)

    def headers(self, role: Role) -> dict[str, str]:
        """What a program of a role sends."""
        return {"Authorization": f"Bearer {self.keys[role]}"}


@contextmanager
def small_portal(*roles: Role) -> Iterator[SmallPortal]:
    """A portal with a key of each of these roles, gone with the block."""
    with tempfile.TemporaryDirectory(prefix="vkp-") as folder:
        settings = Settings(data=Path(folder) / "data")
        ingest([SAMPLES / name for name in HELD], settings)
        store = open_store(settings)
        keys = {role: store.keys.create(str(role), role)[1] for role in roles}
        store.close()
        with served(settings, OFTEN) as (_, address, _):
            yield SmallPortal(address, keys)
