"""Fetching: which addresses may be asked, how politely, and what a fetch does before a real server."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timezone
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.store.downloads import Asked, DownloadState
from eval.reliability import played_sites as play
from eval.reliability.played_sites import PlayedSites, played_sites
from ingest.fetching import part as parts
from ingest.fetching.origins import Origins, origins_of
from ingest.fetching.pace import Pace, Stopped, seconds_of
from ingest.fetching.part import Part, sweep
from ingest.fetching.review_pages import files_of_review, page_name, page_of_country, years_on
from ingest.fetching.run import fetch
from ingest.fetching.safe_network import SafeNetwork, is_public
from ingest.fetching.sites import Sites
from ingest.fetching.wanted import cited_wanted, documents_wanted, languages_of, reviews_wanted
from ingest.pipeline import ingest

SAMPLES = files("corpus.samples")
ENGLISH = (SAMPLES / "sample-a-res-99-901.en.pdf").read_bytes()
CHINESE = (SAMPLES / "sample-a-res-99-901.zh.pdf").read_bytes()
REVIEW = (SAMPLES / "sample-vnr-xaa-2024.en.pdf").read_bytes()
RESOLUTION = "A/RES/99/901"


@pytest.fixture
def sites() -> Iterator[PlayedSites]:
    """The official sites, played by a server."""
    with played_sites() as running:
        yield running


@pytest.fixture
def settings(sites: PlayedSites, tmp_path: Path) -> Settings:
    """A data folder that fetches from the played sites."""
    return Settings(data=tmp_path / "data", fetch_mirror=sites.address, fetch_delay=0, fetch_seconds=1)


def fetched(settings: Settings, *symbols: str, languages: Sequence[str] = ("en",)) -> dict[str, object]:
    return fetch(settings, lambda store: documents_wanted(symbols, languages)).as_json()


def store_of(settings: Settings) -> Store:
    return open_store(settings)


# which addresses may be asked

HOSTS = Origins(frozenset({"documents.un.org", "undocs.org"}))


@pytest.mark.parametrize(
    "address",
    [
        "http://documents.un.org/x",
        "https://documents.un.org:8443/x",
        "https://documents.un.org.example.org/x",
        "https://example.org/documents.un.org",
        "https://documents.un.org@127.0.0.1/x",
        "https://user@documents.un.org/x",
        "https://documents.un.org\\@127.0.0.1/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://2130706433/x",
        "https://documents.un.org./x",
        "https://documents.un.org/x y",
        "https://documents.un.org/x\r\nHost: inside",
        "https://dоcuments.un.org/x",  # with a Cyrillic letter
        "file:///etc/passwd",
        "ftp://documents.un.org/x",
        "//documents.un.org/x",
        "https://[documents.un.org/x",
        "https://documents.un.org:99999/x",
        "",
    ],
)
def test_only_the_official_sites_are_asked_and_over_https_alone(address: str) -> None:
    with pytest.raises(PortalError) as refused:
        HOSTS.place(address)
    assert refused.value.code == "not_allowed"


@given(st.text(max_size=60))
def test_no_redirect_leads_off_the_list(location: str) -> None:
    place = HOSTS.place("https://documents.un.org/api/symbol/access?s=A%2F1&l=en&t=pdf")
    with suppress(PortalError):
        after = HOSTS.place(HOSTS.after(place, location))
        assert (after.scheme, after.host in HOSTS.hosts, after.port) == ("https", True, 443)


def test_a_mirror_is_asked_in_place_of_every_site() -> None:
    mirrored = origins_of(Settings(fetch_mirror="https://mirror.inside:8443/un/"))
    place = mirrored.place("https://undocs.org/zh/A/RES/70/1")
    assert place.address == "https://mirror.inside:8443/un/undocs.org/zh/A/RES/70/1"
    assert mirrored.place(mirrored.after(place, "https://documents.un.org/x")).host == "mirror.inside"
    for elsewhere in ("https://mirror.inside/un/x", "https://example.org/", "http://mirror.inside:8443/un/x"):
        with pytest.raises(PortalError):
            mirrored.place(mirrored.after(place, elsewhere))


@pytest.mark.parametrize(
    "mirror", ["http://mirror.inside", "mirror.inside", "https://a@b/", "file:///x", "https://m/?q=1"]
)
def test_a_mirror_is_of_https_or_on_this_machine(mirror: str) -> None:
    with pytest.raises(PortalError) as refused:
        origins_of(Settings(fetch_mirror=mirror))
    assert refused.value.code == "bad_input"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("151.101.1.195", True),
        ("2a04:4e42::323", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fd00::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::9765:1c3", True),
        ("2002:7f00:1::", False),
        ("nonsense", False),
    ],
)
def test_an_address_that_wraps_another_is_judged_by_it(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_name_is_looked_up_once_and_what_was_judged_is_connected_to(sites: PlayedSites) -> None:
    looked_up: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"]  # what a second look-up of a name that changes would say

    port = int(sites.address.rpartition(":")[2])
    with pytest.raises(PortalError) as refused:
        SafeNetwork(None, 1.0, resolve).connect_tcp("documents.un.org", port, 1.0)
    assert refused.value.code == "not_allowed"
    SafeNetwork("mirror", 1.0, resolve).connect_tcp("mirror", port, 1.0).close()
    assert (looked_up, sites.noted) == (["documents.un.org", "mirror"], [])


def test_a_mirror_is_never_where_clouds_keep_their_keys() -> None:
    with pytest.raises(PortalError):
        SafeNetwork("mirror", 1.0, lambda host, port: ["169.254.169.254"]).connect_tcp("mirror", 80, 1.0)


def test_an_official_name_that_leads_inside_is_not_asked(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, fetch_delay=0)
    official = Sites(settings, Pace(0, threading.Event()), lambda host, port: ["10.0.0.8"])
    with pytest.raises(PortalError) as refused, official.ask("https://documents.un.org/x"):
        pass
    assert refused.value.code == "not_allowed"


# politeness


def test_a_host_is_left_in_peace_between_two_requests() -> None:
    pace = Pace(0.1, threading.Event())
    started = time.monotonic()
    for host in ("a", "a", "b", "a"):
        pace.take_turn(host)
    assert 0.2 <= time.monotonic() - started < 2


def test_who_is_told_to_stop_does_not_wait() -> None:
    pace = Pace(60, threading.Event())
    pace.take_turn("a")
    pace.stopping.set()
    with pytest.raises(Stopped):
        pace.take_turn("a")


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), (" 3 ", 3), ("Sun, 22 Nov 2026 03:01:00 GMT", 60), ("Sat, 21 Nov 2026 03:00:00 GMT", 0)]
    + [(wrong, None) for wrong in ("", "soon", "-5", "１２", None)],
)
def test_retry_after_is_seconds_or_a_date(said: str | None, seconds: float | None) -> None:
    assert seconds_of(said, datetime(2026, 11, 22, 3, 0, tzinfo=timezone.utc)) == seconds


# fetching


def test_a_document_is_fetched_ingested_and_known_by_where_it_came_from(sites: PlayedSites, settings: Settings) -> None:
    address = sites.document(RESOLUTION, "en", play.redirect("https://documents.un.org/doc/one.pdf"))
    sites.at("https://documents.un.org/doc/one.pdf", play.pdf(ENGLISH))
    report = fetched(settings, "a/res/99/901")
    assert (report["fetched"], report["indexed"], report["failed"], report["waiting"]) == (1, 1, [], 0)
    store = store_of(settings)
    (version,) = store.works.expressions(RESOLUTION)
    origin = store.downloads.origin(version.sha256)
    assert origin is not None
    assert (origin.address, origin.source) == (address, f"{sites.address}/documents.un.org/doc/one.pdf")
    assert (origin.size, version.url, list(settings.downloads.iterdir())) == (len(ENGLISH), address, [])


def test_what_was_fetched_or_is_here_is_not_asked_for_again(
    sites: PlayedSites, settings: Settings, tmp_path: Path
) -> None:
    sites.document(RESOLUTION, "en", play.pdf(ENGLISH))
    given_by_hand = tmp_path / "given.zh.pdf"
    given_by_hand.write_bytes(CHINESE)
    ingest([given_by_hand], settings)
    fetched(settings, RESOLUTION)
    times = len(sites.noted)
    again = fetched(settings, RESOLUTION, languages=("zh", "en"))
    assert (len(sites.noted), again["fetched"], len(again["here"])) == (times, 0, 2)  # type: ignore[arg-type]


def test_what_failed_is_told_and_asked_for_again(sites: PlayedSites, settings: Settings) -> None:
    sites.document(RESOLUTION, "en", play.page("<html>Maintenance</html>"))
    report = fetched(settings, RESOLUTION)
    (failed,) = report["failed"]  # type: ignore[misc]
    assert (failed["path"], failed["code"]) == ("A/RES/99/901 [en]", "site_refused")
    sites.document(RESOLUTION, "en", play.pdf(ENGLISH))
    assert fetched(settings, RESOLUTION)["fetched"] == 1


def test_the_short_address_is_asked_where_the_document_system_has_it_not(
    sites: PlayedSites, settings: Settings
) -> None:
    sites.at(f"https://undocs.org/en/{RESOLUTION}", play.pdf(ENGLISH))
    assert fetched(settings, RESOLUTION)["fetched"] == 1


def test_a_part_of_another_version_is_not_gone_on_with(sites: PlayedSites, settings: Settings) -> None:
    address = sites.document(RESOLUTION, "en", play.pdf(ENGLISH))
    part = Part(settings.downloads, address)
    part.begin({"etag": '"another"', "size": len(CHINESE)})
    with part.adding() as out:
        out.write(CHINESE[:5000])
    assert fetched(settings, RESOLUTION)["indexed"] == 1
    (asked,) = sites.asked(address)
    assert (asked.headers["range"], asked.headers["if-range"]) == ("bytes=5000-", '"another"')


def test_a_rest_of_something_else_is_not_added(sites: PlayedSites, settings: Settings) -> None:
    address = sites.document(RESOLUTION, "en", play.pdf(ENGLISH))
    part = Part(settings.downloads, address)
    part.begin({"etag": '"x"', "size": len(ENGLISH)})
    with part.adding() as out:
        out.write(b"%PDF-" + bytes(995))
    wrong = {"ETag": '"x"', "Content-Range": f"bytes 7-{len(ENGLISH) - 1}/{len(ENGLISH)}"}
    rest = play.first(1, lambda request: request.answer(206, ENGLISH[7:], wrong), play.pdf(ENGLISH))
    sites.document(RESOLUTION, "en", rest)
    assert (fetched(settings, RESOLUTION)["indexed"], len(sites.asked(address))) == (1, 2)


def test_a_whole_file_that_a_killed_run_left_is_ingested_without_asking(sites: PlayedSites, settings: Settings) -> None:
    address = sites.document(RESOLUTION, "en", play.pdf(ENGLISH))
    settings.data.mkdir()
    store = open_store(settings, create=True)
    part = Part(settings.downloads, address)
    part.begin({"address": address, "etag": None, "size": len(ENGLISH)})
    with part.adding() as out:
        out.write(ENGLISH)
    part.finish()
    store.downloads.ask([Asked(RESOLUTION, "en", address)])
    store.downloads.fetched(address, address, "0" * 64, len(ENGLISH), None)  # killed before it was an original
    store.close()
    report = fetch(settings, None).as_json()
    assert (report["indexed"], sites.noted) == (1, [])


def test_what_waits_is_gone_on_with_where_no_site_can_be_reached(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, fetch_delay=0, fetch_seconds=1, fetch_mirror="https://mirror.invalid")
    with pytest.raises(PortalError) as offline:
        fetched(settings, RESOLUTION, "A/RES/99/902")
    assert (offline.value.code, "\n" in str(offline.value)) == ("unreachable", False)
    waiting = store_of(settings).downloads.waiting()
    assert [one.state for one in waiting] == [DownloadState.WAITING] * 2


def test_nothing_is_fetched_where_it_is_switched_off(settings: Settings, sites: PlayedSites) -> None:
    with pytest.raises(PortalError) as off:
        fetched(settings.model_copy(update={"fetch": "off"}), RESOLUTION)
    assert (off.value.code, sites.noted) == ("fetching_off", [])


def test_a_full_disk_is_told_and_what_is_there_is_gone_on_with(
    sites: PlayedSites, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = sites.document(RESOLUTION, "en", play.pdf(ENGLISH))

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as broken:
        broken.setattr(parts.os, "fsync", full)
        with pytest.raises(PortalError) as failure:
            fetched(settings, RESOLUTION)
    assert failure.value.code == "disk_full"
    assert (fetched(settings, RESOLUTION)["indexed"], len(sites.asked(address))) == (1, 1)


def test_a_site_that_sends_byte_by_byte_does_not_hold_a_run_for_ever(sites: PlayedSites, settings: Settings) -> None:
    def drip(request: play.Request) -> None:
        for _ in range(400):
            request.send(b"X")
            time.sleep(0.05)

    sites.document(RESOLUTION, "en", drip)
    started = time.monotonic()
    report = fetched(settings.model_copy(update={"fetch_seconds": 0.01}), RESOLUTION)
    assert report["failed"][0]["code"] == "cut_short"  # type: ignore[index]
    assert time.monotonic() - started < 15


def test_old_parts_are_swept(tmp_path: Path) -> None:
    old, new = tmp_path / "old.part", tmp_path / "new.part"
    for path in (old, new):
        path.write_bytes(b"%PDF")
    os.utime(old, (0, 0))
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [new]


# what is wanted


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
    found = cited_wanted(store_of(settings), ("zh",))
    assert [one.work for one in found] == ["A/RES/99/902", "A/RES/99/901"]
    assert [one.work for one in cited_wanted(store_of(settings), ("zh", "en"), 1)] == ["A/RES/99/902"] * 2


# the pages of the High-level Political Forum

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


def test_a_review_is_fetched_by_its_country_and_year(sites: PlayedSites, settings: Settings) -> None:
    listed = '<a href="/countries/land-a">Sample country A</a>'
    page = '<h3>2024</h3><a href="/sites/default/files/VNR 2024 Land A.pdf">Report</a>'
    sites.at("https://hlpf.un.org/countries", play.page(listed))
    sites.at("https://hlpf.un.org/countries/land-a", play.page(page))
    sites.at("https://hlpf.un.org/sites/default/files/VNR%202024%20Land%20A.pdf", play.pdf(REVIEW))
    for written in ("XAA/2024", "XAA"):
        report = fetch(settings, lambda store, one=written: reviews_wanted(store, [one], ())).as_json()
        assert (report["failed"], report["waiting"]) == ([], 0)
    assert [e.language for e in store_of(settings).works.expressions("VNR/XAA/2024")] == ["en"]
    assert sum(".pdf" in one.path for one in sites.noted) == 1
    lost = fetch(settings, lambda store: reviews_wanted(store, ["XAA/2025"], ())).as_json()
    assert [one["code"] for one in lost["failed"]] == ["not_published"]
