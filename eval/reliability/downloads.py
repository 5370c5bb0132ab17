"""Downloads: what can go wrong at a site is played by a real server, and a fetch is killed while it downloads.

Each fault is one document asked for by the real command over a data folder; what is told of each, what the server was
asked, and what is in the corpus afterwards is compared with what should be. "Half documents" are originals whose bytes
are not those of a file that the sites have.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from corpus.originals import OriginalsFolder, sha256_of
from eval.reliability import played_sites as play
from eval.reliability.measured import Measured, Size, Tried
from ingest.fetching.safe_network import SafeNetwork

SILENCE = 0.4
"""Seconds that a silent site is waited for here."""

SLOW = 0.05
"""Seconds between pieces of a download that is to be killed."""

KILLS = {Size.SHORT: 1, Size.FULL: 20, Size.SOAK: 100}
BAR = "no half document; nothing asked but the official sites; a killed download is gone on with"
ADDRESSES = ("127.0.0.1", "::1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "fe80::1", "::ffff:127.0.0.1")
"""What a name may lead to that is not to be asked: this machine, networks inside, where clouds keep their keys."""


@dataclass(frozen=True)
class Fault:
    """A fault at a document's address. ``code`` is what is told of it, None where the document comes all the same."""

    name: str
    behaviour: play.Behaviour
    code: str | None
    requests: int


@dataclass
class Found(Tried):
    """What was found so far. ``lost`` are half documents, ``resumed`` downloads that went on after a kill."""

    resumed: int = 0


def faults(content: bytes, elsewhere: str) -> list[Fault]:
    """The faults; ``elsewhere`` is another server, which is never to be asked."""
    half, large = len(content) // 2, (1 << 20) + 1
    whole = play.pdf(content)
    return [
        Fault("redirect to this machine", play.redirect(f"{elsewhere}/private"), "not_allowed", 1),
        Fault("redirect off the list", play.redirect("https://example.org/x.pdf"), "not_allowed", 1),
        Fault("redirect to a file", play.redirect("file:///etc/passwd"), "not_allowed", 1),
        Fault("redirect to a name before @", play.redirect("https://documents.un.org@127.0.0.1/"), "not_allowed", 1),
        Fault("redirect in a circle", play.redirect(""), "not_allowed", 6),
        Fault("429 with Retry-After", play.first(1, play.busy(429, "1"), whole), None, 2),
        Fault("503 twice", play.first(2, play.busy(503), whole), None, 3),
        Fault("429 for an hour", play.busy(429, "3600"), "site_busy", 1),
        Fault("cut once", play.first(1, play.cut(content, half), whole), None, 2),
        Fault("cut every time", play.cut(content, half), "cut_short", 4),
        Fault("silent in the middle, once", play.first(1, play.stalling(content, 3 * SILENCE), whole), None, 2),
        Fault("HTML instead of PDF", play.page("<!doctype html><p>Not found</p>"), "site_refused", 1),
        Fault("nothing", lambda request: request.answer(200), "not_published", 1),
        Fault("too large", lambda request: request.answer(200, b"%PDF-" + bytes(large), length=large), "too_big", 1),
        Fault("said to be shorter", play.wrong_length(content, half), "damaged", 4),
        Fault("said to be longer", play.wrong_length(content, len(content) + 9), "cut_short", 4),
    ]


def measure(size: Size) -> Measured:
    """Play every fault, and kill a fetch in the middle of a download."""
    found = Found()
    samples = files("corpus.samples")
    content = (samples / "sample-a-res-99-901.en.pdf").read_bytes()
    with tempfile.TemporaryDirectory(prefix="vkp-downloads-") as folder, play.played_sites() as sites:
        with play.played_sites() as elsewhere:
            _play(faults(content, elsewhere.address), sites, Path(folder) / "played", found)
            if elsewhere.noted:
                found.missed.append(f"{len(elsewhere.noted)} requests reached another server")
        _kill((samples / "sample-a-res-99-901.zh.pdf").read_bytes(), sites, Path(folder) / "killed", KILLS[size], found)
    _names_that_lead_inside(found)
    return Measured(
        fault="downloads",
        bar=BAR,
        tried=found.tried,
        lost=found.lost,
        refused=found.refused,
        crashed=found.crashed,
        details={"half documents": found.lost, "gone on with after a kill": found.resumed},
        missed=tuple(found.missed),
    )


