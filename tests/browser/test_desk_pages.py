"""The desk's other pages in a browser: adjudicating, assigning, samples; accessible, narrow, and still."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from corpus.settings import Settings
from tests.browser.conftest import NARROW, Served, Visit, serving
from tests.browser.desk import DESK, begin, decide, decisions, press_and_go, waiting
from tests.browser.test_every_page import faults

SHIFTS = """() => new Promise((tell) => {
  const sum = (list) => list.getEntries().reduce((all, one) => all + one.value, 0);
  new PerformanceObserver((list) => tell(sum(list))).observe({type: "layout-shift", buffered: true});
  setTimeout(() => tell(0), 500);
})"""
"""How far what was shown has moved."""


@pytest.fixture
def served(folder_of_samples: Callable[[], Settings]) -> Iterator[Served]:
    """A server of the test's own: it decides."""
    with serving(folder_of_samples()) as running:
        yield running


def test_an_adjudicator_sees_both_sides_and_decides(visit: Visit, served: Served) -> None:
    passage = waiting(served)[0]["passage_id"]
    decide(served, passage, "Ana Ruiz", "accept", comment="adopted in 2024")
    decide(served, passage, "Ben Okoro", "reject", comment="only a draft")
    with visit() as page:
        begin(page, "Ben Okoro", "/review?state=all")
        page.goto("/review/adjudicate")
        expect(page.get_by_text("You are one of the reviewers")).to_be_visible()
    with visit() as page:
        page.goto("/review/adjudicate")
        sides = page.locator(".side-of")
        expect(sides.nth(0)).to_contain_text("adopted in 2024")
        expect(sides.nth(1)).to_contain_text("only a draft")
        assert faults(page) == []
        for group in page.locator(".difference fieldset").all():
            group.get_by_label("yes").check()
        page.locator(".difference input[name=reviewer]").fill("Head of unit")
        page.get_by_role("button", name="Adjudicate").click()
        expect(page.get_by_text("No two reviewers differ.")).to_be_visible()
    assert decisions(served, passage)[-1]["action"] == "adjudicate"


def test_documents_are_assigned_and_their_reviewer_sees_them(visit: Visit, served: Served) -> None:
    work = waiting(served)[0]["work"]
    with visit() as page:
        page.goto("/review/progress")
        page.locator("[name=reviewer]").fill("Ana Ruiz")
        page.locator("[name=works]").fill(f"{work}\n")
        page.locator("[name=by]").fill("Head of unit")
        page.get_by_role("button", name="Assign").click()
        expect(page.get_by_role("region", name="Assignments")).to_contain_text(work)
        begin(page, "Ana Ruiz")
        page.goto("/review?mine=1")
        expect(page.locator(".side")).to_contain_text(work)
        assert {text.strip() for text in page.locator(".queue .symbol").all_text_contents()} == {work}


def test_a_sample_is_drawn_and_read_to_its_recall(visit: Visit, served: Served) -> None:
    with visit() as page:
        page.goto("/review/samples")
        page.locator("[name=size]").fill("10")
        page.locator("[name=by]").fill("Ana Ruiz")
        page.get_by_role("button", name="Draw a sample").click()
        sample = page.url
        page.locator(".button.primary").click()
        page.wait_for_url(DESK)
        expect(page.locator("button[value=accept]")).to_have_count(0)
        press_and_go(page, "0")
        assert "sample=1" in page.url
        page.goto(sample)
        expect(page.locator(".queue .badge.yes")).to_have_count(1)


PAGES = ("/review", "/review?state=all&lang=zh", "/review/adjudicate", "/review/agreement", "/review/progress")
MORE = ("/review/samples", "/review/unplaced")


@pytest.mark.parametrize("ui", ["en", "zh"])
def test_the_pages_of_the_desk_have_no_grave_barrier_and_fit_a_telephone(visit: Visit, served: Served, ui: str) -> None:
    passage = waiting(served, lang="ar", state="all", indicator="mention")[0]["passage_id"]
    decide(served, waiting(served)[0]["passage_id"], "Ana Ruiz", "accept")
    with visit(ui, NARROW, dark=ui == "zh") as page:
        for address in (*PAGES, *MORE, f"/review/items/{passage}"):
            page.goto(address)
            assert faults(page) == [], address
            assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], address


def test_nothing_moves_when_the_picture_of_the_page_arrives(visit: Visit, served: Served) -> None:
    passage = waiting(served)[0]["passage_id"]
    with visit() as page:
        page.goto(f"/review/items/{passage}", wait_until="networkidle")
        moved = page.evaluate(SHIFTS)
        picture = page.locator(".sheet-picture img")
        assert picture.evaluate("one => one.complete && one.naturalWidth > 0")
        assert moved < 0.01
