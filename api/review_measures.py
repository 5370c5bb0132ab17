"""Figures about reviewing: agreement, samples and the recall estimated from them, progress, assignments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from api.review_waiting import asked_for
from api.reviewing import named, of_passages
from api.views import known_work
from corpus.agreement import Rated, agreement, independent
from corpus.errors import PortalError
from corpus.indicators import indicators
from corpus.recall import Stratum, recall
from corpus.reviewing import Action, Settling
from corpus.settling import opinions
from corpus.store import Store
from corpus.store.review_queue import ALL, Asked
from corpus.store.review_samples import Sample
from corpus.store.reviews import Reviewed
from ingest.evidence.framing import NO_EVIDENCE

POLICIES = ("strict", "lenient")
LARGEST = 10_000
LARGEST_SEED = 2**31 - 1


def agreement_document(store: Store, code: str) -> dict[str, Any]:
    """How far independent reviewers agree on an indicator's labels, and how many passages are still disputed."""
    definition = of_passages(code)
    reviewed = store.reviews.reviewed()
    labels = {policy: definition.condition(policy) for policy in POLICIES}
    rated = {
        policy: [Rated(one.item.anchor.work, independent(one.decisions, label)) for one in reviewed]
        for policy, label in labels.items()
    }
    states = Counter(one.settled.state for one in reviewed if one.settled is not None)
    return {
        "indicator": definition.code,
        "disputed": states[Settling.DISPUTED],
        "adjudicated": states[Settling.ADJUDICATED],
        **{policy: {"label": labels[policy]} | agreement(rated[policy]) for policy in POLICIES},
    }


def drawn_document(store: Store, asked: Asked, size: int, seed: int, by: str) -> dict[str, Any]:
    """Draw a sample of passages of which nothing is suggested. Raises ``PortalError("bad_input")``."""
    if not 1 <= size <= LARGEST or not 0 <= seed <= LARGEST_SEED:
        raise PortalError("bad_input", f"{size} passages, seed {seed}", f"draw 1 to {LARGEST}, with a seed from 0 on")
    return sample_document(store, store.review_samples.draw(asked, size, seed, named(by), NO_EVIDENCE))


def sample_document(store: Store, sample: Sample) -> dict[str, Any]:
    """A sample with its passages, what is decided of them, and the recall that follows by either policy."""
    asked, members = _asked(store, sample), _members(store, sample)
    return {
        **sample_line(sample),
        "strict": _recall(store, sample, asked.strict, members),
        "lenient": _recall(store, sample, asked.lenient, members),
        "members": [
            {
                "item": item,
                "language": language,
                "passage_id": one.item.passage if one is not None and one.shown else None,
                "work": one.item.anchor.work if one is not None else None,
                "page": one.item.anchor.page if one is not None else None,
                "text": one.item.anchor.exact if one is not None else None,
                "decided": _said(one, asked.strict) is not None,
            }
            for (item, language), one in zip(sample.members, members, strict=True)
        ],
    }


def sample_line(sample: Sample) -> dict[str, Any]:
    """What was drawn, from what, by whom, and how to draw it again."""
    plain = ("indicator", "seed", "drawn_at", "drawn_by", "population")
    return {"sample": sample.id, **{name: getattr(sample, name) for name in plain}} | {
        "filters": dict(sample.filters),
        "drawn": len(sample.members),
        "languages": {name: dict(figures) for name, figures in sample.strata.items()},
    }


def samples_document(store: Store, code: str | None = None) -> dict[str, Any]:
    """The samples that were drawn, of one indicator or of all. Raises ``PortalError``: unknown_indicator, bad_input."""
    drawn = store.review_samples.all(None if code is None else of_passages(code).code)
    return {"samples": [sample_line(sample) for sample in drawn]}


def _asked(store: Store, sample: Sample) -> Asked:
    return asked_for(store, sample.indicator, **sample.filters)


def _members(store: Store, sample: Sample) -> list[Reviewed | None]:
    found = store.reviews.items(item for item, _ in sample.members)
    return [found.get(item) for item, _ in sample.members]


def _said(member: Reviewed | None, label: str) -> bool | None:
    return None if member is None or member.settled is None else member.settled.holds(label)


