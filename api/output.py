"""What the commands print: JSON for programs, plain text for people, progress on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from corpus.errors import PortalError
from corpus.places import place_name
from corpus.settings import Settings
from corpus.store import Store, open_store

Progress = Callable[[int, int, str], None]
Document = Mapping[str, Any]


def show(document: Document, as_json: bool, text: Callable[[Document], Iterable[str]]) -> None:
    """Print a document: as JSON, or as the lines ``text`` makes of it."""
    if as_json:
        print_line(json.dumps(document, ensure_ascii=False))
        return
    for line in text(document):
        print_line(line)


def json_line(document: Document) -> None:
    """One line of JSON Lines."""
    print_line(json.dumps(document, ensure_ascii=False))


def print_line(line: str) -> None:
    """One line on standard output; a character that cannot be encoded is escaped, not fatal."""
    encoding = sys.stdout.encoding or "utf-8"
    _while_read(lambda: sys.stdout.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n"))


def finish() -> None:
    """Hand on what is still held back, while there is a process that reads it ("vkp works | head")."""
    _while_read(sys.stdout.flush)


def _while_read(write: Callable[[], object]) -> None:
    try:
        write()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def open_corpus(settings: Settings) -> Iterator[Store]:
    """The store of an existing data folder, closed at the end."""
    store = open_store(settings)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def named_input(name: str) -> Iterator[TextIO]:
    """A file's lines, or standard input for "-"."""
    if name == "-":
        yield sys.stdin
        return
    try:
        source = Path(name).open(encoding="utf-8")  # noqa: SIM115 - closed below
    except OSError as failure:
        raise PortalError("path_missing", f"{name}: {failure.strerror}") from failure
    with source:
        yield source


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """A bar on standard error, silent where that is not a terminal."""
    from rich.console import Console  # noqa: PLC0415 - a fifth of a second that JSON callers need not pay
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}"),
    )
    console = Console(stderr=True)
    with Bar(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(what, total=None, name="")

        def advance(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, name=Path(name).name[:40])

        yield advance


def ingest_text(d: Document) -> Iterator[str]:
    """A run's figures, then what failed and why."""
    yield f"{d['indexed']} indexed, {d['unchanged']} unchanged, {len(d['failed'])} failed, " + (
        f"{len(d['quarantined'])} quarantined; {d['passages']} passages on {d['pages']} pages in {d['seconds']:.1f} s"
    )
    if d["alternate"]:
        yield f"{d['alternate']} kept aside: another file of the same document and language is shown"
    for path in d["needs_ocr"]:
        yield f"  pages that could not be read in  {path}"
    for kind in ("failed", "quarantined"):
        for failure in d[kind]:
            yield f"  {kind}  {failure['path']}: {failure['message']}"


def parse_text(d: Document) -> Iterator[str]:
    """Structure as an outline: kind, number, page, beginning of the text."""
    yield f"{d['symbol'] or d['work']}  [{d['language']}]  {d['title'] or ''}".rstrip()
    for passage in d["passages"]:
        number = passage["number"] or ""
        yield f"p.{passage['page_first']:>3}  {passage['kind']:<12} {number:>5}  {passage['text'][:90]}"
    for issue in d["issues"]:
        yield f"  issue: page {issue['page']}: {issue['message']}"


def search_text(d: Document) -> Iterator[str]:
    """Hits with their place, then the notes."""
    yield f"{d['total']} passages, {d['took_ms']:.0f} ms, {d['mode']}"
    for hit in d["hits"]:
        yield ""
        yield f"{hit['rank']:>2}. {place(hit)}  [{hit['language']}]  {hit.get('title') or ''}"
        yield f"    {_shortened(hit['text'], 240)}"
    yield from ("",) if d["notes"] else ()
    yield from (f"note: {note}" for note in d["notes"])


def place(hit: Document) -> str:
    """Document, paragraph and page of a passage."""
    return f"{hit['work']} {place_name(hit['path'], hit['page_first'], 'en')}"


def answer_text(d: Document) -> Iterator[str]:
    """The answer, then where each quote stands."""
    yield d["answer"]
    for citation in d["citations"]:
        yield f"  - {place(citation)}: {_shortened(citation['quote'], 160)}"


def links_text(d: Document) -> Iterator[str]:
    """Links, one a line: from, surface, to, status."""
    yield f"{d['work']}: {len(d['links'])} links"
    for link in d["links"]:
        yield "  " + link_line(link)


def link_line(link: Document) -> str:
    """One link on one line."""
    start, to = link["from"], link["to"]
    where = place_name(start["path"], start["page"], "en")
    target = to["work"] or link["target"] or "?"
    pinpoint = f" {to['pinpoint']['type']} {', '.join(to['pinpoint']['numbers'])}" if to["pinpoint"] else ""
    found = " -> passage " + to["passage_id"][:8] if to["passage_id"] else ""
    return f"{start['work']} {where}: {link['surface']} -> {target}{pinpoint} [{link['status']}]{found}"


def count_text(d: Document) -> Iterator[str]:
    """An indicator year by year, then its ledger."""
    yield f"Indicator {d['indicator']} ({d['policy']}, {d['basis']}): {d['title']['en']}"
    if not d["obtained"]:
        yield "  no Voluntary National Review of the years asked for is in the corpus"
        return
    for figures in d["years"] or [d]:
        yield f"  {figures['year']}: {figures_line(figures)}"
    if len(d["years"]) > 1:
        yield f"  all: {figures_line(d)}"
    for line in d["countries"]:
        yield f"  {line['year']}  {line['iso3']}  {line['country']:<28} {line['status']}"
        for item in line["evidence"][:1]:
            yield f"        {place(item | {'page_first': item['page']})}: {_shortened(item['quote'], 110)}"


def figures_line(figures: Document) -> str:
    """Numerator, denominator, share with its interval, unread."""
    share = "no share" if figures["percent"] is None else f"{figures['percent']} %"
    interval = figures["interval"]
    bounds = f" (95 % interval {interval[0]}-{interval[1]})" if interval else ""
    rest = f", {figures['unread']} unread, {figures['obtained']} obtained"
    waiting = f", {figures['unreviewed']} not reviewed" if figures["unreviewed"] else ""
    return f"{figures['numerator']} of {figures['denominator']} countries = {share}{bounds}{rest}{waiting}"


def works_text(d: Document) -> Iterator[str]:
    """One line for each language of each Work."""
    yield f"{d['total']} documents"
    for work in d["works"]:
        for e in work["expressions"]:
            unread = f", {e['unread_pages']} unread" if e["unread_pages"] else ""
            pages = f"{e['pages']} pages{unread}"
            yield f"  {work['work']:<24} {work['type']:<11} {e['language']}  {pages}  {e['title'][:70]}"


def verify_text(d: Document) -> Iterator[str]:
    """One line for each check; a failed one says what it means."""
    for check in d["checks"]:
        yield f"{check['code']}  {'ok  ' if check['ok'] else 'FAIL'}  found {check['found']}"
        if not check["ok"]:
            yield f"      expected {check['expected']}: {check['meaning']}"
            yield from (f"      {example}" for example in check["examples"])
    yield "nothing is lost" if d["ok"] else "something is wrong: see above"


def reindex_text(d: Document) -> Iterator[str]:
    """What was built."""
    yield f"{d['passages']} passages of {d['documents']} documents indexed in {d['seconds']:.1f} s"


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
