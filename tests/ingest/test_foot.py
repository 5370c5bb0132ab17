"""A footnote that its page has no room for goes on at the foot of the next."""

from __future__ import annotations

from corpus.documents import PassageKind
from ingest.layout import Line, Run
from tests.ingest.printed import SMALL, TEXT, line, read, text


def note(baseline: float, number: str, words: str) -> Line:
    return Line((Run(number, 50, 53, baseline - 3, 5.0), *line(baseline, words, x=54, size=SMALL).runs))


def notes(*pages: list[Line]) -> list[tuple[str | None, str, int, int]]:
    found = [p for p in read(*pages).passages if p.kind is PassageKind.FOOTNOTE]
    return [(p.number, p.text, p.page_first, p.page_last) for p in found]


def test_a_note_goes_on_over_the_page_before_the_notes_of_that_page() -> None:
    first = [*text(80, 10), note(700, "1", "The report was issued on the twelfth and is")]
    second = [
        *text(80, 10),
        line(690, "kept in the archive.", x=54, size=SMALL),
        note(700, "2", "Ibid."),
    ]
    assert notes(first, second) == [
        ("1", "The report was issued on the twelfth and is kept in the archive.", 1, 2),
        ("2", "Ibid.", 2, 2),
    ]


def test_a_note_goes_on_where_the_next_page_has_none_of_its_own() -> None:
    first = [*text(80, 10), note(700, "1", "The report was issued on the twelfth and is")]
    second = [*text(80, 10), line(700, "kept in the archive.", x=54, size=SMALL)]
    assert [(number, page_last) for number, _, _, page_last in notes(first, second)] == [("1", 2)]


def test_small_text_below_a_note_that_ended_is_no_part_of_it() -> None:
    first = [*text(80, 10), note(700, "1", "The report was issued on the twelfth.")]
    second = [*text(80, 10), line(700, "A remark on the whole page.", x=54, size=SMALL)]
    assert [said for _, said, _, _ in notes(first, second)] == ["The report was issued on the twelfth."]


def test_the_rows_of_a_table_at_the_foot_of_a_page_are_no_note() -> None:
    first = [*text(80, 10), note(700, "1", "The report was issued on the twelfth and is")]
    row = Line((Run("Kenya", 50, 70, 700, SMALL), Run("12", 200, 208, 700, SMALL), Run("15", 300, 308, 700, SMALL)))
    second = [*text(80, 10), row]
    assert [said for _, said, _, _ in notes(first, second)] == ["The report was issued on the twelfth and is"]


def test_a_starred_note_on_the_first_page_does_not_cut_the_paragraph_over_it() -> None:
    first = [*(line(80 + 12 * n, TEXT) for n in range(20)), line(700, "* A/80/150.", x=54, size=SMALL)]
    second = [*(line(80 + 12 * n, TEXT) for n in range(3)), *text(116, 2)]
    found = read(first, second).passages
    assert [(p.role, p.page_first, p.page_last) for p in found] == [(None, 1, 2), ("note", 1, 1)]