def _recall(store: Store, sample: Sample, label: str, members: Sequence[Reviewed | None]) -> dict[str, Any]:
    said = [(language, _said(one, label)) for (_, language), one in zip(sample.members, members, strict=True)]
    strata = {
        name: Stratum(
            population=figures["population"],
            drawn=figures["drawn"],
            read=sum(language == name and holds is not None for language, holds in said),
            holding=sum(language == name and holds is True for language, holds in said),
        )
        for name, figures in sample.strata.items()
    }
    suggested = store.review_samples.suggested(_asked(store, sample), label)
    return {"label": label} | recall(suggested, strata)


def progress_document(store: Store, code: str | None = None) -> dict[str, Any]:
    """How far people have come: by indicator, by reviewer, and with what is assigned."""
    codes = [of_passages(code).code] if code else [one.code for one in indicators().values() if one.of_passages]
    reviewed = store.reviews.reviewed()
    by_work = {one: store.review_queue.by_work(asked_for(store, one, state=ALL)) for one in codes}
    return {
        "indicators": [_indicator_line(one, by_work[one], reviewed) for one in codes],
        "reviewers": _reviewer_lines(reviewed, code),
        "assignments": _assignment_lines(store, by_work, reviewed),
    }


def _indicator_line(code: str, by_work: Mapping[str, tuple[int, int]], reviewed: Sequence[Reviewed]) -> dict[str, Any]:
    states = Counter(one.settled.state.value for one in reviewed if one.settled is not None and one.shown)
    done = sum(suggested == settled for suggested, settled in by_work.values())
    return {
        "indicator": code,
        "suggested": sum(suggested for suggested, _ in by_work.values()),
        "settled": sum(settled for _, settled in by_work.values()),
        "documents": len(by_work),
        "documents_done": done,
        "states": {state.value: states[state.value] for state in Settling},
    }


def _reviewer_lines(reviewed: Sequence[Reviewed], code: str | None) -> list[dict[str, Any]]:
    """Of each reviewer how many decisions they made and left, and on how many passages their word stands."""
    made: Counter[tuple[str, str | None]] = Counter()
    stands: Counter[str] = Counter()
    for one in reviewed:
        taken_back = {d.replaces for d in one.decisions if d.action is Action.WITHDRAW}
        left = [d for d in one.decisions if d.action is not Action.WITHDRAW and d.id not in taken_back]
        made.update((d.reviewer, d.indicator) for d in left if code is None or d.indicator == code)
        stands.update(name for name, held in opinions(one.decisions).items() if held.labels)
    return [
        {"reviewer": name, "indicator": of, "decisions": number, "passages": stands[name]}
        for (name, of), number in sorted(made.items(), key=lambda pair: (pair[0][0], pair[0][1] or ""))
    ]


def _assignment_lines(
    store: Store, by_work: Mapping[str, Mapping[str, tuple[int, int]]], reviewed: Sequence[Reviewed]
) -> list[dict[str, Any]]:
    decided: Counter[tuple[str, str]] = Counter()
    for one in reviewed:
        for name, held in opinions(one.decisions).items():
            decided[name, one.item.anchor.work] += bool(held.labels) and one.shown
    return [
        {
            "reviewer": one.reviewer,
            "indicator": one.indicator,
            "work": one.work,
            "suggested": by_work[one.indicator].get(one.work, (0, 0))[0],
            "settled": by_work[one.indicator].get(one.work, (0, 0))[1],
            "decided_by_them": decided[one.reviewer, one.work],
        }
        for one in store.review_assignments.all()
        if one.indicator in by_work
    ]


def assigned_document(
    store: Store, code: str, reviewer: str, works: Sequence[str], by: str, *, release: bool = False
) -> dict[str, Any]:
    """Assign Works to a reviewer, or take that back; then all that is assigned to them.

    Raises ``PortalError``: bad_input, unknown_work, unknown_indicator.
    """
    definition, name = of_passages(code), named(reviewer)
    keys = [known_work(store, work) for work in works]
    if release:
        changed = store.review_assignments.release(definition.code, name, keys)
    else:
        changed = store.review_assignments.assign(definition.code, name, keys, named(by))
    held = [one.work for one in store.review_assignments.all(definition.code, name)]
    return {"indicator": definition.code, "reviewer": name, "changed": changed, "works": held}
