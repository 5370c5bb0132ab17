"""Rows of tables are told from spread lines, hanging numbers and columns of text."""

from __future__ import annotations

from ingest.layout import Line, Run
from ingest.structure.rows import Row, rows_of

SIZE = 10.0


def line(baseline: float, *runs: tuple[float, str], size: float = SIZE) -> Line:
    """Runs that begin at x, every letter half a size wide."""
    return Line(tuple(Run(text, x, x + len(text) * size / 2, baseline, size) for x, text in runs))


def pitch(size: float) -> float:
    return 1.2 * size


def read(*lines: Line) -> list[str | tuple[str, ...]]:
    """Each row as its cells, each other line as its text."""
    return [
        tuple(" ".join(part.text for part in cell) for cell in one.cells) if isinstance(one, Row) else one.text
        for one in rows_of(lines, pitch)
    ]


def test_parts_of_a_line_far_apart_are_cells() -> None:
    assert read(line(100, (50, "Volunteers"), (200, "12"), (300, "15"))) == [("Volunteers", "12", "15")]


def test_lines_of_a_cell_are_one_cell_wherever_the_others_stand() -> None:
    found = read(
        line(112, (50, "Category")),
        line(100, (200, "Cost")),
        line(112, (200, "estimates")),
        line(106, (300, "Variance")),
        line(140, (50, "Posts"), (200, "3"), (300, "4")),
    )
    assert found == [("Category", "Cost estimates", "Variance"), ("Posts", "3", "4")]


def test_values_beside_the_last_line_of_a_wrapped_label_are_of_its_row() -> None:
    found = read(line(100, (50, "Military and police")), line(112, (50, "personnel"), (200, "41"), (300, "43")))
    assert found == [("Military and police personnel", "41", "43")]


def test_a_line_above_a_first_cell_that_had_room_is_not_of_it() -> None:
    found = read(
        line(100, (50, "Outcome 1")),
        line(112, (50, "Volunteers a year"), (200, "41"), (300, "43")),
        line(124, (50, "Volunteers who are women"), (200, "21"), (300, "22")),
    )
    assert found == ["Outcome 1", ("Volunteers a year", "41", "43"), ("Volunteers who are women", "21", "22")]


def test_narrow_gaps_part_cells_only_where_the_next_line_has_them_too() -> None:
    rows = (line(100, (50, "Adults"), (95, "12"), (117, "15")), line(120, (50, "Women"), (95, "13"), (117, "16")))
    assert read(*rows) == [("Adults", "12", "15"), ("Women", "13", "16")]
    assert read(rows[0], line(120, (50, "a line of words without any gap"))) == [
        "Adults 12 15",
        "a line of words without any gap",
    ]


def test_a_justified_line_is_no_row() -> None:
    words = line(100, (50, "Mortality"), (123, "on"), (161, "roads"), (214, "fell"))
    assert read(line(88, (50, "a full line of the paragraph above it")), words) == [
        "a full line of the paragraph above it",
        words.text,
    ]


def test_a_number_that_hangs_before_its_paragraph_is_no_cell() -> None:
    assert read(line(100, (50, "12."), (110, "The Board decides"))) == ["12. The Board decides"]
    assert read(line(100, (50, "47/190"), (120, "Report of the Conference"))) == [
        ("47/190", "Report of the Conference")
    ]


def test_two_columns_of_text_are_no_row() -> None:
    left = [line(100 + 12 * n, (50, "words of the left column")) for n in range(20)]
    right = [line(100 + 12 * n, (300, "words of the right column")) for n in range(20)]
    assert read(*left, *right) == [one.text for one in (*left, *right)]


def test_cells_of_another_size_are_not_beside_each_other() -> None:
    found = read(line(100, (50, "General Assembly"), size=15.0), line(98, (300, "Distr.: General")))
    assert found == ["General Assembly", "Distr.: General"]
