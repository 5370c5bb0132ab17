"""Following links in a browser: cards of what is mentioned, who cites a paragraph, states, and corrections."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, Served, Visit
from tests.browser.test_every_page import faults

FRAMEWORK = "/works/DP/2099/11?language=zh"
RESOLUTION = "/works/A/RES/99/901"
AMBIGUOUS = "article .mention.ambiguous"


def unresolved(page: Page) -> str:
    """Opens the correction of the first ambiguous mention of the framework; its address."""
    page.goto(FRAMEWORK)
    page.locator(AMBIGUOUS).first.click()
    page.wait_for_url("**/links/*-*")
    return page.url


@pytest.mark.parametrize(("ui", "place", "state"), [("en", "para. 6", "in the corpus"), ("zh", "第6段", "已入库")])
def test_a_card_shows_the_paragraph_that_is_meant_and_moves_nothing(
    visit: Visit, ui: str, place: str, state: str
) -> None:
    with visit(ui) as page:
        page.goto(FRAMEWORK)
        mention = page.locator("article .mention.matched", has_text="DP/2098/25)第 6 段").first
        mention.scroll_into_view_if_needed()
        before = page.locator("article").bounding_box()
        mention.hover()
        card = page.locator(".over.card")
        expect(card).to_contain_text(f"DP/2098/25, {place}")
        expect(card).to_contain_text(state)
        assert page.locator("article").bounding_box() == before
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()


def test_a_card_opens_and_closes_with_the_keyboard_alone(visit: Visit) -> None:
    with visit() as page:
        page.goto(FRAMEWORK)
        mention = page.locator("article .mention.matched", has_text="DP/2098/25)第 6 段").first
        mention.focus()
        card = page.locator(".over.card")
        expect(card).to_be_visible()
        assert mention.get_attribute("aria-describedby") == card.get_attribute("id")
        page.keyboard.press("Tab")
        expect(card.get_by_role("link", name="read it there")).to_be_focused()
        expect(card).to_be_visible()
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()
        expect(mention).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**/works/DP/2098/25**#p6")
        page.go_back()
        expect(mention).to_be_visible()


@pytest.mark.parametrize(
    ("ui", "status", "said"),
    [
        ("en", "outside", "This document is not in the corpus yet."),
        ("zh", "outside", "该文件尚未入库"),
        ("en", "ambiguous", "The text does not decide which document is meant."),
        ("zh", "ambiguous", "仅凭原文无法确定所指文件"),
    ],
)
def test_what_cannot_be_read_here_says_why_and_can_be_corrected(visit: Visit, ui: str, status: str, said: str) -> None:
    with visit(ui) as page:
        page.goto(FRAMEWORK)
        page.locator(f"article .mention.{status}").first.hover()
        expect(page.locator(".over.card")).to_contain_text(said)
        page.locator(".over.card a").last.click()
        expect(page.locator("form.correct")).to_be_visible()
        if status == "ambiguous":
            assert said in page.locator("main").inner_text()


def test_the_margin_says_who_cites_a_paragraph_and_leads_to_the_list(visit: Visit) -> None:
    for script in (True, False):
        with visit(script=script) as page:
            page.goto(RESOLUTION + "?language=en")
            cited = page.locator("#p9 .cited")
            assert "DP/2099/11" in cited.inner_text()
            beside, text = cited.bounding_box(), page.locator("#p9 > p").bounding_box()
            assert beside
            assert text
            assert beside["x"] >= text["x"] + text["width"]
            times = int(cited.inner_text().split()[2])
            cited.click()
            assert page.locator("table.links tbody tr").count() == times
            assert parse_qs(urlsplit(page.url).query) == {"direction": ["in"], "pinpoint": ["9"]}


def test_links_in_one_state_are_listed_and_back_and_forward_keep_the_state(visit: Visit) -> None:
    with visit() as page:
        page.goto(FRAMEWORK)
        page.locator(".legend .mention.outside").click()
        assert parse_qs(urlsplit(page.url).query) == {"status": ["outside"]}
        states = page.locator("table.links .badge.outside").count()
        assert states == page.locator("table.links tbody tr").count() > 0
        page.locator(".chips a").first.click()
        assert page.locator("table.links tbody tr").count() > states
        page.go_back()
        assert page.locator("table.links tbody tr").count() == states
        page.go_forward()
        assert page.locator("table.links tbody tr").count() > states


def test_the_picture_leads_from_neighbour_to_neighbour(visit: Visit) -> None:
    with visit() as page:
        page.goto("/works/DP/2099/11/links")
        page.locator(".neighbourhood a", has_text="DP/2098/25").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/works/DP/2098/25/links**")
        page.locator(".neighbourhood a", has_text="DP/2098/25").last.click()
        page.wait_for_url("**/works/DP/2098/25")
        page.go_back()
        page.go_back()
        assert page.url.endswith("/works/DP/2099/11/links")


@pytest.mark.parametrize(("ui", "said"), [("en", "cannot be understood"), ("zh", "无法识别")])
def test_a_form_that_cannot_be_kept_loses_nothing(visit: Visit, ui: str, said: str) -> None:
    with visit(ui, script=False, errors=False) as page:
        unresolved(page)
        page.locator("input[value=retarget]").check()
        for name, text in (("target", "no symbol!"), ("pinpoint", "29"), ("author", "李明"), ("comment", "见第3段")):
            page.locator(f"input[name={name}]").fill(text)
        page.locator("form.correct button").click()
        expect(page.locator("[role=alert]")).to_contain_text(said)
        assert page.locator("input[value=retarget]").is_checked()
        values = {name: page.locator(f"input[name={name}]").input_value() for name in ("target", "pinpoint", "comment")}
        assert values == {"target": "no symbol!", "pinpoint": "29", "comment": "见第3段"}


def test_a_mention_is_resolved_by_a_person_and_the_name_is_remembered(visit: Visit, served: Served) -> None:
    with visit("zh", errors=False) as page:
        address = unresolved(page)
        name = unquote(urlsplit(address).path.rpartition("/")[2])
        page.locator("input[value=retarget]").check()
        page.locator("input[name=target]").fill("A/RES/99/901")
        page.locator("input[name=author]").fill("李明")
        # Somebody else decides while the form is open.
        said = {"correction": "reject", "author": "Ana"}
        assert httpx.post(f"{served.address}/v1/links/{name}/decisions", json=said).status_code == 201
        page.locator("form.correct button").click()
        expect(page.locator("[role=alert]")).to_contain_text("他人已先作出判断")
        assert "Ana" in page.locator("main").inner_text()
        assert page.locator("input[name=target]").input_value() == "A/RES/99/901"
        page.locator("form.correct button").click()
        expect(page.locator(".says .badge.matched")).to_be_visible()
        assert page.locator("input[name=author]").input_value() == "李明"
        page.goto(FRAMEWORK)
        assert page.locator(f"[data-link='{name}'].matched").count() == 1


@pytest.mark.parametrize("ui", ["en", "zh"])
def test_no_page_of_links_has_a_grave_barrier_or_is_wider_than_a_telephone(visit: Visit, ui: str) -> None:
    with visit(ui, NARROW, dark=ui == "zh") as page:
        for address in ("/works/DP/2099/11/links", RESOLUTION + "/links?direction=in&status=matched"):
            page.goto(address)
            assert faults(page) == [], address
            assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        page.locator("table.links .state").first.click()
        page.wait_for_url("**/links/*-*")
        assert faults(page) == []
        page.goto(FRAMEWORK)
        page.locator("article .mention.matched").first.focus()
        expect(page.locator(".over.card")).to_be_visible()
        assert faults(page) == []
