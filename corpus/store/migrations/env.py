"""Alembic's entry: it is handed an open connection and never finds one by itself."""

from alembic import context

import corpus.store.access_schema
import corpus.store.download_schema  # noqa: F401 - both add their tables to the metadata
from corpus.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
