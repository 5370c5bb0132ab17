from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from search import segment
from search.segment import segmenter

SAMPLE = "联合国志愿人员组织在一百多个国家部署志愿者，促进志愿服务纳入国家发展规划和政策战略。"
CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
ANY_CHARACTER = [chr(code) for first, last in ((0x3400, 0x9FFF), (0xF900, 0xFAFF)) for code in range(first, last + 1)]


def strings(file: Path) -> str:
    """A JSON file's text with its characters written out."""
    return json.dumps(json.loads(file.read_text("utf-8")), ensure_ascii=False)


def test_the_words_of_a_run_are_the_run() -> None:
    assert "".join(segmenter()("志愿服务纳入国家发展规划")) == "志愿服务纳入国家发展规划"


def test_rjieba_gives_what_jieba_defines_on_words_of_its_dictionary_and_on_texts_made_of_them() -> None:
    import jieba

    pytest.importorskip("rjieba")
    fast, definition = segmenter(), segment._jieba()
    chance = random.Random(42)
    words = chance.sample([word for word, count in jieba.dt.FREQ.items() if count and CHINESE.fullmatch(word)], 20_000)
    texts = ["".join(words[at : at + 5]) for at in range(0, len(words), 5)]
    rare = ["".join(chance.choices(ANY_CHARACTER, k=12)) for _ in range(5_000)]
    for run in (SAMPLE, *words, *texts, *rare):
        assert list(fast(run)) == list(definition(run))


def test_rjieba_gives_what_jieba_defines_on_the_development_data(shared_data: Path) -> None:
    pytest.importorskip("rjieba")
    fast, definition = segmenter(), segment._jieba()
    files = ("terms/un-zh-en-sentences.json", "retrieval/cmrc2018-dev.json", "structure/un-documents-gold.json")
    runs = {run for name in files for run in CHINESE.findall(strings(shared_data / name))}
    assert len(runs) > 10_000
    assert [run for run in runs if list(fast(run)) != list(definition(run))] == []


def test_jieba_leaves_nothing_in_the_shared_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Its cache is read with marshal: who can write there can run code here.
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    import jieba

    monkeypatch.setattr(jieba, "dt", jieba.Tokenizer())
    segment._jieba()
    assert list(tmp_path.iterdir()) == []
