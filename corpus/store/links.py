"""Mentions and what they resolved to; asked from either end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, Select, select, update

from corpus.citations import Link, LinkStatus, Mention, MentionKind
from corpus.corrections import LinkDecision, corrected
from corpus.store import schema
from corpus.store.link_decisions import (
    decision_columns,
    pinpoint_row,
    stored_decision,
    stored_pinpoint,
    stored_pinpoints,
)
from corpus.symbols import identity

if TYPE_CHECKING:
    from corpus.store.open import Store


@dataclass(frozen=True, slots=True)
class StoredLink:
    """A link as stored, with the place it starts from.

    ``link.mention`` is the mention as it holds: the machine's, or as the person of ``decision`` has it. ``machine`` is
    what the machine found, None where it found nothing. ``rejected``: a person said that it is no mention.
    """

    id: int
    link: Link
    work: str
    language: str
    expression: str
    passage: str
    number: str | None
    path: str
    page: int
    text: str
    machine: Mention | None = None
    decision: LinkDecision | None = None
    rejected: bool = False

    @property
    def name(self) -> str:
        """How a person names the link: its passage and its place there. The same file read again gives it again."""
        return f"{self.passage}:{self.link.mention.start}-{self.link.mention.end}"

    def stands_at(self, start: int, end: int) -> bool:
        """Whether it takes a span of its passage: a link overlaps it, or what was rejected is the very same span."""
        mention = self.link.mention
        overlaps = mention.start < end and start < mention.end
        return overlaps and (not self.rejected or (mention.start, mention.end) == (start, end))

    @property
    def within(self) -> bool:
        """Whether it leads to a place in its own document."""
        return self.link.work is not None and identity(self.link.work) == identity(self.work)


@dataclass(frozen=True)
class LinkTable:
    """Reading links, and deciding them again when a target arrives. What people rejected is no link."""

    store: Store

    def out_of(self, work: str) -> list[StoredLink]:
        """Links that start in a Work, in reading order."""
        return self._read(schema.works.c.identity == identity(work), _IS_LINK)

    def rejected_in(self, work: str) -> list[StoredLink]:
        """What the machine took for mentions in a Work and people rejected."""
        return self._read(schema.works.c.identity == identity(work), schema.mentions.c.rejected)

    def into(self, work: str) -> list[StoredLink]:
        """Links that lead to a Work from others, by where they start."""
        leading = schema.mentions.c.to_identity == identity(work)
        return self._read(leading, schema.works.c.identity != identity(work), _IS_LINK)

    def within_passage(self, passage: str) -> list[StoredLink]:
        """The mentions of a visible passage, rejected ones too."""
        return self._read(schema.mentions.c.passage == passage)

    def of_expression(self, expression: str) -> list[StoredLink]:
        """The mentions of an expression, shown or still staged, rejected ones too."""
        return self._read(schema.mentions.c.expression == expression, states=("visible", "staged"))

    def every(self) -> Iterator[StoredLink]:
        """Every link of the corpus, read as it is asked for; a connection is held until the last one."""
        with self.store.reading() as connection:
            rows = connection.execution_options(yield_per=ROWS).execute(_query(_IS_LINK))
            yield from map(_stored, rows)

    def waiting_for(self, works: Sequence[str]) -> list[StoredLink]:
        """Links whose target is one of these Works, whatever they resolved to: to be decided again."""
        return self._read(schema.mentions.c.target_identity.in_({identity(work) for work in works}))

    def decide_again(self, decided: Iterable[tuple[StoredLink, Link]]) -> None:
        """Store what links resolve to now; one that a person corrected since it was read stays as they have it."""
        table = schema.mentions
        with self.store.writing() as connection:
            for stored, link in decided:
                held = None if stored.decision is None else stored.decision.id
                same = (table.c.id == stored.id, table.c.decision.is_not_distinct_from(held))
                connection.execute(update(table).where(*same).values(**resolved(link)))

    def arrived(self) -> list[str]:
        """Works that are visible and still cited as outside: left over from a run that was killed."""
        query = (
            select(schema.mentions.c.to_work)
            .distinct()
            .join(schema.works, schema.works.c.identity == schema.mentions.c.target_identity)
            .join(schema.expressions, schema.expressions.c.work == schema.works.c.key)
            .where(schema.mentions.c.status == LinkStatus.OUTSIDE.value, schema.expressions.c.state == "visible")
        )
        with self.store.reading() as connection:
            return [row.to_work for row in connection.execute(query)]

    def _read(self, *conditions: Any, states: Sequence[str] = ("visible",)) -> list[StoredLink]:
        with self.store.reading() as connection:
            return read_links(connection, *conditions, states=states)


ROWS = 1000
"""Rows that are held at a time where every link is read."""

_IS_LINK = ~schema.mentions.c.rejected

_START = [
    schema.expressions.c.work.label("from_work"),
    schema.expressions.c.language.label("from_language"),
    schema.passages.c.number.label("from_number"),
    schema.passages.c.path.label("from_path"),
    schema.passages.c.page_first.label("from_page"),
    schema.passages.c.text.label("from_text"),
]


def read_links(connection: Connection, *conditions: Any, states: Sequence[str] = ("visible",)) -> list[StoredLink]:
    """Links that meet conditions, by Work, language and reading order."""
    return [_stored(row) for row in connection.execute(_query(*conditions, states=states))]


def _query(*conditions: Any, states: Sequence[str] = ("visible",)) -> Select[Any]:
    return (
        select(schema.mentions, *_START, *decision_columns())
        .join(schema.expressions, schema.expressions.c.id == schema.mentions.c.expression)
        .join(schema.works, schema.works.c.key == schema.expressions.c.work)
        .join(
            schema.passages,
            (schema.passages.c.expression == schema.mentions.c.expression)
            & (schema.passages.c.id == schema.mentions.c.passage),
        )
        .outerjoin(schema.link_decisions, schema.link_decisions.c.id == schema.mentions.c.decision)
        .where(schema.expressions.c.state.in_(states), *conditions)
        .order_by(schema.expressions.c.work, schema.expressions.c.language)
        .order_by(schema.passages.c.ordinal, schema.mentions.c.start)
    )


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
        "pinpoint": pinpoint_row(mention.pinpoint),
        "pinpoints": [one.as_json() for one in mention.pinpoints] or None,
        "ambiguous": mention.ambiguous,
    } | resolved(link)


def resolved(link: Link) -> dict[str, Any]:
    """The columns that follow from what holds of a mention."""
    target = link.mention.target
    return {
        "target_identity": None if target is None else identity(target),
        "status": link.status.value,
        "to_work": link.work,
        "to_identity": None if link.work is None else identity(link.work),
        "to_passage": link.passage,
    }


def _stored(row: Row[Any]) -> StoredLink:
    machine = Mention(
        start=row.start,
        end=row.end,
        surface=row.surface,
        kind=MentionKind(row.kind),
        target=row.target,
        pinpoint=stored_pinpoint(row.pinpoint),
        ambiguous=row.ambiguous,
        pinpoints=stored_pinpoints(row.pinpoints),
    )
    decision = stored_decision(row)
    return StoredLink(
        id=row.id,
        link=Link(corrected(machine, decision), LinkStatus(row.status), row.to_work, row.to_passage),
        work=row.from_work,
        language=row.from_language,
        expression=row.expression,
        passage=row.passage,
        number=row.from_number,
        path=row.from_path,
        page=row.from_page,
        text=row.from_text,
        machine=machine if row.found else None,
        decision=decision,
        rejected=row.rejected,
    )
