"""What every search asks of the store, kept for as long as nothing changes (``corpus.store.version``).

Only what was asked for is kept, and all of it goes with the next version: a corpus of any size may change every second.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, func, select

from corpus.store import schema
from corpus.store.requests import being_written
from corpus.store.version import version_of

if TYPE_CHECKING:
    from corpus.store.open import Store

_TABLE = schema.expressions.c

_VISIBLE_AMONG = select(_TABLE.id).where(
    _TABLE.id.in_(bindparam("expressions", expanding=True)), _TABLE.state == "visible"
)

_UNREAD = select(func.count(), func.coalesce(func.sum(_TABLE.unread_pages), 0)).where(
    _TABLE.state == "visible", _TABLE.unread_pages > 0
)


@dataclass
class Shown:
    """What is known of one version. ``visible`` says of expressions that were asked for whether they are."""

    version: int
    visible: dict[str, bool] = field(default_factory=dict)
    unread: tuple[int, int] | None = None


@dataclass
class KeptShown:
    """What is shown now, of one store. Safe to share between threads: each fills what it read the version of."""

    now: Shown = field(default_factory=lambda: Shown(-1))

    def visible_among(self, store: Store, expressions: Collection[str]) -> set[str]:
        """Those of these expressions that are visible."""
        with store.reading() as connection:
            shown = self._shown(connection)
            unknown = [one for one in expressions if one not in shown.visible]
            if unknown:
                visible = set(connection.execute(_VISIBLE_AMONG, {"expressions": unknown}).scalars())
                shown.visible.update((one, one in visible) for one in unknown)
        return {one for one in expressions if shown.visible[one]}

    def unread(self, store: Store) -> tuple[int, int]:
        """How many visible expressions have unread pages, and how many these are."""
        with store.reading() as connection:
            shown = self._shown(connection)
            if shown.unread is None:
                documents, pages = connection.execute(_UNREAD).one()
                shown.unread = int(documents), int(pages)
            return shown.unread

    def _shown(self, connection: Connection) -> Shown:
        """What is known of the version that a connection reads."""
        if being_written() is not None:  # it sees what nobody else does yet, and of no version
            return Shown(-1)
        version, shown = version_of(connection), self.now
        if shown.version != version:
            shown = self.now = Shown(version)
        return shown
