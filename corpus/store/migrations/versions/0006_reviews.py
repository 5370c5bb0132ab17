"""What people decide of evidence, whom it is assigned to, drawn samples, counts that are kept, presenters, catalogue.

What is shown, and what was not read, is told from an index alone: every search asks it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.drop_index("ix_expressions_state", table_name="expressions")
    op.create_index("expressions_shown", "expressions", ["state", "id"])
    op.create_index("expressions_unread", "expressions", ["state", "unread_pages"])
    op.add_column("suggestions", sa.Column("instrument_status", sa.String(20)))
    op.add_column("suggestions", sa.Column("instrument_scope", sa.String(16)))
    op.add_column("suggestions", sa.Column("instrument_year", sa.Integer()))
    op.add_column("suggestions", sa.Column("framework", sa.Text()))
    op.add_column("suggestions", sa.Column("borderline", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("suggestions", sa.Column("probability", sa.Float()))
    op.add_column("suggestions", sa.Column("opinion", sa.Float()))
    op.add_column("suggestions", sa.Column("opinion_version", sa.String(40)))
    op.create_table(
        "review_items",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("work", sa.String(200), nullable=False),
        sa.Column("work_identity", sa.String(200), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("path", sa.String(120), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("expression", sa.String(36)),
        sa.Column("passage", sa.String(36)),
        sa.Column("wording", sa.String(16), nullable=False),
        sa.Column("state", sa.String(12)),
        sa.Column("mention", sa.Boolean()),
        sa.Column("contribution", sa.Boolean()),
        sa.Column("policy", sa.Boolean()),
        sa.Column("policy_lenient", sa.Boolean()),
        sa.Column("measured", sa.Boolean()),
        sa.Column("framework", sa.Boolean()),
        sa.Column("quote", sa.Text()),
        sa.Column("standing", sa.JSON()),
    )
    for column in ("work_identity", "state"):
        op.create_index(f"ix_review_items_{column}", "review_items", [column])
    op.create_index("review_items_place", "review_items", ["expression", "passage"], unique=True)
    order = (sa.text("coalesce(probability, -1.0)"), "score", "expression", "passage")
    for column in ("mention", "contribution", "policy_lenient"):
        name, held = f"suggestions_review_{column}", sa.text(f"{column} = 1")
        op.create_index(name, "suggestions", order, sqlite_where=held, postgresql_where=sa.text(column))
    op.create_table(
        "review_decisions",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("item", sa.String(36), sa.ForeignKey("review_items.id"), nullable=False),
        sa.Column("reviewer", sa.String(80), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("indicator", sa.String(20)),
        sa.Column("labels", sa.JSON()),
        sa.Column("quote", sa.Text()),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.String(32), nullable=False),
        sa.Column("machine", sa.JSON()),
        sa.Column("wording", sa.String(16), nullable=False),
        sa.Column("replaces", sa.Integer(), sa.ForeignKey("review_decisions.id"), unique=True),
    )
    op.create_index("review_decisions_chain", "review_decisions", ["item", "reviewer", "ordinal"], unique=True)
    op.create_table(
        "review_assignments",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("reviewer", sa.String(80), nullable=False),
        sa.Column("indicator", sa.String(20), nullable=False),
        sa.Column("work", sa.String(200), nullable=False),
        sa.Column("assigned_by", sa.String(80), nullable=False),
        sa.Column("assigned_at", sa.String(32), nullable=False),
    )
    op.create_index("ix_review_assignments_reviewer", "review_assignments", ["reviewer"])
    op.create_index("review_assignments_once", "review_assignments", ["reviewer", "indicator", "work"], unique=True)
    op.create_table(
        "review_samples",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("indicator", sa.String(20), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.String(32), nullable=False),
        sa.Column("drawn_by", sa.String(80), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("strata", sa.JSON(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
    )
    op.create_table(
        "snapshots",
        sa.Column("sequence", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(80), nullable=False, unique=True),
        sa.Column("indicator", sa.String(20), nullable=False),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("taken_at", sa.String(32), nullable=False),
        sa.Column("taken_by", sa.String(80), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
    )
    for column in ("indicator", "question"):
        op.create_index(f"ix_snapshots_{column}", "snapshots", [column])
    op.create_table(
        "presenters",
        sa.Column("iso3", sa.String(3), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Integer()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("iso3", "year"),
    )


def downgrade() -> None:
    for column in ("mention", "contribution", "policy_lenient"):
        op.drop_index(f"suggestions_review_{column}", "suggestions")
    op.drop_index("expressions_unread", table_name="expressions")
    op.drop_index("expressions_shown", table_name="expressions")
    op.create_index("ix_expressions_state", "expressions", ["state"])
    tables = ("presenters", "snapshots", "review_samples", "review_assignments", "review_decisions")
    for table in (*tables, "review_items"):
        op.drop_table(table)
    added = ("framework", "borderline", "probability", "opinion", "opinion_version")
    for column in ("instrument_status", "instrument_scope", "instrument_year", *added):
        op.drop_column("suggestions", column)
