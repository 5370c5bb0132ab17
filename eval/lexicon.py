"""The lexicon of word translations: learned from parallel text (``eval.parallel``) by IBM Model 1 (``eval.alignment``).

Written to ``corpus/lexicon/translations``, where ``search.translations`` reads it. English and Chinese are learned from
the UN sentences. What the titles of the Goals teach of the other languages is not shipped: on held-out
Goals and on XQuAD it adds nothing that is sure (``python -m eval lexicon --contribution``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import lexicon as shipped
from corpus.glossary import concepts
from eval.alignment import ROUNDS, learn
from eval.parallel import LEAST_SAID, Translated, surfaces, un_sentences, words
from search.prepare import folded
from search.translations import COMMENT, Lexicon, Translation, by_stem
from search.units import terms

FOLDER = Path(shipped.__file__).parent / "translations"
LEAST_TIMES = 1.5
"""How often two words are expected to have been said for each other, at the least."""

LEAST_PROBABILITY = 0.1
HOW = (
    "{comment} {source} word, {target} word, probability that each is said for the other (geometric mean of both"
    " directions). Learned by IBM Model 1, {rounds} rounds in both directions that agree, on {texts} pairs of sentences"
    " of United Nations documents (terms/un-zh-en-sentences.json, rows paired again where {said:.0%} of the glossary's"
    " terms are said); words by stem, function words and numbers left out; expected {times} times or more, probability"
    " {probability} or more. Written by: python -m eval lexicon"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the lexicon."""

    source: str
    target: str
    probability: float

    def turned(self) -> Row:
        """The same in the other direction: the probability is of both."""
        return Row(self.target, self.source, self.probability)


def write(shared: Path, folder: Path = FOLDER) -> dict[str, Any]:
    """Learn the lexicon and write its files; what was learned, in figures."""
    texts = un_sentences(shared)
    rows = learned(texts, "en", "zh")
    folder.mkdir(exist_ok=True)
    for source, target, lines in (("en", "zh", rows), ("zh", "en", [row.turned() for row in rows])):
        (folder / f"{source}-{target}.tsv").write_text(_file(source, target, lines, len(texts)), "utf-8")
    kilobytes = sum(file.stat().st_size for file in folder.glob("*.tsv")) / 1000
    return {"pairs of sentences": len(texts), "kilobytes": round(kilobytes, 1), **_beside_glossary(rows)}


def _file(source: str, target: str, rows: Sequence[Row], texts: int) -> str:
    how = HOW.format(
        comment=COMMENT,
        source=source,
        target=target,
        rounds=ROUNDS,
        texts=texts,
        said=LEAST_SAID,
        times=LEAST_TIMES,
        probability=LEAST_PROBABILITY,
    )
    ordered = sorted(rows, key=lambda row: (row.source, -row.probability, row.target))
    lines = (f"{row.source}\t{row.target}\t{row.probability:.3f}" for row in ordered)
    return "\n".join([how, *lines, ""])


def learned(texts: Sequence[Translated], source: str, target: str) -> list[Row]:
    """What texts teach, words as they are mostly written; only what was seen often enough and is likely enough."""
    spoken = surfaces([text.source for text in texts], source)
    written = surfaces([text.target for text in texts], target)
    pairs = [(_keys(text.source, source), _keys(text.target, target)) for text in texts]
    return [
        Row(spoken[found.source], written[found.target], round(found.probability, 3))
        for found in learn(pairs)
        if found.times >= LEAST_TIMES and found.probability >= LEAST_PROBABILITY
    ]


def _keys(text: str, language: str) -> list[str]:
    return [key for key, _ in words(text, language)]


def as_lexicons(rows: Sequence[Row], source: str, target: str) -> Iterator[tuple[str, Lexicon]]:
    """The lexicons of both languages, as ``search.translations`` would read them."""
    for there, back, lines in ((source, target, rows), (target, source, [row.turned() for row in rows])):
        yield there, by_stem(((row.source, Translation(back, row.target, row.probability)) for row in lines), there)


def _beside_glossary(rows: Sequence[Row]) -> Mapping[str, Any]:
    """How many words are new to the glossary, and the share of the others that it translates alike."""
    known, all_concepts = terms("en").concepts, concepts()
    told: list[bool] = []
    fresh = 0
    for row in rows:
        [(key, _)] = list(words(row.source, "en"))[:1] or [("", "")]
        meant = known.get((key,), ())
        forms = [folded(form) for at in meant for form in all_concepts[at].forms.get("zh", ())]
        fresh += not meant
        if meant:
            told.append(any(row.target in form or form in row.target for form in forms))
    return {"rows": len(rows), "new to the glossary": fresh, "as the glossary": round(sum(told) / max(len(told), 1), 3)}


def table(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures as lines of text."""
    return (f"{name}: {figure}" for name, figure in figures.items())
