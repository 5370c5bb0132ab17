"""The page of every error says cause and remedy in the visitor's language; a technical detail is marked as one."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from api.web.rendering import read_texts
from corpus.errors import ERRORS

CHINESE = re.compile(r"[\u4e00-\u9fff]")
HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("code", sorted(ERRORS))
def test_every_error_has_cause_and_remedy_in_both_languages(code: str) -> None:
    texts = read_texts()
    for said in (texts[f"error.{code}"], texts[f"remedy.{code}"]):
        assert CHINESE.search(str(said["zh"]))
        assert not CHINESE.search(str(said["en"]))


def test_a_detail_in_english_stands_below_and_is_marked(empty_client: TestClient) -> None:
    shown = empty_client.get("/works/DP/2099/77", params={"ui": "zh"}, headers=HTML)
    assert shown.status_code == 404
    main = shown.text.partition("<main")[2]
    cause, remedy, detail = (main.index(words) for words in ("文库中没有这份文件", "请核对文号", "技术细节"))
    assert cause < remedy < detail < main.index('lang="en">DP/2099/77')


def test_another_site_is_refused_before_anything_is_counted(empty_client: TestClient) -> None:
    from_elsewhere = {"Sec-Fetch-Site": "cross-site"}
    answers = [empty_client.post("/signin", data={"key": "x"}, headers=from_elsewhere) for _ in range(15)]
    assert {answer.status_code for answer in answers} == {403}
    shown = empty_client.post("/searches", headers=from_elsewhere | HTML | {"Accept-Language": "zh"})
    assert "请求来自其他网站" in shown.text
