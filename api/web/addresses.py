"""Where things stand on the pages: the address of a Work, of a passage in it, of its links."""

from __future__ import annotations

from urllib.parse import quote, urlencode


def work_address(work: str, language: str | None = None, path: str | None = None) -> str:
    """A Work in the reader, at a passage's path where one is given.

    A long document is shown in parts, and what follows ``#`` never reaches a server: ``at`` names the part to show.
    """
    query = {name: value for name, value in (("language", language), ("at", path)) if value}
    fragment = f"#{quote(path, safe='()/')}" if path else ""
    return f"/works/{quote(work)}" + (f"?{urlencode(query)}" if query else "") + fragment


def links_address(work: str, direction: str | None = None, pinpoint: str | None = None) -> str:
    """The links of a Work, or of one of its paragraphs."""
    query = {name: value for name, value in (("direction", direction), ("pinpoint", pinpoint)) if value}
    return f"/works/{quote(work)}/links" + (f"?{urlencode(query)}" if query else "")


def passage_address(passage_id: str) -> str:
    """A passage by its id; the server leads on to its place in the reader."""
    return f"/passages/{quote(passage_id)}"


def picture_address(work: str, language: str, page: int, passage_id: str) -> str:
    """The address of the picture of a page, with a passage marked."""
    return f"/v1/works/{quote(work)}/pages/{page}.png?{urlencode({'language': language, 'passage': passage_id})}"
