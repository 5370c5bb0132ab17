"""A number that grows with every change of documents and decisions, and with nothing else."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    made = op.create_table(
        "data_version",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.bulk_insert(made, [{"id": 1, "version": 1}])


def downgrade() -> None:
    op.drop_table("data_version")
