"""Searching in a browser: documents with their passages, filters, keys, the address as the whole state, help."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, Served, Visit

HOSTILE = '<script>window.ran = "title"</script>'
HOSTILE_TEXT = (
    "1. Hostile quokkas <script>window.ran = 'text'</script> volunteer.\n\n"
    "2. <img src=x onerror=\"window.ran = 'image'\"> quokkas.\n"
)


def shown(page: Page) -> dict[str, list[str]]:
    """The passages of a page by the document they stand under: the addresses, in order."""
    found = {}
    for group in page.locator(".group").all():
        work = (group.locator("h2 a").get_attribute("href") or "").split("?")[0].removeprefix("/works/")
        assert work not in found
        found[work] = [link.get_attribute("href") or "" for link in group.locator(".open").all()]
    return found


def ranked(page: Page, query: str) -> tuple[list[str], dict[str, list[str]]]:
    """The documents that a search finds, and the paths of the best passages by document, as the API has them."""
    answer = page.request.get("/v1/search", params={"q": query, "k": 100}).json()
    paths: dict[str, list[str]] = {}
    for hit in answer["hits"]:
        paths.setdefault(hit["work"], []).append(hit["path"])
    return [entry["value"] for entry in answer["facets"]["work"]], paths


def test_passages_stand_under_their_documents_and_no_page_repeats_or_omits_one(visit: Visit) -> None:
    with visit() as page:
        page.goto("/search?q=volunteers")
        every, paths = ranked(page, "volunteers")
        found: dict[str, list[str]] = {}
        while True:
            found |= {
                work: links for work, links in shown(page).items() if found.get(work) is None or pytest.fail(work)
            }
            following = page.locator(".pager a[rel=next]")
            if following.count() == 0:
                break
            following.click()
        assert sorted(found) == sorted(every)
        assert [work for work in found if work in paths] == list(paths)
        for work, best in paths.items():
            landed = [urlsplit(link).query for link in found[work]]
            assert [parse_qs(query)["at"][0] for query in landed][: len(best)] == best[: len(landed)]


def test_the_passages_that_are_not_shown_of_a_document_are_one_click_away(visit: Visit) -> None:
    with visit() as page:
        page.goto("/search?q=volunteers")
        group = page.locator(".group", has=page.locator(".more")).first
        assert group.locator(".passage").count() == 3
        work = (group.locator("h2 a").get_attribute("href") or "").split("?")[0].removeprefix("/works/")
        group.locator(".more a").click()
        expect(page.locator(".chip.on")).to_contain_text(work)
        assert page.locator(".passage").count() > 3
        assert page.locator(".group").count() == 1


def test_a_document_asked_for_by_its_symbol_is_paged_through_passage_by_passage(visit: Visit) -> None:
    with visit() as page:
        page.goto("/search?q=DP/2098/25")
        total = page.request.get("/v1/search?q=DP/2098/25&k=1").json()["total"]
        seen: list[str] = []
        while True:
            seen += [link for links in shown(page).values() for link in links]
            if page.locator(".pager a[rel=next]").count() == 0:
                break
            page.locator(".pager a[rel=next]").click()
        assert len(seen) == total == len(set(seen))
        page.goto("/search?q=DP/2098/25&page=999")
        assert shown(page)


@pytest.mark.parametrize(("ui", "word"), [("en", "Language: "), ("zh", "语文：")])
def test_a_facet_narrows_to_what_it_counts_and_its_chip_widens_again(visit: Visit, ui: str, word: str) -> None:
    with visit(ui) as page:
        page.goto("/search?q=insurance of volunteers")
        facet = page.locator(".facet").first
        expect(facet.locator("summary").first).to_have_text(word.rstrip(": ："))
        entry = facet.locator("li").first
        tongue = entry.locator("a").inner_text()
        entry.locator("a").click()
        chip = page.locator(".chips .chip.on")
        expect(chip).to_contain_text(f"{word}{tongue}")
        assert {badge.inner_text() for badge in page.locator(".passage .badge").all()} == {tongue}
        page.go_back()
        expect(chip).to_have_count(0)
        page.go_forward()
        expect(chip).to_have_count(1)
        chip.click()
        expect(page).to_have_url(re.compile(r"\?q=insurance\+of\+volunteers$"))


def test_one_of_two_values_of_a_filter_is_taken_away_alone(visit: Visit) -> None:
    with visit() as page:
        page.goto("/search?q=volunteers&lang=en&lang=zh&type=report")
        assert page.locator(".chips .chip.on").count() == 3
        page.locator(".chips .chip.on", has_text="English").click()
        assert parse_qs(urlsplit(page.url).query) == {"q": ["volunteers"], "lang": ["zh"], "type": ["report"]}


def test_the_address_holds_the_whole_state_and_other_words_keep_it(visit: Visit) -> None:
    with visit() as page:
        page.goto("/search?q=volunteers&lang=zh&page=2")
        page.get_by_text("English", exact=True).first.wait_for()
        page.locator(".switch a").click()
        assert parse_qs(urlsplit(page.url).query)["page"] == ["2"]
        expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
        page.locator("input[type=search]").fill("insurance")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?*q=insurance*")
        assert parse_qs(urlsplit(page.url).query) == {"lang": ["zh"], "q": ["insurance"]}


def test_keys_lead_to_the_box_from_passage_to_passage_and_into_the_reader(visit: Visit) -> None:
    with visit() as page:
        page.goto("/search?q=volunteers")
        opened = page.locator(".passage .open")
        page.keyboard.press("/")
        expect(page.locator("input[type=search]")).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(opened.nth(0)).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(opened.nth(1)).to_be_focused()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        expect(page.locator("input[type=search]")).to_be_focused()
        page.keyboard.press("ArrowDown")
        address = opened.nth(0).get_attribute("href") or ""
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{address}")
        page.go_back()
        expect(page.locator("input[type=search]")).to_have_value("volunteers")


@pytest.mark.parametrize(
    ("ui", "typed", "said", "word"),
    [("en", "volunteers", "matched:", "glossary"), ("zh", "insurance", "匹配：", "术语表")],
)
def test_a_passage_says_why_it_matched(visit: Visit, ui: str, typed: str, said: str, word: str) -> None:
    with visit(ui) as page:
        page.goto(f"/search?q={typed}&lang={'zh' if ui == 'en' else 'fr'}")
        why = page.locator(".passage .why").first
        expect(why).to_contain_text(said)
        expect(why.locator("small").first).to_have_text(word)
        expect(why).to_contain_text(f"{typed} →")
        assert page.locator(".passage mark").count() > 0


@pytest.mark.parametrize(
    ("ui", "meant", "missing"),
    [("en", "Did you mean", "Read it at the United Nations"), ("zh", "您要找的是", "在联合国网站阅读")],
)
def test_a_search_that_finds_nothing_helps(visit: Visit, ui: str, meant: str, missing: str) -> None:
    with visit(ui) as page:
        page.goto("/search?q=voluntears")
        expect(page.locator(".meant")).to_contain_text(meant)
        page.locator(".meant a").first.click()
        assert page.locator(".passage").count() > 0
        page.goto("/search?q=A/RES/70/1")
        expect(page.locator("main")).to_contain_text(missing)
        expect(page.locator('a[href="https://undocs.org/en/A/RES/70/1"]')).to_be_visible()
        expect(page.locator('main a[href="/library#missing"]')).to_be_visible()
        page.goto("/search?q=insurance&lang=pt")
        page.locator('.notice a[href*="lang=zh"]').click()
        assert page.locator(".passage").count() > 0


@pytest.mark.parametrize(
    ("ui", "off", "unread"), [("en", "Dense search: off", "unread pages"), ("zh", "向量检索：未启用", "未读页")]
)
def test_what_is_off_and_unread_is_said_quietly(visit: Visit, ui: str, off: str, unread: str) -> None:
    with visit(ui) as page:
        page.goto("/search?q=volunteers")
        expect(page.locator(".said")).to_contain_text(off)
        expect(page.locator(".said")).to_contain_text(unread)
        assert page.locator("select[name=mode]").count() == 0


@pytest.mark.parametrize("form", ["CSV", "XLSX", "RIS", "BibTeX"])
def test_what_is_found_can_be_taken_along_with_its_filters(visit: Visit, form: str) -> None:
    with visit() as page:
        page.goto("/search?q=insurance&lang=en")
        address = page.get_by_role("link", name=form).get_attribute("href") or ""
        assert parse_qs(urlsplit(address).query)["lang"] == ["en"]
        assert page.request.get(address).ok


@pytest.mark.parametrize(("ui", "script", "kept"), [("en", True, "Language: English"), ("zh", False, "语文：English")])
def test_a_saved_search_shows_its_filters_and_remembers_who_saved_it(
    visit: Visit, ui: str, script: bool, kept: str
) -> None:
    name = f"保险 {ui}"
    with visit(ui, script=script) as page:
        page.goto("/search?q=insurance&lang=en")
        page.locator(".save summary").click()
        page.locator(".save input[name=name]").fill(name)
        page.locator(".save input[name=owner]").fill("研究员")
        page.locator(".save button").click()
        saved = page.locator(".saved > li", has_text=name)
        expect(saved).to_contain_text(kept)
        saved.get_by_role("button").first.click()
        expect(page.locator("#new")).to_contain_text(name)
        page.goto("/search?q=insurance")
        expect(page.locator(".save input[name=owner]")).to_have_value("研究员")
        page.goto("/searches")
        page.locator(".saved > li", has_text=name).locator("a").first.click()
        assert parse_qs(urlsplit(page.url).query) == {"q": ["insurance"], "lang": ["en"]}


@pytest.mark.parametrize("ui", ["en", "zh"])
def test_what_a_saved_search_found_is_read_again_without_a_run(visit: Visit, served: Served, ui: str) -> None:
    saved = {"owner": "Ana", "name": f"run {ui}", "query": "marmots", "filters": {}}
    number = httpx.post(f"{served.address}/v1/searches", json=saved, timeout=60).json()["id"]
    file = {"file": (f"{ui}.txt", f"1. Volunteers counted the marmots of the {ui} valley in spring.".encode())}
    said = {"symbol": f"DP/2099/{70 + len(ui)}{ord(ui[0])}", "type": "report", "language": "en"}
    assert httpx.post(f"{served.address}/v1/documents", files=file, data=said, timeout=60).status_code == 201
    with visit(ui) as page:
        page.goto("/searches")
        sent = list[str]()
        page.on("request", lambda request: sent.append(request.method))
        page.locator(f"form[action='/searches/{number}/run'] button").click()
        found = page.locator(".passage .text", has_text="marmots")
        expect(found.first).to_be_visible()
        expect(found.first.locator("mark").first).to_have_text("marmots")
        address, shown = page.url, found.count()
        assert sent.count("POST") == 1
        page.reload()
        expect(found).to_have_count(shown)
        page.goto("/library")
        page.go_back()
        expect(found).to_have_count(shown)
        assert (page.url, sent.count("POST")) == (address, 1)


def test_searching_narrowing_and_paging_need_no_script(visit: Visit) -> None:
    with visit("zh", NARROW, script=False) as page:
        page.goto("/")
        page.locator("main input[name=q]").fill("志愿者")
        page.locator("main .search button").click()
        page.locator(".facet a").first.click()
        page.locator(".pager a[rel=next], .passage .open").first.click()
        assert page.locator("main").inner_text()
        expect(page.locator(".keys")).to_have_count(0)


def test_a_script_in_a_title_or_passage_does_not_run(visit: Visit, served: Served) -> None:
    file = {"name": "hostile.txt", "mimeType": "text/plain", "buffer": HOSTILE_TEXT.encode()}
    said = {"symbol": "DP/2099/88", "type": "report", "language": "en", "title": HOSTILE}
    with visit() as page:
        assert page.request.post("/v1/documents", multipart={"file": file, **said}).status == 201
        for address in ("/search?q=quokkas", "/search?q=DP/2099/88", "/search?q=quokkas&work=DP/2099/88"):
            page.goto(address)
            expect(page.locator(".group h2")).to_have_text(HOSTILE)
            expect(page.locator(".groups")).to_contain_text("<img src=x")
            assert page.locator(".groups img, .groups script").count() == 0
            assert page.evaluate("window.ran") is None


def test_a_query_that_is_a_script_is_shown_and_does_not_run(visit: Visit) -> None:
    query = '"><script>window.ran = 1</script><img src=x onerror="window.ran = 2"> volunteers'
    with visit() as page:
        page.goto("/")
        page.locator("main input[name=q]").fill(query)
        page.keyboard.press("Enter")
        expect(page.locator("input[type=search]")).to_have_value(query)
        assert page.evaluate("window.ran") is None
