"""The library in a browser: what is held, adding files, what waits, what failed and trying again, what is missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files

import pytest
from playwright.sync_api import FilePayload, Page, expect

from corpus.settings import Settings
from eval.reliability import played_sites as play
from eval.reliability.played_sites import PlayedSites, played_sites
from tests.browser.conftest import NARROW, SECONDS, Served, Visit, serving


@pytest.fixture(scope="module")
def fetching() -> Iterator[PlayedSites]:
    """The official sites, played by a server."""
    with played_sites() as running:
        yield running


@pytest.fixture(scope="module")
def served(folder_of_samples: Callable[[], Settings], fetching: PlayedSites) -> Iterator[Served]:
    """A server over the samples that fetches from the played sites."""
    asking = {"fetch_mirror": fetching.address, "fetch_delay": 0, "fetch_seconds": 1}
    with serving(folder_of_samples().model_copy(update=asking)) as running:
        yield running


HOSTILE = '<script>window.ran = "title"</script>'


def text_file(name: str, text: str) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def not_a_pdf(name: str) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": f"<html><p>{name}</p></html>".encode()}


def give(page: Page, files: Sequence[FilePayload]) -> None:
    page.goto("/library/add")
    page.locator("input[type=file]").set_input_files(list(files))


def send(page: Page) -> None:
    page.locator("form.add > button").click()
    page.wait_for_url("**/library/received?**")


@pytest.mark.parametrize(("ui", "script", "read"), [("en", True, "read"), ("zh", False, "已读取")])
def test_files_are_added_and_lead_to_their_documents(visit: Visit, ui: str, script: bool, read: str) -> None:
    symbol = {"en": "DP/2097/1", "zh": "DP/2097/2"}[ui]
    with visit(ui, script=script) as page:
        give(page, [text_file("note.txt", f"1. Volunteers write note {symbol}.\n")])
        page.locator("input[name=symbol]").fill(symbol)
        page.locator("select[name=language]").select_option("en")
        send(page)
        expect(page.locator("#received .badge").first).to_have_text(read)
        page.locator("#received a").first.click()
        expect(page).to_have_url(re.compile(f"/works/{symbol}"))
        expect(page.locator("main")).to_contain_text("Volunteers write note")


def test_adding_shows_how_far_it_is(visit: Visit) -> None:
    with visit() as page:
        large = not_a_pdf("large.pdf")
        give(page, [{**large, "buffer": large["buffer"] * 200_000}])
        page.evaluate(
            """() => { window.steps = []; const seen = document.querySelector("form.add [role=status]");
            new MutationObserver(() => window.steps.push(seen.textContent)).observe(seen, {childList: true});
            addEventListener("pagehide", () => sessionStorage.setItem("steps", JSON.stringify(window.steps))); }"""
        )
        page.locator("form.add > button").click()
        expect(page.locator("progress")).to_be_visible()
        page.wait_for_url("**/library/received?**")
        steps = page.evaluate("JSON.parse(sessionStorage.getItem('steps'))")
        assert steps[0] == "Sending: 0 %"
        assert steps[-1].startswith("Sent.")


@pytest.mark.parametrize(
    ("ui", "script", "said"), [("en", True, "cannot be used"), ("zh", True, "输入有误"), ("zh", False, "输入有误")]
)
def test_what_cannot_be_meant_is_refused_with_a_reason(visit: Visit, ui: str, script: bool, said: str) -> None:
    with visit(ui, script=script, errors=False) as page:
        give(page, [text_file("a.txt", "1. Volunteers.\n"), text_file("b.txt", "1. Volunteers again.\n")])
        page.locator("input[name=symbol]").fill("DP/2097/3")
        page.locator("form.add > button").click()
        told = page.locator("form.add [role=alert]") if script else page.locator("main")
        expect(told).to_contain_text(said)
        expect(told).to_contain_text("several files")


@pytest.mark.parametrize(
    ("ui", "kind", "who"), [("en", "toolkit", "civil society organization"), ("zh", "工具包", "民间社会组织")]
)
def test_knowledge_products_show_what_they_are_and_who_contributed_them(
    visit: Visit, ui: str, kind: str, who: str
) -> None:
    with visit(ui) as page:
        give(page, [text_file(f"kit-{ui}.txt", f"1. A kit for coordinators of volunteers ({ui}).\n")])
        page.locator("select[name=product_type]").select_option("toolkit")
        page.locator("input[name=contributor]").fill("Sample Volunteers Union")
        page.locator("select[name=kind]").select_option("civil_society")
        send(page)
        page.goto("/library/products")
        row = page.locator("tbody tr", has_text=f"kit-{ui}")
        expect(row).to_contain_text(kind)
        expect(row).to_contain_text(f"Sample Volunteers Union {who}")
        page.locator(".chip", has_text=kind).click()
        expect(row).to_have_count(1)
        expect(page.locator(".chip.on").first).to_contain_text(kind)


@pytest.mark.parametrize(
    ("ui", "script", "why", "again"),
    [("en", True, "It is named .pdf and is not one.", "Try again"), ("zh", False, "并非 PDF 文件", "重试")],
)
def test_what_failed_says_why_and_is_tried_again(visit: Visit, ui: str, script: bool, why: str, again: str) -> None:
    name = f"broken-{ui}.pdf"
    with visit(ui, script=script) as page:
        give(page, [not_a_pdf(name)])
        send(page)
        page.goto("/library")
        failed = page.locator("section", has=page.locator("#problems")).locator("li", has_text=name)
        expect(failed).to_contain_text(why)
        failed.get_by_role("button", name=again).click()
        page.wait_for_url("**/library/received?**")
        expect(page.locator("#received")).to_contain_text(name)
        for _ in range(100):
            if why in page.locator("#received").inner_text():
                break
            page.wait_for_timeout(100)
            if not script:
                page.reload()
        expect(page.locator("#received")).to_contain_text(why)


def test_a_file_that_was_mended_elsewhere_is_read_when_it_is_tried_again(visit: Visit, served: Served) -> None:
    with visit() as page:
        give(page, [not_a_pdf("mended.pdf")])
        send(page)
        sha256 = page.url.split("file=")[1]
        kept_in = served.settings.originals_folder
        original = next(kept_in.rglob(f"{sha256}*"))
        whole = next(one for one in kept_in.rglob("*") if one.is_file() and one.read_bytes()[:5] == b"%PDF-")
        kept = original.read_bytes()
        original.chmod(0o644)
        original.write_bytes(whole.read_bytes())
        page.get_by_role("button", name="Try again").click()
        expect(page.locator("#received .badge.indexed")).to_be_visible(timeout=SECONDS * 1000)
        original.write_bytes(kept)


def test_a_file_that_is_read_is_not_put_back_by_a_second_try(visit: Visit, served: Served) -> None:
    with visit(errors=False) as page:
        give(page, [text_file("once.txt", "1. Volunteers try once.\n")])
        send(page)
        sha256 = page.url.split("file=")[1]
        tried = page.request.post("/library/retry", form={"file": sha256})
        assert tried.ok
        assert "once.txt" in tried.text()
        page.goto(f"/library/received?file={sha256}")
        expect(page.locator("#received .badge.indexed")).to_be_visible()
        assert page.request.post("/library/retry", form={"file": "0" * 64}).status == 404


@pytest.mark.parametrize(("ui", "words"), [("en", "Official address"), ("zh", "官方网址")])
def test_what_is_cited_and_missing_leads_to_where_it_is_published(visit: Visit, ui: str, words: str) -> None:
    with visit(ui) as page:
        page.goto("/library")
        row = page.locator(".wanted tr", has_text="A/RES/70/1")
        expect(row.get_by_role("link", name=words)).to_have_attribute("href", "https://undocs.org/en/A/RES/70/1")
        expect(row.locator('form[action="/library/fetch"] button')).to_have_count(1)
        row.locator("a").first.click()
        expect(page).to_have_url(re.compile("/works/A/RES/70/1/links"))


@pytest.mark.parametrize(
    ("ui", "script", "fetch", "failed", "again"),
    [("en", True, "Fetch", "could not be fetched", "Try again"), ("zh", False, "下载入库", "下载失败", "重试")],
)
def test_what_is_missing_is_fetched_by_a_button(
    visit: Visit, fetching: PlayedSites, ui: str, script: bool, fetch: str, failed: str, again: str
) -> None:
    samples, symbol = files("corpus.samples"), "A/RES/70/1"
    fetching.document(symbol, "zh", play.pdf((samples / "sample-a-res-99-901.zh.pdf").read_bytes() + ui.encode()))
    fetching.document(symbol, "en", play.page("<html>Maintenance</html>"))
    with visit(ui, script=script) as page:
        page.goto("/library")
        row = page.locator(".wanted tr", has_text=symbol)
        row.get_by_role("button", name=fetch).click()
        page.wait_for_url("**/library/downloads")
        for _ in range(200):
            if page.locator("#received[data-waiting]").count() == 0 and failed in page.locator("main").inner_text():
                break
            page.wait_for_timeout(100)
            if not script:
                page.reload()
        expect(page.locator("section", has=page.locator("#failed"))).to_contain_text(symbol)
        expect(page.locator("section", has=page.locator("#came")).locator(".badge.indexed").first).to_be_visible()
        page.get_by_role("button", name=again).first.click()
        page.wait_for_url("**/library/downloads")


def test_the_documents_are_narrowed_by_type_and_words(visit: Visit) -> None:
    with visit("en", NARROW, script=False) as page:
        page.goto("/library")
        page.locator(".chip", has_text="Resolutions").click()
        page.locator(".find input[name=find]").fill("sustainable 99/901")
        page.locator(".find button").click()
        expect(page.locator("table.works tbody tr")).to_have_count(1)
        expect(page.locator(".find input[name=find]")).to_have_value("sustainable 99/901")
        page.locator(".find a").click()
        expect(page).to_have_url(re.compile(r"/library\?type=resolution$"))


def test_a_script_in_a_title_file_name_or_contributor_does_not_run(visit: Visit) -> None:
    with visit() as page:
        give(
            page,
            [text_file("<img src=x onerror='window.ran=1'>.txt", "1. Volunteers <script>window.ran=2</script>.\n")],
        )
        page.locator("input[name=title]").fill(HOSTILE)
        page.locator("input[name=contributor]").fill('<img src=x onerror="window.ran = 3">')
        page.locator("select[name=product_type]").select_option("report")
        send(page)
        expect(page.locator("#received")).to_contain_text(HOSTILE)
        give(page, [not_a_pdf("<img src=x onerror='window.ran=4'>.pdf")])
        send(page)
        for address, said in (
            ("/library", HOSTILE),
            ("/library/products", HOSTILE),
            ("/library#problems", "onerror='window.ran=4'"),
        ):
            page.goto(address)
            expect(page.locator("main")).to_contain_text(said)
            assert page.locator("main img, main script").count() == 0
            assert page.evaluate("window.ran") is None
