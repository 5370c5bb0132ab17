"""Where things stand on the pages: the address of a Work, of a passage in it, of its links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from api.pictures import written_places


def work_address(work: str, language: str | None = None, path: str | None = None) -> str:
    """A Work in the reader, at a passage's path where one is given.

    A long document is shown in parts, and what follows ``#`` never reaches a server: ``at`` names the part to show.
    """
    query = {name: value for name, value in (("language", language), ("at", path)) if value}
    fragment = f"#{quote(path, safe='()/')}" if path else ""
    return f"/works/{quote(work)}" + (f"?{urlencode(query)}" if query else "") + fragment


def links_address(
    work: str, direction: str | None = None, pinpoint: str | None = None, status: str | None = None
) -> str:
    """The links of a Work, or of one of its paragraphs; those in one state."""
    given = (("direction", direction), ("pinpoint", pinpoint), ("status", status))
    query = {name: value for name, value in given if value}
    return f"/works/{quote(work)}/links" + (f"?{urlencode(query)}" if query else "")


def link_address(link: str) -> str:
    """One link, with what the machine and people say of it."""
    return f"/links/{quote(link)}"


def passage_address(passage_id: str) -> str:
    """A passage by its id; the server leads on to its place in the reader."""
    return f"/passages/{quote(passage_id)}"


def about_address(passage_id: str) -> str:
    """One passage: how it is named, linked to and cited."""
    return f"/passages/{quote(passage_id)}/about"


def related_address(passage_id: str) -> str:
    """The passages that belong with one."""
    return f"/passages/{quote(passage_id)}/related"


def export_address(query: str, kept: Mapping[str, Sequence[Any]], form: str) -> str:
    """All that a search finds, as a file."""
    filters = [(name, str(value)) for name, values in kept.items() for value in values]
    return f"/v1/search/export?{urlencode([('q', query), ('format', form), *filters])}"


def search_address(query: str, kept: Mapping[str, Sequence[Any]]) -> str:
    """A search within filters."""
    filters = [(name, str(value)) for name, values in kept.items() for value in values]
    return f"/search?{urlencode([('q', query), *filters])}"


def page_address(
    work: str, language: str, page: int, passage_id: str | None = None, words: Sequence[Sequence[int]] = ()
) -> str:
    """A page beside its text, with a passage and words in it marked."""
    return f"/works/{quote(work)}/pages/{page}?{_marked(language, passage_id, written_places(words))}"


def picture_address(work: str, language: str, page: int, passage_id: str | None, words: str | None = None) -> str:
    """The picture of a page, with a passage and words in it marked."""
    return f"/v1/works/{quote(work)}/pages/{page}.png?{_marked(language, passage_id, words)}"


def _marked(language: str, passage_id: str | None, words: str | None) -> str:
    query = {"language": language, "passage": passage_id, "words": words}
    return urlencode({name: value for name, value in query.items() if value})
