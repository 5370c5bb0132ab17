"""What all keys of a Work have in common, what each expression says of its Work, where a file came from, how surely a
page was read, and failures by cause instead of as a line.

Derived rows of the old schema are kept: their identities are worked out from their keys. Failures lose their wording.
"""

import sqlalchemy as sa
from alembic import op

from corpus.symbols import identity

revision = "0002"
down_revision = "0001"

WORKS = sa.table("works", *map(sa.column, ("key", "identity", "type", "country", "year")))
EXPRESSIONS = sa.table("expressions", *map(sa.column, ("work", "stated_type", "stated_country", "stated_year")))
MENTIONS = sa.table(
    "mentions",
    *map(sa.column, ("id", "target", "target_identity", "to_work", "to_identity")),
)


def upgrade() -> None:
    # Columns are added and dropped in place: SQLite refuses to make a table anew that others refer to.
    op.add_column("works", sa.Column("identity", sa.String(200), nullable=False, server_default=""))
    op.create_index("ix_works_identity", "works", ["identity"])
    op.drop_index("ix_mentions_target", table_name="mentions")
    op.drop_index("ix_mentions_to_work", table_name="mentions")
    op.add_column("mentions", sa.Column("target_identity", sa.String(200)))
    op.add_column("mentions", sa.Column("to_identity", sa.String(200)))
    op.create_index("ix_mentions_target_identity", "mentions", ["target_identity"])
    op.create_index("ix_mentions_to_identity", "mentions", ["to_identity"])
    op.add_column("expressions", sa.Column("url", sa.Text()))
    op.add_column("expressions", sa.Column("stated_type", sa.String(12), nullable=False, server_default="other"))
    op.add_column("expressions", sa.Column("stated_country", sa.String(3)))
    op.add_column("expressions", sa.Column("stated_year", sa.Integer()))
    op.add_column("pages", sa.Column("confidence", sa.Float()))
    op.drop_column("jobs", "step")
    op.drop_column("jobs", "error_message")
    op.add_column("jobs", sa.Column("error_detail", sa.Text()))
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    for (key,) in connection.execute(sa.select(WORKS.c.key)).all():
        connection.execute(sa.update(WORKS).where(WORKS.c.key == key).values(identity=identity(key)))
    for work in connection.execute(sa.select(WORKS)).all():
        stated = {"stated_type": work.type, "stated_country": work.country, "stated_year": work.year}
        connection.execute(sa.update(EXPRESSIONS).where(EXPRESSIONS.c.work == work.key).values(**stated))
    rows = connection.execute(sa.select(MENTIONS.c.id, MENTIONS.c.target, MENTIONS.c.to_work)).all()
    for row in rows:
        values = {"target_identity": _identity(row.target), "to_identity": _identity(row.to_work)}
        connection.execute(sa.update(MENTIONS).where(MENTIONS.c.id == row.id).values(**values))


def _identity(key: str | None) -> str | None:
    return None if key is None else identity(key)


def downgrade() -> None:
    op.drop_column("jobs", "error_detail")
    op.add_column("jobs", sa.Column("error_message", sa.Text()))
    op.add_column("jobs", sa.Column("step", sa.String(20)))
    op.drop_column("pages", "confidence")
    for name in ("stated_year", "stated_country", "stated_type", "url"):
        op.drop_column("expressions", name)
    op.drop_index("ix_mentions_to_identity", table_name="mentions")
    op.drop_index("ix_mentions_target_identity", table_name="mentions")
    op.drop_column("mentions", "to_identity")
    op.drop_column("mentions", "target_identity")
    op.create_index("ix_mentions_to_work", "mentions", ["to_work"])
    op.create_index("ix_mentions_target", "mentions", ["target"])
    op.drop_index("ix_works_identity", table_name="works")
    op.drop_column("works", "identity")
