"""A random projection as a model of sentence-transformers.

A text's vector is the mean of fixed random vectors of its tokens, rare tokens weighing more. It stands in for a model
where only the time and memory of vectors are measured; what it finds has tokens of the query. Being a folder that the
portal's settings can name, it is used as every other model is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log
from pathlib import Path

import numpy as np

DIMENSION = 384
SEED = 20
VOCABULARY = 30_000
UNKNOWN = "[UNK]"


def make_projection(folder: Path, texts: Sequence[str]) -> None:
    """Write the model; its tokens are the words, and the Chinese characters, that are frequent in ``texts``."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - six seconds to import
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding  # noqa: PLC0415
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers  # noqa: PLC0415

    split = Tokenizer(models.WordLevel({UNKNOWN: 0}, UNKNOWN))
    split.normalizer = normalizers.BertNormalizer()
    split.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    counted = Counter(word for text in texts for word in set(_words(split, text)))
    known = [word for word, _ in counted.most_common(VOCABULARY)]
    split.model = models.WordLevel({UNKNOWN: 0} | {word: at for at, word in enumerate(known, start=1)}, UNKNOWN)
    rarity = np.array([0.0, *(log(len(texts) / counted[word]) for word in known)], dtype=np.float32)
    drawn = np.random.default_rng(SEED).standard_normal((len(rarity), DIMENSION), dtype=np.float32)
    module = StaticEmbedding(split, embedding_weights=drawn * rarity[:, None])
    SentenceTransformer(modules=[module], device="cpu").save(str(folder), create_model_card=False)


def _words(split: object, text: str) -> list[str]:
    normal = split.normalizer.normalize_str(text)  # type: ignore[attr-defined]
    return [word for word, _ in split.pre_tokenizer.pre_tokenize_str(normal)]  # type: ignore[attr-defined]
