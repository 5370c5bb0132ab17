"""Documents as United Nations documents are set, drawn at random: what a reader of them must give back.

A :class:`Document` says what is printed and how; ``typeset.py`` prints it. Texts are drawn as stretches of the
same real-looking prose in each language, so that every line breaks elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from hypothesis import strategies as st

PROSE = {
    "en": "the Secretary-General shall report on volunteer action for peace and development while Member States and "
    "civil society organizations integrate volunteering into their national plans with well-being of older persons "
    "as a cross-cutting priority of the 2030 Agenda taking note of progress made by women and youth in rural areas",
    "fr": "le Secrétaire général présentera à sa soixante-quinzième session un rapport sur l’intégration du "
    "volontariat à l’échelle nationale où les États Membres élaborent des stratégies de développement économique "
    "et social en faveur des personnes âgées grâce à la société civile et aux collectivités dès que possible",
    "es": "el Secretario General presentará un informe sobre la integración del voluntariado en los planes nacionales "
    "según las prioridades económicas y sociales de los niños y las mujeres donde la acción común también apoyará a "
    "las organizaciones pequeñas del país así como el diálogo público y la cooperación técnica",
    "ru": "Генеральный секретарь представит доклад о добровольческой деятельности в интересах мира и развития когда "
    "государства-члены и гражданское общество включают добровольчество в национальные планы с учётом потребностей "
    "пожилых людей женщин и молодёжи в сельских районах и объединяют усилия для устойчивого развития",
    "zh": "秘书长应当就志愿服务促进和平与发展的情况提出报告并请会员国和民间社会组织把志愿工作纳入国家计划"
    "考虑到老年人妇女和青年的需要以及农村地区的困难继续加强伙伴关系支持南南合作推动数字化转型落实可持续发展目标",
}
"""Words of each language to be said over and over; in Chinese each character is one."""

ASIDES = ("A/RES/70/1", "DP/2022/11", "2030", "12 per cent", "1 243 381", "(2019–2021)", "5")
"""What stands among the words of such documents, some of which may come to stand at the start of a line."""

STOP = {"zh": "。"}
COMMA = {"zh": "，"}
SPACE = {"zh": ""}
LANGUAGES = ("en", "fr", "es", "ru")

Words = tuple[str, ...]
"""Texts between which footnotes are called: one more than there are notes."""


@dataclass(frozen=True)
class Item:
    """A list item with its printed label; ``below`` are the items one step in."""

    label: str
    text: str
    below: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``number`` None is one without. ``parts`` are its texts between its ``notes``."""

    number: int | None
    parts: Words
    notes: Words = ()
    items: tuple[Item, ...] = ()

    @property
    def text(self) -> str:
        """What it says, without the markers."""
        return "".join(self.parts)


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 and 2 have a label, level 3 has none."""

    level: int
    text: str


@dataclass(frozen=True)
class Table:
    """Rows of cells."""

    rows: tuple[Words, ...]


Part = Heading | Paragraph | Table


@dataclass(frozen=True)
class Look:
    """How a document is set. Lengths are points, those of paragraphs em."""

    size: float = 10.5
    leading: float = 0.8
    spacing: float = 1.2
    margin: float = 72
    width: float = 595
    height: float = 842
    justify: bool = True
    hyphenate: bool = False
    numbers: str = "hanging"
    items: str = "hanging"
    indent: float = 2.5
    note_size: float = 0.82
    heading_sizes: tuple[float, float, float] = (1.2, 1.1, 1.0)
    table_size: float = 0.9
    rules: bool = True
    columns: int = 1
    notes_part: bool = False
    """Whether a footnote may go on at the foot of the next page."""


@dataclass(frozen=True)
class Document:
    """What is printed, and how."""

    language: str
    look: Look
    symbol: str
    job: str
    session: str
    title: str
    parts: tuple[Part, ...]

    def paragraphs(self) -> Iterator[Paragraph]:
        """The numbered paragraphs in order."""
        return (part for part in self.parts if isinstance(part, Paragraph) and part.number is not None)


def spaced(language: str, pieces: Sequence[str]) -> str:
    """The pieces as words of one text."""
    return SPACE.get(language, " ").join(piece for piece in pieces if piece)


@cache
def spoken(language: str) -> tuple[str, ...]:
    """The words of a language, twice over, so that a stretch may begin anywhere."""
    words = PROSE[language] if language == "zh" else PROSE[language].split()
    return (*words, *words)


@st.composite
def phrases(draw: st.DrawFn, language: str, most: int = 24) -> str:
    """Words that follow each other in the language's prose."""
    words = spoken(language)
    start = draw(st.integers(0, len(words) // 2 - 1))
    least = 8 if most > 12 else 2
    return spaced(language, words[start : start + draw(st.integers(least, most))])


@st.composite
def sentences(draw: st.DrawFn, language: str, most: int = 4, *, asides: bool = True) -> str:
    """A sentence or several: phrases, with numbers and symbols among them."""
    said = []
    for _ in range(draw(st.integers(1, most))):
        phrase = draw(phrases(language))
        aside = draw(st.sampled_from(("", "", *ASIDES))) if asides else ""
        tail = draw(phrases(language, 12)) if draw(st.booleans()) else ""
        comma = COMMA.get(language, ",") if tail and not aside else ""
        said.append(opened(spaced(language, (phrase + comma, aside, tail))) + STOP.get(language, "."))
    return spaced(language, said)


def opened(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]


@st.composite
def items_of(draw: st.DrawFn, language: str) -> tuple[Item, ...]:
    """The items (a), (b) … of a paragraph, some of them with (i), (ii) … below; ㈠ and ㈡ in Chinese."""
    inner = "㈠㈡㈢" if language == "zh" else ("(i)", "(ii)", "(iii)")
    made = []
    for letter in "abcdefghijk"[: draw(st.sampled_from((0, 0, 0, 2, 3, 5, 9)))]:
        below = inner[: draw(st.sampled_from((0, 0, 0, 2, 3)))]
        under = tuple(Item(label, draw(sentences(language, 1))) for label in below)
        made.append(Item(f"({letter})", draw(sentences(language, 2)), under))
    return tuple(made)


@st.composite
def noted(draw: st.DrawFn, language: str, number: int | None, items: bool = True) -> Paragraph:
    """A paragraph with up to two footnotes, called behind a word, a comma or a full stop."""
    count = draw(st.sampled_from((0, 0, 0, 1, 2)))
    parts = [spaced(language, (draw(sentences(language, 1)), draw(sentences(language)))) for _ in range(count + 1)]
    joint = SPACE.get(language, " ")
    texts = tuple((joint if i else "") + text for i, text in enumerate(parts))
    if count and draw(st.booleans()):
        texts = (draw(phrases(language)).capitalize(), *texts[1:])
    notes = tuple(draw(sentences(language, 2)) for _ in range(count))
    if count and not draw(st.booleans()):
        texts = (*texts[:-1], "")  # the marker is the last thing in the paragraph
    return Paragraph(number, texts, notes, draw(items_of(language)) if items else ())


@st.composite
def tables(draw: st.DrawFn, language: str) -> Table:
    """A table of two to four columns whose cells are words or numbers, every one filled."""
    columns = draw(st.integers(2, 4))
    cell = st.one_of(phrases(language, 8).map(opened), st.sampled_from(("12", "58%", "1 243 381", "2021")))
    row = st.tuples(phrases(language, 10).map(opened), *[cell] * (columns - 1))
    return Table(tuple(draw(st.lists(row, min_size=2, max_size=5))))


LABELS = {"zh": "一二三四五六七八"}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")


def label_of(language: str, level: int, index: int) -> str:
    """What stands before the heading with this index on its level."""
    if level == 1:
        return f"{LABELS[language][index]}. " if language in LABELS else f"{ROMAN[index]}. "
    return f"{'ABCDEFGH'[index]}. " if level == 2 else ""


@st.composite
def headed(draw: st.DrawFn, language: str) -> tuple[Heading, ...]:
    """The headings of a document in order, the first of them on level 1, none more than one step further in."""
    made: list[Heading] = []
    counts = [0, 0, 0]
    for _ in range(draw(st.integers(0, 5))):
        last = made[-1].level if made else 0
        level = draw(st.integers(1, min(3, last + 1)))
        label = label_of(language, level, counts[level - 1])
        counts[level - 1] += 1
        counts[level:] = [0] * (3 - level)
        made.append(Heading(level, label + opened(draw(phrases(language, 12)))))
    return tuple(made)


@st.composite
def looks(draw: st.DrawFn) -> Look:
    """Sizes, leadings, margins and indents as they are usual."""
    size = draw(st.sampled_from((9.0, 10.0, 10.5, 11.0, 12.0)))
    leading = draw(st.sampled_from((0.55, 0.65, 0.8, 1.0)))
    return Look(
        size=size,
        leading=leading,
        spacing=leading + draw(st.sampled_from((0.4, 0.6, 1.0))),
        margin=draw(st.sampled_from((56.0, 72.0, 100.0))),
        width=draw(st.sampled_from((595.0, 612.0))),
        height=draw(st.sampled_from((792.0, 842.0))),
        justify=draw(st.booleans()),
        hyphenate=draw(st.booleans()),
        numbers=draw(st.sampled_from(("hanging", "inline", "indented"))),
        items=draw(st.sampled_from(("hanging", "block", "first line"))),
        indent=draw(st.sampled_from((2.0, 2.5, 3.5))),
        note_size=draw(st.sampled_from((0.75, 0.82, 0.9))),
        heading_sizes=draw(st.sampled_from(((1.2, 1.1, 1.0), (1.33, 1.2, 1.0), (1.0, 1.0, 1.0)))),
        table_size=draw(st.sampled_from((0.8, 0.9, 1.0))),
        rules=draw(st.booleans()),
        notes_part=draw(st.booleans()),
    )


SESSIONS = {
    "en": "Seventy-fifth session",
    "fr": "Soixante-quinzième session",
    "es": "Septuagésimo quinto período de sesiones",
    "ru": "Семьдесят пятая сессия",
    "zh": "第七十五届会议",
}


@st.composite
def documents(
    draw: st.DrawFn,
    languages: Sequence[str] = LANGUAGES,
    *,
    notes: bool = True,
    with_tables: bool = False,
    unnumbered: bool = False,
) -> Document:
    """A whole document: its front, then sections of numbered paragraphs."""
    language = draw(st.sampled_from(languages))
    parts: list[Part] = []
    number = 0
    for heading in (None, *draw(headed(language))):
        parts += [heading] if heading is not None else []
        least = 1 if heading is not None else 3  # a page of hardly more than a front shows no reader what its text is
        for _ in range(draw(st.integers(least, 4))):
            number += 1
            paragraph = draw(noted(language, number))
            parts.append(paragraph if notes else Paragraph(number, (paragraph.text,), (), paragraph.items))
            if with_tables and draw(st.booleans()):
                parts.append(draw(tables(language)))
        if unnumbered and draw(st.booleans()):
            parts.append(draw(noted(language, None, items=False)))
    return Document(
        language=language,
        look=draw(looks()),
        symbol=draw(st.sampled_from(("A/75/233", "DP/2022/11", "E/CN.5/2019/4"))),
        job="21-17453",
        session=SESSIONS[language],
        title="Rapport: " + draw(phrases(language, 5)),
        parts=tuple(parts),
    )
