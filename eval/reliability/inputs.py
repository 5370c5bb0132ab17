"""Input that nobody means well with: files, queries, bodies, heads and addresses. Each is answered or refused.

Crashed is what ends otherwise than it may: an answer of 5xx, none at all, a refusal that is no Problem, a file that is
neither indexed nor refused with a code, an upload without a key that is read further than a server's buffers.
"""

from __future__ import annotations

import json
import socket
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from corpus.access import Role
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import open_store
from eval.gold import shared_data
from eval.reliability.measured import Measured, Size
from eval.reliability.small_portal import SAMPLES, SmallPortal, small_portal
from ingest.pipeline import ingest

PIECE = b"a" * (64 << 10)
UPLOAD = 200 << 20
"""Bytes of the upload that comes without a key."""

BUFFERED = 16 << 20
"""Bytes that the kernel's buffers of both ends may swallow before the refusal is heard; the server counts its own."""

UNDECIDED = ("pending", "running")
"""States that no file may be left in."""

SECONDS = 20
"""How long an answer may take."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of an input: ``answered``, ``refused`` or, in words, how it crashed."""

    name: str
    refused: bool = False
    crashed: str | None = None


def measure(size: Size) -> Measured:
    """All kinds of input; the long sizes add the hostile PDFs of the development data."""
    endings = list(_files(size))
    with small_portal(Role.ADMIN) as portal:
        endings += _requests(portal)
        endings += _raw(portal)
        sent = _upload_without_key(portal)
    read_on = [f"of an upload of {UPLOAD:,} bytes without a key {sent:,} could be sent"] if sent > BUFFERED else []
    return Measured(
        fault="wrong input",
        bar="every input is answered, or refused with a code; an upload without a key is not read",
        tried=len(endings) + 1,
        refused=sum(ending.refused for ending in endings) + 1,
        crashed=sum(ending.crashed is not None for ending in endings),
        details={"answered": sum(not e.refused and e.crashed is None for e in endings), "sent without a key": sent},
        missed=(*read_on, *(f"{e.name}: {e.crashed}" for e in endings if e.crashed is not None)),
    )


def _files(size: Size) -> Iterator[Ending]:
    """Files in a folder, ingested in one run: every one of them is indexed, or refused with a code."""
    with tempfile.TemporaryDirectory(prefix="vkp-") as folder:
        given = Path(folder) / "given"
        given.mkdir()
        _write_files(given)
        paths = [*sorted(given.iterdir()), *_hostile(size)]
        settings = Settings(data=Path(folder) / "data", parse_seconds=9)
        report = ingest(paths, settings)
        store = open_store(settings)
        undecided = {state: n for state, n in store.jobs.counts().items() if state in UNDECIDED and n}
        store.close()
    failed = {Path(one.path).name: one.code for one in (*report.failed, *report.quarantined)}
    for path in paths:
        code = failed.get(path.name)
        yield Ending(path.name, refused=code is not None, crashed="internal" if code == "internal" else None)
    if undecided:
        yield Ending("the run", crashed=f"it left {undecided}")


