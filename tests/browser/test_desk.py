"""The tagging desk in a browser: reviewing by keyboard alone, in both languages, with and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from corpus.settings import Settings
from tests.browser.conftest import Served, Visit, serving
from tests.browser.desk import DESK, at, begin, decide, decisions, press_and_go, waiting
from tests.browser.test_every_page import faults


@pytest.fixture
def served(folder_of_samples: Callable[[], Settings]) -> Iterator[Served]:
    """A server of the test's own: it decides."""
    with serving(folder_of_samples()) as running:
        yield running


@pytest.mark.parametrize(
    ("ui", "name", "recorded", "taken_back"),
    [("en", "Ana Ruiz", "Recorded: accept", "taken back"), ("zh", "王敏", "已记录： 采纳", "撤销")],
)
def test_passages_are_tagged_by_keyboard_alone(
    visit: Visit, served: Served, ui: str, name: str, recorded: str, taken_back: str
) -> None:
    with visit(ui) as page:
        page.goto("/review")
        page.locator("body").press("Tab")  # the way to the name is by Tab alone
        for _ in range(60):
            if page.evaluate("document.activeElement.closest('#begin') && document.activeElement.name === 'reviewer'"):
                break
            page.keyboard.press("Tab")
        page.keyboard.type(name)
        with page.expect_navigation(url=DESK):
            page.keyboard.press("Enter")
        first = at(page)
        press_and_go(page, "a")
        second = at(page)
        assert second != first
        expect(page.locator(".recorded")).to_contain_text(recorded)
        press_and_go(page, "u")
        assert at(page) == first
        expect(page.locator(".recorded")).to_contain_text(taken_back)
        page.keyboard.press("c")
        page.keyboard.type("r a 2: only words here")
        page.keyboard.press("Escape")
        press_and_go(page, "2")
        press_and_go(page, "n")
        press_and_go(page, "r")
    made = decisions(served, first)
    assert [(one["reviewer"], one["action"]) for one in made] == [
        (name, "accept"),
        (name, "withdraw"),
        (name, "level"),
    ]
    assert made[2]["comment"] == "r a 2: only words here"
    assert made[2]["labels"]["contribution"] is True


def test_enter_in_a_field_decides_nothing(visit: Visit, served: Served) -> None:
    with visit() as page:
        begin(page, "Ana Ruiz")
        passage = at(page)
        page.locator("#comment").fill("thinking")
        page.locator("#comment").press("Enter")
        page.wait_for_timeout(300)
        assert at(page) == passage
    assert decisions(served, passage) == []


def test_help_is_a_key_away_and_can_be_closed(visit: Visit) -> None:
    with visit() as page:
        begin(page, "Ana Ruiz")
        page.keyboard.press("?")
        expect(page.locator("#keys dl")).to_be_visible()
        assert page.evaluate("scrollY") == 0, "the passage stays in sight"
        page.locator("button.accept").click(trial=True)
        page.keyboard.press("?")
        expect(page.locator("#keys dl")).to_be_hidden()


def test_everything_that_decides_works_without_javascript(visit: Visit, served: Served) -> None:
    with visit("zh", script=False) as page:
        begin(page, "王敏")
        passage = at(page)
        page.locator("#comment").fill("草案")
        page.locator("button[value=reject]").click()
        page.wait_for_url(DESK)
        assert at(page) != passage
        page.locator(".recorded button[value=withdraw]").click()
        page.locator("button[value=second]").click()
        page.locator("button[value=lenient]").click()
        expect(page.locator(".recorded")).to_be_visible()
    assert [one["action"] for one in decisions(served, passage)] == ["reject", "withdraw", "second", "level"]


def test_the_words_that_count_are_taken_from_the_selection(visit: Visit, served: Served) -> None:
    with visit() as page:
        begin(page, "Ana Ruiz", "/review?lang=en")
        passage = at(page)
        page.locator("#words").select_text()
        page.locator("[data-take]").click()
        whole = page.locator("#words").text_content()
        assert page.locator("#quote").input_value() == whole
        assert whole is not None
        page.locator("#quote").fill(whole[:30].strip())
        page.locator("button[value=accept]").click()
        page.wait_for_url(re.compile(rf"/items/(?!{passage})"))
    assert [one["quote"] for one in decisions(served, passage)] == [whole[:30].strip()]


