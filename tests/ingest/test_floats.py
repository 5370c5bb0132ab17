"""What floats in the text of a page: captions, tables, figures, boxes, notes to them, and columns."""

from __future__ import annotations

import pytest

from corpus.documents import ParsedDocument
from ingest.layout import Line, Run
from tests.ingest.printed import BODY, SMALL, TEXT, line, read, row, text


def seen(parsed: ParsedDocument) -> list[tuple[str, str | None, str]]:
    """Kind, role and the first words of each passage."""
    return [(p.kind.value, p.role, p.text[:30]) for p in parsed.passages]


def test_a_caption_is_no_heading_of_the_text_below_its_table() -> None:
    parsed = read(
        [
            line(80, "Mandate", bold=True, size=12),
            *text(110, 3),
            line(170, "Table 3"),
            line(182, "Volunteers by year", bold=True),
            row(200, (50, "Country"), (200, "2025"), (300, "2026")),
            row(215, (50, "Kenya"), (200, "12"), (300, "15")),
            *text(250, 3),
        ]
    )
    assert seen(parsed)[2:] == [
        ("paragraph", "caption", "Table 3"),
        ("paragraph", "caption", "Volunteers by year"),
        ("table_row", None, "Country | 2025 | 2026"),
        ("table_row", None, "Kenya | 12 | 15"),
        ("paragraph", None, TEXT[:30]),
    ]
    assert parsed.passages[-1].heading_path == ("Mandate",)


def test_a_caption_of_one_line_above_or_below_its_figure_is_one() -> None:
    parsed = read([*text(80, 3), line(130, "Figure 2. Hours given"), line(150, "100 200", size=SMALL), *text(180, 2)])
    assert seen(parsed)[1:3] == [("paragraph", "caption", "Figure 2. Hours given"), ("other", None, "100 200")]
    below = read([*text(80, 3), line(150, "0 10 20", size=SMALL), line(180, "Figure 1: Hours given"), *text(210, 2)])
    assert seen(below)[1:3] == [("other", None, "0 10 20"), ("paragraph", "caption", "Figure 1: Hours given")]


def test_a_sentence_about_a_table_is_no_caption() -> None:
    assert seen(read([line(80, "Table 3 shows volunteers by year."), *text(110, 3)]))[0][1] is None


def test_small_text_between_and_below_rows_is_a_row_of_one_cell() -> None:
    parsed = read(
        [
            *text(80, 3),
            row(140, (50, "Category"), (300, "planned"), (400, "actual")),
            line(155, "A. Services", size=SMALL, bold=True),
            row(170, (60, "Meetings"), (300, "3"), (400, "4")),
            line(185, "Advice: consultations with Member States at their request", size=SMALL),
            *text(220, 3),
        ]
    )
    assert seen(parsed)[1:] == [
        ("table_row", None, "Category | planned | actual"),
        ("table_row", None, "A. Services"),
        ("table_row", None, "Meetings | 3 | 4"),
        ("table_row", None, "Advice: consultations with Mem"),
        ("paragraph", None, TEXT[:30]),
    ]


def test_the_lettering_of_a_chart_written_last_is_read_where_the_chart_stands() -> None:
    parsed = read(
        [
            *text(80, 3),
            line(130, "Figure 1"),
            line(142, "Hours given", bold=True),
            *text(300, 3),
            line(180, "40", x=60, size=SMALL),
            line(200, "20", x=60, size=SMALL),
            line(220, "2025 2026", x=80, size=SMALL),
        ]
    )
    assert [kind for kind, _, _ in seen(parsed)] == ["paragraph", "paragraph", "paragraph", "other", "paragraph"]
    assert parsed.passages[3].text == "40 20 2025 2026"


def test_a_box_is_its_own_and_does_not_stand_over_the_text_below_it() -> None:
    parsed = read(
        [
            line(80, "Health", bold=True, size=12),
            *text(110, 3),
            line(170, "Box 1. Volunteers in clinics", bold=True, size=SMALL),
            line(185, "Nurses who retired came back in the evenings.", size=SMALL),
            *text(220, 3),
        ]
    )
    assert [role for _, role, _ in seen(parsed)] == [None, None, "box", "box", None]
    assert parsed.passages[-1].heading_path == ("Health",)


