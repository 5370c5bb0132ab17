"""Questions in other words than the passage that answers them: the portal's own English set, written for it.

``eval/paraphrases.yml`` says how it was written. Small and by one hand: it shows that the dense leg works, no more.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from eval.retrieval_pool import EvalQuery, EvalSet, Pool, plain_passage

NAME = "paraphrases-en"
PAIRS = Path(__file__).parent / "paraphrases.yml"


def paraphrase_set() -> EvalSet:
    """The set; the two questions to a passage are a group."""
    kept = yaml.safe_load(PAIRS.read_text(encoding="utf-8"))
    language = str(kept["language"])
    passages, queries = [], []
    for number, pair in enumerate(kept["pairs"], start=1):
        label = f"{NAME}-{number}"
        passages.append(plain_passage(label, pair["passage"], language, f"P/{number}", number, f"p{number}"))
        queries += [EvalQuery(f"{label}-{way}", pair[way], label, (label,)) for way in ("near", "far")]
    return EvalSet(NAME, language, Pool(NAME, language, tuple(passages), {}), tuple(queries))
