"""Mentions and what they resolved to; asked from either end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, select, update

from corpus.citations import Link, LinkStatus, Mention, MentionKind, Pinpoint
from corpus.store import schema
from corpus.symbols import identity

if TYPE_CHECKING:
    from corpus.store.open import Store


@dataclass(frozen=True, slots=True)
class StoredLink:
    """A link as stored, with the place it starts from."""

    id: int
    link: Link
    work: str
    language: str
    passage: str
    number: str | None
    path: str
    page: int
    text: str


@dataclass(frozen=True)
class LinkTable:
    """Reading links, and deciding them again when a target arrives."""

    store: Store

    def out_of(self, work: str) -> list[StoredLink]:
        """Links that start in a Work, in reading order."""
        return self._read(schema.expressions.c.work == work)

    def into(self, work: str) -> list[StoredLink]:
        """Links that lead to a Work, by where they start."""
        return self._read(schema.mentions.c.to_identity == identity(work), schema.expressions.c.work != work)

    def waiting_for(self, works: Sequence[str]) -> list[StoredLink]:
        """Links whose target is one of these Works, whatever they resolved to: to be decided again."""
        return self._read(schema.mentions.c.target_identity.in_({identity(work) for work in works}))

    def decide_again(self, decided: Iterable[tuple[int, Link]]) -> None:
        """Store what links resolve to now."""
        with self.store.writing() as connection:
            for link_id, link in decided:
                values = _resolved(link)
                connection.execute(update(schema.mentions).where(schema.mentions.c.id == link_id).values(**values))

    def arrived(self) -> list[str]:
        """Works that are visible and still cited as outside: left over from a run that was killed."""
        query = (
            select(schema.mentions.c.target)
            .distinct()
            .join(schema.works, schema.works.c.identity == schema.mentions.c.target_identity)
            .join(schema.expressions, schema.expressions.c.work == schema.works.c.key)
            .where(schema.mentions.c.status == LinkStatus.OUTSIDE.value, schema.expressions.c.state == "visible")
        )
        with self.store.reading() as connection:
            return [row.target for row in connection.execute(query)]

    def missing_works(self) -> list[tuple[str, int]]:
        """Works that are cited and not in the corpus, with how often, most cited first."""
        times = func.count().label("times")
        work = func.max(schema.mentions.c.to_work).label("work")
        query = (
            select(work, times)
            .join(schema.expressions, schema.expressions.c.id == schema.mentions.c.expression)
            .where(schema.mentions.c.status == LinkStatus.OUTSIDE.value, schema.expressions.c.state == "visible")
            .group_by(schema.mentions.c.to_identity)
            .order_by(times.desc(), work)
        )
        with self.store.reading() as connection:
            return [(row.work, row.times) for row in connection.execute(query)]

    def _read(self, *conditions: Any) -> list[StoredLink]:
        query = (
            select(schema.mentions, *_START)
            .join(schema.expressions, schema.expressions.c.id == schema.mentions.c.expression)
            .join(
                schema.passages,
                (schema.passages.c.expression == schema.mentions.c.expression)
                & (schema.passages.c.id == schema.mentions.c.passage),
            )
            .where(schema.expressions.c.state == "visible", *conditions)
            .order_by(schema.expressions.c.work, schema.expressions.c.language)
            .order_by(schema.passages.c.ordinal, schema.mentions.c.start)
        )
        with self.store.reading() as connection:
            return [_stored(row) for row in connection.execute(query)]


_START = [
    schema.expressions.c.work.label("from_work"),
    schema.expressions.c.language.label("from_language"),
    schema.passages.c.number.label("from_number"),
    schema.passages.c.path.label("from_path"),
    schema.passages.c.page_first.label("from_page"),
    schema.passages.c.text.label("from_text"),
]


def mention_row(expression: str, passage: str, link: Link) -> dict[str, Any]:
    """The row of a link that starts in ``passage``."""
    mention = link.mention
    return {
        "expression": expression,
        "passage": passage,
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "kind": mention.kind.value,
        "target": mention.target,
        "target_identity": None if mention.target is None else identity(mention.target),
        "pinpoint": None if mention.pinpoint is None else asdict(mention.pinpoint),
        "ambiguous": mention.ambiguous,
    } | _resolved(link)


def _resolved(link: Link) -> dict[str, Any]:
    to_identity = None if link.work is None else identity(link.work)
    return {
        "status": link.status.value,
        "to_work": link.work,
        "to_identity": to_identity,
        "to_passage": link.passage,
    }


def _stored(row: Row[Any]) -> StoredLink:
    pinpoint = None if row.pinpoint is None else Pinpoint(row.pinpoint["type"], tuple(row.pinpoint["numbers"]))
    mention = Mention(
        start=row.start,
        end=row.end,
        surface=row.surface,
        kind=MentionKind(row.kind),
        target=row.target,
        pinpoint=pinpoint,
        ambiguous=row.ambiguous,
    )
    return StoredLink(
        id=row.id,
        link=Link(mention, LinkStatus(row.status), row.to_work, row.to_passage),
        work=row.from_work,
        language=row.from_language,
        passage=row.passage,
        number=row.from_number,
        path=row.from_path,
        page=row.from_page,
        text=row.from_text,
    )
