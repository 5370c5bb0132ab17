"""``vkp fetch`` in words: what is wanted, what would be asked for, and what a run did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.corpus_folder import open_corpus
from api.output import Document, counted, ingest_text
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.downloads import Asked

if TYPE_CHECKING:
    from ingest.report import Progress


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants fetched, as it was written. Nothing at all: to go on with what waits."""

    symbols: Sequence[str] = ()
    reviews: Sequence[str] = ()
    languages: Sequence[str] = ()
    cited: bool = False
    limit: int | None = None

    @property
    def nothing(self) -> bool:
        """Whether nothing is named."""
        return not (self.symbols or self.reviews or self.cited)

    def asked(self, store: Store) -> list[Asked]:
        """The addresses that are meant, each once. Raises ``PortalError``: bad_input, no_address."""
        from ingest.fetching import wanted  # noqa: PLC0415 - a second to import

        languages = wanted.languages_of(self.languages)
        of_reviews = languages if self.languages else ()
        found = [
            *wanted.documents_wanted(self.symbols, languages),
            *wanted.reviews_wanted(store, self.reviews, of_reviews),
            *(wanted.cited_wanted(store, languages, self.limit) if self.cited else ()),
        ]
        return list({one.address: one for one in found}.values())

    def check(self) -> None:
        """``PortalError("bad_input")`` for words that do not go together."""
        if self.limit is not None and not self.cited:
            raise PortalError("bad_input", "--limit without --cited", "name the documents, or say --cited")
        if self.nothing and self.languages:
            raise PortalError("bad_input", "--lang without a document", "name a symbol, --vnr or --cited")


def planned_document(settings: Settings, named: Wanted) -> dict[str, Any]:
    """What would be asked for. Raises ``PortalError``: data_missing, and those of ``Wanted``."""
    named.check()
    with open_corpus(settings) as store:
        asked = named.asked(store) or [Asked(one.work, one.language, one.address) for one in store.downloads.waiting()]
    documents = [{"work": one.work, "language": one.language, "address": one.address} for one in asked]
    return {"total": len(documents), "documents": documents}


def planned_text(d: Document) -> Iterator[str]:
    """One address a line."""
    yield from (f"{one['work']}  {one['language'] or '-'}  {one['address']}" for one in d["documents"])


def fetched_document(settings: Settings, named: Wanted, progress: Progress) -> dict[str, Any]:
    """Fetch, and tell what came of it. Raises ``PortalError``."""
    from ingest.fetching.run import fetch  # noqa: PLC0415 - a second to import

    named.check()
    return fetch(settings, None if named.nothing else named.asked, progress).as_json()


def fetched_text(d: Document) -> Iterator[str]:
    """How many came, what became of them, and what waits."""
    yield f"{counted(d['fetched'], 'document')} fetched, {len(d['here'])} here before"
    yield from (
        f"  {one['work']} {one['language']}  from {one['source']}  {one['size']} bytes"
        for one in d["downloads"]
        if one["sha256"]
    )
    put_off = [one for one in d["downloads"] if one["state"] == "waiting"]
    names = {_name(one) for one in put_off if one["error"]}
    yield from ingest_text({**d, "failed": [one for one in d["failed"] if one["path"] not in names]})
    if put_off:
        yield f"{counted(len(put_off), 'document')} waiting, not failed: 'vkp fetch' without words tries again"
    yield from (f"  waiting  {_name(one)}{': ' + one['error']['message'] if one['error'] else ''}" for one in put_off)


def _name(one: Document) -> str:
    """A download as the list of what failed calls it."""
    return f"{one['work']} [{one['language']}]" if one["language"] else str(one["work"])