def _write_files(folder: Path) -> None:
    whole = (SAMPLES / "sample-a-res-99-901.en.pdf").read_bytes()
    (folder / "page.pdf").write_text("<!doctype html><html><body>404</body></html>")
    (folder / "cut.pdf").write_bytes(whole[: len(whole) // 2])
    (folder / "locked.pdf").write_bytes(whole.replace(b"/Root", b"/Encrypt<</Filter/Standard/V 9>>/Root"))
    (folder / "noise.docx").write_bytes(b"PK\x03\x04 not a zip")
    with zipfile.ZipFile(folder / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(201 << 20))
    (folder / "nul.txt").write_bytes(b"1. Volunteers\x00 of the lake.\n")
    (folder / "controls.txt").write_bytes(b"1. Volunteers \x07\x1b[31m\x85 count \xe2\x80\xae the birds.\n" * 9)
    (folder / "deep.html").write_text("<html><body>" + "<div>" * 20_000 + "1. Volunteers dig deep.")
    (folder / "formulas.txt").write_text("DP/2097/1\n\n1. =cmd|' /C calc'!A0\n\n2. +1\n\n3. -1\n\n4. @SUM(A1)\n")
    for name in ("twin.txt", "twin again.txt"):
        (folder / name).write_text("DP/2097/2\n\n1. The same bytes under two names.\n")
    for number in (1, 2):
        (folder / f"one symbol {number}.txt").write_text(f"DP/2097/3\n\n1. Another text, the {number}th.\n")


def _hostile(size: Size) -> Sequence[Path]:
    if size is Size.SHORT:
        return ()
    with suppress(PortalError):
        return sorted((shared_data() / "pdf" / "hostile").glob("*.pdf"))
    return ()


def _requests(portal: SmallPortal) -> Iterator[Ending]:
    """Requests by an administrator: whatever is wrong with them, it is not who asks."""
    with httpx.Client(base_url=portal.address, headers=portal.headers(Role.ADMIN), timeout=SECONDS) as client:
        for address in ADDRESSES:
            yield _ended(f"GET {address[:60]}", client, "GET", address)
        for name, body in BODIES.items():
            path = "/v1/review/assignments" if "assign" in name else "/v1/cite"
            headers = {"Content-Type": "application/json"}
            yield _ended(name, client, "POST", path, content=body, headers=headers)
        for name in NAMES:
            text = f"1. Volunteers of {ascii(name)[:40]}.\n".encode()
            yield _ended(f"upload {name[:20]!r}", client, "POST", "/v1/documents", files={"file": (name, text)})
        for one, other in TWINS:
            hits = [_hits(client, query) for query in (one, other)]
            yield Ending(f"twins {one}", crashed=None if hits[0] == hits[1] else "one finds what the other does not")


ADDRESSES = (
    "/v1/search",
    "/v1/search?q=",
    "/v1/search?q=%00",
    "/v1/search?q=%ED%A0%80",
    "/v1/search?q=" + "a" * 1001,
    "/v1/search?q=" + "a" * 10_000,
    "/v1/search?q=" + "%E5%BF%97" * 1000,
    "/v1/search?q=volunteers&k=-1",
    "/v1/search?q=volunteers&k=NaN",
    "/v1/search?q=volunteers&k=1&k=2",
    "/v1/search?q=volunteers&contry=KEN",
    "/v1/search?q=volunteers&offset=" + "9" * 400,
    "/v1/search?q=volunteers&year=1e5",
    "/v1/search/export?q=%3Dcmd&format=csv",
    "/v1/answer?q=%00%01%02",
    "/v1/indicators/3.1?from=-99999999999999999999",
    "/v1/indicators/..%2f..%2fetc%2fpasswd",
    "/v1/works/..%2f..%2f..%2fetc%2fpasswd",
    "/v1/works/%00",
    "/v1/works/A%2FRES%2F99%2F901/pages/999999999999.png",
    "/v1/works/A%2FRES%2F99%2F901/links?pinpoint=" + "(" * 500,
    "/v1/passages/%ED%A0%80",
    "/v1/review/queue?least=Infinity",
    "/v1/review/queue?after=%00",
    "/static/..%2f..%2fapp.py",
    "/static/%2e%2e/%2e%2e/app.py",
    "/static/%00",
    "/%00",
    "/search?q=%ED%A0%80",
    "/works/%0d%0aSet-Cookie:%20a=b",
    "/problems/..%2f..%2fetc%2fpasswd",
)

BODIES = {
    "JSON nested 100,000 times": b"[" * 100_000,
    "JSON nested and closed": b"[" * 50_000 + b"]" * 50_000,
    "objects nested 100,000 times": b'{"a":' * 100_000,
    "half a surrogate pair": b'[{"id": 1, "text": "\\ud800"}]',
    "no number": b'[{"id": NaN, "text": "a"}]',
    "an endless number": b'[{"id": 1e999, "text": "a"}]',
    "5,000 digits": b'[{"id": ' + b"9" * 5000 + b', "text": "a"}]',
    "NUL in a text": b'[{"id": 1, "text": "a\\u0000 resolution 75/233"}]',
    "bytes that are no text": b"\xff\xfe\x00",
    "more than 1 MB": b" " * ((1 << 20) + 1),
    "to assign what is no name": b'{"indicator": "3.1", "reviewer": "\\ud800", "works": ["\\u0000"], "by": "a"}',
}

NAMES = (
    "../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "a\x00b.txt",
    "\u202efdp.txt",
    "." * 200,
    "x" * 10_000 + ".txt",
    "=cmd.txt",
)

TWINS = (
    ("b\u00e9n\u00e9vole", "be\u0301ne\u0301vole"),
    ("A/RES/99/901", "\uff21\uff0f\uff32\uff25\uff33\uff0f\uff19\uff19\uff0f\uff19\uff10\uff11"),
)
"""One query in composed and decomposed letters, one symbol in plain and full-width characters."""


def _ended(name: str, client: httpx.Client, method: str, path: str, **sent: object) -> Ending:
    try:
        answer = client.request(method, path, **sent)  # type: ignore[arg-type]
    except httpx.HTTPError as failure:
        return Ending(name, crashed=f"no answer: {failure!r}")
    return _judged(name, answer.status_code, answer.headers.get("content-type", ""), answer.text)


def _judged(name: str, status: int, media: str, body: str) -> Ending:
    if status < 400:
        return Ending(name)
    if status >= 500 or media != "application/problem+json" or not json.loads(body).get("code"):
        return Ending(name, crashed=f"{status} {media}: {body[:80]}")
    return Ending(name, refused=True)


def _hits(client: httpx.Client, query: str) -> list[str]:
    return [hit["passage_id"] for hit in client.get("/v1/search", params={"q": query}).json()["hits"]]


HOST = b"Host: localhost\r\n"
GET = b"GET /v1/health HTTP/1.1\r\n" + HOST
POST = b"POST /v1/cite HTTP/1.1\r\n" + HOST

HEADS = {
    "an address of 64 KB": b"GET /v1/search?q=" + PIECE + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "1,000 headers": GET + b"".join(b"a%d: b\r\n" % n for n in range(1000)) + b"\r\n",
    "a header of 1 MB": GET + b"a: " + PIECE * 16 + b"\r\n\r\n",
    "rubbish": b"\x00\x01\x02 rubbish\r\n\r\n",
    "no host": b"GET /v1/health HTTP/1.1\r\n\r\n",
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    "a length and chunks": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "an unknown transfer encoding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a space before the colon": POST + b"Content-Length : 5\r\n\r\nabcde",
    "a length below nothing": POST + b"Content-Length: -5\r\n\r\nabcde",
}


def _raw(portal: SmallPortal) -> Iterator[Ending]:
    """Requests that no client library would send, and no server may take."""
    for name, sent in HEADS.items():
        _, answer = _spoken(portal, [sent])
        head, _, body = answer.partition(b"\r\n\r\n")
        status = int(head.split()[1]) if head else 599
        media = "application/problem+json" if b"problem+json" in head else ""
        ending = _judged(name, status, media, body.decode())
        yield ending if ending.refused or ending.crashed else Ending(name, crashed=f"it was answered with {status}")


def _upload_without_key(portal: SmallPortal) -> int:
    """Bytes that could be sent of an upload that nobody may make, until the server hung up."""
    head = b"POST /v1/documents HTTP/1.1\r\n" + HOST + b"Content-Type: multipart/form-data; boundary=x\r\n"
    pieces = [head + b"Content-Length: %d\r\n\r\n" % UPLOAD, *[PIECE] * (UPLOAD // len(PIECE))]
    sent, answer = _spoken(portal, pieces)
    return sent if answer.startswith(b"HTTP/1.1 401 ") else UPLOAD


def _spoken(portal: SmallPortal, pieces: Sequence[bytes]) -> tuple[int, bytes]:
    """Bytes that could be sent, and the first answer."""
    address = urlsplit(portal.address)
    sent, answer = 0, b""
    with socket.create_connection((address.hostname, address.port or 80), timeout=SECONDS) as wire:
        with suppress(OSError):
            for piece in pieces:
                wire.sendall(piece)
                sent += len(piece)
        with suppress(OSError):
            while heard := wire.recv(len(PIECE)):
                answer += heard
    return sent, answer
