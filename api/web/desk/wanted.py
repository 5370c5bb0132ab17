"""What a reviewer asks the desk for, as the address of every page of it says."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import Depends, Query

from api.review_waiting import asked_for
from corpus.errors import PortalError
from corpus.store import Store
from corpus.store.review_queue import TO_DO, Asked

FIRST = "3.1"
"""The indicator that is reviewed where the address names none."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The queue that is asked for; an empty word asks for nothing. ``mine``: only Works assigned to who asks.

    ``sample``: the members of a sample, instead of the queue.
    """

    indicator: str = FIRST
    country: str = ""
    year: str = ""
    lang: str = ""
    least: str = ""
    state: str = TO_DO
    mine: str = ""
    work: str = ""
    sample: str = ""

    def query(self, **changed: str | None) -> str:
        """The query of an address that asks for it, with some of it changed, and with what else is named."""
        unset = {field.name: field.default for field in fields(self)}
        values = {name: value for name, value in asdict(self).items() if value != unset[name]} | changed
        return urlencode({name: value for name, value in values.items() if value})

    def address(self, place: str = "", **changed: str | None) -> str:
        """A page of the desk that goes on asking for it; ``place`` stands behind ``/review``."""
        query = self.query(**changed)
        return f"/review{place}" + (f"?{query}" if query else "")

    def item_address(self, name: str, **changed: str | None) -> str:
        """A passage on the desk."""
        return self.address(f"/items/{quote(name, safe='')}", **changed)

    def asked(self, store: Store, reviewer: str | None) -> Asked:
        """The queue, checked. Raises ``PortalError``: unknown_indicator, bad_input."""
        return asked_for(
            store,
            self.indicator,
            state=self.state,
            country=[self.country] if self.country else None,
            year=[whole_number(self.year)] if self.year else None,
            language=[self.lang] if self.lang else None,
            work=self.work or None,
            least=_share(self.least) if self.least else None,
            reviewer=reviewer,
            assignee=reviewer if self.mine else None,
        )


def whole_number(word: str) -> int:
    """A year or a number of a sample. Raises ``PortalError("bad_input")``."""
    if not (word.isascii() and word.isdecimal() and len(word) < 10):
        raise PortalError("bad_input", f"{word[:40]!r} is no number", "give a number")
    return int(word)


def _share(word: str) -> float:
    try:
        score = float(word)
    except ValueError as failure:
        raise PortalError("bad_input", f"score {word[:40]!r}", "give a number from 0 to 1") from failure
    if not 0 <= score <= 1:
        raise PortalError("bad_input", f"score {word[:40]!r}", "give a number from 0 to 1")
    return score


Word = Annotated[str, Query(max_length=200)]


def wanted_of(
    *,
    indicator: Word = FIRST,
    country: Word = "",
    year: Word = "",
    lang: Word = "",
    least: Word = "",
    state: Word = TO_DO,
    mine: Word = "",
    work: Word = "",
    sample: Word = "",
) -> Wanted:
    """What the address asks for."""
    return Wanted(indicator, country, year, lang, least, state, mine, work, sample)


WantedGiven = Annotated[Wanted, Depends(wanted_of)]
