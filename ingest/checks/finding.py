"""What a check says: figures, and of each way in which it failed what that means and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """A way in which a check fails. ``name`` is its figure among what was found.

    ``repairable``: it can be rebuilt from the store and the originals, and 'vkp verify --repair' does.
    """

    name: str
    meaning: str
    remedy: str
    repairable: bool = False


Cases = Mapping[str, str]
"""What is wrong, by the name that repair knows it by, and as a person is told of it."""


@dataclass(frozen=True)
class Check:
    """One finding. ``wrong`` holds the cases of each fault that there is; none where all is well."""

    code: str
    found: Mapping[str, Any]
    expected: Mapping[str, Any]
    wrong: Mapping[Fault, Cases] = field(default_factory=dict)

    @property
    def faults(self) -> list[Fault]:
        """The ways in which it failed."""
        return [fault for fault, cases in self.wrong.items() if cases]

    @property
    def ok(self) -> bool:
        """Whether all is well."""
        return not self.faults

    @property
    def examples(self) -> list[str]:
        """Some cases: of each fault one before any has two."""
        places = sorted((place, at) for at, fault in enumerate(self.faults) for place in range(len(self.wrong[fault])))
        told = [list(self.wrong[fault].values()) for fault in self.faults]
        return [told[at][place] for place, at in places[:EXAMPLES]]

    def as_json(self) -> dict[str, Any]:
        """The contract's shape."""
        return {
            "code": self.code,
            "ok": self.ok,
            "found": dict(self.found),
            "expected": dict(self.expected),
            "examples": self.examples,
            "meaning": "; ".join(dict.fromkeys(fault.meaning for fault in self.faults)),
            "remedy": "; ".join(dict.fromkeys(fault.remedy for fault in self.faults)),
            "repairable": bool(self.faults) and all(fault.repairable for fault in self.faults),
            "repaired": False,
        }


def check(code: str, wrong: Mapping[Fault, Cases], found: Mapping[str, Any], expected: Mapping[str, Any]) -> Check:
    """A finding with a figure for each fault beside those given; of faults none is expected."""
    counts = {fault.name: len(cases) for fault, cases in wrong.items()}
    return Check(code, {**found, **counts}, {**expected, **dict.fromkeys(counts, 0)}, wrong)


REPAIR = "run 'vkp verify --repair'"
BACKUP = "restore it from a backup (docs/reliability.md)"
UNREADABLE = Fault("unreadable", "what is checked here cannot be read: the store is damaged", BACKUP)


def unreadable(code: str, cause: str) -> Check:
    """The finding of a check that tripped over what it read."""
    return check(code, {UNREADABLE: {code: cause}}, {}, {})
