from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from search.features import FEATURES, Candidate, features
from search.probes import probes
from search.query import read_query
from search.ranking import KIND_WEIGHT, LOOKED_AT, ranked, weights
from search.store.base import ScoredPoint
from search.windows import windows


@dataclass
class Found:
    """A point as the engine finds it."""

    id: str
    text: str
    score: float = 1.0
    kind: str = "paragraph"
    language: str = "zh"

    def point(self) -> ScoredPoint:
        meta = {"language": self.language, "kind": self.kind}
        return ScoredPoint(self.id, self.score, {"content": self.text, "meta": meta})


def order(question: str, *found: Found) -> list[str]:
    query = read_query(question, "lexical", None, None)
    return [point.id for point in ranked(query, [one.point() for one in found])]


@pytest.mark.parametrize("model", ["chinese", "words", "across"])
def test_the_weights_of_a_model_are_one(model: str) -> None:
    assert weights(model).sum() == pytest.approx(1)
    assert (weights(model) >= 0).all()


def test_words_said_together_go_before_words_said_apart() -> None:
    apart = "青年人口持续增长。" + "各国讨论了贸易和关税问题，并审议了报告。" * 4 + "志愿服务日在十二月。"
    together = "青年志愿服务在各国发展迅速。" + "各国讨论了贸易和关税问题，并审议了报告。" * 4
    assert order("青年志愿服务", Found("a", apart), Found("b", together)) == ["b", "a"]


def test_a_synonym_counts_as_what_was_typed() -> None:
    silent = "组织开展了许多活动，参与者来自各国。"
    assert order("义工", Found("a", silent), Found("b", "志愿者来自各国。")) == ["b", "a"]


def test_a_heading_goes_behind_the_paragraph_on_its_subject() -> None:
    heading = Found("a", "在线志愿服务", kind="heading")
    paragraph = Found("b", "在线志愿服务使残疾人能够在家参与翻译和设计。")
    assert order("在线志愿服务", heading, paragraph) == ["b", "a"]


def test_a_passage_in_another_language_is_ranked_by_its_translations() -> None:
    other = Found("a", "Trade policies of member States were reviewed.", language="en")
    right = Found("b", "Volunteers helped refugees to settle.", language="en")
    assert order("志愿者帮助难民", other, right) == ["b", "a"]


def test_what_is_not_looked_at_again_follows_in_the_order_of_the_engine() -> None:
    found = [Found(f"{at:03}", "志愿者的培训", score=1000.0 - at) for at in range(LOOKED_AT + 5)]
    points = ranked(read_query("志愿者培训", "lexical", None, None), [one.point() for one in found])
    assert [point.id for point in points[LOOKED_AT:]] == [one.id for one in found[LOOKED_AT:]]
    assert [point.score for point in points] == sorted((point.score for point in points), reverse=True)


def test_passages_in_the_language_of_the_question_are_not_crowded_out() -> None:
    # A common word of one's own language is rare in the others: the engine puts those first.
    abroad = [Found(f"a{at:02}", "志愿者在各国服务。", score=9.0) for at in range(60)]
    at_home = [Found(f"h{at}", "The volunteers served abroad.", score=1.0, language="en") for at in range(3)]
    assert set(order("volunteer", *abroad, *at_home)[:3]) == {"h0", "h1", "h2"}


def test_nothing_found_is_ranked_as_nothing() -> None:
    assert order("志愿者") == []


def test_shares_lie_between_none_and_all_of_what_is_asked() -> None:
    query = read_query("志愿者 training in 2020", "lexical", None, None)
    wanted = {language: probes(query.question, language) for language in ("zh", "en", "de")}
    texts = ["2020年志愿者接受了培训。", "Volunteers had training in 2020.", "Nichts davon."]
    rows = features(wanted, [Candidate.of(text, lang) for text, lang in zip(texts, wanted, strict=True)])
    assert rows.shape == (3, len(FEATURES))
    assert (np.asarray(rows) >= 0).all()
    assert (np.asarray(rows) <= 1 + 1e-9).all()
    assert rows[0, FEATURES.index("units.passage")] > rows[2, FEATURES.index("units.passage")]


def test_what_announces_an_item_counts_less_than_what_it_says() -> None:
    query = read_query("志愿者培训", "lexical", None, None)
    wanted = {"zh": probes(query.question, "zh")}
    said, announced, silent = features(
        wanted,
        [
            Candidate.of("志愿者培训。", "zh"),
            Candidate.of("每年两次。", "zh", "志愿者培训如下："),
            Candidate.of("每年两次。", "zh"),
        ],
    )[:, FEATURES.index("typed.passage")]
    assert said > announced > silent == 0


def test_a_long_sentence_is_looked_at_in_windows() -> None:
    resolution = "敦促会员国提供资金，" * 20 + "并支持志愿者。"
    assert len(windows(resolution, "zh")) > 3
    assert "".join(windows(resolution, "zh")) == resolution.replace("，", ",")


def test_kinds_that_name_a_subject_are_worth_less() -> None:
    assert max(KIND_WEIGHT.values()) < 1
