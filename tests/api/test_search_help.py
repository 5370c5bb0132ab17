"""Why a passage was found and what helps where none was: the same in the API, the terminal and on the page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.schemas import load_schema
from api.search_output import BOLD, PLAIN, search_text
from api.web.searching.highlights import other_words
from tests.api.test_contract import Ingested, run, valid


def hit(**said: Any) -> dict[str, Any]:
    return {
        **{"rank": 1, "score": 0.5, "work": "DP/2099/1", "path": "p3", "page_first": 2, "language": "zh", "title": ""},
        **{"text": "为志愿者投保。", "highlights": [[1, 4]], "matched": [], "kind": "paragraph", "parts": None},
    } | said


def found(**said: Any) -> dict[str, Any]:
    return {
        **{"total": 1, "total_is": "exact", "took_ms": 3.2, "mode": "lexical", "hits": [hit()], "notes": []},
        **{"did_you_mean": [], "help": None},
    } | said


def match(typed: str, form: str, source: str) -> dict[str, str]:
    return {"typed": typed, "form": form, "source": source, "language": "zh"}


MATCHED = [
    match("volunteer", "志愿者", "glossary"),
    match("insurance", "insurance", "typed"),
    match("a", "b", "synonym"),
]


def test_a_hit_says_by_which_other_words_it_was_found() -> None:
    assert other_words(hit(matched=MATCHED)) == [("volunteer", "志愿者"), ("a", "b")]
    assert "    matched: volunteer → 志愿者, a → b" in list(search_text(found(hits=[hit(matched=MATCHED)])))
    assert not any("matched" in line for line in search_text(found(hits=[hit(matched=MATCHED[1:2])])))


def test_what_was_found_is_bold_in_a_terminal_and_plain_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "    为志愿者投保。" in list(search_text(found()))
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert f"    为{BOLD}志愿者{PLAIN}投保。" in list(search_text(found()))
    monkeypatch.setenv("NO_COLOR", "1")
    assert "    为志愿者投保。" in list(search_text(found()))


def test_a_text_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in "".join(search_text(found(hits=[hit(text="a\x1b[31mb", highlights=[])])))


def test_a_long_text_is_shown_around_what_was_found() -> None:
    text = "x " * 300 + "needle" + " y" * 300
    (shown,) = (line for line in search_text(found(hits=[hit(text=text, highlights=[[600, 606]])])) if "needle" in line)
    assert shown.startswith("    … ")
    assert len(shown) < 260


def test_an_explained_score_shows_its_parts_and_terms() -> None:
    parts = {
        **{"score": 0.24, "model": "across", "engine": 7.5, "kind_weight": 0.6},
        "features": [
            {"name": "units.sentence", "value": 0.5, "weight": 0.8, "contribution": 0.4},
            {"name": "figures.passage", "value": 0.0, "weight": 0.2, "contribution": 0.0},
        ],
    }
    lines = list(search_text(found(hits=[hit(parts=parts, matched=MATCHED, kind="heading")])))
    assert "    score 0.5000; by words 0.2400 (across); engine 7.5 × 0.6 (heading)" in lines
    assert "      units.sentence       0.500 × 0.800 = 0.4000" in lines
    assert not any("figures" in line for line in lines)
    assert "      志愿者 for volunteer (glossary)" in lines
    assert "      insurance (typed)" in lines


HELPED = {
    "without": [{"filters": ["lang", "year"], "total": 200, "total_is": "at_least"}],
    "languages": [{"value": "zh", "count": 5}, {"value": "fr", "count": 1}],
    "cited": {"work": "A/RES/98/1", "mentions": 2, "documents": 1, "in_corpus": False, "address": None},
}


def test_where_nothing_was_found_the_terminal_says_what_would() -> None:
    lines = list(search_text(found(total=0, hits=[], did_you_mean=["volunteer", "voluntary"], help=HELPED)))
    assert lines[1:] == [
        "did you mean: volunteer · voluntary",
        "  without --lang, --year: at least 200 passages",
        "  in other languages: zh 5, fr 1",
        "  A/RES/98/1 is cited 2 times in 1 document and not here",
    ]


def test_the_api_names_what_would_find_something(client: TestClient) -> None:
    def asked(**words: Any) -> dict[str, Any]:
        answer: dict[str, Any] = valid(client.get("/v1/search", params=words).json(), "search")
        return answer

    assert asked(q="志愿者")["help"] is None
    helped = asked(q="补充志愿者", lang="fr", year=1950)["help"]
    assert [one["filters"] for one in helped["without"]] == [["year"], ["lang", "year"]]
    by_language = asked(q="insurance of volunteers", lang="pt")["help"]
    assert {"zh", "en"} <= {one["value"] for one in by_language["languages"]}
    for one in by_language["languages"]:
        assert asked(q="insurance of volunteers", lang=one["value"])["total"] >= one["count"] > 0
    cited = asked(q="A/RES/70/1")["help"]["cited"]
    assert (cited["work"], cited["in_corpus"]) == ("A/RES/70/1", False)
    assert cited["mentions"] > 0
    assert asked(q="qqqqwwww")["help"] == {"without": [], "languages": [], "cited": None}
    assert asked(q="voluntear coordinaters")["did_you_mean"]


def test_an_explained_search_has_the_shape_that_is_promised(client: TestClient) -> None:
    explained = client.get("/v1/search", params={"q": "志愿者", "explain": "true"}).json()
    plain = client.get("/v1/search", params={"q": "志愿者"}).json()
    assert all(one["parts"]["features"] for one in valid(explained, "search")["hits"])
    assert [one["parts"] for one in plain["hits"]] == [None] * 10
    assert "matched" in load_schema("search")["properties"]["hits"]["items"]["required"]


@pytest.mark.parametrize(
    ("ui", "said", "why", "related"),
    [("en", "Did you mean", "matched:", "related passages"), ("zh", "您要找的是", "匹配：", "相关段落")],
)
def test_the_page_says_it_in_its_language(client: TestClient, ui: str, said: str, why: str, related: str) -> None:
    page = client.get("/search", params={"q": "insurrance volunteers", "ui": ui}).text
    assert said in page
    assert "/search?q=insurance+volunteers" in page
    assert related in page
    across = client.get("/search", params={"q": "volunteers", "lang": "zh", "ui": ui}).text
    assert why in across
    assert "<bdi>volunteers</bdi> → <bdi>志愿" in across
    assert "<mark>志愿" in across


def test_a_page_that_found_nothing_leads_on(client: TestClient) -> None:
    page = client.get("/search", params={"q": "insurance", "lang": "pt", "ui": "en"}).text
    assert 'href="/search?q=insurance"' in page
    assert "In other languages:" in page
    assert "lang=zh" in page
    missing = client.get("/search", params={"q": "A/RES/70/1", "ui": "en"}).text
    assert "https://undocs.org/en/A/RES/70/1" in missing


def test_related_passages_are_the_same_by_command_api_and_page(
    client: TestClient, ingested: Ingested, capsys: pytest.CaptureFixture[str]
) -> None:
    first = client.get("/v1/search", params={"q": "insurance of volunteers", "lang": "en"}).json()["hits"][0]
    name = first["passage_id"]
    related = valid(client.get(f"/v1/passages/{name}/related", params={"k": 3}).json(), "similar")
    _, out, _ = run(capsys, "similar", name, "-k", "3", "--data", str(ingested[0].data), "--json")
    assert valid(json.loads(out), "similar") == related
    assert len(related["related"]) == 3
    _, text, _ = run(capsys, "similar", name, "-k", "3", "--data", str(ingested[0].data))
    assert "3 related passages" in text
    page = client.get(f"/passages/{name}/related", params={"ui": "zh"})
    assert (page.status_code, "与" in page.text) == (200, True)


def test_a_passage_that_is_not_there_is_refused(client: TestClient) -> None:
    answer = client.get("/v1/passages/nothing/related")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_passage")
