"""Where the reader's links lead: to a place on the same page where it is shown there, else to another page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from api.web.addresses import link_address, passage_address, work_address
from corpus.citations import LinkStatus
from corpus.documents import PassageKind
from corpus.store import Store
from corpus.store.links import StoredLink
from corpus.store.works import Expression, StoredPassage


class Places:
    """The addresses of what a language version of a Work leads to; ``shown`` are its passages on the page.

    ``links`` are those that start there.
    """

    def __init__(
        self,
        store: Store,
        expression: Expression,
        passages: Sequence[StoredPassage],
        shown: Sequence[StoredPassage],
        links: Iterable[StoredLink],
    ) -> None:
        self._expression, self._passages = expression, passages
        self._here = {passage.path for passage in shown}
        self._own = {passage.id: passage.path for passage in passages}
        targets = {link.link.passage for link in links} - {None, *self._own}
        self._elsewhere = store.works.places([target for target in targets if target is not None])

    def of_path(self, path: str) -> str:
        """A passage of this language version."""
        if path in self._here:
            return f"#{quote(path, safe='()/')}"
        return work_address(self._expression.work, self._expression.language, path)

    def of_link(self, stored: StoredLink) -> str:
        """What a link leads to: its passage, else its Work; where it cannot be read here, what is said of the link."""
        link = stored.link
        if link.status is not LinkStatus.MATCHED or link.work is None:
            return link_address(stored.name)
        if link.passage is None:
            return work_address(link.work)
        if link.passage in self._own:
            return self.of_path(self._own[link.passage])
        there = self._elsewhere.get(link.passage)
        return passage_address(link.passage) if there is None else work_address(*there)

    def footnotes(self) -> dict[str, str]:
        """Where each footnote stands, by its number; of two with one number the first."""
        found: dict[str, str] = {}
        for passage in self._passages:
            if passage.kind == PassageKind.FOOTNOTE.value and passage.number is not None:
                found.setdefault(passage.number, self.of_path(passage.path))
        return found

    def marks(self) -> dict[str, str]:
        """Where the mark of each footnote stands, by its number; of two the first."""
        found: dict[str, str] = {}
        for passage in self._passages:
            for mark in passage.footnotes:
                found.setdefault(str(mark["number"]), self.of_path(passage.path))
        return found
