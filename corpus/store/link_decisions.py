"""People's decisions on links: added, never changed; each replaced at most once, so that of two at once one holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select

from corpus.citations import MentionKind, Pinpoint
from corpus.corrections import Anchor, Correction, LinkDecision
from corpus.store import schema
from corpus.symbols import identity

if TYPE_CHECKING:
    from corpus.store.open import Store

ANCHOR = tuple(field.name for field in fields(Anchor))


@dataclass(frozen=True)
class LinkDecisionTable:
    """Reading decisions."""

    store: Store

    def holding(self, work: str, language: str) -> list[LinkDecision]:
        """The decisions on a Work in a language that no later one replaces, withdrawals left out, as they were made."""
        table = schema.link_decisions
        return [
            decision
            for decision in self._read(
                table.c.work_identity == identity(work), table.c.language == language, _not_replaced()
            )
            if decision.holds
        ]

    def of(self, work: str | None = None) -> list[LinkDecision]:
        """Every decision, on one Work or on all, as they were made."""
        table = schema.link_decisions
        return self._read(*(() if work is None else (table.c.work_identity == identity(work),)))

    def without_place(self) -> list[LinkDecision]:
        """Decisions that hold and have no place in the text that is shown now: to be looked at by a person."""
        placed = (
            select(schema.mentions.c.decision)
            .join(schema.expressions, schema.expressions.c.id == schema.mentions.c.expression)
            .where(schema.expressions.c.state == "visible", schema.mentions.c.decision.is_not(None))
        )
        table = schema.link_decisions
        found = self._read(table.c.id.not_in(placed), _not_replaced())
        return [decision for decision in found if decision.holds]

    def _read(self, *conditions: Any) -> list[LinkDecision]:
        query = select(*decision_columns()).where(*conditions).order_by(schema.link_decisions.c.id)
        with self.store.reading() as connection:
            return [decision for row in connection.execute(query) if (decision := stored_decision(row)) is not None]


def decision_columns() -> list[Any]:
    """The columns of a decision, named apart from those of a mention."""
    return [column.label(f"d_{column.name}") for column in schema.link_decisions.c]


def stored_decision(row: Row[Any]) -> LinkDecision | None:
    """The decision in a row with ``decision_columns``, or None where an outer join found none."""
    if row.d_id is None:
        return None
    return LinkDecision(
        id=row.d_id,
        correction=Correction(row.d_correction),
        author=row.d_author,
        decided_at=row.d_decided_at,
        anchor=Anchor(**{name: getattr(row, f"d_{name}") for name in ANCHOR}),
        kind=MentionKind(row.d_kind),
        target=row.d_target,
        pinpoint=stored_pinpoint(row.d_pinpoint),
        pinpoints=stored_pinpoints(row.d_pinpoints),
        comment=row.d_comment,
        replaces=row.d_replaces,
        machine=row.d_machine,
    )


def decision_row(decision: LinkDecision) -> dict[str, Any]:
    """The row of a decision; its number is given when it is added."""
    said = ("author", "decided_at", "target", "comment", "replaces", "machine")
    return (
        asdict(decision.anchor)
        | {name: getattr(decision, name) for name in said}
        | {
            "work_identity": identity(decision.anchor.work),
            "correction": decision.correction.value,
            "kind": decision.kind.value,
            "pinpoint": pinpoint_row(decision.pinpoint),
            "pinpoints": [one.as_json() for one in decision.pinpoints] or None,
        }
    )


def pinpoint_row(pinpoint: Pinpoint | None) -> dict[str, Any] | None:
    """A pinpoint as it is kept."""
    return None if pinpoint is None else pinpoint.as_json()


def stored_pinpoint(kept: Mapping[str, Any] | None) -> Pinpoint | None:
    """A pinpoint from what is kept of it."""
    return None if kept is None else Pinpoint(kept["type"], tuple(kept["numbers"]))


def stored_pinpoints(kept: Sequence[Mapping[str, Any]] | None) -> tuple[Pinpoint, ...]:
    """The levels of a pinpoint from what is kept of them."""
    return tuple(Pinpoint(one["type"], tuple(one["numbers"])) for one in kept or ())


def _not_replaced() -> Any:
    later = schema.link_decisions.alias()
    return ~select(later.c.id).where(later.c.replaces == schema.link_decisions.c.id).exists()
