"""The pages of countries in a browser: the world by regions, and a country's profile."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, Served, Visit
from tests.browser.test_indicators import DRAWN


def country(served: Served, iso3: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{served.address}/v1/countries/{iso3}", timeout=60).json()
    return found


@pytest.mark.parametrize(
    ("ui", "name", "yes", "unread"), [("en", "Sample Country G", "yes", "unread"), ("zh", "示例国G", "是", "未读")]
)
def test_the_world_shows_reviews_by_year_with_their_status(
    visit: Visit, ui: str, name: str, yes: str, unread: str
) -> None:
    with visit(ui, script=False) as page:
        page.goto("/countries")
        row = page.locator("table.world tr", has=page.get_by_role("link", name=name, exact=True))
        mark = row.get_by_role("link", name=f"2024: {unread}")
        expect(mark).to_have_text("?")
        marks = {page.locator(f"table.world .mark-{status}").first.inner_text() for status in ("yes", "no", "unread")}
        assert len(marks) == 3
        expect(page.locator("table.world").get_by_role("link", name=f"2025: {yes}").first).to_be_visible()
        mark.click()
        assert page.url.endswith("/countries/XAG#y2024")
        expect(page.locator("#y2024")).to_be_visible()


@pytest.mark.parametrize(
    ("ui", "africa", "every", "kenya"), [("en", "Africa", "All States", "Kenya"), ("zh", "非洲", "所有国家", "肯尼亚")]
)
def test_regions_and_groups_stand_in_the_address(visit: Visit, ui: str, africa: str, every: str, kenya: str) -> None:
    with visit(ui, script=False) as page:
        page.goto("/countries")
        page.get_by_role("link", name=every).click()
        expect(page.locator("table.world").get_by_role("link", name=kenya)).to_be_visible()
        page.locator(".chips").get_by_role("link", name=africa, exact=True).click()
        assert "region=002" in page.url
        assert "states=all" in page.url
        expect(page.locator("tr.region")).to_have_count(1)
        page.goto("/countries?states=all&region=lldc")
        assert all("LLDC" in groups for groups in page.locator("table.world .g").all_inner_texts())
        page.go_back()
        expect(page.locator("tr.region")).to_have_count(1)
        expect(page.locator("table.world").get_by_role("link", name=kenya)).to_be_visible()


@pytest.mark.parametrize(("ui", "written", "said"), [("en", "kenya", "Kenya"), ("zh", "肯尼亚", "肯尼亚")])
def test_a_country_is_found_by_its_name(visit: Visit, ui: str, written: str, said: str) -> None:
    with visit(ui, script=False) as page:
        page.goto("/countries")
        page.locator("input[name=name]").fill(written)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text(said)
        assert page.url.endswith("/countries/KEN")
        expect(page.locator("main .notice")).to_be_visible()


@pytest.mark.parametrize(
    ("ui", "name", "other"), [("en", "Sample Country B", "示例国B"), ("zh", "示例国B", "Sample Country B")]
)
def test_a_profile_holds_what_the_portal_knows(visit: Visit, served: Served, ui: str, name: str, other: str) -> None:
    known = country(served, "XAB")
    with visit(ui, script=False) as page:
        page.goto("/countries/XAB")
        expect(page.locator("h1")).to_contain_text(name)
        expect(page.locator("h1")).to_contain_text(other)
        expect(page.locator(".reviews > li")).to_have_count(len(known["reviews"]))
        expect(page.locator("table.instruments tbody tr")).to_have_count(len(known["instruments"]))
        expect(page.locator("table.measured tbody tr")).to_have_count(len(known["measured"]))
        expect(page.locator("blockquote")).to_have_count(len(known["evidence"]))
        plan = page.locator("table.instruments tbody tr").first
        expect(plan).to_contain_text("2024")
        expect(plan).to_contain_text("2025")


def test_evidence_is_kept_to_a_kind_and_leads_to_passage_and_picture(visit: Visit) -> None:
    with visit() as page:
        page.goto("/countries/XAB")
        whole = page.locator("blockquote").count()
        page.get_by_role("link", name="Policy integration").click()
        assert "level=policy" in page.url
        assert 0 < page.locator("blockquote.held-policy").count() == page.locator("blockquote").count() < whole
        page.go_back()
        expect(page.locator("blockquote")).to_have_count(whole)
        first = page.locator("blockquote").first
        words = first.locator("p").inner_text().strip()[:60]
        first.get_by_role("link", name="on the page").click()
        assert page.locator("img").first.evaluate(DRAWN) > 100
        page.go_back()
        page.locator("blockquote footer a").first.click()
        expect(page.locator(":target")).to_contain_text(words)


@pytest.mark.parametrize(("ui", "unread"), [("en", "2 of 2 pages could not be read"), ("zh", "2 页中有 2 页未能读取")])
def test_what_is_unread_is_said_plainly(visit: Visit, ui: str, unread: str) -> None:
    with visit(ui, NARROW) as page:
        page.goto("/countries/XAG")
        expect(page.locator("section.notice")).to_contain_text(unread)


@pytest.mark.parametrize(("ui", "said"), [("en", "have not been reviewed by people"), ("zh", "未经人工审核")])
def test_what_nobody_reviewed_is_said_plainly(visit: Visit, ui: str, said: str) -> None:
    with visit(ui) as page:
        page.goto("/countries/XAB")
        expect(page.locator("section.notice")).to_contain_text(said)
        expect(page.locator("section.notice a")).to_have_attribute("href", "/review?country=XAB")
