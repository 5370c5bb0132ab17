"""The parts by which a reported indicator is broken down.

Indicators that are kept have none until their file is read again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("reported_indicators", sa.Column("breakdown", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("reported_indicators", "breakdown")
