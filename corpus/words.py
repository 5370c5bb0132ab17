"""A closed vocabulary whose words are plain strings (Python 3.10 has no ``enum.StrEnum``)."""

from __future__ import annotations

from enum import Enum


class Word(str, Enum):
    """Base of the portal's vocabularies: ``str(member)`` and ``json.dumps(member)`` give the word itself."""

    def __str__(self) -> str:
        return str(self.value)
