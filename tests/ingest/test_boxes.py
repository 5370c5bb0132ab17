"""Every character of a passage stands in the box of its line, so that a highlight lands on it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from corpus.documents import Box, Passage, PassageKind
from ingest.layout import CELL_JOINT
from tests.ingest.reading import PICTURES, SAMPLES, parsed, tight

PRINTED = sorted(path for path in SAMPLES.glob("*.pdf") if path.name != PICTURES)
REAL = (
    "un-zh-typeset/DP-2022-11.zh.pdf",
    "un-zh-typeset/DP-2021-25.zh.pdf",
    "un-en-with-docx/A_80_604_Add.2.pdf",
    "un-en-with-docx/A_81_6_SECT._24.pdf",
    "un-es/Agua.pdf",
)


def bare(text: str) -> str:
    return tight(text.replace(CELL_JOINT, " "))


def check_boxes(passages: tuple[Passage, ...]) -> None:
    for passage in passages:
        places = [(box.start, box.end) for box in passage.boxes]
        assert places == sorted(places), passage.path
        assert bare("".join(passage.text[start:end] for start, end in places)) == bare(passage.text), passage.path


@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.name)
def test_the_boxes_of_a_sample_hold_each_character_once_and_in_order(path: Path) -> None:
    check_boxes(parsed(path).passages)


@pytest.mark.parametrize("name", REAL)
def test_the_boxes_of_a_real_document_hold_each_character_once_and_in_order(shared_data: Path, name: str) -> None:
    check_boxes(parsed(shared_data / "pdf" / name).passages)


@pytest.mark.parametrize("name", REAL[:4])
def test_what_is_printed_in_a_box_is_what_the_passage_says_there(shared_data: Path, name: str) -> None:
    path = shared_data / "pdf" / name
    document = pdfium.PdfDocument(path)
    passages = [p for p in parsed(path).passages if p.kind is PassageKind.PARAGRAPH and len(p.boxes) > 2]
    assert len(passages) > 10
    for passage in passages:
        for box in passage.boxes:
            said, printed = bare(passage.text[box.start : box.end]), bare(printed_in(document, box))
            assert is_within(said, printed), (passage.path, said, printed)


def printed_in(document: pdfium.PdfDocument, box: Box) -> str:
    page = document[box.page - 1]
    height = page.get_height()
    found: str = page.get_textpage().get_text_bounded(box.x0 - 1, height - box.y1, box.x1 + 1, height - box.y0)
    return found.replace("\x02", "-").replace("\ufffe", "-")


def is_within(said: str, printed: str) -> bool:
    """Whether the characters said are printed in this order, whatever is printed between them (numbers of notes)."""
    rest = iter(printed)
    return all(character in rest for character in said)


@pytest.mark.parametrize(
    "path", [path for path in PRINTED if path.name.endswith(".ar.pdf")], ids=lambda path: path.name
)
def test_numbers_at_either_end_of_an_arabic_line_stand_in_its_box(path: Path) -> None:
    document = pdfium.PdfDocument(path)
    for passage in parsed(path).passages:
        for box in passage.boxes:
            said = [character for character in passage.text[box.start : box.end] if character.isdigit()]
            printed = [character for character in printed_in(document, box) if character.isdigit()]
            assert not Counter(said) - Counter(printed), (passage.path, said, printed)
