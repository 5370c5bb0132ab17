"""Files like Voluntary National Reviews: labelled passages among unrelated text, set as PDFs, with their manifest.

Countries are those of samples (XAA … XAZ), so that no file claims anything of a real one. One country's review is in
two languages, one country presents in two years, and one review is pictures of pages: nobody can tell what is in it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Literal

import typst
from PIL import Image

from corpus.countries import country_name
from corpus.lexicon import read_yaml
from eval.assembled_texts import LANGUAGES, Passage, headings, labelled_passages, unrelated_texts

PASSAGES = (0, 1, 2, 3, 4)
"""Labelled passages to a file, each number as likely as the other."""

TEXTS = 14
"""Unrelated texts to a file."""

FILES = {"en": 10, "zh": 5, "fr": 3, "es": 3, "ar": 2, "ru": 2}
YEAR = 2024
PIXELS_PER_INCH = 60


@dataclass(frozen=True, slots=True)
class Drawn:
    """A file to be made. ``picture``: without a text layer, as a scanner leaves it."""

    country: str
    year: int
    language: str
    passages: tuple[Passage, ...]
    paragraphs: tuple[str, ...]
    headings: tuple[str, ...]
    picture: bool = False

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"review-{self.country.lower()}-{self.year}.{self.language}.pdf"

    @property
    def title(self) -> str:
        """The title on its first page and the running header of the others."""
        return f"{_words()['titles'][self.language]} {self.year} – {country_name(self.country, self.language)}"


def draw(shared: Path, chance: Random, files: Mapping[str, int] | None = None) -> list[Drawn]:
    """Files to be made; every labelled passage stands in one of them at most."""
    passages = labelled_passages(shared)
    drawn: list[Drawn] = []
    for language, number in (files or FILES).items():
        texts, heads = unrelated_texts(shared, language), headings(shared, language)
        waiting = [passage for passage in passages if passage.language == language]
        chance.shuffle(waiting)
        for _ in range(number):
            given = [waiting.pop() for _ in range(chance.choice(PASSAGES)) if waiting]
            place = f"XA{chr(ord('A') + len(drawn))}"
            drawn.append(_file(place, language, given, chance.sample(texts, TEXTS), heads, chance))
    return _with_odd_ones(drawn)


def _file(
    country: str, language: str, given: Sequence[Passage], texts: Sequence[str], heads: Sequence[str], chance: Random
) -> Drawn:
    paragraphs = [*texts, *(passage.text for passage in given)]
    chance.shuffle(paragraphs)
    return Drawn(country, YEAR, language, tuple(given), tuple(paragraphs), tuple(chance.sample(heads, 4)))


def _with_odd_ones(drawn: Sequence[Drawn]) -> list[Drawn]:
    """The files, of which the last of three languages become a second language, a second year, and pictures."""
    last = {file.language: at for at, file in enumerate(drawn)}
    odd = list(drawn)
    first = odd[0].country
    if "fr" in last:
        odd[last["fr"]] = replace(odd[last["fr"]], country=first)
    if "es" in last:
        odd[last["es"]] = replace(odd[last["es"]], country=first, year=YEAR + 1)
    if "en" in last:
        odd[last["en"]] = replace(odd[last["en"]], picture=True)
    return odd


def write(drawn: Sequence[Drawn], folder: Path) -> Path:
    """The files and their manifest in a folder; the path of the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in drawn:
        (folder / file.name).write_bytes(_pictures(file) if file.picture else _compiled(file, "pdf")[0])
    manifest = folder / "manifest.csv"
    with manifest.open("w", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines)
        rows.writerow(("path", "type", "language", "country", "year", "title"))
        rows.writerows((f.name, "vnr", f.language, f.country, f.year, f.title) for f in drawn)
    return manifest


def _compiled(file: Drawn, form: Literal["pdf", "png"]) -> list[bytes]:
    made = typst.compile(_source(file).encode(), format=form, ppi=PIXELS_PER_INCH)
    return made if isinstance(made, list) else [made]


def _pictures(file: Drawn) -> bytes:
    """A PDF of pictures of the pages."""
    first, *others = [Image.open(io.BytesIO(page)).convert("RGB") for page in _compiled(file, "png")]
    bound = io.BytesIO()
    first.save(bound, "PDF", save_all=True, append_images=others, resolution=PIXELS_PER_INCH)
    return bound.getvalue()


def _source(file: Drawn) -> str:
    return "\n".join(_lines(file))


def _lines(file: Drawn) -> Iterator[str]:
    faces = ", ".join(map(_quoted, (*_face(file.language), "Libertinus Serif")))
    yield f"""#set page(width: 595pt, height: 842pt, margin: 72pt,
  header: context if here().page() > 1 {{ text(size: 8pt, {_quoted(file.title)}) }},
  footer: context align(center, text(size: 8pt)[#here().page()]))
#set text(font: ({faces}), lang: "{file.language}", size: 10.5pt, hyphenate: false)
#set par(justify: true, leading: 0.75em, spacing: 1.3em)
#text(size: 20pt, weight: "bold", {_quoted(file.title)})"""
    every = max(1, len(file.paragraphs) // len(file.headings))
    for at, paragraph in enumerate(file.paragraphs):
        if at % every == 0 and at // every < len(file.headings):
            heading = _quoted(file.headings[at // every])
            yield f'#block(above: 2em, sticky: true, text(size: 14pt, weight: "bold", {heading}))'
        yield f"#par[#{_quoted(paragraph)}]"


def _quoted(text: str) -> str:
    """A text as Typst's string, in which no character has a meaning of its own."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def languages_that_can_be_set() -> list[str]:
    """Those of which a font is installed."""
    families = set(typst.Fonts().families())
    return [language for language in LANGUAGES if set(_face(language)) <= families]


def _face(language: str) -> tuple[str, ...]:
    """The face of a language that Typst brings none for."""
    face = _words()["faces"].get(language)
    return () if face is None else (face,)


@cache
def _words() -> dict[str, Any]:
    return read_yaml("eval", "assembled")
