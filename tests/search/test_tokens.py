from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from search import tokens
from search.tokens import document_vector, folded, simplified, tokenise

SAMPLE = "联合国志愿人员组织在一百多个国家部署志愿者，促进志愿服务纳入国家发展规划和政策战略。"

CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")
ANY_CHARACTER = [chr(code) for first, last in ((0x3400, 0x9FFF), (0xF900, 0xFAFF)) for code in range(first, last + 1)]


def strings(file: Path) -> str:
    """A JSON file's text with its characters written out."""
    return json.dumps(json.loads(file.read_text("utf-8")), ensure_ascii=False)


def test_chinese_gives_words_characters_and_pairs() -> None:
    assert sorted(tokenise("志愿服务")) == sorted(["志愿", "服务", "志", "愿", "服", "务", "志愿", "愿服", "服务"])


def test_rjieba_gives_what_jieba_defines_on_words_of_its_dictionary_and_on_texts_made_of_them() -> None:
    import jieba

    pytest.importorskip("rjieba")
    fast, definition = tokens.segmenter(), tokens._jieba()
    chance = random.Random(42)
    words = chance.sample([word for word, count in jieba.dt.FREQ.items() if count and CHINESE.fullmatch(word)], 20_000)
    texts = ["".join(words[at : at + 5]) for at in range(0, len(words), 5)]
    rare = ["".join(chance.choices(ANY_CHARACTER, k=12)) for _ in range(5_000)]
    for run in (SAMPLE, *words, *texts, *rare):
        assert list(fast(run)) == list(definition(run))


def test_rjieba_gives_what_jieba_defines_on_the_development_data(shared_data: Path) -> None:
    pytest.importorskip("rjieba")
    fast, definition = tokens.segmenter(), tokens._jieba()
    files = ("terms/un-zh-en-sentences.json", "retrieval/cmrc2018-dev.json", "structure/un-documents-gold.json")
    runs = {run for name in files for run in CHINESE.findall(strings(shared_data / name))}
    assert len(runs) > 10_000
    assert [run for run in runs if list(fast(run)) != list(definition(run))] == []


def test_traditional_and_simplified_are_one() -> None:
    assert tokenise("志願服務與發展規劃") == tokenise("志愿服务与发展规划")


def test_conversion_never_moves_an_offset() -> None:
    text = "志願服務 A/RES/70/1 裡面"
    assert len(simplified(text)) == len(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ａ／RES／７０／１", "A/RES/70/1"),  # full-width
        ("1 243 381", "1,243,381"),  # digit groups
        ("BÉNÉVOLAT", "benevolat"),  # case and accents
        ("волонтёр", "волонтер"),  # ё
        ("المُتطوّعين", "متطوعين"),  # marks and article
        ("e\u0301ducation", "\u00e9ducation"),  # NFD and NFC
    ],
)
def test_two_ways_of_writing_give_the_same_tokens(one: str, other: str) -> None:
    assert tokenise(one) == tokenise(other)


def test_a_symbol_is_a_token_beside_its_parts() -> None:
    assert "a/res/75/233" in tokenise("载于A/RES/75/233号决议")
    assert "75/233" in tokenise("第75/233号决议")


def test_russian_short_i_stays_a_letter() -> None:
    assert folded("мой") == "мой"


def test_a_passage_weighs_the_same_whatever_else_is_indexed() -> None:
    once = document_vector(tokenise(SAMPLE))
    assert once == document_vector(tokenise(SAMPLE))
    assert list(once.indices) == sorted(once.indices)
    assert all(0 < weight <= 2.2 for weight in once.values)


def test_headings_weigh_less_than_the_text() -> None:
    plain, under = document_vector(["a", "b"]), document_vector(["a", "b"], ["c"])
    assert len(under.indices) == len(plain.indices) + 1
    assert min(under.values) < min(plain.values)


def test_text_without_words_gives_no_tokens() -> None:
    assert tokenise("—…!") == []
