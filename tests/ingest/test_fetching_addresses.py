"""Fetching: which addresses may be asked, what a name may lead to, and how politely they are asked."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import PortalError
from corpus.settings import Settings
from eval.reliability.played_sites import played_sites
from ingest.fetching.origins import Origins, origins_of
from ingest.fetching.pace import Pace, Stopped, seconds_of
from ingest.fetching.safe_network import SafeNetwork, is_public
from ingest.fetching.sites import Sites

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
        ("fec0::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::9765:1c3", True),
        ("2002:7f00:1::", False),
        ("nonsense", False),
    ],
)
def test_an_address_that_wraps_another_is_judged_by_it(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_name_is_looked_up_once_and_what_was_judged_is_connected_to() -> None:
    looked_up: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"]  # what a second look-up of a name that changes would say

    with played_sites() as sites:
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
