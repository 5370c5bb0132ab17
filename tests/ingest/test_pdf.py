"""Two engines, one shape: the same words, sizes and markers whichever engine speaks."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from ingest.layout import RawDocument, Run
from ingest.pdf import ENGINES, engine

TOKEN = re.compile(r"[a-zà-ÿа-яё]+|\d+|[\u4e00-\u9fff]", re.IGNORECASE)
REAL = ("un-en/S_2020_449-EN.pdf", "un-en-with-docx/A_80_604_Add.2.pdf", "un-es/Agua.pdf")


def tokens(document: RawDocument) -> Counter[str]:
    return Counter(
        token for page in document.pages for line in page.lines for token in TOKEN.findall(line.text.lower())
    )


def agreement(path: Path) -> float:
    """The share of tokens that both engines give."""
    first, second = (tokens(engine(name)(path, 5000)) for name in ENGINES)
    return sum((first & second).values()) / max(first.total(), second.total())


@pytest.mark.parametrize(
    "name", ["sample-dp-2099-11.zh.pdf", "sample-vnr-xaa-2025.en.pdf", "sample-vnr-xak-2025.ru.pdf"]
)
def test_the_engines_give_the_same_words_of_the_samples(samples: Path, name: str) -> None:
    assert agreement(samples / name) > 0.99


@pytest.mark.parametrize("name", REAL)
def test_the_engines_give_the_same_words_of_real_documents(shared_data: Path, name: str) -> None:
    assert agreement(shared_data / "pdf" / name) > 0.97


@pytest.mark.parametrize("name", ENGINES)
def test_a_footnote_marker_is_a_small_raised_run(samples: Path, name: str) -> None:
    document = engine(name)(samples / "sample-dp-2099-11.zh.pdf", 5000)
    markers = [run for page in document.pages for line in page.lines for run in line.runs if is_marker(run, line.main)]
    assert {run.text.strip() for run in markers} == {"1", "2", "3", "4"}


def is_marker(run: Run, main: Run) -> bool:
    return run.text.strip().isdigit() and run.size < 0.75 * main.size and run.baseline < main.baseline


@pytest.mark.parametrize("name", ENGINES)
def test_lines_lie_on_the_page_from_top_to_bottom(samples: Path, name: str) -> None:
    page = engine(name)(samples / "sample-vnr-xaa-2025.en.pdf", 5000).pages[1]
    assert all(0 <= line.x0 <= line.x1 <= page.width and 0 < line.main.baseline < page.height for line in page.lines)
    assert max(line.main.baseline for line in page.lines) - min(line.main.baseline for line in page.lines) > 300


@pytest.mark.parametrize("name", ENGINES)
def test_a_page_of_pictures_is_told_from_an_empty_one(samples: Path, name: str) -> None:
    pages = engine(name)(samples / "sample-vnr-xag-2024.en.pdf", 5000).pages
    assert all(not page.lines and (page.pictures or page.drawn) for page in pages)


@pytest.mark.parametrize("name", ENGINES)
def test_heading_and_body_have_the_sizes_that_are_set(samples: Path, name: str) -> None:
    page = engine(name)(samples / "sample-dp-2099-11.zh.pdf", 5000).pages[2]
    sizes = Counter(round(line.main.size, 1) for line in page.lines)
    body = sizes.most_common(1)[0][0]
    assert max(sizes) > 1.1 * body


def test_an_unknown_engine_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no PDF engine 'acrobat'"):
        engine("acrobat")