def test_a_raised_letter_is_tied_to_a_note_below_the_table_and_no_text() -> None:
    def raised(baseline: float, x: float, letter: str = "a") -> Run:
        return Run(letter, x, x + 2, baseline - 3, 5.0)

    head = row(140, (50, "Country"), (200, "planned"))
    parsed = read(
        [
            *text(80, 3),
            Line((*head.runs, raised(140, 229), *row(140, (300, "actual")).runs)),
            row(155, (50, "Kenya"), (200, "12"), (300, "15")),
            Line((raised(170, 50), *row(170, (52, "Approved in May.")).runs)),
            *text(220, 3),
        ]
    )
    assert seen(parsed)[1] == ("table_row", None, "Country | planned | actual")
    assert [(mark.number, parsed.passages[1].text[: mark.offset]) for mark in parsed.passages[1].footnotes] == [
        ("a", "Country | planned")
    ]
    assert seen(parsed)[3] == ("paragraph", "note", "a Approved in May.")


def test_a_square_metre_and_an_ordinal_are_no_markers() -> None:
    area, raised, rest = (
        ("An area of 40 km", 50, 130, 80, BODY),
        ("2", 130, 133, 76, 6.0),
        (" of land", 133, 170, 80, BODY),
    )
    parsed = read([Line((Run(*area), Run(*raised), Run(*rest))), *text(92, 2)])
    assert parsed.passages[0].text.startswith("An area of 40 km2 of land")
    assert parsed.passages[0].footnotes == ()


@pytest.mark.parametrize(
    ("before", "raised", "said"),
    [
        ("En la 1.", "a", "En la 1.a edición"),
        ("El n", "o", "El no edición"),
        ("Au XX", "e", "Au XXe edición"),
        ("Some 40 ft", "2", "Some 40 ft2 edición"),
        ("Some 40 km", "23", "Some 40 km edición"),
        ("Some 1 234", "e", "Some 1 234 edición"),
    ],
)
def test_what_is_raised_in_a_word_stays_and_what_is_a_note_goes(before: str, raised: str, said: str) -> None:
    x = 50 + 5 * len(before)
    runs = (Run(before, 50, x, 80, BODY), Run(raised, x, x + 3, 76, 6.0), Run(" edición", x + 3, x + 43, 80, BODY))
    parsed = read([Line((*runs, Run(f" {TEXT}", x + 43, x + 400, 80, BODY))), *text(92, 2)])
    assert parsed.passages[0].text.startswith(said)


def test_raised_figures_of_a_font_are_markers() -> None:
    parsed = read([line(80, "The plan³ was adopted in the year 2025 by all of the ministries."), *text(110, 3)])
    assert parsed.passages[0].text.startswith("The plan was adopted")
    assert [(mark.number, mark.offset) for mark in parsed.passages[0].footnotes] == [("3", 8)]


def test_a_note_at_the_foot_of_a_column_does_not_part_the_paragraph_around_it() -> None:
    marker = Run("1", 50, 53, 497, 5.0)
    parsed = read(
        [
            *(line(80 + 12 * n, TEXT[:60]) for n in range(30)),
            Line((marker, *line(500, "A note at the foot.", x=54, size=SMALL).runs)),
            *(line(80 + 12 * n, TEXT[:60], x=500) for n in range(20)),
        ]
    )
    assert [(p.kind.value, p.number) for p in parsed.passages] == [("paragraph", None), ("footnote", "1")]


def test_a_title_over_two_columns_that_was_written_last_is_read_first() -> None:
    parsed = read(
        [
            *(line(200 + 12 * n, TEXT[:60]) for n in range(20)),
            *(line(200 + 12 * n, TEXT[:60], x=500) for n in range(20)),
            line(120, "Leaving no one behind", size=24, bold=True),
        ]
    )
    assert parsed.passages[0].text == "Leaving no one behind"
    assert parsed.passages[1].heading_path == ("Leaving no one behind",)


def test_the_number_of_a_part_and_its_title_are_two_headings_one_under_the_other() -> None:
    parsed = read(
        [
            line(80, "Subprogramme 1", size=12, bold=True),
            line(94, "Legal services", size=12, bold=True),
            *text(120, 3),
            line(180, "Subprogramme 2", size=12, bold=True),
            line(194, "Law of the sea", size=12, bold=True),
            *text(220, 3),
        ]
    )
    assert [p.heading_path for p in parsed.passages if p.kind.value == "paragraph"] == [
        ("Subprogramme 1", "Legal services"),
        ("Subprogramme 2", "Law of the sea"),
    ]
