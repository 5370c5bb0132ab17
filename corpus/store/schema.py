"""The tables. A change here comes with a migration in ``migrations/versions`` and a new ``HEAD``.

``expressions.state``: *staged* (being written, shown to nobody), *visible*, *alternate* (another original of the same
Work and language is shown instead), *retired* (another took its place, and its passages have still to leave the
index), *superseded* (they have). Only a staged, visible or retired expression has passages. ``identity`` columns hold
what all keys of one Work have in common (corpus.symbols.identity): Works are looked up and compared by it. ``stated``
columns hold what an expression says of its Work, ``works`` what follows from all that are visible. Times are UTC,
ISO 8601, as text: they sort, and every database keeps them alike.

Of a mention, ``kind``, ``target``, ``pinpoint`` and ``ambiguous`` are the machine's; ``status``, ``to_*`` and
``target_identity`` follow from what holds, which is the machine's word unless ``decision`` names a person's. ``found``
is false where only a person saw a mention. A row of ``link_decisions`` is added and never changed or removed; each is
replaced at most once. ``saved_searches.seen`` holds the ids of the passages that a search has told of.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    false,
    text,
    true,
)

HEAD = "0011"
"""The revision this code reads and writes."""

metadata = MetaData()


def words(length: int) -> String:
    """Text that is seldom longer than ``length``: what a document prints may be. PostgreSQL would refuse it."""
    return String(length).with_variant(Text(), "postgresql")


originals = Table(
    "originals",
    metadata,
    Column("sha256", words(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("received_at", words(32), nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("sha256", words(64), ForeignKey("originals.sha256"), primary_key=True),
    Column("sequence", Integer, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("manifest", JSON, nullable=False),
    Column("pipeline", words(40), nullable=False),
    Column("state", words(12), nullable=False, index=True),
    Column("attempts", Integer, nullable=False, default=0),
    Column("error_code", words(40)),
    Column("error_detail", Text),
    Column("expression", words(36)),
    Column("updated_at", words(32), nullable=False),
)

works = Table(
    "works",
    metadata,
    Column("key", words(200), primary_key=True),
    Column("identity", words(200), nullable=False, index=True, server_default=""),
    Column("type", words(12), nullable=False, index=True),
    Column("country", words(3)),
    Column("year", Integer),
)

expressions = Table(
    "expressions",
    metadata,
    Column("id", words(36), primary_key=True),
    Column("work", words(200), ForeignKey("works.key"), nullable=False, index=True),
    Column("language", words(8), nullable=False),
    Column("sha256", words(64), ForeignKey("originals.sha256"), nullable=False),
    Column("state", words(12), nullable=False),
    Column("media_type", words(80), nullable=False),
    Column("title", Text, nullable=False),
    Column("symbol", Text),
    Column("job_number", words(40)),
    Column("date", words(40)),
    Column("session", Text),
    Column("agenda_item", Text),
    Column("url", Text),
    Column("engine", words(40), nullable=False),
    Column("basis", JSON, nullable=False),
    Column("stated_type", words(12), nullable=False, server_default="other"),
    Column("stated_country", words(3)),
    Column("stated_year", Integer),
    Column("page_count", Integer, nullable=False),
    Column("unread_pages", Integer, nullable=False),
    Column("passage_count", Integer, nullable=False),
    Column("added_at", words(32), nullable=False),
    Index("expressions_shown", "state", "id"),
    Index("expressions_unread", "state", "unread_pages"),
)

pages = Table(
    "pages",
    metadata,
    Column("expression", words(36), ForeignKey("expressions.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("label", words(40)),
    Column("state", words(20), nullable=False),
    Column("width", Float),
    Column("height", Float),
    Column("confidence", Float),
    PrimaryKeyConstraint("expression", "number"),
)

passages = Table(
    "passages",
    metadata,
    Column("expression", words(36), ForeignKey("expressions.id", ondelete="CASCADE"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("id", words(36), nullable=False, index=True),
    Column("path", words(120), nullable=False),
    Column("kind", words(16), nullable=False),
    Column("number", words(40)),
    Column("parent", words(120)),
    Column("role", words(16)),
    Column("level", Integer),
    Column("heading_path", JSON, nullable=False),
    Column("page_first", Integer, nullable=False),
    Column("page_last", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("footnotes", JSON, nullable=False),
    Column("boxes", JSON, nullable=False),
    PrimaryKeyConstraint("expression", "ordinal"),
    Index("passages_path", "expression", "path", unique=True),
    Index("passages_id", "expression", "id", unique=True),
)

issues = Table(
    "issues",
    metadata,
    Column("expression", words(36), ForeignKey("expressions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("page", Integer),
    Column("code", words(40), nullable=False),
    Column("message", Text, nullable=False),
)

mentions = Table(
    "mentions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("expression", words(36), ForeignKey("expressions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("passage", words(36), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("surface", Text, nullable=False),
    Column("kind", words(20), nullable=False),
    Column("target", words(200)),
    Column("target_identity", words(200), index=True),
    Column("pinpoint", JSON),
    Column("pinpoints", JSON),
    Column("ambiguous", Boolean, nullable=False),
    Column("status", words(12), nullable=False),
    Column("to_work", words(200)),
    Column("to_identity", words(200), index=True),
    Column("to_passage", words(36), index=True),
    Column("found", Boolean, nullable=False, server_default=true()),
    Column("rejected", Boolean, nullable=False, server_default=false()),
    Column("decision", Integer, index=True),
)

link_decisions = Table(
    "link_decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("correction", words(12), nullable=False),
    Column("author", words(80), nullable=False),
    Column("decided_at", words(32), nullable=False),
    Column("work", words(200), nullable=False),
    Column("work_identity", words(200), nullable=False, index=True),
    Column("language", words(8), nullable=False),
    Column("path", words(120), nullable=False),
    Column("page", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("exact", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("suffix", Text, nullable=False),
    Column("kind", words(20), nullable=False),
    Column("target", words(200)),
    Column("pinpoint", JSON),
    Column("pinpoints", JSON),
    Column("comment", Text, nullable=False),
    Column("replaces", Integer, ForeignKey("link_decisions.id"), unique=True),
    Column("machine", JSON),
)

saved_searches = Table(
    "saved_searches",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("owner", words(80), nullable=False),
    Column("name", words(80), nullable=False),
    Column("query", Text, nullable=False),
    Column("mode", words(12), nullable=False),
    Column("filters", JSON, nullable=False),
    Column("created_at", words(32), nullable=False),
    Column("last_run_at", words(32)),
    Column("seen", JSON, nullable=False),
    Index("saved_searches_name", "owner", "name", unique=True),
)

REVIEWED = ("mention", "contribution", "policy_lenient")
"""By which columns suggestions come to people: the lenient conditions of the portal's indicators; each has an index."""

