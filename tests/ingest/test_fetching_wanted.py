"""Fetching: what the words of a request mean, and where the pages of the Forum lead."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import open_store
from ingest.fetching.review_pages import files_of_review, page_name, page_of_country, years_on
from ingest.fetching.wanted import cited_wanted, documents_wanted, languages_of, reviews_wanted
from ingest.pipeline import ingest


def test_languages_are_those_of_the_united_nations() -> None:
    assert (languages_of(()), languages_of(("FR", "fr"))) == (("zh", "en"), ("fr",))
    with pytest.raises(PortalError):
        languages_of(("pt",))


def test_what_names_nothing_is_refused(tmp_path: Path) -> None:
    store = open_store(Settings(data=tmp_path), create=True)
    for written, code in (
        ("volunteers", "bad_input"),
        ("EB/2018/8", "no_address"),
        ("FILE/0123456789abcdef", "no_address"),
    ):
        with pytest.raises(PortalError) as refused:
            documents_wanted([written], ("en",))
        assert refused.value.code == code
    for written in ("Nowhere", "KEN/1999", "KEN/2020/x", "2031", "KEN/2015"):
        with pytest.raises(PortalError):
            reviews_wanted(store, [written], ())


def test_what_is_cited_and_not_here_is_wanted_most_cited_first(settings: Settings, tmp_path: Path) -> None:
    citing = tmp_path / "citing.txt"
    citing.write_text("DP/2099/5\n\n1. Recalling resolutions 99/901 and 99/902, and again resolution 99/902.\n")
    ingest([citing], settings)
    found = cited_wanted(open_store(settings), ("zh",))
    assert [one.work for one in found] == ["A/RES/99/902", "A/RES/99/901"]
    assert [one.work for one in cited_wanted(open_store(settings), ("zh", "en"), 1)] == ["A/RES/99/902"] * 2


PAGE = "https://hlpf.un.org/countries/kenya/voluntary-national-reviews-2020"
KENYA = """<html><body><h2>Voluntary National Review 2020</h2>
<a href="/sites/default/files/vnrs/2021/26360VNR_2020_Kenya_Report.pdf">Report (English)</a>
<a href="http://hlpf.un.org/sites/default/files/kenya 2020 français.pdf?x=1">Rapport</a>
<a href="/sites/default/files/Main_Messages_2020.pdf">Main messages</a> <a href="/x.pdf">Statement 2020</a>
<a href="javascript:alert(1).pdf">2020</a> <a href="http://[broken.pdf">2020</a>
<h2>Voluntary National Review 2017</h2><a href="/sites/default/files/vnrs/15689Kenya.pdf">Report</a>
<a href="/countries/kenya/voluntary-national-reviews-2024">2024</a></body></html>"""


def test_the_files_of_a_review_are_told_from_what_stands_beside_them() -> None:
    found = files_of_review(KENYA.encode(), PAGE, 2020)
    assert [(one.address.rpartition("/")[2], one.language) for one in found] == [
        ("26360VNR_2020_Kenya_Report.pdf", "en"),
        ("kenya%202020%20fran%C3%A7ais.pdf?x=1", "fr"),
    ]
    assert all(one.address.startswith("https://hlpf.un.org/") for one in found)
    assert years_on(KENYA.encode(), "https://hlpf.un.org/countries/kenya") == [2017, 2020, 2024]


def test_a_country_has_the_page_of_its_name_or_the_one_that_is_listed() -> None:
    assert [page_name(iso3) for iso3 in ("KEN", "CIV", "SAU", "GNB")] == [
        "kenya",
        "cote-divoire",
        "saudi-arabia",
        "guinea-bissau",
    ]
    listed = '<a href="/countries/turkiye">Türkiye</a> <a href="/countries/viet-nam">Viet Nam</a>'
    address = "https://hlpf.un.org/countries"
    assert page_of_country(listed.encode(), address, "VNM") == "https://hlpf.un.org/countries/viet-nam"
    assert page_of_country(listed.encode(), address, "KEN") is None
