"""The scoring of citations: what counts as found, and as linked."""

from __future__ import annotations

from pathlib import Path

from corpus.citations import Mention, MentionKind
from eval.citations import Outcome, evaluate, score, table
from eval.gold import LabelledMention, LabelledUnit


def labelled(target: str, start: int = 4, end: int = 10) -> LabelledMention:
    return LabelledMention(start, end, (start, end), "resolution", (target,), False, None)


def found(target: str | None, start: int = 0, end: int = 10) -> Mention:
    return Mention(start, end, "x" * (end - start), MentionKind.RESOLUTION, target)


UNIT = LabelledUnit("u1", "source", "en", "x" * 40, ())


def test_mention_with_another_target_is_found_but_not_linked() -> None:
    scores = score([Outcome(UNIT, labelled("A/RES/70/1"), found("A/RES/70/2"))])["en/resolution"]
    assert (scores["detected"], scores["linked"]) == (1, 0)


def test_missed_and_spurious_mentions_lower_recall_and_precision() -> None:
    outcomes = [
        Outcome(UNIT, labelled("A/RES/70/1"), found("A/RES/70/1")),
        Outcome(UNIT, labelled("A/RES/70/2"), None),
        Outcome(UNIT, None, found("A/RES/70/3")),
    ]
    scores = score(outcomes)["en/all"]
    assert (scores["precision"], scores["recall"]) == (0.5, 0.5)


def test_council_resolution_is_the_same_with_and_without_its_year() -> None:
    assert Outcome(UNIT, labelled("S/RES/1244"), found("S/RES/1244(1999)")).linked


def test_development_set_stays_above_the_first_grammars_scores(shared_data: Path) -> None:
    report = evaluate(shared_data)
    for cell in ("zh/all", "en/all"):
        assert report["scores"][cell]["precision_linked"] >= 0.98
        assert report["scores"][cell]["recall_linked"] >= 0.98
    assert any("zh/resolution" in line for line in table(report))
