"""What was asked for at the official sites, and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "downloads",
        sa.Column("address", sa.Text(), primary_key=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("work", sa.String(200), nullable=False),
        sa.Column("language", sa.String(40), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("sha256", sa.String(64)),
        sa.Column("size", sa.Integer()),
        sa.Column("etag", sa.Text()),
        sa.Column("error_code", sa.String(40)),
        sa.Column("error_detail", sa.Text()),
    )
    for column in ("state", "sha256"):
        op.create_index(f"ix_downloads_{column}", "downloads", [column])


def downgrade() -> None:
    op.drop_table("downloads")
