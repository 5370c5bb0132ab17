"""The status of an indicator is read from the colour of its sign, by both engines and in any language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import typst
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from corpus.documents import PassageKind, ReportedIndicator
from ingest.layout import SIGNS, RawDocument, Run
from ingest.pdf import ENGINES, engine
from ingest.pdf.signs import colour_of
from ingest.structure import structure_of
from tests.ingest.reading import tight
from tests.ingest.typeset import CHINESE_FACE, SERIF, can_set_chinese

GREEN, AMBER, RED, GREY, BLUE = "00b050", "ffc000", "c00000", "a6a6a6", "0070c0"
HEADS = {
    "en": ("Indicator", "Target 2020", "Result 2020", "Score", "Status"),
    "zh": ("指标", "目标(2020 年)", "结果(2020 年)", "得分", "业绩"),
}
TEXTS = {
    "en": "Percentage of countries reporting that volunteers contribute to the Goals in their voluntary reviews",
    "zh": "在关于可持续发展目标实现进度的自愿国别报告中，报称志愿服务对可持续发展目标作出积极贡献的国家占比",
}
LEGEND = {"en": ("achieved", "partly achieved", "not achieved"), "zh": ("达到预期", "低于预期", "未达到预期")}


def sign(colour: str, shape: str = "●") -> str:
    return f'text(fill: rgb("#{colour}"))[{shape}]'


def cell(text: str) -> str:
    return f"[{text}]"


def legend(language: str, gap: str = "0.5em") -> str:
    entries = zip((GREEN, AMBER, RED), LEGEND[language], strict=True)
    return f"#h({gap})".join(f"#{sign(colour)} {words}" for colour, words in entries)


def table(*rows: tuple[str, ...], language: str = "en", heads: tuple[str, ...] | None = None) -> str:
    """A results table in Typst's language; the indicators of its rows are numbered 1.1, 1.2 …"""
    heads = heads or HEADS[language]
    cells = [cell(head) for head in heads]
    for number, row in enumerate(rows, start=1):
        cells += [cell(f"1.{number} {TEXTS[language]}"), *row]
    return f"#table(columns: (1fr, {', '.join(['56pt'] * (len(heads) - 1))}), {', '.join(cells)})"


def printed(folder: Path, *parts: str, language: str = "en") -> Path:
    """A page of paragraphs around these parts, as a PDF."""
    if language == "zh" and not can_set_chinese():
        pytest.skip("no Chinese font is installed")
    faces = f'("{SERIF}", "{CHINESE_FACE}")' if language == "zh" else f'"{SERIF}"'
    text = f"{TEXTS[language]}. " * 3
    source = "\n\n".join((f"#set text(font: {faces}, size: 10pt)", f"3. {text}", *parts, f"4. {text}"))
    path = folder / "table.pdf"
    path.write_bytes(typst.compile(source.encode()))
    return path


def indicators(document: RawDocument) -> list[ReportedIndicator]:
    return list(structure_of(document).indicators)


def statuses(path: Path, which: str) -> list[str | None]:
    return [found.status for found in indicators(engine(which)(path, 99))]


def signs(document: RawDocument) -> Iterator[Run]:
    return (run for page in document.pages for line in page.lines for run in line.runs if run.text.strip() in SIGNS)


@pytest.mark.parametrize("which", ENGINES)
@pytest.mark.parametrize("language", HEADS)
def test_the_colour_of_a_sign_is_the_status_whatever_the_score_is(tmp_path: Path, language: str, which: str) -> None:
    rows = (
        (cell("47%"), cell("58%"), cell("123%"), sign(RED, "■")),
        (cell("100"), cell("43"), cell("43%"), sign(GREEN)),
        (cell("1 000"), cell("943"), cell("94%"), sign(GREY, "◆")),
        (cell("51"), cell("50"), cell("98%"), sign(AMBER, "▲")),
        (cell("2 553"), "[]", "[]", sign(AMBER)),
    )
    path = printed(tmp_path, table(*rows, language=language), language=language)
    found = indicators(engine(which)(path, 99))
    assert [(one.target, one.result, one.score, one.status) for one in found] == [
        ("47%", "58%", "123%", "red"),
        ("100", "43", "43%", "green"),
        ("1 000", "943", "94%", "grey"),
        ("51", "50", "98%", "yellow"),
        ("2 553", None, None, "yellow"),
    ]


@pytest.mark.parametrize("which", ENGINES)
def test_a_sign_behind_the_score_in_its_cell_is_no_part_of_the_score(tmp_path: Path, which: str) -> None:
    path = printed(tmp_path, table((cell("47%"), cell("58%"), f"[123% #{sign(RED)}]"), heads=HEADS["en"][:4]))
    (found,) = indicators(engine(which)(path, 99))
    assert (found.target, found.result, found.score, found.status) == ("47%", "58%", "123%", "red")


@pytest.mark.parametrize("which", ENGINES)
def test_the_words_of_a_status_column_go_before_the_colour(tmp_path: Path, which: str) -> None:
    rows = [(cell("47%"), cell("58%"), cell("123%"), f"[#{sign(RED)} Exceeded]")]
    assert statuses(printed(tmp_path, table(*rows)), which) == ["Exceeded"]


@pytest.mark.parametrize("which", ENGINES)
def test_without_words_or_a_colour_that_says_something_the_score_decides(tmp_path: Path, which: str) -> None:
    rows = [(cell("47%"), cell("58%"), cell(score), status) for score, status in SCORED]
    assert statuses(printed(tmp_path, table(*rows)), which) == ["green", "yellow", "red"]


SCORED = (("123%", "[]"), ("94%", sign("000000")), ("43%", sign(BLUE)))