def _play(played: list[Fault], sites: play.PlayedSites, data: Path, found: Found) -> None:
    """All in one call, what keeps the site from being asked at the end of it."""
    ordered = sorted(played, key=lambda fault: fault.code == "site_busy")
    symbols = [f"A/RES/99/{number}" for number, _ in enumerate(ordered, start=101)]
    asked = [sites.document(symbol, "en", fault.behaviour) for symbol, fault in zip(symbols, ordered, strict=True)]
    told = _told(_command(data, sites, *symbols, "--lang", "en"), found)
    for fault, symbol, address in zip(ordered, symbols, asked, strict=True):
        found.tried += 1
        code, times = told.get(symbol, "not told of"), len(sites.asked(address))
        found.refused += code is not None
        if code != fault.code:
            found.missed.append(f"{fault.name}: {code or 'it came'}, not {fault.code or 'the document'}")
        if times != fault.requests:
            found.missed.append(f"{fault.name}: asked {times} times, not {fault.requests}")
    _count_halves(data, found)


def _told(running: subprocess.Popen[str], found: Found) -> Mapping[str, str | None]:
    """The code told of each document, None of one that came."""
    out, said = running.communicate()
    if running.returncode not in (0, 1) or "Traceback" in said or not out:
        found.crashed += 1
        found.missed.append(f"the command ended with {running.returncode}: {said[-300:]}")
        return {}
    report: dict[str, Any] = json.loads(out)
    return {one["work"]: one["error"] and one["error"]["code"] for one in report["downloads"]}


def _kill(content: bytes, sites: play.PlayedSites, data: Path, times: int, found: Found) -> None:
    """Kill a fetch again and again while its download comes slowly, then let it end."""
    address = sites.document("A/RES/99/901", "zh", play.pdf(content, pause=SLOW))
    step = len(content) // (times + 2)
    for number in range(times):
        running = _command(data, sites, "A/RES/99/901", "--lang", "zh")
        _wait_for(data, (number + 1) * step, running)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        found.tried += 1
        _count_halves(data, found)
    sites.document("A/RES/99/901", "zh", play.pdf(content))
    _told(_command(data, sites, "A/RES/99/901", "--lang", "zh"), found)
    found.resumed = sum("range" in one.headers for one in sites.asked(address))
    if [path.read_bytes() for path in OriginalsFolder(data / "originals").files()] != [content]:
        found.missed.append("after the kills the document is not there as it is published")
    if found.resumed != times:
        found.missed.append(f"of {times} downloads that were killed {found.resumed} were gone on with")


def _wait_for(data: Path, size: int, running: subprocess.Popen[str]) -> None:
    """Wait until so much of a download is on disk."""
    while running.poll() is None:
        if any(part.stat().st_size >= size for part in (data / "downloads").glob("*.part")):
            return
        time.sleep(0.01)


def _command(data: Path, sites: play.PlayedSites, *arguments: str) -> subprocess.Popen[str]:
    """The real command, before the played sites."""
    settings = {"VKP_FETCH_MIRROR": sites.address, "VKP_FETCH_DELAY": "0", "VKP_FETCH_SECONDS": str(SILENCE)}
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "api.cli", "fetch", *arguments, "--json", "--data", str(data)],
        env={**os.environ, **settings, "VKP_MAX_FILE_MB": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _count_halves(data: Path, found: Found) -> None:
    """OriginalsFolder that are none of the files that the sites have."""
    samples = {
        hashlib.sha256(file.read_bytes()).hexdigest() for file in files("corpus.samples").iterdir() if _pdf(file)
    }
    half = [path for path in OriginalsFolder(data / "originals").files() if sha256_of(path) not in samples]
    found.lost += len(half)
    found.missed += [f"{path.name[:16]} is no whole document" for path in half]


def _pdf(file: Any) -> bool:
    return str(file.name).endswith(".pdf")


def _names_that_lead_inside(found: Found) -> None:
    """An official name that leads inside, also after it was looked up once, is not connected to."""
    for address in ADDRESSES:
        found.tried += 1
        network = SafeNetwork(None, SILENCE, partial(_second_leads_to, address))
        try:
            network.connect_tcp("documents.un.org", 443, SILENCE)
            found.missed.append(f"documents.un.org at {address} was connected to")
        except PortalError as failure:
            found.refused += failure.code == "not_allowed"


def _second_leads_to(address: str, host: str, port: int) -> list[str]:
    """A name that is at a public address, and at this one."""
    return ["151.101.1.1", address]
