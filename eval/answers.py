"""Answers: how often what is answerable is answered, from the right passage, and what is not answerable all the same.

The questions (``eval.answer_sets``) are parted in two halves by article. On the first the bars of ``search.confidence``
are chosen: those by which most answerable questions are answered from a right passage, while at most ``WRONGLY`` of the
others are answered. The second half is answered with the bars that are shipped, and only its figures are reported.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.settings import Settings
from eval.answer_sets import Collection, Question, collections, part_of
from eval.answer_support import support
from eval.intervals import interval
from eval.retrieval_engines import BATCH
from eval.retrieval_pool import Pool
from eval.retrieval_runs import revision
from search.answer import answer
from search.candidates import Candidates
from search.confidence import Bar, answerers, bars, ordinary_score
from search.index import PassageIndex, open_index
from search.ranking import model_of
from search.searcher import Searcher

SIZE = 150
"""Questions of a set."""

WRONGLY = 0.07
"""The share of unanswerable questions that may be answered where bars are chosen; on others it comes out higher."""

LEADS = (0.0, 0.5, 1.0)
SHIPPED = Path(__file__).parent.parent / "search" / "answering.yml"
HEADER = """\
# Bars that a passage has to reach to be quoted as an answer (search/confidence.py), by the ranker's models.
# Chosen by 'python -m eval answers --keep', with the weights of search/ranking.yml that are named here.
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """The best candidate for a question of the first half: how it scores, and whether it is right."""

    model: str
    answerable: bool
    score: float
    ordinary: float
    right: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What became of a question of the second half; ``holds``: the first quote has the labelled answer in it."""

    set: str
    model: str
    group: str
    answerable: bool
    answered: bool
    right: bool
    holds: bool | None


def evaluate(shared: Path, size: int = SIZE) -> dict[str, Any]:
    """The figures of the second half by set and model, the bars that are shipped, and those the first half chooses."""
    seen, given = list[Seen](), list[Given]()
    for collection in collections(shared, size):
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(data=Path(folder), embedding="off", qdrant_url=None)
            with open_index(settings, create=True) as index:
                _fill(index, collection.pool)
                _ask(Searcher(index), collection, seen, given)
    return {
        "revision": revision(),
        "questions": {"choosing": len(seen), "reported": len(given)},
        "shipped": _plain(bars()),
        "chosen": _plain({model: chosen_bar(of) for model, of in _by(seen).items()}),
        "support": support(shared, size),
        "models": {model: _figures(rows) for model, rows in _grouped(given, lambda one: one.model).items()},
        "sets": {name: _figures(rows) for name, rows in _grouped(given, lambda one: one.set).items()},
    }


def _fill(index: PassageIndex, pool: Pool) -> None:
    for start in range(0, len(pool.passages), BATCH):
        index.write(pool.passages[start : start + BATCH])


def _ask(searcher: Searcher, collection: Collection, seen: list[Seen], given: list[Given]) -> None:
    for question in collection.questions:
        found = searcher.candidates(question.query.text)
        model = model_of(found.query, collection.pool.language)
        if part_of(question.query.group + "half"):
            given.append(_given(searcher, collection, question, model))
        else:
            seen.append(_seen(collection, question, model, found))


def _seen(collection: Collection, question: Question, model: str, found: Candidates) -> Seen:
    best = next(iter(answerers(found.points)), None)
    if best is None:
        return Seen(model, question.answerable, 0.0, 0.0, right=False)
    right = collection.pool.label(best.payload["meta"]["passage_id"]) in question.query.answers
    return Seen(model, question.answerable, best.score, ordinary_score(found.points), right)


def _given(searcher: Searcher, collection: Collection, question: Question, model: str) -> Given:
    told = answer(searcher, question.query.text)
    labels = [collection.pool.label(one.passage_id) for one in told.citations]
    right = bool(labels) and labels[0] in question.query.answers
    holds = any(text in told.citations[0].quote for text in question.texts) if right and question.texts else None
    return Given(question.set, model, question.query.group, question.answerable, told.answered, right, holds)


def chosen_bar(seen: Sequence[Seen]) -> Bar:
    """The bar by which most is answered rightly while at most ``WRONGLY`` of the unanswerable is answered.

    Where several do as well, the one with the least lead.
    """
    options = (_lowest(seen, lead) for lead in LEADS)
    return max(options, key=lambda bar: sum(one.right for one in seen if one.answerable and _passes(one, bar)))


def _lowest(seen: Sequence[Seen], lead: float) -> Bar:
    wrong = sorted((_level(one, lead) for one in seen if not one.answerable), reverse=True)
    allowed = int(WRONGLY * len(wrong))
    return Bar(round(wrong[allowed] + 0.001, 3) if wrong else 0.0, lead)


def _level(one: Seen, lead: float) -> float:
    return one.score + lead * (one.score - one.ordinary)


def _passes(one: Seen, bar: Bar) -> bool:
    return _level(one, bar.lead) >= bar.least


def _figures(rows: Sequence[Given]) -> dict[str, Any]:
    """Shares with their intervals: answered of answerable, right of those, wrongly answered of the unanswerable."""
    there, absent = [row for row in rows if row.answerable], [row for row in rows if not row.answerable]
    answered = [row for row in there if row.answered]
    labelled = [row for row in answered if row.holds is not None]
    return {
        "answerable": len(there),
        "unanswerable": len(absent),
        "answered": _share(there, lambda row: row.answered),
        "right": _share(answered, lambda row: row.right),
        "holds": _share(labelled, lambda row: bool(row.holds)),
        "wrongly": _share(absent, lambda row: row.answered),
    }


def _share(rows: Sequence[Given], of: Callable[[Given], bool]) -> dict[str, Any] | None:
    """The share of rows, drawn by article for its interval."""
    groups = _grouped(rows, lambda row: row.group).values()
    parts, wholes = [float(sum(map(of, group))) for group in groups], [float(len(group)) for group in groups]
    return {"share": sum(parts) / sum(wholes), "interval": interval(parts, wholes)} if rows else None


def _grouped(rows: Iterable[Given], key: Callable[[Given], str]) -> dict[str, list[Given]]:
    found: dict[str, list[Given]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(sorted(found.items()))


def _by(seen: Iterable[Seen]) -> dict[str, list[Seen]]:
    found: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        found[one.model].append(one)
    return dict(sorted(found.items()))


def _plain(given: Mapping[str, Bar]) -> dict[str, dict[str, float]]:
    return {model: asdict(bar) for model, bar in given.items()}


def keep_bars(figures: Mapping[str, Any]) -> Path:
    """Ship the bars that the first half chooses, and say where they are."""
    rows = figures["chosen"].items()
    lines = (f"  {model}: {{least: {row['least']}, lead: {row['lead']}}}" for model, row in rows)
    SHIPPED.write_text("\n".join((f"{HEADER}ranking: {ranking()}", "bars:", *lines, "")), "utf-8")
    return SHIPPED


def ranking() -> str:
    """The weights of the ranker, as a name: its scores are what the bars are compared with."""
    return hashlib.sha256(SHIPPED.with_name("ranking.yml").read_bytes()).hexdigest()[:12]


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text."""
    yield f"{'':<18} {'answered':<22} {'from a right passage':<22} {'quote has the answer':<22} wrongly answered"
    for name, row in (*figures["models"].items(), *figures["sets"].items()):
        told = (_told(row[what]) for what in ("answered", "right", "holds", "wrongly"))
        asked = f"of {row['answerable']} + {row['unanswerable']}"
        yield " ".join((f"{name:<18}", *(f"{one:<22}" for one in told), asked))
    for language, row in figures["support"].items():
        own, other = _told(row["own"]), _told(row["other"])
        yield f"statements borne out, {language}: by their own paragraph {own}, by another {other}"
    for model, row in figures["chosen"].items():
        yield f"bar {model}: shipped {figures['shipped'][model]}, chosen on the other half {row}"


def _told(share: Mapping[str, Any] | None) -> str:
    if share is None:
        return "-"
    spread = "" if share["interval"] is None else " [{:.3f} {:.3f}]".format(*share["interval"])
    return f"{share['share']:.3f}{spread}"
