"""Learning the second opinion from passages that people decided, and comparing it with the one in use."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from corpus.errors import PortalError
from ingest.evidence.features import embedded, features
from ingest.evidence.learning import FOLDS, Vector, examples, held_out_probabilities, learned, measures
from ingest.evidence.opinion import HEADS, STANDS, Embedding, SecondOpinion, TrainedModel, shipped, stand
from ingest.evidence.rules import classify, conclude, rule_version

LEAST = 6
"""Passages that must hold a label, and that must not, before anything is learned of it."""
DOUBT = 4.0
"""Passages of the overall share that every share is drawn towards: few passages prove little."""


@dataclass(frozen=True, slots=True)
class LabelledPassage:
    """A passage with what people decided of it; ``labels`` are by the names of ``corpus.reviewing.LABELS``.

    A label that is not in them is not decided, and the passage teaches nothing of it.
    """

    text: str
    language: str | None
    document: str
    labels: Mapping[str, bool]

    @property
    def digest(self) -> str:
        """Names the text without holding it."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A passage as the learner sees it, with the document or other group that is held out together."""

    passage: LabelledPassage
    group: str
    named: dict[str, float]


def train(
    decided: Sequence[LabelledPassage],
    in_use: TrainedModel | None = None,
    embedding: Embedding | None = None,
) -> TrainedModel:
    """A model learned from decided passages, compared with ``in_use`` (the shipped one where it is None).

    The vectors of ``embedding`` are learned from too; a model in use that needs others is not compared. Only passages
    that mention volunteering teach anything; of the others the rules are certain. Raises ``PortalError``: bad_input
    where too few passages or documents are decided, or scikit-learn is not installed.
    """
    _require_learner()
    seen = _seen(decided, embedding)
    known = {label: of for label in HEADS if _enough(of := _knowing(seen, label), label)}
    if "policy" not in known:
        raise PortalError(
            "bad_input",
            f"too few decided passages to learn from: {len(seen)} that mention volunteering",
            f"decide {LEAST} or more with and without policy integration, of {FOLDS} documents or more",
        )
    model = TrainedModel(
        heads={label: _head(of, label) for label, of in known.items()},
        shares=rule_shares([one.passage for one in known["policy"]]),
        trained_on=_described(decided, known),
        learned_from=tuple(sorted({one.passage.digest for one in seen})),
        embedding=None if embedding is None else embedding.name,
    )
    other = SecondOpinion(shipped() if in_use is None else in_use, embedding)
    return replace(model, comparison=_compared(known, other))


def held_out(decided: Sequence[LabelledPassage], label: str, by: Sequence[str] | None = None) -> list[float | None]:
    """The probability that each passage gets from a model that saw nothing of its document, or of its ``by``.

    None for passages that do not mention volunteering.
    """
    _require_learner()
    seen = _seen(decided, None, by)
    given = dict(zip((id(one.passage) for one in seen), _held_out(seen, label), strict=True))
    return [float(given[id(passage)]) if id(passage) in given else None for passage in decided]


def rule_shares(passages: Sequence[LabelledPassage]) -> dict[str, float]:
    """How often the strict policy reading came true by what the rules concluded: smoothed, and falling as they do.

    Falling by isotonic regression, which joins neighbours that do not.
    """
    from sklearn.isotonic import isotonic_regression  # noqa: PLC0415 - a second to import

    stood = [(stand(classify(passage.text, passage.language)), passage.labels["policy"]) for passage in passages]
    overall = sum(true for _, true in stood) / max(1, len(stood))
    came = [[true for stands, true in stood if stands == name] for name in STANDS]
    weights = [len(of) + DOUBT for of in came]
    smoothed = [(sum(of) + DOUBT * overall) / weight for of, weight in zip(came, weights, strict=True)]
    falling = isotonic_regression(smoothed, sample_weight=weights, increasing=False)
    return {name: round(float(share), 4) for name, share in zip(STANDS, falling, strict=True)}


def _require_learner() -> None:
    try:
        import sklearn.linear_model  # noqa: F401, PLC0415 - asking takes none, learning takes a second to import
    except ModuleNotFoundError as failure:
        remedy = "pip install -e '.[train]' in the portal's folder"
        raise PortalError("bad_input", "scikit-learn is not installed", remedy) from failure


def _seen(
    decided: Sequence[LabelledPassage], embedding: Embedding | None = None, by: Sequence[str] | None = None
) -> list[_Seen]:
    groups = [passage.document for passage in decided] if by is None else by
    seen = [
        _Seen(passage, group, features(reading))
        for passage, group in zip(decided, groups, strict=True)
        if (reading := conclude(passage.text, passage.language).reading) is not None
    ]
    if embedding is None or not seen:
        return seen
    vectors = embedding.embed([one.passage.text for one in seen])
    return [replace(one, named=one.named | embedded(v)) for one, v in zip(seen, vectors, strict=True)]


def _knowing(seen: Sequence[_Seen], label: str) -> list[_Seen]:
    return [one for one in seen if label in one.passage.labels]


def _truth(seen: Sequence[_Seen], label: str) -> list[bool]:
    return [one.passage.labels[label] for one in seen]


def _enough(seen: Sequence[_Seen], label: str) -> bool:
    truth = _truth(seen, label)
    documents = [{one.group for one, true in zip(seen, truth, strict=True) if true is holds} for holds in (True, False)]
    passages = min(sum(truth), len(truth) - sum(truth))
    return passages >= LEAST and min(map(len, documents)) >= 2 and len(documents[0] | documents[1]) >= FOLDS


def _examples(seen: Sequence[_Seen], label: str) -> Any:
    return examples([one.named for one in seen], _truth(seen, label), [one.group for one in seen])


def _head(seen: Sequence[_Seen], label: str) -> Any:
    of = _examples(seen, label)
    return learned(of).head(of.names)


def _held_out(seen: Sequence[_Seen], label: str) -> Vector:
    return held_out_probabilities(_examples(seen, label))


def _described(decided: Sequence[LabelledPassage], known: Mapping[str, Sequence[_Seen]]) -> dict[str, Any]:
    return {
        "passages": len(decided),
        "documents": len({passage.document for passage in decided}),
        "languages": sorted({passage.language or "unknown" for passage in decided}),
        "mentions": {label: len(of) for label, of in known.items()},
        "true": {label: sum(_truth(of, label)) for label, of in known.items()},
        "rule_version": rule_version(),
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def _compared(known: Mapping[str, Sequence[_Seen]], in_use: SecondOpinion) -> dict[str, Any]:
    """Figures of both on the passages that the model in use did not learn from; the new one's are held out."""
    return {"in_use": in_use.model.version, **{label: _beside(of, label, in_use) for label, of in known.items()}}


def _beside(seen: Sequence[_Seen], label: str, in_use: SecondOpinion) -> dict[str, Any]:
    """Of no passage where the model in use gives no opinion. It does not know the names of features it does not see."""
    known, head = set(in_use.model.learned_from), in_use.model.heads.get(label)
    fresh = np.array([one.passage.digest not in known for one in seen])
    truth, ours = np.array(_truth(seen, label)), _held_out(seen, label)
    theirs = np.array([head.probability(one.named) if head else 0.5 for one in seen])
    asked = fresh & (in_use.silent is None)
    return {
        "held_out": measures(ours, truth),
        "held_out_fresh": measures(ours[fresh], truth[fresh]),
        "in_use_fresh": measures(theirs[asked], truth[asked]),
    }
