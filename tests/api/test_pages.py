"""The pages: both languages, small, escaped, and every link on them leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.web.rendering import read_texts
from corpus.errors import ERRORS
from corpus.settings import Settings
from search.candidates import DEPTH
from tests.folders import copied

PAGES = [
    "/",
    "/search?q=志愿者",
    "/search?q=volunteers&lang=en",
    "/search?q=A/RES/99/901",
    "/search?q=zzzzqqqq",
    "/works/DP/2099/11",
    "/works/DP%2F2099%2F11?language=zh",
    "/works/A/RES/99/901?language=en",
    "/works/VNR/XAE/2024",
    "/works/DP/2099/77",
    "/works/DP/2099/11/links",
    "/works/A/RES/99/901/links?direction=in",
    "/works/A/RES/99/901/links?direction=in&pinpoint=3",
    "/indicators",
    "/indicators/3.1",
    "/indicators/1.1?policy=lenient&year=2024",
    "/indicators/mention?basis=reviewed",
    "/library",
    "/library?type=vnr",
    "/library/products",
    "/library/add",
    "/searches",
]
LIMIT = 100_000
HTML = {"Accept": "text/html,application/xhtml+xml"}


HOSTILE_TITLE = '<script>alert("title")</script>'
HOSTILE_TEXT = (
    "1. Volunteers <script>alert('text')</script> help the national development plan, see resolution 99/901.\n\n"
    '2. <img src=x onerror="alert(2)"> & volunteers "quoted".\n'
)


@pytest.fixture(scope="module")
def client(ingested: tuple[Settings, object], tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The samples, and a document whose title and text try to run a script."""
    copy = tmp_path_factory.mktemp("pages") / "data"
    copied(ingested[0].data, copy)
    with TestClient(create_app(Settings(data=copy)), raise_server_exceptions=False) as opened:
        said = {"symbol": "DP/2099/77", "type": "report", "language": "en", "title": HOSTILE_TITLE}
        file = {"file": ("hostile.txt", HOSTILE_TEXT.encode())}
        assert opened.post("/v1/documents", files=file, data=said).status_code == 201
        yield opened


