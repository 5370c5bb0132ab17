"""A file becomes a version of the right Work, and only a review is counted as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.documents import Page, PageState, ParsedDocument, Passage, PassageKind, Recognition, WorkType
from corpus.errors import PortalError
from ingest.formats import read_text
from ingest.manifest import ManifestRow, read_manifest
from ingest.recognise import recognise
from ingest.structure import structure_of

SHA = "ab" * 32


def document(
    *lines: str,
    symbol: str | None = None,
    language: str | None = "en",
    title: str | None = None,
    pages: int = 12,
    kind: PassageKind = PassageKind.HEADING,
) -> ParsedDocument:
    return ParsedDocument(
        media_type="application/pdf",
        pages=tuple(Page(number, PageState.TEXT) for number in range(1, pages + 1)),
        passages=tuple(Passage(f"b{i}", kind, line, 1, 1) for i, line in enumerate(lines)),
        language=language,
        symbol=symbol,
        title=title,
    )


def test_a_masthead_symbol_is_the_work() -> None:
    found = recognise(document("战略框架", symbol="DP/2022/11 ", language="zh"), "x.pdf", SHA)
    assert (found.work, found.type, found.language) == ("DP/2022/11", WorkType.REPORT, "zh")
    assert found.basis["work"] == "content"


def test_a_un_report_about_reviews_is_no_review() -> None:
    parsed = document("Voluntary National Review of Kenya 2020", symbol="E/2020/59")
    assert recognise(parsed, "x.pdf", SHA).work == "E/2020/59"


def test_a_body_text_without_masthead_symbol_is_named_by_its_checksum() -> None:
    parsed = document("See A/RES/70/1 and DP/2022/11.", kind=PassageKind.PARAGRAPH)
    found = recognise(parsed, "notes.pdf", SHA)
    assert (found.work, found.type, found.title) == (f"FILE/{SHA[:16]}", WorkType.OTHER, "notes")


@pytest.mark.parametrize(
    ("lines", "language", "work"),
    [
        (["KENYA", "Voluntary National Review", "June 2020"], "en", "VNR/KEN/2020"),
        (["Second Voluntary National Review of Uganda, 2020"], "en", "VNR/UGA/2020"),
        (
            ["Voluntary National Review on the 2030 Agenda", "Nepal", "2024"],
            "en",
            "VNR/NPL/2024",
        ),  # 2030 is no year of it
        (["中国落实2030年可持续发展议程进展报告（2021）"], "zh", "VNR/CHN/2021"),
        (["肯尼亚", "自愿国别评估报告", "2020年"], "zh", "VNR/KEN/2020"),
        (["Examen National Volontaire 2018", "Sénégal"], "fr", "VNR/SEN/2018"),
        (["Revue nationale volontaire – Bénin, juin 2020"], "fr", "VNR/BEN/2020"),
        (["Informe Nacional Voluntario", "Paraguay 2021"], "es", "VNR/PRY/2021"),
        (["الاستعراض الوطني الطوعي 2021", "جمهورية مصر العربية"], "ar", "VNR/EGY/2021"),
        (["Добровольный национальный обзор Республики Казахстан, 2022"], "ru", "VNR/KAZ/2022"),
        (["Relatório Nacional Voluntário de Cabo Verde 2021"], "pt", "VNR/CPV/2021"),
        (["示例国B自愿国别评估（2024年）"], "zh", "VNR/XAB/2024"),
    ],
)
def test_a_review_that_calls_itself_one_is_recognised(lines: list[str], language: str, work: str) -> None:
    found = recognise(document(*lines, language=language), "scan.pdf", SHA)
    assert (found.work, found.type) == (work, WorkType.VNR)
    assert found.work == f"VNR/{found.country}/{found.year}"


@pytest.mark.parametrize(
    "lines",
    [
        [
            "VOLUNTARY NATIONAL REVIEW · 2026 · HIGH-LEVEL POLITICAL FORUM",
            "EGYPT",
            "1. Six themes driving Egypt’s review",
        ],
        ["Fact sheet", "Voluntary National Review of Togo 2022"],
        ["Handbook for the preparation of voluntary national reviews 2024", "Kenya"],
        ["Kenya’s Nationally Determined Contribution", "Voluntary National Review 2020"],
        ["Ethiopia 2030: Ten Years Perspective Development Plan (2021-2030)"],
        ["Philippines", "Since its Voluntary National Review of 2019 the country has gone on"],
    ],
)
def test_what_speaks_about_reviews_is_no_review(lines: list[str]) -> None:
    assert recognise(document(*lines), "a.pdf", SHA).type is WorkType.OTHER


def test_half_a_sentence_of_a_paragraph_is_no_title() -> None:
    text = (
        "In 2019 the plan was revised. It takes up the\nVoluntary National Review of Kenya 2020\nand its "
        + "results " * 30
    )
    assert recognise(document(text, kind=PassageKind.PARAGRAPH), "plan.pdf", SHA).type is WorkType.OTHER


def test_a_review_of_unknown_country_is_no_review_and_says_so() -> None:
    found = recognise(document("Voluntary National Review", "2020"), "scan.pdf", SHA)
    assert found.type is WorkType.OTHER
    assert [issue.code for issue in found.issues] == ["vnr_unidentified"]


@pytest.mark.parametrize(
    ("name", "work"),
    [
        ("VNR-KEN-2020.en.pdf", "VNR/KEN/2020"),
        ("sample-vnr-xaa-2024.en.pdf", "VNR/XAA/2024"),
        ("2020_VNR_KEN.pdf", "VNR/KEN/2020"),
        ("26381VNR_2020_Kenya_Report.pdf", "VNR/KEN/2020"),
        ("VNR 2021 Cabo Verde Report.pdf", "VNR/CPV/2021"),
        ("A_RES_70_1.pdf", "A/RES/70/1"),
        ("S_RES_1325.pdf", "S/RES/1325"),
        ("S_RES_1325(2000)-EN.pdf", "S/RES/1325(2000)"),
        ("S_2016_1061-EN.pdf", "S/2016/1061"),
        ("A_80_604_Add.1.docx", "A/80/604/Add.1"),
        ("DP-2022-11.zh.pdf", "DP/2022/11"),
    ],
)
def test_a_file_name_tells_what_nothing_else_tells(name: str, work: str) -> None:
    found = recognise(document(language=None), name, SHA)
    assert (found.work, found.basis["work"]) == (work, "file name")


@pytest.mark.parametrize(
    "name",
    [
        "VNR-EGY-2026-factsheet.pdf",
        "Kenya VNR 2020 main messages.pdf",
        "Voluntary-Local-Review-Helsinki-2021.pdf",
        "VNR-ABW-2020.pdf",  # a territory
        "a_1_2.pdf",
        "A_2020_07_15.pdf",  # a date
        "S_RES_1325_2000.pdf",  # the Council's resolutions have no session
        "A_RES_70_1_E.pdf",  # a language, or the letter of a resolution
        "E-mail 2020-1.pdf",
        "ST-1.pdf",
    ],
)
def test_a_file_name_of_another_kind_tells_nothing(name: str) -> None:
    assert recognise(document(language=None), name, SHA).work == f"FILE/{SHA[:16]}"


def test_one_page_is_no_review_whatever_its_name() -> None:
    page = document("Voluntary National Review of Kenya 2020", pages=1)
    assert recognise(page, "VNR-KEN-2020.pdf", SHA).type is WorkType.OTHER
    assert recognise(document(language=None, pages=1), "S_2016_1061-EN.pdf", SHA).work == "S/2016/1061"


def test_key_messages_inside_a_review_do_not_unmake_it() -> None:
    cover = document(
        "Voluntary National Review", "Kenya", "June 2020", "Contents", "Key messages", "Statement by the President"
    )
    assert recognise(cover, "a.pdf", SHA).work == "VNR/KEN/2020"


def test_donors_and_persons_of_a_title_page_are_not_the_country() -> None:
    cover = document(
        "Voluntary National Review 2022",
        "Republic of Malawi",
        "With the support of Germany and Norway",
        "Foreword by Mr Chad Jordan",
    )
    assert recognise(cover, "a.pdf", SHA).work == "VNR/MWI/2022"


def test_the_year_of_the_forum_goes_before_dates_of_the_title_page() -> None:
    cover = document("Voluntary National Review of Kenya", "SDG progress 2015–2019", "May 2021", "HLPF 2020")
    assert recognise(cover, "a.pdf", SHA).work == "VNR/KEN/2020"


@pytest.mark.parametrize(
    ("lines", "file_name", "row", "work"),
    [
        # a year that a sentence speaks of is no date: the file's name knows better, and so does a manifest
        (("In 2019 a total of 300 volunteers helped.",), "VNR-KEN-2020.en.txt", ManifestRow(""), "VNR/KEN/2020"),
        (("In 2019 a total of 300 volunteers helped.",), "a.txt", ManifestRow("", year=2021), "VNR/KEN/2021"),
        (("拟于2025年提交议会。",), "VNR-KEN-2020.pdf", ManifestRow(""), "VNR/KEN/2020"),
        (("In 2019 a total of 300 volunteers helped.",), "a.txt", ManifestRow(""), "VNR/KEN/2019"),  # all there is
    ],
)
def test_a_year_in_a_sentence_is_only_a_guess(
    lines: tuple[str, ...], file_name: str, row: ManifestRow, work: str
) -> None:
    found = recognise(document("Kenya", "Voluntary National Review", *lines), file_name, SHA, row)
    assert (found.work, conflicts(found)) == (work, [])


def test_the_gaps_of_the_content_are_filled_from_the_file_name() -> None:
    assert recognise(document("Voluntary National Review"), "VNR-KEN-2020.pdf", SHA).work == "VNR/KEN/2020"


def conflicts(found: Recognition) -> list[str]:
    return [issue.message for issue in found.issues if issue.code == "recognition_conflict"]


def test_the_cover_is_trusted_before_the_manifest_and_the_conflict_names_both() -> None:
    row = ManifestRow("a.pdf", type="vnr", country="KEN", year=2020, language="en", title="Kenya’s review")
    found = recognise(document("Voluntary National Review of Uganda 2020"), "a.pdf", SHA, row)
    assert (found.work, found.title, found.basis["country"]) == ("VNR/UGA/2020", "Kenya’s review", "content")
    assert conflicts(found) == ["country: content says UGA, manifest says KEN"]


def test_the_file_name_is_trusted_before_the_manifest() -> None:
    row = ManifestRow("a.pdf", type="vnr", country="KEN", year=2021, language="fr")
    found = recognise(document(language=None), "VNR-KEN-2020.en.pdf", SHA, row)
    assert (found.work, found.language, found.basis["year"]) == ("VNR/KEN/2020", "en", "file name")
    assert conflicts(found) == [
        "year: file name says 2020, manifest says 2021",
        "language: file name says en, manifest says fr",
    ]


def test_the_title_is_trusted_before_the_rest_of_its_page_and_that_before_the_file_name() -> None:
    found = recognise(document("Voluntary National Review of Kenya", "UGANDA", "July 2021"), "VNR-TZA-2020.pdf", SHA)
    assert (found.work, found.basis["country"], found.basis["year"]) == ("VNR/KEN/2021", "content", "title page")
    assert conflicts(found) == [
        "country: content says KEN, title page says UGA",
        "country: content says KEN, file name says TZA",
        "year: title page says 2021, file name says 2020",
    ]


def test_the_manifest_fills_what_the_others_leave_open() -> None:
    row = ManifestRow("a.pdf", type="vnr", country="KEN", year=2020, language="en")
    found = recognise(document(language=None), "scan.pdf", SHA, row)
    assert (found.work, found.language, found.basis["work"], found.issues) == ("VNR/KEN/2020", "en", "manifest", ())


def test_a_masthead_symbol_is_trusted_before_the_manifest() -> None:
    found = recognise(document(symbol="DP/2022/11"), "a.pdf", SHA, ManifestRow("a.pdf", symbol="DP/2022/12"))
    assert (found.work, conflicts(found)) == (
        "DP/2022/11",
        ["symbol: content says DP/2022/11, manifest says DP/2022/12"],
    )


def test_two_writings_of_one_symbol_are_no_conflict() -> None:
    row = ManifestRow("a.pdf", symbol="s/res/1325")
    assert recognise(document(symbol="S/RES/1325(2000)"), "a.pdf", SHA, row).issues == ()


def test_a_row_that_corrects_goes_before_all_and_the_conflict_is_still_shown() -> None:
    cover = document("Voluntary National Review of Uganda 2020")
    kenya = recognise(cover, "a.pdf", SHA, ManifestRow("a.pdf", country="KEN", language="fr", corrects=True))
    assert (kenya.work, kenya.language, kenya.basis["country"]) == ("VNR/KEN/2020", "fr", "manifest")
    assert conflicts(kenya) == [
        "country: manifest says KEN, content says UGA",
        "language: manifest says fr, content says en",
    ]
    other = recognise(cover, "a.pdf", SHA, ManifestRow("a.pdf", type="other", corrects=True))
    assert (other.type, other.country, other.work) == (WorkType.OTHER, None, f"FILE/{SHA[:16]}")
    assert conflicts(other) == ["type: manifest says other, content says VNR/UGA/2020"]


def test_a_row_does_not_make_a_fact_sheet_a_review() -> None:
    row = ManifestRow("a.pdf", type="vnr", country="TGO", year=2022)
    found = recognise(document("Fact sheet", "Voluntary National Review of Togo 2022"), "a.pdf", SHA, row)
    assert (found.type, conflicts(found)) == (
        WorkType.OTHER,
        ["type: content says other, manifest says VNR/TGO/2022"],
    )


def test_the_key_of_a_review_goes_before_the_rest_of_its_row() -> None:
    row = ManifestRow("a.pdf", symbol="VNR/KEN/2020", type="report", country="UGA", year=2021)
    found = recognise(document(), "a.pdf", SHA, row)
    assert (found.work, found.type, found.country, found.year) == ("VNR/KEN/2020", WorkType.VNR, "KEN", 2020)
    assert [issue.code for issue in found.issues] == ["recognition_conflict"]


def test_country_and_year_of_a_row_fill_a_cover_that_does_not_tell_them() -> None:
    row = ManifestRow("a.pdf", country="KEN", year=2021)
    found = recognise(document("Voluntary National Review"), "a.pdf", SHA, row)
    assert (found.work, found.type, found.issues) == ("VNR/KEN/2021", WorkType.VNR, ())


def test_a_review_under_a_symbol_needs_country_and_year_too() -> None:
    row = ManifestRow("a.pdf", symbol="A/99/1", type="vnr")
    found = recognise(document(), "a.pdf", SHA, row)
    assert (found.work, found.type) == ("A/99/1", WorkType.OTHER)
    assert [issue.code for issue in found.issues] == ["vnr_unidentified"]
    filled = recognise(document(), "a.pdf", SHA, ManifestRow("a.pdf", "A/99/1", "vnr", country="KEN", year=2020))
    assert (filled.work, filled.type, filled.country) == ("A/99/1", WorkType.VNR, "KEN")


@pytest.mark.parametrize(
    ("name", "language"),
    [("report.fr.pdf", "fr"), ("S_2020_449-EN.pdf", "en"), ("resolution_ru.pdf", "ru"), ("scan.pdf", "und")],
)
def test_the_language_of_a_scan_is_told_by_its_name(name: str, language: str) -> None:
    assert recognise(document(language=None), name, SHA).language == language


def manifest(folder: Path, text: str) -> Path:
    path = folder / "manifest.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


@pytest.mark.parametrize("country", ["KEN", "ken", "404", "Kenya", "republic of kenya", "肯尼亚", "Кения"])
def test_a_country_is_written_as_people_write_it(tmp_path: Path, country: str) -> None:
    assert read_manifest(manifest(tmp_path, f"path,country\na.pdf,{country}\n"))["a.pdf"].country == "KEN"


def test_a_row_corrects_only_when_it_says_so(tmp_path: Path) -> None:
    rows = read_manifest(manifest(tmp_path, "path,corrects\na.pdf,yes\nb.pdf,no\nc.pdf,\n"))
    assert [rows[name].corrects for name in ("a.pdf", "b.pdf", "c.pdf")] == [True, None, None]


def test_a_manifest_is_read_by_path(tmp_path: Path) -> None:
    rows = read_manifest(manifest(tmp_path, "path,type,country,year\nvnr/a.pdf,VNR,ken,2020\nb.pdf,,,\n"))
    assert rows["vnr/a.pdf"] == ManifestRow("vnr/a.pdf", type="vnr", country="KEN", year=2020)
    assert rows["b.pdf"] == ManifestRow("b.pdf")


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("path,path\na.pdf,b.pdf\n", "line 1: column 'path' is there twice"),
        ("path,colour\na.pdf,red\n", "line 1: unknown column 'colour'"),
        ("symbol\nA/RES/70/1\n", "line 1: no column 'path'"),
        ("path,year\na.pdf,2020\nb.pdf,MMXX\n", "line 3: year 'MMXX'"),
        ("path,type\na.pdf,poem\n", "line 2: type 'poem'"),
        ("path,country\na.pdf,Atlantis\n", "line 2: country 'Atlantis'"),
        ("path,country\na.pdf,Kenya and Uganda\n", "line 2: country 'Kenya and Uganda'"),
        ("path,corrects\na.pdf,perhaps\n", "line 2: corrects 'perhaps'"),
        ("path,year\n,2020\n", "line 2: no path"),
        ("path\na.pdf\na.pdf\n", "line 3: a.pdf is there twice"),
        ("path\na.pdf,b\n", "line 2: more cells"),
        ("", "line 1: no column 'path'"),
    ],
)
def test_a_bad_manifest_names_its_line(tmp_path: Path, text: str, detail: str) -> None:
    with pytest.raises(PortalError) as raised:
        read_manifest(manifest(tmp_path, text))
    assert raised.value.code == "bad_manifest"
    assert detail in raised.value.detail


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Note on volunteering in Testland\n\n1. Volunteers help.\n", "Note on volunteering in Testland"),
        ("志愿服务说明\n\n一、背景\n\n志愿者提供帮助。\n", "志愿服务说明"),
        ("1. Volunteers help in every district.\n", "note"),
        ("Volunteers help in every district of the country.\n\nThey ask for insurance.\n", "note"),
    ],
)
def test_a_plain_text_is_called_by_its_first_line_where_that_is_a_title(tmp_path: Path, text: str, title: str) -> None:
    (tmp_path / "note.txt").write_text(text, "utf-8")
    assert recognise(structure_of(read_text(tmp_path / "note.txt")), "note.txt", SHA).title == title
