"""A page can be seen as it was printed, with the passage marked where it stands."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from api.app import create_app
from corpus.documents import Box
from corpus.settings import Settings
from ingest.picture import Marked, page_picture
from ingest.pipeline import ingest

REPORT = "/v1/works/DP/2099/11"


def picture(client: TestClient, path: str) -> Image.Image:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    return Image.open(BytesIO(answer.content)).convert("RGB")


def yellow(image: Image.Image) -> tuple[float, float, float, float]:
    """The edges of what is marked, in parts of the page's width and height."""
    blue = image.getchannel("B").point(lambda value: 255 if value < 140 else 0)
    red = image.getchannel("R").point(lambda value: 255 if value > 250 else 0)
    both = Image.composite(red, Image.new("L", image.size), blue).getbbox()
    assert both is not None
    return both[0] / image.width, both[1] / image.height, both[2] / image.width, both[3] / image.height


def test_a_page_is_drawn_with_its_passage_marked(client: TestClient) -> None:
    passages = client.get(f"{REPORT}/passages?language=zh").json()["passages"]
    wanted = next(p for p in passages if p["number"] == "4" and p["kind"] == "paragraph")
    page = wanted["page_first"]
    plain = picture(client, f"{REPORT}/pages/{page}.png")
    marked = picture(client, f"{REPORT}/pages/{page}.png?passage={wanted['id']}")
    assert plain.size == marked.size
    assert 880 < plain.width < 940
    boxes = [box for box in wanted["boxes"] if box["page"] == page]
    left, top = min(box["x0"] for box in boxes), min(box["y0"] for box in boxes)
    right, bottom = max(box["x1"] for box in boxes), max(box["y1"] for box in boxes)
    found = yellow(marked)
    expected = (left / 595, top / 842, right / 595, bottom / 842)
    assert found == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"{REPORT}/pages/99.png", 404, "not_found"),
        (f"{REPORT}/pages/0.png", 422, "invalid_request"),
        (f"{REPORT}/pages/3.png?passage=00000000-0000-0000-0000-000000000000", 404, "unknown_passage"),
        ("/v1/works/DP/1/1/pages/1.png", 404, "unknown_work"),
    ],
)
def test_what_cannot_be_drawn_is_told(client: TestClient, path: str, status: int, code: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_passage_of_another_document_is_not_marked(client: TestClient) -> None:
    other = client.get("/v1/works/A/RES/99/901/passages?language=en").json()["passages"][0]["id"]
    answer = client.get(f"{REPORT}/pages/3.png?passage={other}")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_passage")


def orange(image: Image.Image) -> Image.Image:
    """What is marked as a word, white on black."""
    blue = image.getchannel("B").point(lambda value: 255 if value < 80 else 0)
    red = image.getchannel("R").point(lambda value: 255 if value > 250 else 0)
    return Image.composite(red, Image.new("L", image.size), blue)


def test_a_word_of_a_passage_is_marked_where_it_is_printed(client: TestClient) -> None:
    passages = client.get(f"{REPORT}/passages?language=zh").json()["passages"]
    wanted = next(p for p in passages if p["number"] == "4" and p["kind"] == "paragraph")
    line = wanted["boxes"][1]
    middle = (line["start"] + line["end"]) // 2
    address = f"{REPORT}/pages/{line['page']}.png?passage={wanted['id']}&words={middle}-{middle + 2}"
    edges = orange(picture(client, address)).getbbox()
    assert edges is not None
    left, top, right, bottom = (edge * 72 / 110 for edge in edges)
    assert line["y0"] - 3 < top < bottom < line["y1"] + 3
    assert 14 < right - left < 30  # two characters of 10.5 points, and what anti-aliasing adds
    assert left == pytest.approx((line["x0"] + line["x1"]) / 2, abs=12)


@pytest.mark.parametrize("words", ["12", "a-b", "1-2;3-4", "9" * 9 + "-1"])
def test_places_that_are_none_are_refused(client: TestClient, words: str) -> None:
    answer = client.get(f"{REPORT}/pages/3.png?words={words}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_places_outside_the_text_mark_nothing_more(client: TestClient) -> None:
    passage = client.get(f"{REPORT}/passages?language=zh").json()["passages"][-1]
    address = f"{REPORT}/pages/{passage['page_first']}.png?passage={passage['id']}"
    assert orange(picture(client, f"{address}&words=90000-90004")).getbbox() is None


def test_a_page_with_more_marks_than_a_child_can_be_told_is_drawn_without(samples: Path) -> None:
    pdf, one = samples / "sample-vnr-xab-2025.en.pdf", Box(1, 100.0, 100.0, 300.0, 112.0, 0, 40)
    plain, marked, crowded = (
        page_picture(pdf, 1, Marked("字" * 40, [one] * times), Settings()) for times in (0, 1, 1000)
    )
    assert plain == crowded
    assert plain != marked


def hrefs(page: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'href="([^"]*)"', page)]


def test_the_reader_leads_from_a_page_number_to_the_page_beside_its_text(client: TestClient) -> None:
    address = next(link for link in hrefs(client.get("/works/DP/2099/11?language=zh").text) if "/pages/3?" in link)
    page = client.get(address)
    assert page.status_code == 200
    assert 'aria-current="true"' in page.text
    source = unescape(re.findall(r'<img src="([^"]*)"', page.text)[0])
    assert picture(client, source).width > 800


def test_a_hit_leads_to_its_page_with_the_words_marked(client: TestClient) -> None:
    found = client.get("/search", params={"q": "志愿人员", "lang": "zh"}).text
    address = next(link for link in hrefs(found) if "/pages/" in link)
    assert "words=" in address
    source = unescape(re.findall(r'<img src="([^"]*)"', client.get(address).text)[0])
    assert orange(picture(client, source)).getbbox() is not None


def test_a_page_of_a_file_without_pictures_shows_its_text(client: TestClient) -> None:
    works = client.get("/v1/works").json()["works"]
    texts = [
        (w["work"], e["language"]) for w in works for e in w["expressions"] if e["media_type"] != "application/pdf"
    ]
    work, language = texts[0]
    page = client.get(f"/works/{work}/pages/1?language={language}").text
    assert "<img" not in page
    assert 'class="stretch' in page


def test_a_page_that_is_not_there_is_not_found(client: TestClient) -> None:
    assert client.get("/works/DP/2099/11/pages/99?language=zh").status_code == 404


def test_pages_follow_each_other_where_a_text_has_lost_one(shared_data: Path, settings: Settings) -> None:
    file = shared_data / "un-documents" / "DP-2021-25.zh.txt"  # it has pages 1 and 3 to 16
    ingest([file], settings)
    with TestClient(create_app(settings)) as client:
        first, last = (client.get(f"/works/DP/2021/25/pages/{number}?language=zh").text for number in (1, 16))
    assert re.findall(r'rel="(prev|next)" href="[^"]*/pages/(\d+)', first) == [("next", "3")]
    assert re.findall(r'rel="(prev|next)" href="[^"]*/pages/(\d+)', last) == [("prev", "15")]


def test_many_pictures_asked_for_at_once_do_not_hold_up_the_site(client: TestClient) -> None:
    with ThreadPoolExecutor(12) as asked:
        drawn = [asked.submit(client.get, f"{REPORT}/pages/{1 + n % 4}.png") for n in range(12)]
        assert client.get("/v1/health").status_code == 200
        assert not all(one.done() for one in drawn)
        assert {one.result().status_code for one in drawn} == {200}