class Elements(HTMLParser):
    """Every start tag of a page with its attributes, and the ids."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _, attrs in self.tags if "id" in attrs]

    def links(self) -> list[str]:
        return [attrs["href"] or "" for tag, attrs in self.tags if tag == "a" and "href" in attrs]


def page(client: TestClient, path: str, **headers: str) -> str:
    client.cookies.clear()
    response = client.get(path, headers=HTML | headers)
    assert response.status_code == 200, (path, response.text[:500])
    assert response.headers["content-type"].startswith("text/html")
    return response.text


@pytest.mark.parametrize("ui", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_small_in_both_languages(client: TestClient, path: str, ui: str) -> None:
    text = page(client, path + ("&" if "?" in path else "?") + f"ui={ui}")
    assert f'<html lang="{"zh-CN" if ui == "zh" else "en"}">' in text
    assert len(text.encode()) < LIMIT
    ids = Elements(text).ids()
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_holds_no_script_style_or_handler_of_its_own(client: TestClient, path: str) -> None:
    for tag, attrs in Elements(page(client, path)).tags:
        assert tag != "style"
        assert not [name for name in attrs if name.startswith("on") or name == "style"]
        assert tag != "script" or (attrs.get("src") or "").startswith("/static/")


def test_no_link_on_a_page_is_dead(client: TestClient) -> None:
    links = {urldefrag(link).url for path in PAGES for link in Elements(page(client, path)).links()}
    inner = sorted(link for link in links if link.startswith("/"))
    assert len(inner) > 50
    for link in inner[:: max(1, len(inner) // 150)]:
        assert client.get(link, headers=HTML).status_code == 200, link


def test_a_script_in_a_title_or_text_is_shown_and_not_run(client: TestClient) -> None:
    for path in ("/works/DP/2099/77", "/library?type=report", "/search?q=hostile script", "/works/DP/2099/77/links"):
        text = page(client, path)
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    reader = page(client, "/works/DP/2099/77")
    assert "&lt;script&gt;alert(&#34;title&#34;)&lt;/script&gt;" in reader
    assert "&lt;img src=x onerror=" in reader


def test_a_query_is_escaped_where_it_is_repeated(client: TestClient) -> None:
    text = page(client, "/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E volunteers")
    assert "<script>alert" not in text
    assert Elements(text).tags.count(("script", {"src": _script(text), "defer": None})) == 1


def _script(text: str) -> str:
    return next(attrs["src"] or "" for tag, attrs in Elements(text).tags if tag == "script")


def test_the_switch_is_remembered(client: TestClient) -> None:
    client.cookies.clear()
    chosen = client.get("/?ui=zh", headers=HTML)
    assert 'lang="zh-CN"' in chosen.text
    cookie = chosen.headers["set-cookie"]
    assert "ui=zh" in cookie
    assert "samesite=lax" in cookie.lower()
    assert 'lang="zh-CN"' in client.get("/library", headers=HTML | {"Accept-Language": "en"}).text
    client.cookies.clear()


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("en-GB,en;q=0.9,zh;q=0.5", "en"),
        ("fr,zh;q=0.3,en;q=0.7", "en"),
        ("fr, de", "en"),
        ("zh;q=0, en;q=0.1", "en"),
        (";;q=,,=", "en"),
        ("", "en"),
    ],
)
def test_without_a_choice_the_browser_is_asked(client: TestClient, accepted: str, lang: str) -> None:
    assert f'<html lang="{lang}">' in page(client, "/", **{"Accept-Language": accepted})


def test_paragraphs_can_be_landed_on(client: TestClient) -> None:
    ids = Elements(page(client, "/works/DP/2099/11?language=zh")).ids()
    assert {"p1", "p2", "p10"} <= set(ids)


def test_a_mention_leads_to_the_paragraph_it_means(client: TestClient) -> None:
    text = page(client, "/works/DP/2099/11?language=zh&ui=en")
    targets = [
        attrs.get("href") for tag, attrs in Elements(text).tags if "mention matched" in (attrs.get("class") or "")
    ]
    to_paragraph = [link for link in targets if link and link.startswith("/works/A/RES/99/901?") and "#p" in link]
    assert to_paragraph
    address, anchor = urldefrag(to_paragraph[0])
    assert anchor in Elements(page(client, address)).ids()
    assert 'class="mention outside"' in text


def test_a_passage_leads_to_its_place_in_the_reader(client: TestClient) -> None:
    hit = client.get("/v1/search?q=志愿者&k=1").json()["hits"][0]
    there = client.get(f"/passages/{hit['passage_id']}", follow_redirects=False)
    assert there.status_code == 302
    address, anchor = urldefrag(there.headers["location"])
    assert anchor
    assert hit["path"] in Elements(page(client, address)).ids()


def test_arabic_reads_from_right_to_left(client: TestClient) -> None:
    assert re.search(r'<article[^>]* lang="ar" dir="rtl"', page(client, "/works/VNR/XAE/2024"))


def test_unread_pages_are_shown_where_they_stand(client: TestClient) -> None:
    unread = client.get("/v1/ready").json()["unread"][0]
    text = page(client, f"/works/{unread['work']}?language={unread['language']}&ui=en")
    assert f"Page {unread['pages'][0]} was not read" in text
    assert unread["work"] in page(client, "/library?ui=en").split('id="unread"')[1]


def test_an_indicator_shows_its_figures_and_its_evidence(client: TestClient) -> None:
    count = client.get("/v1/indicators/3.1").json()
    text = page(client, "/indicators/3.1?ui=en")
    assert count["snapshot"] in text
    for year in count["years"]:
        assert f'<td class="n">{year["numerator"]}</td><td class="n">{year["denominator"]}</td>' in text
    evidence = next(line for line in count["countries"] if line["status"] == "yes")["evidence"][0]
    assert f"/passages/{evidence['passage_id']}" in text
    assert "<svg" in text


def test_years_together_are_told_as_reviews(client: TestClient) -> None:
    english, chinese = (page(client, f"/indicators/3.1?ui={ui}") for ui in ("en", "zh"))
    assert "6 of 15 reviews in 2 years, 16 obtained" in english
    assert "2 years (reviews)" in english
    assert "已获16份评估，可读的15份中6份为“是”" in chinese
    assert "UNV strategic framework" not in chinese


@pytest.mark.parametrize(("ui", "said"), [("en", "Nothing is settled by people yet"), ("zh", "尚无经人工审定的结论")])
def test_a_count_without_reviewers_says_so(client: TestClient, ui: str, said: str) -> None:
    assert said in page(client, f"/indicators/3.1?basis=reviewed&ui={ui}")
    assert said not in page(client, f"/indicators/3.1?ui={ui}")


def test_a_contents_line_shows_its_page_number_and_no_dots(client: TestClient) -> None:
    text = page(client, "/works/DP/2099/11?language=zh")
    lines = re.findall(r'class="p contents".*?</div>', text)
    numbered = [line for line in lines if re.search(r'<span class="n">\d+</span>', line)]
    assert len(numbered) == 12
    assert not [line for line in lines if " . ." in line]


def test_the_head_of_a_document_has_no_stray_dot(client: TestClient) -> None:
    for path in ("/works/DP/2099/11?language=zh", "/works/VNR/XAE/2024", "/works/DP/2099/77"):
        head = page(client, path).split('<span class="dotted">')[1].split("</p>")[0]
        assert "·" not in head
        assert "<span></span>" not in head


def test_a_mention_is_a_link_with_its_pinpoint(client: TestClient) -> None:
    assert ">DP/2098/25)第 6 段</a>" in page(client, "/works/DP/2099/11?language=zh")


def test_search_says_quietly_what_it_does_not_do(client: TestClient) -> None:
    text = page(client, "/search?q=volunteers&ui=en")
    assert "Dense search: off" in text
    assert "unread pages." in text


def test_a_search_that_found_more_than_it_looks_at_says_so(client: TestClient) -> None:
    found = client.get("/v1/search?q=volunteers").json()
    assert (found["total"], found["total_is"]) == (DEPTH, "at_least")
    english, chinese = (page(client, f"/search?q=volunteers&ui={ui}") for ui in ("en", "zh"))
    assert "At least 120 passages for" in english
    assert "Counted over the best 120 passages." in english
    assert "total:" not in english
    assert "至少 120 个段落" in chinese
    assert "按最相关的 120 个段落统计" in chinese
    whole = page(client, "/search?q=A/RES/99/901&ui=en")
    assert "At least" not in whole
    assert "Counted over the best" not in whole


def test_files_that_are_not_shown_are_listed_by_their_names(empty_client: TestClient) -> None:
    said = {"symbol": "DP/2099/78", "language": "en"}
    for name, text in (("first.txt", "1. Volunteers teach.\n"), ("second.txt", "1. Volunteers teach songs.\n")):
        sent = empty_client.post("/v1/documents", files={"file": (name, text.encode())}, data=said)
        assert sent.status_code == 201
    old = page(empty_client, "/library?ui=en").split('id="superseded"')[1]
    assert "first.txt" in old
    assert "now shown from second.txt" in old
    html = b"<html><body><p>1. Volunteers teach dances to one another every year.</p></body></html>"
    empty_client.post("/v1/documents", files={"file": ("third.html", html)}, data=said)
    empty_client.post("/v1/documents", files={"file": ("fourth.txt", b"1. Volunteers rest.\n")}, data=said)
    text = page(empty_client, "/library?ui=en")
    aside = text.split('id="alternates"')[1].split("</section>")[0]
    assert "fourth.txt" in aside
    assert "now shown from third.html" in aside
    assert "fourth.txt" not in text.split('id="superseded"')[1]


def test_an_empty_query_leads_home(client: TestClient) -> None:
    there = client.get("/search?q=%20", follow_redirects=False)
    assert (there.status_code, there.headers["location"]) == (303, "/")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/works/A/RES/1/1", 404),
        ("/indicators/9.9", 404),
        ("/library?page=x", 422),
        ("http://testserver//e.org/", 404),
    ],
)
def test_a_person_gets_errors_as_a_page(client: TestClient, path: str, status: int) -> None:
    response = client.get(path, headers=HTML)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    assert not [link for link in Elements(response.text).links() if link.startswith("//")]


@pytest.mark.parametrize(
    ("ui", "said"), [("en", "Check the address, or search for what you need."), ("zh", "请核对网址")]
)
def test_an_error_page_says_what_to_do_in_the_visitors_language(client: TestClient, ui: str, said: str) -> None:
    assert said in client.get(f"/nothing?ui={ui}", headers=HTML).text
    client.cookies.clear()


def test_a_remedy_of_its_own_is_said_before_the_general_one(client: TestClient) -> None:
    text = client.get("/review?year=abc&ui=en", headers=HTML).text
    client.cookies.clear()
    assert "Give a number." in text
    assert "correct it and send it again" not in text


def test_what_an_error_says_is_translated_by_the_words_it_has() -> None:
    root = Path(__file__).parents[2]
    modules = [file for top in ("api", "corpus") for file in (root / top).rglob("*.py")]
    source = "".join(module.read_text(encoding="utf-8") for module in modules)
    for group, known in (("detail", source), ("error", ERRORS), ("remedy", ERRORS)):
        names = [key.partition(".")[2] for key in read_texts() if key.startswith(f"{group}.")]
        assert names
        assert not [name for name in names if (f'"{name}"' if group == "detail" else name) not in known]


def test_suggestions_leave_nothing_to_review(client: TestClient) -> None:
    suggested, reviewed = (page(client, f"/indicators/3.1?basis={one}&ui=en") for one in ("suggested", "reviewed"))
    heading = '<th scope="col" class="n">Not reviewed</th>'
    assert heading not in suggested
    assert heading in reviewed


def test_a_part_of_a_document_is_named_as_each_language_does(client: TestClient) -> None:
    english, chinese = (page(client, f"/works/DP/2098/25/links?ui={ui}") for ui in ("en", "zh"))
    assert '<span class="pin">para. 11</span>' in english
    assert '<span class="pin">第11段</span>' in chinese


def test_every_interface_text_is_used_by_a_page() -> None:
    templates = Path(__file__).parents[2] / "api/web"
    source = "".join(template.read_text(encoding="utf-8") for template in templates.rglob("*.html"))
    used, begun = set(re.findall(r"\bt\('(\w+)'", source)), set(re.findall(r"\bt\('(\w+_)' ~", source))
    texts = {key for key in read_texts() if "." not in key}
    assert used - begun <= texts
    assert not [key for key in texts - used if not key.startswith(tuple(begun))]


def test_every_interface_text_stands_in_both_languages() -> None:
    for key, text in read_texts().items():
        assert set(text) == {"en", "zh"}, key
        forms = [form for ui in text.values() for form in ([ui] if isinstance(ui, str) else ui)]
        assert len({tuple(sorted(re.findall(r"\{(\w+)\}", form))) for form in forms}) == 1, key