def test_words_that_the_passage_does_not_hold_are_refused_and_kept_in_the_form(visit: Visit, served: Served) -> None:
    with visit(errors=False) as page:
        begin(page, "Ana Ruiz")
        passage = at(page)
        page.locator("#quote").fill("words of another text")
        page.locator("#comment").fill("see annex")
        page.locator("button[value=accept]").click()
        expect(page.locator("[role=alert]")).to_contain_text("does not hold these words")
        assert page.locator("#quote").input_value() == "words of another text"
        assert page.locator("#comment").input_value() == "see annex"
    assert decisions(served, passage) == []


def test_a_reviewer_sees_nothing_of_others_before_deciding_and_all_of_it_after(visit: Visit, served: Served) -> None:
    passage = waiting(served)[0]["passage_id"]
    decide(served, passage, "Ana Ruiz", "reject", comment="progress of a plan")
    with visit() as page:
        begin(page, "Ben Okoro", "/review?state=all")
        page.goto(f"/review/items/{passage}")
        expect(page.get_by_text("1 decision of others")).to_be_visible()
        assert "progress of a plan" not in page.content()
        assert "Ana Ruiz" not in page.content()
        press_and_go(page, "a")
        expect(page.locator(".recorded")).to_contain_text("disputed")
        page.goto(f"/review/items/{passage}")
        expect(page.locator(".history")).to_contain_text("progress of a plan")


@pytest.mark.parametrize(("ui", "said"), [("en", "Nothing was recorded"), ("zh", "您的判断尚未记录")])
def test_who_decides_on_what_changed_meanwhile_is_told_and_keeps_what_they_entered(
    visit: Visit, served: Served, ui: str, said: str
) -> None:
    with visit(ui, errors=False) as page:
        begin(page, "Ben Okoro")
        passage = at(page)
        decide(served, passage, "Ana Ruiz", "reject", comment="secret until you decide")
        page.locator("#comment").fill("my own reason")
        page.keyboard.press("Escape")
        press_and_go(page, "a")
        expect(page.locator(".conflict")).to_contain_text(said)
        expect(page.locator(".conflict")).to_contain_text("Ana Ruiz")
        assert "secret until you decide" not in page.content()
        assert page.locator("#comment").input_value() == "my own reason"
        assert faults(page) == []
        assert [one["reviewer"] for one in decisions(served, passage)] == ["Ana Ruiz"]
        with page.expect_navigation():
            page.locator("[data-again]").click()
    made = decisions(served, passage)
    assert [(one["reviewer"], one["action"], one["comment"]) for one in made] == [
        ("Ana Ruiz", "reject", "secret until you decide"),
        ("Ben Okoro", "accept", "my own reason"),
    ]


def test_one_person_in_two_windows_is_shown_what_they_said_in_the_other(visit: Visit, served: Served) -> None:
    with visit(errors=False) as page:
        begin(page, "Ana Ruiz")
        passage = at(page)
        decide(served, passage, "Ana Ruiz", "level", level="L2", comment="in the other window")
        press_and_go(page, "a")
        expect(page.locator(".conflict")).to_contain_text("in the other window")
    assert [one["action"] for one in decisions(served, passage)] == ["level"]


def test_a_double_click_is_one_decision(visit: Visit, served: Served) -> None:
    for script in (True, False):
        with visit(script=script) as page:
            begin(page, f"Ana {script}")
            passage = at(page)
            page.locator("button[value=reject]").dblclick()
            page.wait_for_url(re.compile(rf"/items/(?!{passage})"))
        assert [one["action"] for one in decisions(served, passage)] == ["reject"]


def test_two_reviewers_who_begin_are_led_to_different_passages(visit: Visit) -> None:
    with visit() as one, visit() as other:
        begin(one, "Ana Ruiz")
        begin(other, "Ben Okoro")
        assert at(one) != at(other)