@pytest.mark.parametrize("which", ENGINES)
def test_of_two_status_columns_the_last_counts(tmp_path: Path, which: str) -> None:
    heads = ("Indicator", "Target", "Result", "Status 2019", "Status 2020")
    path = printed(tmp_path, table((cell("47"), cell("58"), sign(RED), sign(AMBER)), heads=heads))
    (found,) = indicators(engine(which)(path, 99))
    assert (found.target, found.result, found.status) == ("47", "58", "yellow")


@pytest.mark.parametrize("which", ENGINES)
@pytest.mark.parametrize("gap", ["0.5em", "4em"])
@pytest.mark.parametrize("language", HEADS)
def test_a_legend_is_a_note_and_no_row(tmp_path: Path, language: str, gap: str, which: str) -> None:
    row = (cell("47%"), cell("58%"), cell("123%"), sign(AMBER))
    path = printed(tmp_path, table(row, language=language), legend(language, gap), language=language)
    document = engine(which)(path, 99)
    found = structure_of(document).passages
    assert sum(one.kind is PassageKind.TABLE_ROW for one in found) == 2
    (note,) = (one for one in found if one.role == "note")
    assert tight(note.text) == "".join(f"●{tight(words)}" for words in LEGEND[language])
    assert [one.status for one in indicators(document)] == ["yellow"]


@pytest.mark.parametrize("which", ENGINES)
def test_several_signs_in_a_cell_are_a_legend_and_say_no_status(tmp_path: Path, which: str) -> None:
    rows = [(cell("47%"), cell("58%"), cell("123%"), f"[#{sign(RED)} #{sign(AMBER)}]")]
    assert statuses(printed(tmp_path, table(*rows)), which) == ["green"]


@pytest.mark.parametrize("which", ENGINES)
def test_a_row_keeps_its_sign_as_it_is_printed(tmp_path: Path, which: str) -> None:
    path = printed(tmp_path, table((cell("47%"), cell("58%"), cell("123%"), sign(AMBER))))
    rows = [one for one in structure_of(engine(which)(path, 99)).passages if one.kind is PassageKind.TABLE_ROW]
    assert rows[-1].text.endswith("| 47% | 58% | 123% | ●")


@pytest.mark.parametrize("which", ENGINES)
def test_signs_in_the_text_of_an_indicator_or_in_a_paragraph_say_no_status(tmp_path: Path, which: str) -> None:
    row = (cell("47%"), cell("58%"), cell("123%"), "[]")
    marked = table(row).replace("Percentage", f"#{sign(RED)} Percentage")
    assert statuses(printed(tmp_path, f"#{sign(RED)} {TEXTS['en']}", marked), which) == ["green"]


CONTENT = {
    b"0 0.69 0.31 rg": "green",
    b"0 0.25 1 0 k": "yellow",
    b"0.65 g": "grey",
    b"/DeviceRGB cs 0.75 0 0 sc": "red",
    b"0.75 0 0 rg q 0 0.69 0.31 rg Q": "red",
    b"0 g": None,
}
SYMBOLS = {b"Wingdings": {b"l": "●", b"n": "■"}, b"ZapfDingbats": {b"l": "●", b"n": "■"}}


def drawn(folder: Path, content: Mapping[bytes, bytes], font: bytes) -> Path:
    """Below each other on a page: one letter of a font for each way to set a colour."""
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    named = {NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in _font(font.decode()).items()}
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F"): DictionaryObject(named)})}
    )
    stream = DecodedStreamObject()
    shown = (
        b"%s BT /F 10 Tf 50 %d Td (%s) Tj ET" % (colour, 250 - 30 * index, letter)
        for index, (colour, letter) in enumerate(content.items())
    )
    stream.set_data(b"\n".join(shown))
    page[NameObject("/Contents")] = writer._add_object(stream)
    writer.write(folder / "drawn.pdf")
    return folder / "drawn.pdf"


def _font(name: str) -> dict[str, str]:
    return {"Type": "Font", "Subtype": "Type1" if name == "ZapfDingbats" else "TrueType", "BaseFont": name}


@pytest.mark.parametrize("which", ENGINES)
@pytest.mark.parametrize("font", SYMBOLS)
def test_a_letter_of_a_symbol_font_is_the_sign_it_shows(tmp_path: Path, font: bytes, which: str) -> None:
    for letter, shown in SYMBOLS[font].items():
        (run,) = signs(engine(which)(drawn(tmp_path, {b"0.75 0 0 rg": letter}, font), 9))
        assert (run.text.strip(), run.colour) == (shown, "red")


@pytest.mark.parametrize("which", ENGINES)
def test_every_way_to_set_a_colour_is_understood(tmp_path: Path, which: str) -> None:
    path = drawn(tmp_path, dict.fromkeys(CONTENT, b"l"), b"Wingdings")
    assert [run.colour for run in signs(engine(which)(path, 9))] == list(CONTENT.values())


@pytest.mark.parametrize("which", ENGINES)
def test_a_letter_of_a_text_font_is_no_sign(tmp_path: Path, which: str) -> None:
    assert not list(signs(engine(which)(drawn(tmp_path, {b"0.75 0 0 rg": b"l"}, b"Times-Roman"), 9)))


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("00b050", "green"),
        ("92d050", "green"),  # the light green of Word
        ("ffff00", "yellow"),
        ("ed7d31", "yellow"),  # the orange of Word
        ("ff0000", "red"),
        ("c8102e", "red"),
        ("e6007e", None),  # magenta
        ("7f7f7f", "grey"),
        ("231f20", None),  # a printer's black
        ("ffffff", None),
        ("0070c0", None),
    ],
)
def test_colours_are_told_by_their_hue(code: str, status: str | None) -> None:
    assert colour_of(*(int(code[place : place + 2], 16) / 255 for place in (0, 2, 4))) == status
