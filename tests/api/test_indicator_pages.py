"""What the pages of indicators and countries are made of: kept counts, pieces of a ledger, plots, the world."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import counting_plots
from api.counting import count_document
from api.web.indicators import counts
from api.web.indicators.charts import HEIGHT, TOP, coverage_chart, series_chart
from api.web.indicators.counts import Reported, year_rows
from api.web.indicators.lines import PASSAGES, pieces
from api.web.rendering import percent
from corpus.presenters import Presenter
from corpus.store import Store

LIMIT = 100_000


def figures(year: int, percent: float | None, presented: int | None = None) -> dict[str, Any]:
    interval = None if percent is None else [percent - 10, percent + 10]
    numbers = {"presented": presented, "obtained": 8, "readable": 6, "reviewed": 0}
    return {"year": year, "percent": percent, "interval": interval, "estimate": None, "numerator": 3} | numbers


def test_a_count_is_made_once_for_all_visitors(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("/indicators", "/indicators/3.1", "/countries", "/indicators/3.1/ledger"):
        assert client.get(address).status_code == 200
    monkeypatch.setattr(counts, "counted_document", None)
    for address in ("/indicators", "/indicators/3.1?year=2024&sort=-country", "/countries", "/indicators/3.1/ledger"):
        assert client.get(address).status_code == 200


def test_an_empty_choice_of_a_form_is_none(client: TestClient) -> None:
    answer = client.get("/indicators/3.1?year=&status=&region=")
    assert answer.status_code == 200
    assert client.get("/indicators/3.1?year=x").status_code == 422


def test_a_line_of_many_passages_is_shown_in_pieces_and_none_is_lost() -> None:
    evidence = [{"passage_id": str(number)} for number in range(2 * PASSAGES + 3)]
    parts = pieces({"evidence": evidence, "refused": [{"passage_id": "no"}], "iso3": "KEN"})
    assert [len(part["evidence"]) + len(part["refused"]) for part in parts] == [PASSAGES, PASSAGES, 4]
    assert [item for part in parts for item in part["evidence"]] == evidence
    assert [part["continued"] for part in parts] == [False, True, True]
    assert len(pieces({"evidence": [], "refused": []})) == 1


def test_a_year_of_which_only_a_report_speaks_has_a_target_and_no_bar() -> None:
    count = {"population": "vnr", "years": [figures(2024, 50.0)]}
    reported = [Reported(2020, 47.0, 58.0, "DP/2021/25", "zh")]
    early, late = series_chart(count, year_rows(count, reported)).columns
    assert (early.y, early.value, early.targets) == (None, None, [TOP + HEIGHT * 0.53])
    assert (late.value, late.height, late.targets) == (50.0, HEIGHT / 2, [])
    assert late.interval.high < late.y < late.interval.low


def test_an_unknown_number_is_no_bar_of_nought() -> None:
    (group,) = coverage_chart([figures(2024, 50.0)]).columns
    assert [bar.number for bar in group.bars] == [None, 8, 6, 0]
    (group,) = coverage_chart([figures(2024, 50.0, presented=9)]).columns
    assert group.bars[0].height > group.bars[1].height > group.bars[2].height > group.bars[3].height == 0


def test_a_head_is_answered_as_a_get_without_its_body(client: TestClient) -> None:
    for address in ("/", "/countries", "/v1/indicators"):
        asked = client.head(address)
        assert (asked.status_code, asked.content) == (200, b"")
    assert client.head("/nowhere").status_code == 404


def test_files_of_a_count_are_named_alike(client: TestClient) -> None:
    for form, kept_as in (("svg", "inline"), ("png", "attachment"), ("csv", "attachment"), ("json", "inline")):
        said = client.get("/v1/indicators/3.1", params={"format": form}).headers["Content-Disposition"]
        assert said == f'{kept_as}; filename="indicator-3.1.{form}"'


def test_what_is_likely_is_never_said_to_be_certain() -> None:
    assert [percent(share) for share in (0.0, 0.004, 0.5, 0.994, 0.999)] == ["<1", "<1", "50", "99", ">99"]


def test_what_no_country_is_called_stays_in_the_form_with_names_near_it(client: TestClient) -> None:
    page = client.get("/countries?name=Atlantis&ui=zh")
    assert page.status_code == 400
    assert "没有名为“Atlantis”的国家" in page.text
    assert 'value="Atlantis"' in page.text
    assert 'href="/countries/KEN">Kenya' in client.get("/countries?name=Keny&ui=en").text
    assert 'href="/countries/XAB">Sample' in client.get("/countries?name=Sample&ui=en").text


@pytest.mark.parametrize("address", ["/countries", "/countries?states=all", "/countries/XAB", "/countries/KEN"])
@pytest.mark.parametrize("ui", ["zh", "en"])
def test_pages_of_countries_are_small(client: TestClient, address: str, ui: str) -> None:
    answer = client.get(address, headers={"Accept-Language": ui})
    assert answer.status_code == 200
    assert len(answer.content) < LIMIT


def test_a_country_leads_to_its_own_address(client: TestClient) -> None:
    for written in ("kenya", "KEN ", "肯尼亚"):
        there = client.get("/countries", params={"name": written}, follow_redirects=False)
        assert there.headers["location"] == "/countries/KEN"
    assert client.get("/countries/ken", follow_redirects=False).headers["location"] == "/countries/KEN"
    assert client.get("/countries?region=Atlantis").status_code == 400


def test_the_page_compares_the_last_two_snapshots_of_a_reading(empty_client: TestClient) -> None:
    store: Store = empty_client.app.state.portal.store  # type: ignore[attr-defined]
    address = "/indicators/3.1/snapshots?policy=lenient"
    for year, policy in ((2022, "lenient"), (2023, "lenient"), (2024, "strict")):
        store.presenters.replace([Presenter("KEN", year, 1, "a list")])
        store.snapshots.take(count_document(store, "3.1", policy=policy), "Ana")
        if year == 2022:
            assert chosen(empty_client.get(address).text, "now") == ["current"]
    later, earlier = [one.id[7:19] for one in store.snapshots.every("3.1") if one.document["policy"] == "lenient"]
    page = empty_client.get(address).text
    assert (chosen(page, "before"), chosen(page, "now")) == ([earlier], [later])


def chosen(page: str, name: str) -> list[str]:
    """The values of the radio buttons of a name that are checked."""
    return re.findall(f'name="{name}" value="([^"]+)"[^>]* checked', page)


@pytest.mark.parametrize("ui", ["en", "zh"])
def test_who_signs_in_where_nobody_has_a_key_is_told_to_make_an_administrators(
    empty_client: TestClient, ui: str
) -> None:
    assert "vkp keys create NAME --role admin" in empty_client.get("/signin", params={"ui": ui}).text


def test_a_snapshot_is_told_of_at_once_though_it_makes_no_count_old(empty_client: TestClient) -> None:
    store: Store = empty_client.app.state.portal.store  # type: ignore[attr-defined]
    assert "see_changes" not in empty_client.get("/indicators/3.1?ui=en").text
    store.snapshots.take(count_document(store, "3.1"), "Ana")
    store.presenters.replace([Presenter("KEN", 2024, 1, "a list")])
    assert "before=" in empty_client.get("/indicators/3.1?ui=en").text


@pytest.mark.parametrize(("faces", "said"), [((), True), (counting_plots.CHINESE_FACES, False)])
def test_a_png_that_cannot_be_in_chinese_is_said_to_be_in_english(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, faces: tuple[str, ...], said: bool
) -> None:
    if faces and counting_plots.language_of_png("zh") != "zh":
        pytest.skip("no Chinese font is installed")
    monkeypatch.setattr(counting_plots, "CHINESE_FACES", faces)
    counting_plots._chinese_face.cache_clear()
    try:
        assert ("PNG 为英文" in client.get("/indicators/3.1?ui=zh").text) is said
        assert "PNG in English" not in client.get("/indicators/3.1?ui=en").text
    finally:
        counting_plots._chinese_face.cache_clear()
