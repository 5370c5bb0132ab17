"""On PostgreSQL, which enforces lengths that SQLite never did, no text has one: what a document prints may be longer."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    inspector = sa.inspect(connection)
    for table in inspector.get_table_names():
        for column in inspector.get_columns(table):
            if table != "alembic_version" and isinstance(column["type"], sa.VARCHAR):
                op.alter_column(table, column["name"], type_=sa.Text())


def downgrade() -> None:
    """Nothing: a shorter column has no room for a longer text, and the older schema reads this one as well."""
