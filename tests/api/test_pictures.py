"""A page can be seen as it was printed, with the passage marked where it stands."""

from __future__ import annotations

from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from PIL import Image

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


def test_the_reader_leads_from_a_page_number_to_its_picture(client: TestClient) -> None:
    page = client.get("/works/DP/2099/11?language=zh").text
    address = next(line.split('href="')[1].split('"')[0] for line in page.splitlines() if "/pages/3.png" in line)
    assert picture(client, address.replace("&amp;", "&")).width > 800
