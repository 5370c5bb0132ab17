"""Reading in a browser: footnotes, paragraphs to take along, finding, pages beside the text, Arabic, long documents."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import rispy
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import NARROW, WIDE, Served, Visit
from tests.browser.test_every_page import faults

ENGLISH = "/works/A/RES/99/901?language=en"
CHINESE = "/works/A/RES/99/901?language=zh"
ARABIC = "/works/A/HRC/99/5?language=ar"
LONG = "/works/DP/2099/90?language=en"
FRAMEWORK = "/works/DP/2099/11?language=zh"
LIMIT = 100_000

ARABIC_TEXT = """A/HRC/99/5

1. يقدم هذا التقرير عرضا عاما للعمل التطوعي في البلد، وفقا للقرار 99/901 <script>document.title = "ran"</script>.

2. شارك في هذه الأنشطة مُتَطَوِّعون من جميع الأعمار، وأدرجت الحكومة التطوع في خطتها الوطنية.
"""
LONG_TEXT = "DP/2099/90\n\n" + "".join(
    f"{n}. Volunteers of district {n} kept a register of their hours, and the council of the district used it when it "
    f"planned the schools, wells and roads of the year{', as the lighthouse keeper advised' if n % 120 == 7 else ''}. "
    "They asked for insurance, for training before deployment and for a place where complaints are heard.\n\n"
    for n in range(1, 401)
)

SHIFT = """() => new Promise((told) => {
  let sum = 0;
  new PerformanceObserver((seen) => seen.getEntries().forEach((one) => { sum += one.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => told(sum), 400);
})"""


@pytest.fixture(scope="module", autouse=True)
def documents(served: Served) -> None:
    """A document in Arabic with a script in its text, and a long one."""
    for symbol, language, text in (("A/HRC/99/5", "ar", ARABIC_TEXT), ("DP/2099/90", "en", LONG_TEXT)):
        said = {
            "symbol": symbol,
            "type": "report",
            "language": language,
            "title": '<script>document.title="ran"</script>',
        }
        file = {"file": (f"{language}.txt", text.encode())}
        answer = httpx.post(f"{served.address}/v1/documents", files=file, data=said, timeout=60)
        assert answer.status_code == 201, answer.text


SLOW_NETWORK = 40_000
"""Bytes a second: what a busy machine does by chance, a page that is shown before all of it is there."""


def throttle(page: Page, rate: int) -> None:
    """Have everything come to a page at no more than ``rate`` bytes a second."""
    limits = {"offline": False, "latency": 0, "downloadThroughput": rate, "uploadThroughput": rate}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", limits)


def where(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_footnote_opens_in_place_and_nothing_moves(visit: Visit) -> None:
    with visit() as page:
        page.goto(ENGLISH)
        mark = page.locator("article .mark a").first
        before = page.locator("article").bounding_box()
        mark.click()
        note = page.locator(".over.note")
        expect(note).to_contain_text("World Survey of Volunteer Work Statistics")
        assert page.locator("article").bounding_box() == before
        assert "#fn" not in page.url
        page.keyboard.press("Escape")
        expect(note).to_be_hidden()
        expect(mark).to_be_focused()


def test_without_javascript_a_footnote_is_a_way_there_and_back(visit: Visit) -> None:
    with visit(script=False) as page:
        page.goto(ENGLISH)
        page.locator("article .mark a").first.click()
        assert page.url.endswith("#fn1")
        page.locator("#fn1 .back").click()
        assert page.locator(":target").locator(".mark a").count() == 1


@pytest.mark.parametrize(
    ("ui", "link", "citation", "said"),
    [
        ("en", "Copy link", "A/RES/99/901, para. 3", "Copied"),
        ("zh", "复制链接", "A/RES/99/901，第3段", "已复制"),
    ],
)
def test_a_paragraph_is_copied_with_the_keyboard(visit: Visit, ui: str, link: str, citation: str, said: str) -> None:
    with visit(ui) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(ENGLISH)
        page.locator("#p3 .ways").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".over.menu button").first).to_have_text(link)
        expect(page.locator(".over.menu button").first).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".over.menu button").first).to_have_text(said)
        copied = page.evaluate("navigator.clipboard.readText()")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator(".over.menu button").nth(1)).to_have_text(said)
        assert page.evaluate("navigator.clipboard.readText()") == citation
        page.goto(copied)
        assert page.locator("#p3:target").count() == 1


def test_without_javascript_a_paragraph_shows_all_its_citations(visit: Visit) -> None:
    with visit("en", script=False) as page:
        page.goto(ENGLISH)
        page.locator("#p3").hover()
        page.locator("#p3 .ways").click()
        expect(page.locator("#citation")).to_have_text("A/RES/99/901, para. 3")
        expect(page.locator("#link")).to_contain_text("/works/A/RES/99/901?language=en&at=p3#p3")
        entry = rispy.loads(page.locator("#ris").inner_text())[0]
        assert (entry["id"], entry["start_page"], entry["notes"]) == ("A/RES/99/901", "1", ["para. 3"])
        assert "note = {para. 3}" in page.locator("#bibtex").inner_text()
        assert page.locator("button.copy:visible").count() == 0
        with page.expect_download() as saved:
            page.locator("a[download]").last.click()
        assert saved.value.suggested_filename == "citation.ris"
        page.locator(".facts a[lang=zh]").click()
        assert page.locator("#p3:target").is_visible()


def test_the_other_language_is_read_at_the_same_paragraph(visit: Visit) -> None:
    with visit() as page:
        page.goto(ENGLISH)
        page.locator("#p9").scroll_into_view_if_needed()
        page.evaluate("document.getElementById('p9').scrollIntoView()")
        page.locator(".languages a[lang=zh]").evaluate(
            "(link) => link.dispatchEvent(new Event('pointerdown', {bubbles: true}))"
        )
        page.locator(".languages a[lang=zh]").evaluate("(link) => link.click()")
        page.wait_for_url("**language=zh**")
        assert where(page)["at"] == ["p9"]
        assert page.locator("#p9:target").is_visible()
        page.go_back()
        assert where(page)["language"] == ["en"]
    with visit(script=False) as page:
        page.goto(ENGLISH + "&at=p9#p9")
        page.locator(".languages a[lang=zh]").click()
        assert page.url.endswith("#p9")
        assert page.locator("#p9:target").get_by_text("自愿国别评估").count() == 1


@pytest.mark.parametrize("script", [True, False])
def test_words_are_found_in_all_parts_and_back_returns_to_the_place_before(visit: Visit, script: bool) -> None:
    with visit(script=script) as page:
        page.goto(LONG)
        assert page.locator(".parts li").count() > 2
        page.locator(".find input[type=search]").fill("LIGHTHOUSE  keeper")
        page.locator(".find button").click()
        expect(page.locator(".hits")).to_contain_text("1 of 4")
        assert page.locator("#hit").inner_text() == "lighthouse keeper"
        assert page.locator("#p7 #hit").count() == 1
        page.get_by_role("link", name="Next place").click()
        expect(page.locator(".hits")).to_contain_text("2 of 4")
        assert page.locator("#p127 #hit").is_visible()
        page.go_back()
        expect(page.locator(".hits")).to_contain_text("1 of 4")
        page.go_forward()
        expect(page.locator("#p127 #hit")).to_be_in_viewport()
        page.get_by_role("link", name="End finding").click()
        assert page.locator("mark.hit").count() == 0


def test_enter_goes_on_to_the_next_place_and_what_is_not_there_is_said(visit: Visit) -> None:
    with visit("zh") as page:
        page.goto(FRAMEWORK + "&find=志愿 服务")
        many = page.locator(".hits").inner_text()
        assert "第 1 处" in many
        page.locator(".find input[type=search]").press("Enter")
        expect(page.locator(".hits")).to_contain_text("第 2 处")
        page.locator(".find input[type=search]").fill("火星")
        page.locator(".find input[type=search]").press("Enter")
        expect(page.locator(".hits")).to_contain_text("本文件中没有")


def test_pages_stand_beside_the_text_with_the_lines_of_a_paragraph(visit: Visit) -> None:
    with visit() as page:
        page.goto(ENGLISH)
        page.get_by_role("link", name="Show the printed pages").click()
        assert where(page)["pictures"] == ["1"]
        pictures = page.locator(".facsimile img")
        assert pictures.count() == 2
        assert all(one.get_attribute("loading") == "lazy" and one.get_attribute("height") for one in pictures.all())
        page.locator("#p3 .ways").focus()
        expect(page.locator("[data-page='1'] svg rect")).to_have_count(2)
        drawn, sheet = page.locator("[data-page='1'] svg rect").first.bounding_box(), pictures.first.bounding_box()
        assert drawn
        assert sheet
        assert sheet["x"] < drawn["x"]
        assert drawn["x"] + drawn["width"] < sheet["x"] + sheet["width"]
        pictures.first.evaluate("(picture) => picture.decode()")
        assert page.evaluate(SHIFT) < 0.01
        page.go_back()
        assert page.locator(".facsimile").count() == 0
    with visit(script=False) as page:
        page.goto(ENGLISH + "&pictures=1&at=p3#p3")
        assert "passage=" in (page.locator(".facsimile img").first.get_attribute("src") or "")


def test_arabic_reads_from_right_to_left_and_a_stored_script_does_not_run(visit: Visit) -> None:
    with visit() as page:
        page.goto(ARABIC + "&find=متطوعون")
        assert page.locator("article").get_attribute("dir") == "rtl"
        number, text = (page.locator(f"#p1 > {name}").bounding_box() for name in (".number", "p"))
        assert number
        assert text
        assert number["x"] >= text["x"] + text["width"]
        assert "مُتَطَوِّعون" in page.locator("#hit").inner_text()
        assert "<script>" in page.locator("#p1").inner_text()
        assert page.title() != "ran"


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_nothing_shifts_while_a_document_comes_piece_by_piece(visit: Visit, size: ViewportSize) -> None:
    with visit(size=size) as page:
        throttle(page, SLOW_NETWORK)
        page.goto(FRAMEWORK + "&at=p13#p13")
        assert page.evaluate(SHIFT) < 0.01
        assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")


@pytest.mark.parametrize(
    "address", [LONG, LONG + "&part=2", LONG + "&find=volunteers", FRAMEWORK, ENGLISH + "&pictures=1"]
)
def test_a_first_view_is_small_with_its_style_and_script(served: Served, address: str) -> None:
    page = httpx.get(served.address + address, timeout=60).text
    static = [
        f"{served.address}{part.split(chr(34))[0]}" for part in page.replace('src="/st', 'href="/st').split('href="')
    ]
    files = [httpx.get(one).content for one in static if "/static/" in one]
    assert len(files) == 4
    assert len(page.encode()) + sum(map(len, files)) <= LIMIT


@pytest.mark.parametrize("ui", ["en", "zh"])
def test_no_way_of_reading_has_a_grave_barrier(visit: Visit, ui: str) -> None:
    with visit(ui, dark=ui == "zh") as page:
        for address in (FRAMEWORK, ENGLISH + "&pictures=1&find=volunteers", ARABIC, "/works/A/RES/99/901/pages/1"):
            page.goto(address)
            assert faults(page) == [], address
        page.goto(ENGLISH)
        page.locator("#p3 .ways").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".over.menu")).to_be_visible()
        assert faults(page) == []
        page.locator(".over.menu a").last.click()
        assert faults(page) == []
