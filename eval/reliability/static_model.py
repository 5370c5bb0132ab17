"""A model of sentence-transformers of a few kilobytes, with weights by chance: it proves nothing of quality."""

from __future__ import annotations

from pathlib import Path

WORDS = ["the", "of", "volunteers", "plant", "trees", "along", "river", "sample", "resolution", "report", "board"]
UNKNOWN = "[UNK]"
DIMENSION = 16


def static_model(folder: Path) -> Path:
    """Write the model. Raises ``ModuleNotFoundError`` without the extra ``dense``."""
    import numpy as np  # noqa: PLC0415 - the parent of the commands must start no thread
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - six seconds to import
    from sentence_transformers.models import StaticEmbedding  # noqa: PLC0415
    from tokenizers import Tokenizer, models, pre_tokenizers  # noqa: PLC0415

    numbered = {word: n for n, word in enumerate([UNKNOWN, *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(numbered, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    weights = np.random.default_rng(1).normal(size=(len(WORDS) + 1, DIMENSION)).astype("float32")
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu")
    model.save(str(folder), create_model_card=False)
    return folder
