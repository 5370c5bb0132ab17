"""A real browser in front of a real server over the samples; skipped, visibly, where no Chromium is installed."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from api.app import create_app
from corpus.settings import Settings
from ingest.report import IngestReport
from tests.folders import copied

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)

WIDE = ViewportSize(width=1280, height=900)
NARROW = ViewportSize(width=390, height=844)
"""A desk and a telephone, in CSS pixels."""

SECONDS = 20
"""How long a server may take to start, and a page to show what is awaited."""


@dataclass(frozen=True)
class Served:
    """A running server and the folder it serves."""

    address: str
    settings: Settings


@contextmanager
def serving(settings: Settings) -> Iterator[Served]:
    """A server over a data folder, on a free port of the loopback."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning"))
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    running.start()
    for _ in range(SECONDS * 50):
        if server.started or not running.is_alive():
            break
        running.join(timeout=0.02)
    assert server.started, "the server did not start"
    yield Served(f"http://127.0.0.1:{listening.getsockname()[1]}", settings)
    server.should_exit = True
    running.join(timeout=SECONDS)


@pytest.fixture(scope="session")
def folder_of_samples(
    ingested: tuple[Settings, IngestReport], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Settings]:
    """Makes a new copy of the data folder with the samples."""

    def new_copy() -> Settings:
        return Settings(data=copied(ingested[0].data, tmp_path_factory.mktemp("browsed") / "data"))

    return new_copy


@pytest.fixture(scope="module")
def served(folder_of_samples: Callable[[], Settings]) -> Iterator[Served]:
    """A server over the samples, one for a module of tests."""
    with serving(folder_of_samples()) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium without a window."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


Visit = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def visit(browser: Browser, served: Served) -> Visit:
    """A visitor's page: ``with visit("zh", NARROW, script=False) as page``.

    What the browser logs as an error (a blocked script, a missing file) fails the test unless ``errors`` is False.
    """

    @contextmanager
    def opened(
        ui: str = "en", size: ViewportSize = WIDE, *, script: bool = True, dark: bool = False, errors: bool = True
    ) -> Iterator[Page]:
        language = {"zh": "zh-CN", "en": "en-GB"}[ui]
        context: BrowserContext = browser.new_context(
            base_url=served.address,
            locale=language,
            viewport=size,
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
        )
        page, said = context.new_page(), list[str]()
        page.set_default_timeout(SECONDS * 1000)
        page.on("pageerror", lambda failure: said.append(str(failure)))
        page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
        yield page
        context.close()
        assert not errors or said == []

    return opened


def screenshot(page: Page, name: str, folder: Path = Path("/tmp")) -> Path:
    """A picture of the whole page, for people to look at."""
    place = folder / f"{name}.png"
    page.screenshot(path=place, full_page=True)
    return place