suggestions = Table(
    "suggestions",
    metadata,
    Column("expression", words(36), ForeignKey("expressions.id", ondelete="CASCADE"), nullable=False),
    Column("passage", words(36), nullable=False),
    Column("level", words(20), nullable=False),
    Column("mention", Boolean, nullable=False),
    Column("contribution", Boolean, nullable=False),
    Column("policy", Boolean, nullable=False),
    Column("policy_lenient", Boolean, nullable=False),
    Column("measured", Boolean, nullable=False),
    Column("instrument", Text),
    Column("instrument_type", words(40)),
    Column("score", Float, nullable=False),
    Column("rules", JSON, nullable=False),
    Column("rule_version", words(40), nullable=False),
    Column("instrument_status", words(20)),
    Column("instrument_scope", words(16)),
    Column("instrument_year", Integer),
    Column("framework", Text),
    Column("borderline", Boolean, nullable=False, server_default=false()),
    Column("probability", Float),
    Column("opinion", Float),
    Column("opinion_version", words(40)),
    PrimaryKeyConstraint("expression", "passage"),
    *(
        Index(
            f"suggestions_review_{name}",
            text("coalesce(probability, -1.0)"),
            *("score", "expression", "passage"),
            sqlite_where=text(f"{name} = 1"),
            postgresql_where=text(name),
        )
        for name in REVIEWED
    ),
)

