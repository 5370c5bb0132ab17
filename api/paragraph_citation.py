"""How a paragraph is cited: in a footnote of a United Nations document, and for reference managers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from api.search_exports import bibtex_entry, ris_entry
from corpus.lexicon import load_lexicon
from corpus.places import part_name, place_name
from corpus.queries import symbol_of
from corpus.store.works import StoredPassage


def un_style(passage: StoredPassage, language: str) -> str:
    """A paragraph as documents of the United Nations name it: "DP/2022/11, para. 29".

    A document without a symbol is named by its title, a passage without a printed number by its page.
    """
    version = passage.expression
    named = symbol_of(version.work) or version.title or version.work
    place = part_name(passage.path, language) or place_name(passage.path, passage.page_first, language)
    places = load_lexicon("places")
    joint: str = places.get(language, places["en"])["joint"]
    return joint.join((named, place))


def bibtex(passage: StoredPassage) -> str:
    """The document in BibTeX, with the page and the paragraph."""
    return bibtex_entry(passage.expression, passage)


def ris(passage: StoredPassage) -> str:
    """The document in RIS, with the page and the paragraph."""
    return ris_entry(passage.expression, passage)


ENTRIES: Mapping[str, tuple[Callable[[StoredPassage], str], str]] = {
    "bib": (bibtex, "application/x-bibtex"),
    "ris": (ris, "application/x-research-info-systems"),
}
"""By the ending of a file: what writes the entry, and its media type."""
