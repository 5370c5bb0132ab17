"""Fetching: what a fetch does before a real server that plays the sites."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import pytest

from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.store.downloads import Asked, DownloadState
from eval.reliability import played_sites as play
from eval.reliability.played_sites import PlayedSites, played_sites
from ingest.fetching import part as parts
from ingest.fetching.part import Part, sweep
from ingest.fetching.run import fetch
from ingest.fetching.wanted import documents_wanted, reviews_wanted
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