review_items = Table(
    "review_items",
    metadata,
    Column("id", words(36), primary_key=True),
    Column("work", words(200), nullable=False),
    Column("work_identity", words(200), nullable=False, index=True),
    Column("language", words(8), nullable=False),
    Column("path", words(120), nullable=False),
    Column("page", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("exact", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("suffix", Text, nullable=False),
    Column("expression", words(36)),
    Column("passage", words(36)),
    Column("wording", words(16), nullable=False),
    Column("state", words(12), index=True),
    Column("mention", Boolean),
    Column("contribution", Boolean),
    Column("policy", Boolean),
    Column("policy_lenient", Boolean),
    Column("measured", Boolean),
    Column("framework", Boolean),
    Column("quote", Text),
    Column("standing", JSON(none_as_null=True)),
    Index("review_items_place", "expression", "passage", unique=True),
)
"""Passages that people decide about, by their words; ``expression`` and ``passage`` are where they stand now.

``state``, the labels, ``quote`` and ``standing`` (reviewer: decision) are what ``corpus.settling.settle`` makes of the
decisions, written with each of them; a label is null where it is not settled. ``wording`` is
``corpus.anchoring.wording`` of the passage where it stands.
"""

review_decisions = Table(
    "review_decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("item", words(36), ForeignKey("review_items.id"), nullable=False),
    Column("reviewer", words(80), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("action", words(16), nullable=False),
    Column("indicator", words(20)),
    Column("labels", JSON(none_as_null=True)),
    Column("quote", Text),
    Column("comment", Text, nullable=False),
    Column("decided_at", words(32), nullable=False),
    Column("machine", JSON(none_as_null=True)),
    Column("wording", words(16), nullable=False),
    Column("replaces", Integer, ForeignKey("review_decisions.id"), unique=True),
    Index("review_decisions_chain", "item", "reviewer", "ordinal", unique=True),
)

review_assignments = Table(
    "review_assignments",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reviewer", words(80), nullable=False, index=True),
    Column("indicator", words(20), nullable=False),
    Column("work", words(200), nullable=False),
    Column("assigned_by", words(80), nullable=False),
    Column("assigned_at", words(32), nullable=False),
    Index("review_assignments_once", "reviewer", "indicator", "work", unique=True),
)

review_samples = Table(
    "review_samples",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("indicator", words(20), nullable=False),
    Column("seed", Integer, nullable=False),
    Column("drawn_at", words(32), nullable=False),
    Column("drawn_by", words(80), nullable=False),
    Column("population", Integer, nullable=False),
    Column("filters", JSON, nullable=False),
    Column("strata", JSON, nullable=False),
    Column("members", JSON, nullable=False),
)
"""``strata``: of each language how many passages there were and how many were drawn; ``members``: [item, language]."""

snapshots = Table(
    "snapshots",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("id", words(80), nullable=False, unique=True),
    Column("indicator", words(20), nullable=False, index=True),
    Column("question", words(200), nullable=False, index=True),
    Column("taken_at", words(32), nullable=False),
    Column("taken_by", words(80), nullable=False),
    Column("document", Text, nullable=False),
)

presenters = Table(
    "presenters",
    metadata,
    Column("iso3", words(3), nullable=False),
    Column("year", Integer, nullable=False),
    Column("cycle", Integer),
    Column("source", Text, nullable=False),
    Column("whole", Boolean, nullable=False),
    PrimaryKeyConstraint("iso3", "year"),
)
"""``whole``: the list of its year that it was imported with names all that presented."""

reported_indicators = Table(
    "reported_indicators",
    metadata,
    Column("expression", words(36), ForeignKey("expressions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("ordinal", Integer, nullable=False),
    Column("code", words(40), nullable=False),
    Column("kind", words(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("target", Text),
    Column("result", Text),
    Column("score", Text),
    Column("status", Text),
    Column("breakdown", JSON, nullable=False, server_default="[]"),
)

data_version = Table(
    "data_version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
)
"""The one row whose number grows with every change of documents and decisions; see ``corpus.store.version``."""
