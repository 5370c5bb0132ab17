"""A page without text is read from its picture where tesseract is installed and a person asks for it, and says so."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from corpus.documents import PageState, ParsedDocument
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import open_store
from ingest.cell import read_file
from ingest.pipeline import ingest

SCAN = "sample-vnr-xag-2024.en.pdf"
with_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")


def pictures_of(source: Path, target: Path) -> Path:
    """The document with each page replaced by its picture."""
    document, scanned = pdfium.PdfDocument(source), pdfium.PdfDocument.new()
    for page in document:
        width, height = page.get_size()
        image = pdfium.PdfImage.new(scanned)
        image.set_bitmap(page.render(scale=300 / 72, grayscale=True))
        image.set_matrix(pdfium.PdfMatrix().scale(width, height))
        drawn = scanned.new_page(width, height)
        drawn.insert_obj(image)
        drawn.gen_content()
    scanned.save(target)
    return target


def text_of(parsed: ParsedDocument) -> str:
    return "".join("".join(p.text.split()) for p in parsed.passages)


@with_tesseract
def test_a_scan_is_read_with_its_confidence(samples: Path) -> None:
    parsed = read_file(samples / SCAN, Settings(), ocr=True)
    assert [page.state for page in parsed.pages] == [PageState.TEXT, PageState.TEXT]
    assert all(page.confidence is not None and page.confidence > 0.8 for page in parsed.pages)
    assert [issue.code for issue in parsed.issues] == ["ocr", "ocr"]
    assert parsed.engine == "pdfium+tesseract"
    assert "The National Volunteer Service Act of 2021 is in force." in " ".join(p.text for p in parsed.passages)


@with_tesseract
def test_chinese_is_read_without_spaces_between_its_characters(samples: Path, tmp_path: Path) -> None:
    if "chi_sim" not in languages():
        pytest.skip("tesseract has no Chinese")
    source = samples / "sample-a-res-99-901.zh.pdf"
    scan = read_file(pictures_of(source, tmp_path / "scan.pdf"), Settings(), ocr=True)
    assert any("志愿服务促进可持续发展" in p.text for p in scan.passages)
    found, printed = text_of(scan), text_of(read_file(source, Settings()))
    common = sum(min(found.count(character), printed.count(character)) for character in set(printed))
    assert common / len(printed) > 0.9


def languages() -> list[str]:
    return subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=True).stdout.split()


@with_tesseract
def test_a_document_that_was_unread_is_read_when_asked_and_stays_so(settings: Settings, samples: Path) -> None:
    first = ingest([samples / SCAN], settings)
    assert len(first.needs_ocr) == 1
    second = ingest([samples / SCAN], settings, ocr=True)
    assert (second.indexed, second.needs_ocr) == (1, ())
    assert second.passages > 5
    third = ingest([samples / SCAN], settings, ocr=True)
    assert (third.unchanged, third.indexed) == (1, 0)
    store = open_store(settings)
    (shown,) = store.works.expressions()
    assert (shown.engine, shown.unread_pages, shown.passage_count) == ("pdfium+tesseract", 0, second.passages)
    assert all(page["confidence"] > 0.8 for page in store.works.pages(shown.id))


def test_without_tesseract_the_wish_is_refused_in_one_line(
    settings: Settings, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PortalError, match="Tesseract cannot read the pages: it is not installed") as refused:
        ingest([samples / SCAN], settings, ocr=True)
    assert refused.value.code == "no_tesseract"
