"""Reviewers at the desk, for the browser tests of it."""

from __future__ import annotations

import re
from typing import Any

import httpx
from playwright.sync_api import Page

from tests.browser.conftest import Served

DESK = re.compile(r"/review/items/")


def waiting(served: Served, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{served.address}/v1/review/queue", params=query).json()["passages"]
    return found


def decisions(served: Served, passage: str) -> list[dict[str, Any]]:
    answer = httpx.get(f"{served.address}/v1/review/items/{passage}", params={"whole": True}).json()
    made: list[dict[str, Any]] = answer["decisions"]
    return made


def decide(served: Served, passage: str, reviewer: str, action: str, **said: Any) -> None:
    body = {"action": action, "reviewer": reviewer, "indicator": "3.1"} | said
    answer = httpx.post(f"{served.address}/v1/review/items/{passage}/decisions", json=body)
    assert answer.status_code == 201, answer.text


def begin(page: Page, name: str, address: str = "/review") -> None:
    page.goto(address)
    page.locator("#begin input[name=reviewer]").fill(name)
    page.locator("#begin button").click()
    page.wait_for_url(DESK)


def at(page: Page) -> str:
    """The passage on the desk."""
    return page.url.split("/review/items/")[1].split("?")[0]


def press_and_go(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)
