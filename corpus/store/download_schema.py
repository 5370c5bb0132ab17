"""The table of what was asked for at the official sites."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from corpus.store.schema import metadata

downloads = Table(
    "downloads",
    metadata,
    Column("address", Text, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("work", String(200), nullable=False),
    Column("language", String(40), nullable=False),
    Column("state", String(12), nullable=False, index=True),
    Column("at", String(32), nullable=False),
    Column("source", Text),
    Column("sha256", String(64), index=True),
    Column("size", Integer),
    Column("etag", Text),
    Column("error_code", String(40)),
    Column("error_detail", Text),
)
"""One row for each address that was asked. ``source`` is where the file came from after redirects, ``at`` when the
state was reached; ``sha256`` names the file, which becomes an original when it is ingested."""
