"""What people say of links: their decisions, the one that holds for a mention; and parts named by several levels.

A passage is found by its expression and id at once: joining mentions to them was quadratic in a document's size.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "link_decisions",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("correction", sa.String(12), nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("decided_at", sa.String(32), nullable=False),
        sa.Column("work", sa.String(200), nullable=False),
        sa.Column("work_identity", sa.String(200), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("path", sa.String(120), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("target", sa.String(200)),
        sa.Column("pinpoint", sa.JSON()),
        sa.Column("pinpoints", sa.JSON()),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("replaces", sa.Integer(), sa.ForeignKey("link_decisions.id"), unique=True),
        sa.Column("machine", sa.JSON()),
    )
    op.create_index("ix_link_decisions_work_identity", "link_decisions", ["work_identity"])
    op.add_column("mentions", sa.Column("pinpoints", sa.JSON()))
    op.add_column("mentions", sa.Column("found", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("mentions", sa.Column("rejected", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("mentions", sa.Column("decision", sa.Integer()))
    op.create_index("ix_mentions_decision", "mentions", ["decision"])
    op.create_index("passages_id", "passages", ["expression", "id"], unique=True)


def downgrade() -> None:
    # Mentions that only a person saw go with the decisions that made them.
    op.execute("DELETE FROM mentions WHERE found = false")
    op.drop_index("passages_id", table_name="passages")
    op.drop_index("ix_mentions_decision", table_name="mentions")
    for column in ("decision", "rejected", "found", "pinpoints"):
        op.drop_column("mentions", column)
    op.drop_table("link_decisions")
