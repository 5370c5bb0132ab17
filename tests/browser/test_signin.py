"""Signing in at a team's portal in a browser: both languages, without a script, by keyboard, and out again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from corpus.access import Role
from corpus.settings import Settings
from corpus.store import open_store
from tests.browser.conftest import NARROW, WIDE, Served, Visit, screenshot, serving
from tests.browser.test_every_page import faults


@pytest.fixture(scope="module")
def key() -> dict[str, str]:
    """The key of a researcher, once the portal is served."""
    return {}


@pytest.fixture(scope="module")
def served(folder_of_samples: Callable[[], Settings], key: dict[str, str]) -> Iterator[Served]:
    """A team's portal."""
    settings = folder_of_samples()
    store = open_store(settings)
    key["researcher"] = store.keys.create("李薇", Role.RESEARCHER)[1]
    store.close()
    with serving(settings) as running:
        yield running


@pytest.mark.parametrize(
    ("ui", "words"), [("en", ("Sign in", "Sign out", "researcher")), ("zh", ("登录", "退出", "研究员"))]
)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_key_leads_to_the_page_that_was_asked_for_and_signing_out_ends_it(
    visit: Visit, key: dict[str, str], ui: str, words: tuple[str, str, str], script: bool
) -> None:
    sign_in, sign_out, role = words
    with visit(ui, script=script) as page:
        page.goto("/searches?ui=" + ui)
        assert "/signin?next=" in page.url
        page.get_by_role("textbox").fill(key["researcher"])
        page.keyboard.press("Enter")
        page.wait_for_url("**/searches?ui=" + ui)
        header = page.locator("header .who")
        assert "李薇" in header.inner_text()
        assert role in header.inner_text()
        page.get_by_role("button", name=sign_out).click()
        page.wait_for_url("**/signin?next=*")
        assert page.get_by_role("heading", name=sign_in).is_visible()


@pytest.mark.parametrize("ui", ["en", "zh"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_has_no_barrier_and_fits(visit: Visit, key: dict[str, str], ui: str, dark: bool) -> None:
    for size in (WIDE, NARROW):
        with visit(ui, size, dark=dark, errors=False) as page:
            page.goto("/signin")
            screenshot(page, f"signin-{ui}-{size['width']}-{'dark' if dark else 'light'}")
            assert faults(page) == []
            page.get_by_role("textbox").fill("vkp_wrong")
            page.keyboard.press("Enter")
            page.get_by_role("alert").wait_for()
            assert faults(page) == []
            page.get_by_role("textbox").fill(key["researcher"])
            page.keyboard.press("Enter")
            page.wait_for_url("**/")
            screenshot(page, f"signed-in-{ui}-{size['width']}-{'dark' if dark else 'light'}")
            assert faults(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_session_is_out_of_reach_of_scripts(visit: Visit, key: dict[str, str]) -> None:
    with visit() as page:
        page.goto("/signin")
        page.get_by_role("textbox").fill(key["researcher"])
        page.keyboard.press("Enter")
        page.wait_for_url("**/")
        assert "session" not in page.evaluate("document.cookie")
        (cookie,) = [one for one in page.context.cookies() if one["name"] == "session"]
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
