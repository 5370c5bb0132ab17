"""Results for other programs: what a spreadsheet and a reference manager read is what was found."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import bibtexparser
import openpyxl
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from fastapi.testclient import TestClient

from api.search_exports import COLUMNS, bibtex_entry, ris_entry, source_of, xlsx
from api.spreadsheets import csv_file
from corpus.store.works import Expression
from search.candidates import DEPTH
from tests.api.test_contract import Ingested, run

QUERY = "volunteers 志愿者 insurance"


def exported(client: TestClient, form: str, **asked: Any) -> Any:
    answer = client.get("/v1/search/export", params={"q": QUERY, "format": form, **asked})
    assert answer.status_code == 200, answer.text
    return answer


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_holds_every_passage_that_is_found_and_not_only_the_first_page(client: TestClient) -> None:
    answer = exported(client, "csv")
    found = client.get("/v1/search", params={"q": QUERY, "k": 100}).json()
    rows = rows_of(answer.content)
    assert answer.content.startswith(b"\xef\xbb\xbf")  # without it Excel takes UTF-8 for something else
    assert len(rows) == found["total"] == int(answer.headers["X-Passages"]) > 100
    assert [row["passage_id"] for row in rows[:100]] == [hit["passage_id"] for hit in found["hits"]]
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["text"].replace("\r\n", "\n") == found["hits"][0]["text"]


def test_what_is_left_out_is_said(client: TestClient, ingested: Ingested, capsys: pytest.CaptureFixture[str]) -> None:
    assert exported(client, "csv").headers["X-Cut"].startswith(f"the best {DEPTH} of at least {DEPTH} passages")
    whole = exported(client, "csv", work="A/RES/99/901")
    assert "X-Cut" not in whole.headers
    _, _, err = run(capsys, "search", QUERY, "--format", "csv", "--data", str(ingested[0].data))
    assert err.startswith(f"the best {DEPTH} of at least {DEPTH} passages")


def test_the_filters_hold(client: TestClient) -> None:
    rows = rows_of(exported(client, "csv", lang="fr").content)
    assert {row["language"] for row in rows} == {"fr"}


@pytest.mark.parametrize(
    ("form", "media", "name"),
    [
        ("csv", "text/csv; charset=utf-8", "search-results.csv"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "search-results.xlsx"),
        ("ris", "application/x-research-info-systems", "search-results.ris"),
        ("bibtex", "application/x-bibtex", "search-results.bib"),
    ],
)
def test_a_file_has_its_type_and_name(client: TestClient, form: str, media: str, name: str) -> None:
    answer = exported(client, form)
    assert answer.headers["content-type"].startswith(media)
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("form", ["pdf", "CSV", ""])
def test_a_format_that_is_none_is_refused(client: TestClient, form: str) -> None:
    assert client.get("/v1/search/export", params={"q": QUERY, "format": form}).status_code == 422


def test_a_workbook_has_typed_cells_and_links(client: TestClient) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(exported(client, "xlsx").content)).active
    head, *rows = sheet.iter_rows()
    assert tuple(cell.value for cell in head) == COLUMNS
    assert len(rows) == DEPTH
    cells = dict(zip(COLUMNS, rows[0], strict=True))
    assert (cells["rank"].value, cells["rank"].data_type, cells["score"].data_type) == (1, "n", "n")
    linked = [row[COLUMNS.index("source")] for row in rows]
    assert {cell.hyperlink.target for cell in linked if cell.hyperlink} == {c.value for c in linked if c.value}
    assert "https://undocs.org/zh/DP/2099/11" in {cell.value for cell in linked}


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", '=HYPERLINK("http://x","y")']


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula_in_a_spreadsheet(text: str) -> None:
    row: dict[str, Any] = dict.fromkeys(COLUMNS, text) | {"rank": 1, "score": 0.5}
    book = openpyxl.load_workbook(io.BytesIO(xlsx([row | {"source": None}])))
    cells = [cell for cell in book.active[2] if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.value.strip() for cell in cells} == {text.strip()}


def test_a_workbook_takes_what_a_cell_cannot_hold() -> None:
    row: dict[str, Any] = dict.fromkeys(COLUMNS) | {"text": "a\x0bb\x00" + "x" * 40_000}
    (cell,) = (c for c in openpyxl.load_workbook(io.BytesIO(xlsx([row]))).active[2] if c.value is not None)
    assert cell.value.startswith("a b x")
    assert len(cell.value) == 32_767


def expression(**said: Any) -> Expression:
    plain: dict[str, Any] = {
        **{"id": "1", "work": "DP/2099/11", "type": "report", "language": "en", "sha256": "", "state": "visible"},
        **{"media_type": "text/plain", "title": "A report", "symbol": None, "country": None, "year": 2099},
        **{"job_number": None, "date": "2099-07-01", "url": None, "engine": "", "page_count": 1, "unread_pages": 0},
    }
    return Expression(**plain | {"passage_count": 1} | said)


HARD = r"50% of A&B_{x} #1 ~ ^ costs $5 \ each – “志愿者”"
DOCUMENTS = [
    (expression(), "United Nations. Executive Board of UNDP, UNFPA and UNOPS", "DP/2099/11"),
    (expression(work="A/RES/99/901", type="resolution"), "United Nations. General Assembly", "A/RES/99/901"),
    (expression(work="VNR/KEN/2024", type="vnr", country="KEN", year=2024), "Kenya", None),
    (expression(work="FILE/cb65bdd5c212d03f", type="other", year=None), "United Nations", None),
    (
        expression(title=HARD),
        "United Nations. Executive Board of UNDP, UNFPA and UNOPS",
        "DP/2099/11",
    ),
]


@pytest.mark.parametrize(("version", "author", "symbol"), DOCUMENTS)
def test_a_reference_manager_reads_ris_as_it_was_meant(version: Expression, author: str, symbol: str | None) -> None:
    (entry,) = rispy.loads(ris_entry(version))
    assert entry["authors"][0].startswith(author)
    assert entry["title"] == version.title
    assert (entry.get("year"), entry.get("issn")) == (version.year and str(version.year), symbol)
    assert entry["language"] == "en"
    assert ("urls" in entry) == (symbol is not None)


@pytest.mark.parametrize(("version", "author", "symbol"), DOCUMENTS)
def test_bibtex_is_read_as_it_was_meant(version: Expression, author: str, symbol: str | None) -> None:
    library = bibtexparser.parse_string(bibtex_entry(version), append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    fields = {name: field.value for name, field in library.entries[0].fields_dict.items()}
    assert fields["author"].strip("{}").startswith(author)
    plain = fields["title"].replace("ˆ", "^")  # the library gives the accent for the sign
    assert plain.replace(" ", "") == version.title.replace(" ", "")
    assert fields.get("number") == symbol
    assert fields.get("year") == (None if version.year is None else str(version.year))


def test_an_address_of_a_document_is_the_one_it_was_fetched_from() -> None:
    url = "https://example.org/a_b%20c?x=1&y={2}"
    assert f"UR  - {url}" in ris_entry(expression(url=url))
    assert "url = {https://example.org/a_b%20c?x=1&y=%7B2%7D}" in bibtex_entry(expression(url=url))


UNHELD = ["\ufffe", "\uffff", "\ud800", "\x0b"]


@pytest.mark.parametrize("letter", UNHELD)
def test_what_no_format_can_hold_becomes_a_space(letter: str) -> None:
    row: dict[str, Any] = dict.fromkeys(COLUMNS) | {"title": f"a{letter}b", "source": f"https://x.org/{letter}"}
    cells = [c.value for c in openpyxl.load_workbook(io.BytesIO(xlsx([row]))).active[2] if c.value is not None]
    assert cells == ["a b", "https://x.org/ "]
    assert rows_of(csv_file([row], COLUMNS))[0]["title"] == "a b"
    version = expression(title=f"a{letter}b", url=f"https://x.org/{letter}")
    assert "TI  - a b\r\n" in ris_entry(version)
    assert "title = {a b}" in bibtex_entry(version)
    assert letter not in ris_entry(version) + bibtex_entry(version)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "C:\\x.exe", "", " https://x.org"])
def test_an_address_that_is_none_of_the_web_is_not_followed(url: str) -> None:
    assert source_of(expression(url=url)) == "https://undocs.org/en/DP/2099/11"
    row: dict[str, Any] = dict.fromkeys(COLUMNS) | {"source": url}
    cell = openpyxl.load_workbook(io.BytesIO(xlsx([row]))).active.cell(2, COLUMNS.index("source") + 1)
    assert cell.hyperlink is None


def test_a_title_on_two_lines_does_not_break_ris() -> None:
    (entry,) = rispy.loads(ris_entry(expression(title="First line\nER  - \nTY  - second")))
    assert entry["title"] == "First line ER - TY - second"


def test_every_document_of_the_results_stands_once(client: TestClient) -> None:
    rows = rows_of(exported(client, "csv").content)
    documents = {(row["work"], row["language"]) for row in rows}
    assert len(rispy.loads(exported(client, "ris").text)) == len(documents)
    library = bibtexparser.parse_string(exported(client, "bibtex").text)
    assert library.failed_blocks == []
    assert len({entry.key for entry in library.entries}) == len(documents)


def test_the_command_writes_a_file(ingested: Ingested, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, data = tmp_path / "results.xlsx", ["--data", str(ingested[0].data)]
    code, printed, err = run(capsys, "search", "保险", "--format", "xlsx", "-o", str(out), *data)
    assert (code, printed) == (0, "")
    assert openpyxl.load_workbook(out).active.max_row > 1
    assert f"in {out}" in err


def test_a_dash_is_standard_output(
    ingested: Ingested, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, printed, err = run(capsys, "search", "保险", "--format", "ris", "-o", "-", "--data", str(ingested[0].data))
    assert (code, printed[:6], err) == (0, "TY  - ", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("form", "said"), [("csv", "0 passages"), ("ris", "0 documents")])
def test_nothing_is_said_to_be_nothing(
    form: str, said: str, ingested: Ingested, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["search", "xyzzyx", "--format", form, "--data", str(ingested[0].data)]
    code, _, err = run(capsys, *words)
    assert (code, err) == (0, f"{said}\n")
    assert run(capsys, *words, "-o", str(tmp_path / "x"))[2] == f"{said} in {tmp_path / 'x'}\n"


@pytest.mark.parametrize("ui", ["en", "zh"])
def test_the_page_leads_to_a_file_of_every_format_and_says_how_much_it_holds(client: TestClient, ui: str) -> None:
    page = client.get("/search", params={"q": "insurance", "ui": ui}).text
    for form in ("csv", "xlsx", "ris", "bibtex"):
        assert f'href="/v1/search/export?q=insurance&amp;format={form}"' in page
    assert "1,000" in page


@pytest.mark.parametrize("words", [["-o", "x.csv"], ["--format", "pdf"], ["--format", "csv", "-o", "/nowhere/x.csv"]])
def test_a_wrong_call_is_refused(words: list[str], ingested: Ingested, capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, err = run(capsys, "search", "保险", *words, "--data", str(ingested[0].data))
    assert (code, printed, err.count("\n")) == (2, "", 1)
