"""What runs at the edges of pages is told from text that stands there by chance: nothing of the text may be lost."""

from __future__ import annotations

from ingest.layout import Line
from tests.ingest.printed import line, read, text


def shown(pages: int, top: str, *, foot: str = "") -> list[str]:
    """The texts of passages of a document whose pages begin and end with such lines; "{n}" is the page."""
    made = []
    for n in range(1, pages + 1):
        own = [line(40, top.format(n=n, m=n * n + 3)), *text(120, 12)]
        made.append([*own, line(760, foot.format(n=n, m=n * n + 3))] if foot else own)
    return [passage.text for passage in read(*made).passages]


def test_a_line_whose_number_grows_with_the_pages_runs() -> None:
    assert not any("Chapter" in said for said in shown(6, "Chapter 2: Partnerships {n}"))


def test_a_symbol_and_the_number_of_a_page_run_on_either_side() -> None:
    assert not any("21-17453" in said for said in shown(6, "A/80/604", foot="21-17453 {n}/6"))


def test_lines_of_a_chronology_at_the_top_of_pages_are_text() -> None:
    found = shown(6, "In {m} days the Council adopted resolution 4{m}.")
    assert sum("the Council adopted" in said for said in found) == 6


def test_a_header_of_several_lines_close_to_each_other_runs() -> None:
    def page(n: int) -> list[Line]:
        head = [line(40, "Ministry of Planning"), line(52, "Voluntary National Review"), line(64, "of the Republic")]
        return [*head, line(76, f"Page {n}"), *text(120, 12)]

    passages = read(*(page(n) for n in range(1, 7))).passages
    assert not any("Ministry" in p.text or "Republic" in p.text for p in passages)


def test_a_line_that_repeats_part_of_the_title_is_text() -> None:
    first = [line(60, "Digital volunteering", size=24, bold=True), *text(120, 12)]
    second = [line(60, "Digital volunteering is a young thing in most of the countries."), *text(120, 12)]
    assert any("is a young thing" in passage.text for passage in read(first, second).passages)
