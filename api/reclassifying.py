"""``vkp reclassify``: the suggestions of stored passages anew, after the rules or the opinion changed."""

from __future__ import annotations

import time
from typing import Any

from api.corpus_folder import open_corpus
from api.output import Progress
from corpus.settings import Settings
from corpus.store import Store
from corpus.store.works import Expression
from corpus.writer import sole_writer
from ingest.evidence import rule_version
from ingest.evidence.embedding import second_opinion
from ingest.evidence.framing import Framing, suggestions
from ingest.evidence.opinion import SecondOpinion


def reclassify_document(settings: Settings, progress: Progress, *, everything: bool = False) -> dict[str, Any]:
    """Replace the suggestions of every document that is shown, one transaction each.

    A run that is interrupted has done whole documents, and the next one leaves those out whose suggestions are all of
    these rules and this opinion.
    """
    started = time.monotonic()
    second, rules = second_opinion(settings), rule_version()
    done = {"documents": 0, "unchanged": 0, "passages": 0, "bytes": 0, "suggestions": 0}
    with sole_writer(settings), open_corpus(settings) as store:
        made_by = {} if everything else store.evidence.made_by()
        shown = store.works.expressions()
        for at, expression in enumerate(shown, start=1):
            if made_by.get(expression.id) == {(rules, second.signs)}:
                done["unchanged"] += 1
            else:
                _add(done, _reclassified(store, expression, second))
            progress(at, len(shown), expression.work)
    seconds = round(time.monotonic() - started, 3)
    notes = [] if second.silent is None else [second.silent]
    by = {"rule_version": rules, "opinion_version": second.model.version}
    return {**done, **by, "seconds": seconds, "notes": notes}


def _add(done: dict[str, int], more: dict[str, int]) -> None:
    for name, count in more.items():
        done[name] += count


def _reclassified(store: Store, expression: Expression, second: SecondOpinion) -> dict[str, int]:
    passages = store.evidence.passages(expression.id)
    framing = Framing(expression.language, expression.title, second)
    found = [(passages[place].id, suggestion) for place, suggestion in suggestions(passages, framing)]
    store.evidence.replace(expression.id, found)
    return {
        "documents": 1,
        "passages": len(passages),
        "bytes": sum(len(passage.text.encode()) for passage in passages),
        "suggestions": len(found),
    }
