"""Which mention found is which labelled one."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.citations import Mention, MentionKind
from eval.gold import LabelledMention, register
from eval.pairing import Span, beyond, outcomes_of, paired
from tests.eval.labels import found, labelled, unit


@pytest.mark.parametrize(
    ("left", "right", "pairs"),
    [
        ([(0, 10)], [(2, 5)], [(0, 0)]),
        ([(0, 10)], [(10, 12)], []),  # touching is no overlap
        ([(4, 10)], [(0, 5), (5, 12)], [(0, 1)]),  # not the first that overlaps: the one that overlaps most
        ([(0, 4), (4, 10)], [(2, 9)], [(1, 0)]),  # one find is one label
        ([(0, 4), (4, 10)], [(0, 3), (3, 10)], [(0, 0), (1, 1)]),
        ([(0, 6), (6, 9)], [(4, 9)], [(1, 0)]),
    ],
)
def test_spans_are_paired_one_to_one_by_what_they_share(
    left: list[Span], right: list[Span], pairs: list[tuple[int, int]]
) -> None:
    assert paired(left, right) == pairs


DECISION, ANAPHOR = MentionKind.DECISION, MentionKind.ANAPHOR


@pytest.mark.parametrize(
    ("label", "mention", "judged"),
    [
        (labelled("A/RES/70/1"), found("A/RES/70/1"), (True, True, True)),
        (labelled("A/RES/70/1"), found("A/RES/70/1", 3, 10), (True, False, True)),  # the core is all that must be met
        (labelled("A/RES/70/1"), found("A/RES/70/2"), (True, True, False)),
        (labelled("A/RES/70/1"), found("A/RES/70/1", kind=DECISION), (False, False, False)),  # another kind
        (labelled("S/RES/1244"), found("S/RES/1244(1999)"), (True, True, True)),  # the year adds nothing
        (labelled("A/RES/217(III)"), found("A/RES/217A(III)"), (True, True, True)),
        (labelled(None), found(None), (True, True, True)),  # nothing is right where nothing is labelled
        (labelled(None), found("A/RES/70/1"), (True, True, False)),
        (labelled("A/RES/70/1"), found(None), (True, True, False)),
    ],
)
def test_a_pair_is_judged_by_kind_span_and_target(
    label: LabelledMention, mention: Mention, judged: tuple[bool, bool, bool]
) -> None:
    (outcome,) = outcomes_of(unit(label), [mention])
    assert (outcome.detected, outcome.exact, outcome.linked) == judged


def test_optional_mentions_count_neither_found_nor_missed() -> None:
    label = labelled("A/RES/70/1", optional=True)
    assert list(outcomes_of(unit(label), [])) == []
    assert list(outcomes_of(unit(label), [found("A/RES/70/2", 4, 6), found(None, 7, 9)])) == []


def test_what_is_found_on_no_label_is_spurious() -> None:
    missed, spurious = outcomes_of(unit(labelled("A/RES/70/1")), [found("A/RES/70/1", 20, 26)])
    assert (missed.found, spurious.label) == (None, None)


INSTRUMENT = MentionKind.INSTRUMENT


@pytest.mark.parametrize(
    ("label", "mention", "left_out"),
    [
        (None, found("A/RES/99/1", kind=INSTRUMENT), True),
        (None, found("A/RES/70/1", kind=INSTRUMENT), False),  # of the register: a label could hold it
        (None, found("A/RES/217A(III)", kind=INSTRUMENT), False),  # written otherwise there
        (None, found("A/RES/99/1"), False),  # a resolution by its number
        (labelled("A/RES/70/1", kind="instrument"), found("A/RES/99/1", kind=INSTRUMENT), False),  # a wrong target
    ],
)
def test_only_unlabelled_instruments_outside_the_register_are_left_out(
    label: LabelledMention | None, mention: Mention, left_out: bool
) -> None:
    (outcome,) = outcomes_of(unit(*[label] if label else []), [mention])
    assert beyond(outcome, frozenset({"A/RES/70/1", "A/RES/217(III)"})) == left_out


def test_the_register_is_the_table_of_the_guidelines_seventh_section(tmp_path: Path) -> None:
    guideline = tmp_path / "guideline.md"
    table = "| target | name | mentions |\n|---|---|---|\n| A/RES/99/1 | Some Agenda | 3 |\n| TREATY/X | X | 0 |\n"
    guideline.write_text(
        f"# Labels\n\n## 2. Kinds\n\n| kind | what |\n\n## 7. Register\n\n{table}\n## 8. Scoring\n", "utf-8"
    )
    assert register(guideline) == {"A/RES/99/1", "TREATY/X"}
