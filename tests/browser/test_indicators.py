"""The pages of indicators in a browser: figures, plots, readings, table, ledger, snapshots, downloads, paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from corpus.settings import Settings
from tests.browser.conftest import NARROW, Served, Visit, serving
from tests.browser.test_every_page import faults

REPORT = b"""<html lang="en"><head><title>Annual report (made for a test)</title></head><body>
<p>DP/2021/25</p><p>1. The programme reports on what was planned.</p>
<h2>Outcome indicators</h2><table>
<tr><th>Indicators</th><th>2025 target</th><th>2025 result</th><th>Score</th></tr>
<tr><td>1.1 Countries that report a contribution of volunteers</td><td>45%</td><td>54%</td><td>120%</td></tr>
<tr><td>1.2 Volunteers who were trained</td><td>10</td><td>11</td><td>110%</td></tr>
</table></body></html>"""
"""A report of the framework that indicator 1.1 is of, with a target for a year of the samples."""

HOSTILE = b"""<html lang="en"><head><title>&lt;script&gt;window.ran=1&lt;/script&gt; Review</title></head><body>
<p>1. The National Volunteer Policy, adopted in 2019, &lt;script&gt;window.ran=1&lt;/script&gt; guides volunteers.</p>
<p>2. &lt;img src=x onerror="window.ran=1"&gt; Volunteers taught 300 children to read in the hill districts.</p>
</body></html>"""

DRAWN = "image => image.decode().then(() => image.naturalWidth)"
"""The width of a picture in pixels, once it is there."""


@pytest.fixture(scope="module")
def served(folder_of_samples: Callable[[], Settings]) -> Iterator[Served]:
    """The samples with a report that prints a target."""
    with serving(folder_of_samples()) as running:
        sent = {"file": ("report.html", REPORT)}
        said = {"symbol": "DP/2021/25", "type": "report", "language": "en"}
        assert httpx.post(f"{running.address}/v1/documents", files=sent, data=said, timeout=60).status_code == 201
        yield running


def count(served: Served, code: str = "3.1", **asked: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{served.address}/v1/indicators/{code}", params=asked, timeout=60).json()
    return found


def cells(page: Page, row: str) -> list[str]:
    return [text.strip() for text in page.locator(row).locator("th, td").all_inner_texts()]


def decide(served: Served, passage: str, action: str) -> None:
    said = {"action": action, "reviewer": "Ana Ruiz", "indicator": "3.1"}
    answer = httpx.post(f"{served.address}/v1/review/items/{passage}/decisions", json=said, timeout=60)
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(("ui", "year"), [("en", "In 2025"), ("zh", "2025年")])
def test_the_list_has_last_value_and_trend_of_each(visit: Visit, served: Served, ui: str, year: str) -> None:
    last = count(served)["years"][-1]
    with visit(ui) as page:
        page.goto("/indicators")
        card = page.locator(".summary", has=page.locator("a[href='/indicators/3.1']"))
        expect(card.locator(".headline")).to_have_text(re.compile(rf"^{last['percent']}"))
        expect(card).to_contain_text(year)
        expect(card.get_by_role("img")).to_be_visible()
        card.locator("summary").click()
        expect(card.locator("tbody tr")).to_have_count(len(count(served)["years"]))


def test_plot_and_table_say_the_same(visit: Visit, served: Served) -> None:
    years = count(served)["years"]
    with visit() as page:
        page.goto("/indicators/3.1")
        drawn = page.get_by_role("img", name="3.1 by year")
        expect(drawn.locator("desc")).not_to_be_empty()
        labels = [label.strip() for label in drawn.locator(".value").all_text_contents()]
        assert labels == [f"{year['percent']:.0f}%" for year in years]
        heights = [float(bar.get_attribute("height") or 0) for bar in drawn.locator("rect.share").all()]
        assert [height / 1.5 for height in heights] == pytest.approx([year["percent"] for year in years], abs=0.1)
        assert drawn.locator(".whisker").count() == drawn.locator(".corrected").count() == len(years)
        row = cells(page, "section[aria-labelledby=series] tbody tr >> nth=0")
        assert row[3] == f"{years[0]['percent']} %"
        assert row[-1].startswith(f"{years[0]['estimate']['percent']} ({years[0]['estimate']['interval'][0]}")


@pytest.mark.parametrize(
    ("ui", "said"), [("en", "2025: target 45 %, result 54 %"), ("zh", "2025年：目标 45 %，结果 54 %")]
)
def test_a_target_that_a_report_prints_is_drawn_and_told(visit: Visit, ui: str, said: str) -> None:
    with visit(ui) as page:
        page.goto("/indicators/1.1")
        expect(page.locator(".drawn .target")).to_have_count(1)
        line = page.locator("li", has_text=said)
        expect(line.get_by_role("link", name="DP/2021/25")).to_be_visible()
        page.goto("/indicators/3.1")
        expect(page.locator(".drawn .target")).to_have_count(0)


def test_the_estimate_tells_its_rates_and_where_they_were_measured(visit: Visit, served: Served) -> None:
    found = count(served)["estimate"]
    with visit() as page:
        page.goto("/indicators/3.1")
        told = page.locator("section[aria-labelledby=estimate]")
        expect(told).to_contain_text(f"{found['percent']} %")
        expect(told).to_contain_text(f"{found['rates']['precision']} %")
        expect(told).to_contain_text(found["rates"]["measured_on"])


@pytest.mark.parametrize(
    ("ui", "lenient", "people"), [("en", "Lenient", "Reviewed by people"), ("zh", "从宽", "人工审定")]
)
def test_switches_stand_in_the_address_and_back_undoes_them(visit: Visit, ui: str, lenient: str, people: str) -> None:
    with visit(ui, script=False) as page:
        page.goto("/indicators/3.1")
        chosen = page.locator(".switches [aria-current]")
        page.get_by_role("link", name=lenient, exact=True).click()
        expect(chosen.first).to_have_text(lenient)
        page.get_by_role("link", name=people, exact=True).click()
        assert "policy=lenient" in page.url
        assert "basis=reviewed" in page.url
        expect(chosen.last).to_have_text(people)
        page.go_back()
        expect(chosen.last).not_to_have_text(people)
        expect(chosen.first).to_have_text(lenient)


def test_the_table_is_sorted_and_kept_to_a_status_without_script(visit: Visit, served: Served) -> None:
    lines = count(served)["countries"]
    with visit(script=False) as page:
        page.goto("/indicators/3.1")
        names = page.locator("table.lines tbody th a")
        expect(names).to_have_count(len(lines))
        page.locator("table.lines thead a", has_text="Country").click()
        expect(page.locator("table.lines th[aria-sort=ascending]")).to_have_count(1)
        page.locator("table.lines thead a", has_text="Country").click()
        assert names.all_inner_texts() == sorted((line["country"] for line in lines), reverse=True)
        page.get_by_label("Status").select_option("yes")
        page.get_by_role("button", name="Apply").click()
        held = [line for line in lines if line["status"] == "yes"]
        expect(names).to_have_count(len(held))
        assert names.all_inner_texts() == sorted((line["country"] for line in held), reverse=True)
        page.locator("select[name=year]").select_option("2024")
        page.get_by_role("button", name="Apply").click()
        expect(names).to_have_count(sum(line["year"] == 2024 for line in held))
        page.get_by_role("link", name="Take the filters away").click()
        expect(names).to_have_count(len(lines))


@pytest.mark.parametrize(
    ("ui", "country", "there"), [("en", "Sample Country D", "on the page"), ("zh", "示例国D", "查看原页")]
)
def test_a_figure_leads_to_country_passage_and_picture(visit: Visit, ui: str, country: str, there: str) -> None:
    with visit(ui) as page:
        page.goto("/indicators/3.1")
        page.locator("table.lines tbody").get_by_role("link", name=country).click()
        quote = page.locator("blockquote")
        expect(quote).to_have_count(1)
        expect(quote).to_contain_text("Ley 45 de Voluntariado")
        quote.get_by_role("link", name=there).click()
        picture = page.locator("img").first
        expect(picture).to_be_visible()
        assert picture.evaluate(DRAWN) > 100
        page.go_back()
        page.locator("blockquote footer a").first.click()
        expect(page.locator(":target")).to_contain_text("Ley 45 de Voluntariado")


@pytest.mark.parametrize(
    ("ui", "unread"), [("en", "counts neither as yes nor as no"), ("zh", "既不计为“是”，也不计为“否”")]
)
def test_the_ledger_says_what_is_unread(visit: Visit, ui: str, unread: str) -> None:
    with visit(ui, NARROW) as page:
        page.goto("/indicators/3.1/ledger?country=XAG")
        expect(page.locator(".line.unread")).to_contain_text(unread)


def test_what_changed_between_snapshots_is_told_with_its_reason(visit: Visit, served: Served) -> None:
    yes = next(line for line in count(served)["countries"] if line["status"] == "yes")
    with visit() as page:
        page.goto("/indicators/3.1/snapshots?basis=reviewed")
        page.get_by_label("Your name").fill("Li Wei 李伟")
        page.get_by_role("button", name="Keep").click()
        expect(page.locator("table.kept")).to_contain_text("Li Wei 李伟")
        expect(page.get_by_label("Your name")).to_have_value("Li Wei 李伟")
        page.get_by_role("button", name="Compare").click()
        expect(page.get_by_text("Nothing changed")).to_be_visible()
        decide(served, yes["evidence"][0]["passage_id"], "accept")
        page.reload()
        changed = page.locator("table.changed tbody tr", has_text=yes["country"]).first
        expect(changed).to_contain_text("new decision")
        expect(page.locator("section[aria-labelledby=changes]")).to_contain_text("Yes")
        assert faults(page) == []
        page.get_by_role("link", name="中文").click()
        expect(page.locator("table.changed")).to_contain_text("新的审核决定")
        page.goto("/indicators/3.1?basis=reviewed")
        page.locator(".notice a", has_text="查看变化及原因").click()
        expect(page.locator("table.changed")).to_be_visible()


def test_every_download_is_a_file_of_its_kind(visit: Visit, served: Served) -> None:
    begins = {"CSV": b"\xef\xbb\xbf", "XLSX": b"PK", "JSON": b"{", "SDMX-JSON": b"{", "SVG": b"<svg", "PNG": b"\x89PNG"}
    with visit() as page:
        page.goto("/indicators/3.1?policy=lenient")
        links = page.locator(".downloads").first.get_by_role("link")
        found = {link.inner_text(): link.get_attribute("href") or "" for link in links.all()}
    assert found.keys() == begins.keys()
    for name, address in found.items():
        assert "policy=lenient" in address
        answer = httpx.get(served.address + address, timeout=60)
        assert answer.status_code == 200
        assert answer.content.startswith(begins[name]), name


def test_the_ledger_prints_on_a4_with_every_quote_whole(visit: Visit, served: Served) -> None:
    quotes = [
        item["quote"]
        for line in count(served, "mention")["countries"]
        for item in line["evidence"]
        if item["language"] == "en"
    ]
    with visit() as page:
        page.goto("/indicators/mention/ledger")
        printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    sheets = [letters(sheet.extract_text()) for sheet in printed.pages]
    box = printed.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)
    assert len(sheets) > 1
    assert len(quotes) > 5
    for quote in quotes:
        assert any(letters(quote) in sheet for sheet in sheets), quote


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def test_a_script_in_a_title_or_quote_does_not_run(visit: Visit, served: Served) -> None:
    said = {"symbol": "VNR/XAC/2023", "type": "vnr", "language": "en", "country": "XAC", "year": "2023"}
    sent = {"file": ("hostile.html", HOSTILE)}
    answer = httpx.post(f"{served.address}/v1/documents", files=sent, data=said, timeout=60)
    assert answer.status_code == 201, answer.text
    with visit() as page:
        for address in (
            "/indicators/mention",
            "/indicators/mention/ledger?country=XAC",
            "/countries/XAC",
            '/indicators/3.1?sort="><script>&region="><img src=x onerror=window.ran=1>',
        ):
            page.goto(address)
            assert page.evaluate("window.ran") is None
        page.goto("/countries/XAC")
        expect(page.locator("#reviews + ul")).to_contain_text("<script>window.ran=1</script>")
        expect(page.locator("blockquote", has_text="<script>")).to_have_count(1)


def test_the_page_is_worked_by_keyboard_alone(visit: Visit) -> None:
    with visit() as page:
        page.goto("/indicators/3.1")
        page.get_by_label("Status").focus()
        page.keyboard.press("y")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Apply")).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**status=yes**")
