"""Prints drawn documents with Typst: the PDF, and on which page each part of it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

import typst

from tests.ingest.drawn import Document, Heading, Item, Look, Paragraph, Table

SERIF = "Libertinus Serif"
"""Typst brings it along, so that only Chinese needs a font of the machine."""

CHINESE_FACE = "Noto Serif CJK SC"


def typeset(document: Document) -> bytes:
    """The document as a PDF."""
    made = _compiler(document.language == "zh").compile(source_of(document).encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


@cache
def _compiler(system: bool) -> typst.Compiler:
    """One compiler for many documents; its own fonts are enough for all but Chinese."""
    return typst.Compiler(font_paths=_fonts(system))


@cache
def _fonts(system: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=system)


@cache
def can_set_chinese() -> bool:
    """Whether a Chinese font is installed."""
    return CHINESE_FACE in typst.Fonts().families()


def source_of(document: Document) -> str:
    """The document in Typst's language."""
    return "\n".join((*_settings(document), *_front(document), *_body(document)))


def _settings(document: Document) -> Iterator[str]:
    look = document.look
    face = f'("{SERIF}", "{CHINESE_FACE}")' if document.language == "zh" else f'"{SERIF}"'
    yield f"""#let symbol = {_quoted(document.symbol)}
#let swapped(inner, outer) = context {{
  let cells = if calc.odd(here().page()) {{ (inner, outer) }} else {{ (outer, inner) }}
  grid(columns: (1fr, auto), cells.at(0), align(right, cells.at(1)))
}}
#set page(
  width: {look.width}pt, height: {look.height}pt, margin: (x: {look.margin}pt, y: 80pt),
  header: context if here().page() > 1 {{ swapped([], strong(symbol)) }},
  footer: text(size: 9pt, swapped({_quoted(document.job)}, context [#here().page()/#counter(page).final().first()])),
)
#set text(font: {face}, lang: "{document.language}", size: {look.size}pt, hyphenate: {_said(look.hyphenate)})
#set par(justify: {_said(look.justify)}, leading: {look.leading}em, spacing: {look.spacing}em)
#set super(typographic: false, size: 0.6em)
#set footnote.entry(separator: line(length: 25%, stroke: 0.5pt), gap: 0.5em)
#show footnote.entry: entry => {{
  let number = counter(footnote).at(entry.note.location())
  block(breakable: {_said(look.notes_part)}, text(size: {look.note_size * look.size}pt)[
    #super(numbering(entry.note.numbering, ..number))#h(0.6em)#entry.note.body])
}}
#let head(size, body) = block(above: 1.8em, below: 1.2em, sticky: true,
  text(size: size, weight: "bold", hyphenate: false, body))
#let at(id) = context [#metadata((id, here().page()))<at>]"""


def _front(document: Document) -> Iterator[str]:
    yield f"""#grid(columns: (1fr, auto), text(size: 14pt)[United Nations], text(size: 14pt, strong(symbol)))
#line(length: 100%, stroke: 0.5pt)
#grid(columns: (1fr, 6cm), text(size: 15pt, strong[General Assembly]),
  text(size: 9.5pt)[Distr.: General #linebreak() 21 December 2020])
#line(length: 100%, stroke: 1.2pt)
#text(weight: "bold", {_quoted(document.session)})
#v(0.6em)
#par(justify: false, text(size: 15pt, weight: "bold", hyphenate: false, {_quoted(document.title)}))
#v(0.4em)"""


def _body(document: Document) -> Iterator[str]:
    if document.look.columns > 1:
        yield f"#show: columns.with({document.look.columns}, gutter: 20pt)"
    for index, part in enumerate(document.parts):
        if isinstance(part, Heading):
            yield f"#head({document.look.heading_sizes[part.level - 1]}em, {_marked(f'h{index}', _quoted(part.text))})"
        elif isinstance(part, Paragraph):
            yield from _set_paragraph(part, document.look, index)
        else:
            yield _set_table(part, document.look)


def _set_paragraph(part: Paragraph, look: Look, index: int) -> Iterator[str]:
    body = "".join(
        f"#{_quoted(text)}" + (f"#footnote[#{_quoted(note)}]" if note else "")
        for text, note in zip(part.parts, (*part.notes, ""), strict=True)
    )
    key = f"p{part.number}" if part.number else f"u{index}"
    if part.number is None:
        yield f'#par[{"#h(2em)" if look.numbers == "indented" else ""}#at("{key}"){body}#at("{key}")]'
    else:
        yield _labelled(f"{part.number}.", f'#at("{key}"){body}#at("{key}")', look.numbers, look.indent)
    for item in part.items:
        yield from _set_item(item, look, 1)


def _set_item(item: Item, look: Look, depth: int) -> Iterator[str]:
    inside = _labelled(item.label, f"#{_quoted(item.text)}", look.items, look.indent)
    inset = 0 if look.items == "first line" else look.indent * depth
    yield f"#pad(left: {inset}em)[{inside}]" if inset else inside
    for under in item.below:
        yield from _set_item(under, look, depth + 1)


def _labelled(label: str, body: str, how: str, indent: float) -> str:
    """A paragraph behind a label, which hangs left of it, or stands in its first line, indented or not."""
    if how == "hanging":
        return f"#par(hanging-indent: {indent}em)[#box(width: {indent}em)[#{_quoted(label)}]{body}]"
    lead = f"#h({indent}em)" if how in ("indented", "first line") else ""
    return f"#par[{lead}#{_quoted(label)}#h(1em){body}]"


def _set_table(part: Table, look: Look) -> str:
    cells = ", ".join(f"[#{_quoted(cell)}]" for row in part.rows for cell in row)
    stroke = "0.5pt" if look.rules else "none"
    return f"""#block(above: 1.6em, below: 1.6em)[#set text(size: {look.table_size}em, hyphenate: false)
#set par(justify: false)
#show table.cell: set block(breakable: false)
#table(columns: (2fr, {"1fr, " * (len(part.rows[0]) - 1)}), stroke: {stroke}, inset: 0.65em, {cells})]"""


def _marked(key: str, body: str) -> str:
    return f'[#at("{key}")#{body}#at("{key}")]'


def _quoted(text: str) -> str:
    """A text as Typst's string, in which no character has a meaning of its own."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _said(value: bool) -> str:
    return "true" if value else "false"


def pages_of(document: Document) -> dict[str, tuple[int, int]]:
    """The first and last page of every paragraph and heading, as Typst set them."""
    said = typst.query(
        source_of(document).encode(), "<at>", field="value", font_paths=_fonts(document.language == "zh")
    )
    places: dict[str, tuple[int, int]] = {}
    for key, page in json.loads(said):
        places[key] = (places.get(key, (page, page))[0], page)
    return places
