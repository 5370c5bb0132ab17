"""What the page after a decision says of it, so that it can be taken back."""

from __future__ import annotations

from typing import Any

from corpus.settling import chains, opinion, standing
from corpus.store import Store


def recorded(store: Store, item: str | None, reviewer: str | None) -> dict[str, Any] | None:
    """The last decision of a reviewer on a passage; None where there is none. ``undoable``: one of theirs stands.

    ``state`` is what people came to, for who has said which labels hold; before that it would tell of others.
    """
    reviewed = None if item is None or reviewer is None else store.reviews.at(item)
    own = chains(() if reviewed is None else reviewed.decisions).get(reviewer or "", [])
    if reviewed is None or not own:
        return None
    mine = opinion(own)
    return {
        "name": item,
        "decision": own[-1],
        "work": reviewed.item.anchor.work,
        "page": reviewed.item.anchor.page,
        "state": reviewed.settled.state.value if reviewed.settled and mine and mine.labels else None,
        "undoable": bool(standing(own)),
    }
