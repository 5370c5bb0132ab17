"""The learned second opinion: regularised logistic regressions kept as numbers, calibrated, and never the decision.

A model is data (``opinion.json`` is the one that is shipped). Reading it and asking it needs no scikit-learn: a
probability is the logistic function of a weighted sum.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache, cached_property
from importlib import resources
from typing import Any

from corpus.evidence import Suggestion
from ingest.evidence.features import embedded, features
from ingest.evidence.reading import Reading

SHIPPED = "opinion.json"
HEADS = ("contribution", "policy")
"""The labels that a model has an opinion of; mentions and measured data are questions of words."""

STANDS = ("strict_exists", "strict", "lenient", "tied", "beside", "contribution", "mention")
"""What the rules concluded of a passage, most to least certain of policy integration."""


@dataclass(frozen=True, slots=True)
class Head:
    """The opinion of one label: weights by feature, and Platt's two numbers, found on passages held out."""

    intercept: float
    weights: Mapping[str, float]
    slope: float = 1.0
    offset: float = 0.0

    def raw(self, seen: Mapping[str, float]) -> float:
        """The weighted sum, not calibrated."""
        return self.intercept + sum(self.weights.get(name, 0.0) * value for name, value in seen.items())

    def probability(self, seen: Mapping[str, float]) -> float:
        """The calibrated probability of the label."""
        return logistic(self.slope * self.raw(seen) + self.offset)


@dataclass(frozen=True)
class TrainedModel:
    """A model with what it was learned from and how it compared.

    ``shares`` is how often the strict policy reading came true by what the rules concluded. ``learned_from`` are
    digests of the passages; ``embedding`` names the model whose vectors it needs, None for none. ``comparison`` holds
    figures of grouped cross-validation beside those of the model that was in use, by label.
    """

    heads: Mapping[str, Head]
    shares: Mapping[str, float]
    trained_on: Mapping[str, Any] = field(default_factory=dict)
    learned_from: tuple[str, ...] = ()
    embedding: str | None = None
    comparison: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def version(self) -> str:
        """Names the numbers: the same numbers have the same name."""
        numbers = {name: asdict(head) for name, head in self.heads.items()}
        said = json.dumps([numbers, dict(self.shares), self.embedding], sort_keys=True)
        return f"opinion-{hashlib.sha256(said.encode()).hexdigest()[:8]}"

    def as_json(self) -> dict[str, Any]:
        """The model as it is kept."""
        return {"version": self.version, **asdict(self)}


def of_json(kept: Mapping[str, Any]) -> TrainedModel:
    """A model as it was kept; ``ValueError`` when its numbers are not those of its version."""
    model = TrainedModel(
        heads={name: Head(**head) for name, head in kept["heads"].items()},
        shares=kept["shares"],
        trained_on=kept["trained_on"],
        learned_from=tuple(kept["learned_from"]),
        embedding=kept["embedding"],
        comparison=kept["comparison"],
    )
    if model.version != kept["version"]:
        raise ValueError(f"the model {kept['version']} holds other numbers than it was kept with")
    return model


@cache
def shipped() -> TrainedModel:
    """The model that comes with the portal."""
    return of_json(json.loads(resources.files(__package__).joinpath(SHIPPED).read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class Embedding:
    """An embedding model: ``name`` tells it from every other, by its revision and precision too.

    ``embed`` gives the vectors of texts, each of length one.
    """

    name: str
    embed: Callable[[Sequence[str]], Sequence[Sequence[float]]]


@dataclass(frozen=True, slots=True)
class Concluded:
    """What the rules made of a passage; ``reading`` is None where it does not mention volunteering."""

    text: str
    suggestion: Suggestion
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """Who gives the opinion: a learned model, and the embedding model that can be used here, if any."""

    model: TrainedModel
    embedding: Embedding | None = None

    @property
    def silent(self) -> str | None:
        """Why no opinion is given, in a line for people: the vectors of another model mean nothing to this one."""
        needed, here = self.model.embedding, self.embedding
        if needed is None or (here is not None and here.name == needed):
            return None
        why = "no embedding model can be used here (vkp models)" if here is None else f"{here.name} is in use here"
        return f"{self.model.version} gives no opinion: it was learned with the vectors of {needed}, and {why}"

    @property
    def signs(self) -> str | None:
        """The version that its opinions carry; None where it gives none."""
        return self.model.version if self.silent is None and "policy" in self.model.heads else None

    def of(self, concluded: Sequence[Concluded]) -> list[Suggestion]:
        """What was concluded, with the probability of that and the opinion; all vectors are asked for at once."""
        vectors = iter(self._vectors([one.text for one in concluded if one.reading is not None]))
        return [
            one.suggestion if one.reading is None else self._judged(one.suggestion, one.reading, next(vectors))
            for one in concluded
        ]

    def _vectors(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """The features of the embeddings of texts: none where the model needs none, or has no opinion."""
        if self.embedding is None or self.model.embedding != self.embedding.name or not texts:
            return [{}] * len(texts)
        return [embedded(vector) for vector in self.embedding.embed(texts)]

    def _judged(self, suggestion: Suggestion, reading: Reading, vector: Mapping[str, float]) -> Suggestion:
        judged = replace(suggestion, probability=self.model.shares.get(stand(suggestion)))
        if self.signs is None:
            return judged
        said = self.model.heads["policy"].probability({**features(reading), **vector})
        return replace(judged, opinion=round(said, 4), opinion_version=self.signs)


def stand(suggestion: Suggestion) -> str:
    """What the rules concluded, as one of ``STANDS``."""
    if suggestion.policy_integration:
        return "strict_exists" if any(hit.rule == "instrument.exists" for hit in suggestion.hits) else "strict"
    if suggestion.policy_lenient:
        return "lenient"
    if suggestion.candidate:
        return "tied" if suggestion.named is not None else "beside"
    return "contribution" if suggestion.contribution else "mention"


def logistic(value: float) -> float:
    """1 / (1 + e^-value), of any size."""
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))
