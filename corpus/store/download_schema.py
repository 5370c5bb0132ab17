"""The table of what was asked for at the official sites."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from corpus.store.schema import metadata, words

downloads = Table(
    "downloads",
    metadata,
    Column("address", Text, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("work", words(200), nullable=False),
    Column("language", words(40), nullable=False),
    Column("state", words(12), nullable=False, index=True),
    Column("at", words(32), nullable=False),
    Column("source", Text),
    Column("sha256", words(64), index=True),
    Column("size", Integer),
    Column("etag", Text),
    Column("error_code", words(40)),
    Column("error_detail", Text),
)
"""One row for each address that was asked. ``source`` is where the file came from after redirects, ``at`` when the
state was reached; ``sha256`` names the file, which becomes an original when it is ingested."""
