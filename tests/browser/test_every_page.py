"""What holds for every page in a browser: it is accessible, it fits a telephone, it can be read without JavaScript."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import NARROW, Visit

PAGES = (
    "/",
    "/search?q=volunteers",
    "/search?q=qqqqzzzz",
    "/works/DP/2098/25",
    "/works/DP/2098/25/links",
    "/searches",
    "/indicators",
    "/indicators/3.1",
    "/indicators/3.1/ledger",
    "/indicators/3.1/snapshots",
    "/indicators/3.1.1",
    "/countries?states=all",
    "/countries/XAB",
    "/library",
    "/review",
    "/review/progress",
    "/library/products",
    "/library/add",
    "/signin",
    "/nowhere",
)
GRAVE = ("serious", "critical")


def faults(page: Page) -> list[str]:
    """The serious and critical findings of axe-core, a line each."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found if one["impact"] in GRAVE for node in one["nodes"]]


@pytest.mark.parametrize("ui", ["en", "zh"])
@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_a_grave_barrier(visit: Visit, address: str, ui: str) -> None:
    with visit(ui, errors=address != "/nowhere") as page:
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[ui]
        assert faults(page) == []


@pytest.mark.parametrize("address", PAGES)
def test_no_page_is_wider_than_a_telephone(visit: Visit, address: str) -> None:
    with visit("zh", NARROW, errors=address != "/nowhere") as page:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
