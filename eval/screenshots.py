"""Pictures of the pages for the READMEs, taken by a real browser from a real server over the samples.

Needs Debian's Chromium and fonts for every script (``fonts-noto-core``, ``fonts-noto-cjk``).
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from corpus.settings import Settings
from eval.served import served

FOLDER = Path(__file__).parent.parent / "docs" / "images"
HEIGHT = 860
REVIEWER = "Ana"
"""By whose name the tagging desk is pictured."""

LOCALES = {"zh": "zh-CN", "en": "en-GB"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A page to be pictured: ``name`` is the file's, with the language added; ``{ui}`` in ``path`` is the language."""

    name: str
    path: str
    width: int = 1280


PICTURES = (
    Picture("search", "/search?q=志愿服务政策"),
    Picture("reader", "/works/A/RES/99/901?language={ui}"),
    Picture("desk", "/review/next?indicator=3.1"),
    Picture("indicator", "/indicators/3.1"),
    Picture("country", "/countries/XAB"),
)


def take(settings: Settings, folder: Path = FOLDER) -> dict[str, Any]:
    """Take every picture in both languages; ``PortalError("bad_input")`` where there is no Chromium to do it."""
    folder.mkdir(parents=True, exist_ok=True)
    with served(settings) as (_, address, _started):
        taken = [str(path) for ui in LOCALES for path in _of_language(address, ui, folder)]
    return {"pictures": taken}


def _of_language(address: str, ui: str, folder: Path) -> Sequence[Path]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - of the development dependencies

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        context = browser.new_context(base_url=address, locale=LOCALES[ui], color_scheme="light")
        context.add_cookies([{"name": "name", "value": REVIEWER, "url": address}])
        page = context.new_page()
        places = []
        for picture in PICTURES:
            page.set_viewport_size({"width": picture.width, "height": HEIGHT})
            page.goto(picture.path.format(ui=ui), wait_until="networkidle")
            page.evaluate("scrollTo(0, 0)")  # a page may have gone to its first passage
            places.append(folder / f"{picture.name}.{ui}.png")
            page.screenshot(path=places[-1])
        browser.close()
    return places


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        raise PortalError("bad_input", "no Chromium is installed", "apt-get install chromium fonts-noto-cjk")
    return found
