"""Real models made on the spot, with weights by chance: they prove the path a text takes, and nothing of quality."""

from __future__ import annotations

from pathlib import Path

import pytest

KNOWN = "volunteers plant trees along the river budget of programme doctors treat sick in clinics road rice market"
WORDS = KNOWN.split()


def tiny_embedder(folder: Path, *, seed: int = 0, context: int = 64) -> Path:
    """A model of sentence-transformers with 16 dimensions that knows ``WORDS``."""
    sentence_transformers = pytest.importorskip("sentence_transformers", reason="install the extra dense")
    from transformers import BertModel

    _transformer(folder / "plain", BertModel, seed=seed)
    model = sentence_transformers.SentenceTransformer(str(folder / "plain"), local_files_only=True)
    model.max_seq_length = context
    model.prompts = {"query": "ask ", "document": ""}
    model.save(str(folder / f"tiny-{seed}"), create_model_card=False)
    return folder / f"tiny-{seed}"


def tiny_cross_encoder(folder: Path, *, seed: int = 0) -> Path:
    """A cross-encoder that knows ``WORDS``."""
    pytest.importorskip("sentence_transformers", reason="install the extra dense")
    from transformers import BertForSequenceClassification

    return _transformer(folder, BertForSequenceClassification, seed=seed, num_labels=1)


def _transformer(folder: Path, kind: type, *, seed: int, **options: int) -> Path:
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, PreTrainedTokenizerFast

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    vocabulary = {word: at for at, word in enumerate([*special, *WORDS])}
    plain = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    plain.pre_tokenizer = pre_tokenizers.Whitespace()
    plain.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    named = {"unk_token": "[UNK]", "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=plain, **named).save_pretrained(str(folder))
    torch.manual_seed(seed)
    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    config = BertConfig(vocab_size=len(vocabulary), max_position_embeddings=128, **shape, **options)
    kind(config).save_pretrained(str(folder))
    return folder
