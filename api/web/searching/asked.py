"""What a search page was asked for, and the addresses that ask for a little more or less."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from api.portal import filters_of
from api.web import addresses

AUTO = "auto"
"""The mode that an address does not name."""


@dataclass(frozen=True)
class Asked:
    """A search; ``kept`` are its filters by name, in the words of the corpus."""

    query: str
    kept: Mapping[str, Sequence[Any]]
    mode: str = AUTO

    @property
    def state(self) -> dict[str, Sequence[Any]]:
        """All of it but the query, as an address names it."""
        return {**self.kept, **({} if self.mode == AUTO else {"mode": [self.mode]})}

    @property
    def address(self) -> str:
        """Where it is shown, from its first page."""
        return addresses.search_address(self.query, self.state)

    @property
    def one_document(self) -> bool:
        """Whether it keeps to one document."""
        return len(self.kept.get("work", ())) == 1

    def keeps(self, name: str, value: Any) -> bool:
        """Whether a value is among those that a filter keeps to."""
        return value in self.kept.get(name, ())

    def saying(self, query: str) -> Asked:
        """The same in other words."""
        return replace(self, query=query)

    def within(self, name: str, value: Any) -> Asked:
        """The same, a filter keeping to one value."""
        return replace(self, kept={**self.kept, name: [value]})

    def without(self, *names: str) -> Asked:
        """The same without some filters."""
        return replace(self, kept={name: values for name, values in self.kept.items() if name not in names})

    def less(self, name: str, value: Any) -> Asked:
        """The same without one value of a filter."""
        left = [one for one in self.kept.get(name, ()) if one != value]
        return replace(self, kept={**self.kept, name: left}) if left else self.without(name)

    def exported(self, form: str) -> str:
        """All that it finds, as a file."""
        return addresses.export_address(self.query, self.state, form)


def asked(query: str, kept: Mapping[str, Sequence[Any]], mode: str) -> Asked:
    """What an address asks for. Raises ``PortalError`` bad_input for a filter that can keep to nothing."""
    filters = asdict(filters_of(kept))
    return Asked(query, {name: list(values) for name, values in filters.items() if values}, mode)
