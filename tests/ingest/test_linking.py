"""Links lead to the part that is named, and arriving targets touch only what mentions them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, insert

from corpus.citations import Pinpoint
from corpus.settings import Settings
from corpus.store import Store, open_store, schema
from ingest.linking import CorpusLookup, relink
from ingest.pipeline import ingest

REPORT = """DP/2099/71

Sample report with an annex

Chapter I. Beginnings

1. The first paragraph of the report.

Chapter II. Ends

A. Means

2. The second paragraph of the report.

Annex

Sample framework

1. The first paragraph of the annex.

2. The second paragraph of the annex.
"""
MANY = 100_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "report.en.txt").write_text(REPORT)
    settings = Settings(data=tmp_path / "data")
    ingest([tmp_path / "report.en.txt"], settings)
    store = open_store(settings)
    yield store
    store.close()


@pytest.mark.parametrize(
    ("levels", "text"),
    [
        ((Pinpoint("paragraph", ("2",)),), "The second paragraph of the report."),
        ((Pinpoint("chapter", ("II",)),), "Chapter II. Ends"),
        ((Pinpoint("chapter", ("二",)),), "Chapter II. Ends"),  # numbered otherwise where it is cited
        ((Pinpoint("chapter", ("II",)), Pinpoint("section", ("A",))), "A. Means"),  # the innermost that is there
        ((Pinpoint("annex", ()), Pinpoint("paragraph", ("1",))), "The first paragraph of the annex."),
        ((Pinpoint("chapter", ("IX",)),), None),
        ((Pinpoint("article", ("1",)),), None),  # a chapter is no article
    ],
)
def test_a_part_is_found_by_its_printed_number_or_its_heading(
    store: Store, levels: tuple[Pinpoint, ...], text: str | None
) -> None:
    found = CorpusLookup(store, "en").passage("DP/2099/71", levels)
    passage = None if found is None else store.works.passage(found)
    assert (None if passage is None else passage.text) == text


def test_a_work_that_arrives_touches_only_what_mentions_it_among_100_000_passages(store: Store) -> None:
    fill(store)
    written: list[str] = []
    plans: list[str] = []

    def watch(connection: object, cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.startswith("UPDATE mentions"):
            written.append(statement)

    event.listen(store.engine, "before_cursor_execute", watch)
    assert relink(store, ["DP/2099/71"]) == 3
    assert len(written) == 3
    with store.reading() as connection:
        query = "EXPLAIN QUERY PLAN SELECT id FROM mentions WHERE target_identity IN ('DP/2099/71')"
        plans += [row.detail for row in connection.exec_driver_sql(query)]
    assert all("USING INDEX" in plan or "USING COVERING INDEX" in plan for plan in plans), plans


def fill(store: Store) -> None:
    """A document of very many passages, each with a mention of something; three of the report that is here now."""
    expression = "00000000-0000-0000-0000-000000000001"
    whole = store.works.expressions("DP/2099/71")[0]
    passages = [
        {"expression": expression, "ordinal": n, "id": f"{n:036d}", "path": f"p{n}", "kind": "paragraph"}
        | {"heading_path": [], "page_first": 1, "page_last": 1, "text": "x", "footnotes": [], "boxes": []}
        for n in range(MANY)
    ]
    targets = ["DP/2099/71" if n % (MANY // 3) == 1 else f"A/RES/{n % 70}/{n % 300}" for n in range(MANY)]
    mentions = [
        {"expression": expression, "passage": f"{n:036d}", "start": 0, "end": 1, "surface": "x", "kind": "document"}
        | {"target": target, "target_identity": target, "ambiguous": False, "status": "outside", "to_work": target}
        for n, target in enumerate(targets)
    ]
    with store.writing() as connection:
        connection.execute(insert(schema.works).values(key="DP/2099/72", identity="DP/2099/72", type="report"))
        row = {name: getattr(whole, name) for name in ("language", "sha256", "media_type", "title", "engine")}
        counts = {"page_count": 1, "unread_pages": 0, "passage_count": MANY}
        connection.execute(
            insert(schema.expressions).values(
                id=expression, work="DP/2099/72", state="visible", basis={}, added_at="", **row, **counts
            )
        )
        connection.execute(insert(schema.passages), passages)
        connection.execute(insert(schema.mentions), mentions)
