"""What the glossary and the learned lexicon contribute to search across languages: each alone, both, and neither.

``goals`` is both, with a lexicon beside that the titles of the Goals teach: of XQuAD from all titles, of the targets
from those of other Goals than the fold's that is asked. XQuAD is never learned from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any
from unittest import mock

from eval.lexicon import as_lexicons, learned
from eval.parallel import Translated, goals
from eval.retrieval_engines import PARTS, Portal
from eval.retrieval_measures import difference, means, scores
from eval.retrieval_pool import EvalQuery, EvalSet
from eval.retrieval_sets import chosen, load
from search import units
from search.stemming import stem
from search.translations import Lexicon, translations
from search.units import ADDED

SETS = ("xquad-en-zh", "xquad-zh-en", "xquad-??-??", "sdg-??-??", "seed-en-zh")
MODES = PARTS | {"both": ADDED}
TAUGHT = frozenset({"en", "zh"})
"""The titles of the Goals teach from and into these languages."""

FOLDS = 5
BESIDE = ("R@10", "MRR@10", "P@1")

Found = Mapping[str, Sequence[str]]


def evaluate(shared: Path, patterns: Sequence[str] = ()) -> dict[str, Any]:
    """Each set's figures by mode, with what the lexicon adds to the glossary, and the Goals to both."""
    return {"sets": {name: _row(shared, load(shared, name)) for name in chosen(patterns or SETS)}}


def _row(shared: Path, given: EvalSet) -> dict[str, Any]:
    found = {mode: _found(given, given.queries, sources) for mode, sources in MODES.items()}
    if given.language != given.pool.language and TAUGHT & {given.language, given.pool.language}:
        found["goals"] = _with_goals(shared, given)
    measured = {mode: scores(labels, given.queries) for mode, labels in found.items()}
    added = {"lexicon": ("both", "glossary"), "goals": ("goals", "both")}
    return {
        "modes": {mode: means(of, given.queries) for mode, of in measured.items()},
        "added": {
            part: {name: difference(measured[with_it][name], measured[without][name], given.queries) for name in BESIDE}
            for part, (with_it, without) in added.items()
            if with_it in measured
        },
    }


def _found(given: EvalSet, queries: Sequence[EvalQuery], sources: frozenset[str] = ADDED) -> Found:
    return Portal(sources=sources).rank(given.pool, queries).found


def _with_goals(shared: Path, given: EvalSet) -> Found:
    """What is found with the Goals' lexicon beside; targets are asked by folds that it was learned without."""
    titles = goals(shared, given.language, given.pool.language)
    if not given.name.startswith("sdg-"):
        with _taught(titles, given):
            return _found(given, given.queries)
    found: dict[str, Sequence[str]] = {}
    for fold in range(FOLDS):
        asked = [query for query in given.queries if fold_of(goal_of(query.group)) == fold]
        with _taught([title for title in titles if fold_of(title.group) != fold], given):
            found |= _found(given, asked)
    return found


def goal_of(target: str) -> str:
    """The Goal of a target: "1" of "1-b"."""
    return target.partition("-")[0]


def fold_of(goal: str) -> int:
    """The part of the Goals that a Goal is asked in."""
    return int(goal) % FOLDS


@contextmanager
def _taught(titles: Sequence[Translated], given: EvalSet) -> Iterator[None]:
    """The search with what titles teach beside what is shipped."""
    source, target = given.language, given.pool.language
    taught = dict(as_lexicons(learned(titles, source, target), source, target))
    with mock.patch.object(units, "translations", lambda word, language: beside(taught, word, language)):
        yield


def beside(taught: Mapping[str, Lexicon], word: str, language: str) -> Iterator[tuple[str, str, float]]:
    """The translations that are shipped, then those of a lexicon."""
    more = taught.get(language, {}).get(stem(word, language), ())
    return chain(translations(word, language), ((one.language, one.word, one.probability) for one in more))


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text."""
    for name, row in figures["sets"].items():
        yield name
        for mode, measured in row["modes"].items():
            yield f"  {mode:<10}" + "".join(f"  {measure} {measured[measure]['mean']:.3f}" for measure in BESIDE)
        for part, gained in row["added"].items():
            yield f"  {part} adds" + "".join(_gain(measure, gain) for measure, gain in gained.items())


def _gain(measure: str, gain: Mapping[str, Any]) -> str:
    span = gain["interval"]
    return f"  {measure} {gain['mean']:+.3f}" + ("" if span is None else " [{:+.3f} {:+.3f}]".format(*span))
