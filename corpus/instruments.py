"""Names of instruments: what the catalogue lists, and the names that a year makes of an instrument adopted anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.lexicon import LANGUAGES, load_catalogue, load_lexicon


def instrument_names(language: str) -> dict[str, list[str]]:
    """The names that mean one instrument in a language, by its key.

    The name of one adopted every few years means one of them only with its year: "2020 quadrennial comprehensive
    policy review" is A/RES/75/233, and without the year it is no name.
    """
    names: dict[str, list[str]] = {}
    for key, row in load_catalogue("instruments").items():
        if "editions" not in row:
            names.setdefault(key, []).extend(row.get(language, ()))
        for name, edition in dated_names(row, language):
            names.setdefault(edition, []).append(name)
    return names


def dated_names(row: dict[str, Any], language: str) -> Iterator[tuple[str, str]]:
    """The names of an instrument with each of its years, and the key of that edition."""
    for year, edition in row.get("editions", {}).items():
        for form in load_lexicon("phrases")["editions"][language]:
            yield from ((form.format(year=year, name=name), edition) for name in row.get(language, ()))


def editions_by_name() -> dict[str, list[str]]:
    """The keys of the editions of an instrument adopted anew, by each of its names in any language."""
    rows = [row for row in load_catalogue("instruments").values() if "editions" in row]
    return {
        name: list(row["editions"].values()) for row in rows for language in LANGUAGES for name in row.get(language, ())
    }
