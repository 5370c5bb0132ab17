"""Searches that people keep under a name, with what each found when it was last run; what leads to a passage is found
by its id."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(12), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("last_run_at", sa.String(32)),
        sa.Column("seen", sa.JSON(), nullable=False),
    )
    op.create_index("saved_searches_name", "saved_searches", ["owner", "name"], unique=True)
    op.create_index("ix_mentions_to_passage", "mentions", ["to_passage"])


def downgrade() -> None:
    op.drop_index("ix_mentions_to_passage", table_name="mentions")
    op.drop_table("saved_searches")
