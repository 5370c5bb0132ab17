"""What is checked: one state of the store, the originals, and what the index held when it was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.works import Expression
from search.index import IndexedPoint, PassageIndex


@dataclass(frozen=True)
class Held:
    """What an index held: the expression of each point, how many points there were, those that cannot be used.

    ``states`` are those of the expressions before it was read.
    """

    states: Mapping[str, str]
    points: Mapping[str, str]
    duplicate: tuple[str, ...] = ()
    unfit: tuple[str, ...] = ()


def held_by(index: PassageIndex, store: Store) -> Held:
    """Read an index, once and point by point. Raises ``PortalError`` where that cannot be done."""
    return _held(store.works.states(), index.points())


def _held(states: Mapping[str, str], points: Iterable[IndexedPoint]) -> Held:
    known = {expression: expression for expression in states}  # one string for thousands of points
    found: dict[str, str] = {}
    duplicate, unfit = [], []
    for point in points:
        expression = str(point.meta.get("expression", ""))
        if point.id in found:
            duplicate.append(point.id)
        found[point.id] = known.get(expression, expression)
        if not point.fits:
            unfit.append(point.id)
    return Held(states, found, tuple(duplicate), tuple(unfit))


@dataclass(frozen=True)
class Corpus:
    """What is verified: the store, the originals and the index of one data folder; or why there is no index.

    ``deep``: read every original again. An index that is given open is read when it is first asked for.
    """

    settings: Settings
    store: Store
    index: PassageIndex | Held | PortalError
    deep: bool = False

    def read(self) -> Corpus:
        """With what the index holds in its place; the index is not asked again."""
        if not isinstance(self.index, PassageIndex):
            return self
        try:
            return replace(self, index=held_by(self.index, self.store))
        except PortalError as failure:
            return replace(self, index=failure)

    def of(self, store: Store) -> Corpus:
        """The same with another store: one that shows a single state."""
        return replace(self, store=store)

    @property
    def held(self) -> Held | PortalError:
        """What the index held, or why it cannot be read."""
        if isinstance(self.index, PassageIndex):
            raise TypeError("the index is still to be read")
        return self.index

    @cached_property
    def states(self) -> Mapping[str, str]:
        """The state of every expression now."""
        return self.store.works.states()

    @cached_property
    def shown(self) -> list[Expression]:
        """The documents that are shown."""
        return self.store.works.expressions()

    @cached_property
    def moving(self) -> frozenset[str]:
        """Expressions that a run is writing or removing, or was when it was killed: nobody sees a half of them.

        So are those that became another while the index was read: what it held of them says nothing.
        """
        before = self.held.states if isinstance(self.held, Held) else self.states
        changed = {e for e in before.keys() | self.states.keys() if before.get(e) != self.states.get(e)}
        half = {e for states in (before, self.states) for e, state in states.items() if state in ("staged", "retired")}
        return frozenset(changed | half)

    @cached_property
    def at_rest(self) -> bool:
        """Whether no run has anything to finish: until then links may still have to be decided again."""
        return not self.moving and not self.store.jobs.open_jobs()
