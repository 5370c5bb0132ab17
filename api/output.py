"""What the commands print: JSON for programs, plain text for people, progress on standard error."""

from __future__ import annotations

import json
import os
import sys
from codecs import lookup
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

from corpus.errors import PortalError
from corpus.folding import harmless
from corpus.places import place_name

Progress = Callable[[int, int, str], None]
Document = Mapping[str, Any]

IGNORED_NAMED = 3
"""Ignored files that are named; the rest is counted."""


def show(document: Document, as_json: bool, text: Callable[[Document], Iterable[str]]) -> None:
    """Print a document: as JSON, or as the lines ``text`` makes of it."""
    for line in (_json(document),) if as_json else map(harmless, text(document)):
        print_line(line)


def json_line(document: Document) -> None:
    """One line of JSON Lines, handed on at once: who sends texts one by one gets the answers one by one."""
    print_line(_json(document))
    finish()


def _json(document: Document) -> str:
    """A document as JSON: in plain characters where standard output takes them all, else escaped as JSON escapes."""
    return json.dumps(document, ensure_ascii=lookup(sys.stdout.encoding or "utf-8").name != "utf-8")


def pieces(document: Iterable[str]) -> None:
    """Print a document that is made in pieces."""
    for piece in document:
        _while_read(lambda piece=piece: sys.stdout.write(piece))  # type: ignore[misc]


def print_line(line: str) -> None:
    """One line on standard output."""
    _while_read(lambda: sys.stdout.write(line + "\n"))


def escape_what_cannot_be_printed() -> None:
    """Have a character that standard output cannot encode shown as an escape, where it would end the command."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def finish() -> None:
    """Hand on what is still held back, while there is a process that reads it ("vkp works | head")."""
    _while_read(sys.stdout.flush)


def _while_read(write: Callable[[], object]) -> None:
    try:
        write()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_bytes(content: bytes, out: Path | None) -> None:
    """Bytes to a file, or as they are to standard output. Raises ``PortalError("bad_input")``."""
    if out is None:
        sys.stdout.flush()
        _while_read(lambda: sys.stdout.buffer.write(content))
        return
    try:
        out.write_bytes(content)
    except OSError as failure:
        raise PortalError("bad_input", f"{out}: {failure.strerror}", "name a file that can be written") from failure


def named_output(out: Path | None) -> Path | None:
    """The file to write; None for standard output, which is also named "-"."""
    return None if out == Path("-") else out


def notice(line: str) -> None:
    """One line on standard error."""
    sys.stderr.write(harmless(line, one_line=True) + "\n")


@contextmanager
def named_input(name: str) -> Iterator[BinaryIO]:
    """The bytes of a file, or of standard input for "-". Raises ``PortalError``: path_missing, bad_input."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        source = Path(name).open("rb")  # noqa: SIM115 - closed below
    except FileNotFoundError as failure:
        raise PortalError("path_missing", name) from failure
    except OSError as failure:
        raise PortalError("bad_input", f"{name}: {failure.strerror}", "name a file that can be read") from failure
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
        TextColumn("{task.fields[name]}", markup=False),
    )
    console = Console(stderr=True)
    with Bar(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(what, total=None, name="")

        def advance(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, name=harmless(Path(name).name[:40], one_line=True))

        yield advance


def ingest_text(d: Document) -> Iterator[str]:
    """A run's figures, then what failed and why."""
    size = f"{counted(d['passages'], 'passage')} on {counted(d['pages'], 'page')} in {d['seconds']:.1f} s"
    yield f"{d['indexed']} indexed, {d['unchanged']} unchanged, {len(d['failed'])} failed, " + (
        f"{len(d['quarantined'])} quarantined; {size}"
    )
    if d["alternate"]:
        yield f"{d['alternate']} kept aside: another file of the same document and language is shown"
    yield from (f"  kept aside  {_shown(path)}" for path in d.get("aside", ()))
    for old in d["superseded"]:
        yield f"  superseded  {_shown(old['path'])}: {old['work']} [{old['language']}] is now shown from {old['by']}"
    yield from _ignored(d.get("ignored", ()))
    for path in d["needs_ocr"]:
        yield f"  pages that could not be read in  {_shown(path)}"
    for kind in ("failed", "quarantined"):
        for failure in d[kind]:
            yield f"  {kind}  {_shown(failure['path'])}: {failure['message']}"
    yield from notes_text(d)


def _shown(path: str) -> str:
    """The name of a file, which may hold anything, on one line."""
    return harmless(path, one_line=True)


def _ignored(paths: Sequence[str]) -> Iterator[str]:
    """How many files of the folders are no documents, and the first of them."""
    if paths:
        more = f" and {len(paths) - IGNORED_NAMED} more" if len(paths) > IGNORED_NAMED else ""
        named = ", ".join(map(_shown, paths[:IGNORED_NAMED]))
        yield f"{counted(len(paths), 'file')} ignored as no document: {named}{more}"


def parse_text(d: Document) -> Iterator[str]:
    """Structure as an outline: kind, number, page, beginning of the text."""
    yield f"{d['symbol'] or d['work']}  [{d['language']}]  {d['title'] or ''}".rstrip()
    for passage in d["passages"]:
        number = passage["number"] or ""
        yield f"p.{passage['page_first']:>3}  {passage['kind']:<12} {number:>5}  {passage['text'][:90]}"
    for issue in d["issues"]:
        place = "" if issue["page"] is None else f"page {issue['page']}: "
        yield f"  issue: {place}{issue['message']}"


def notes_text(d: Document) -> Iterator[str]:
    """Notes, one a line."""
    yield from (f"note: {note}" for note in d["notes"])


def place(hit: Document) -> str:
    """Document, paragraph and page of a passage."""
    return f"{hit['work']} {place_name(hit['path'], hit['page_first'], 'en')}"


def answer_text(d: Document) -> Iterator[str]:
    """The answer, which names the place of each quote; then the notes."""
    yield d["answer"]
    yield from notes_text(d)


def count_text(d: Document) -> Iterator[str]:
    """An indicator year by year, then its ledger."""
    yield f"Indicator {d['indicator']} ({d['policy']}, {d['basis']}): {d['title']['en']}"
    if not d["obtained"]:
        yield "  nothing that this indicator counts is in the corpus, of the years asked for"
        return
    if d["basis"] == "reviewed" and not d["denominator"]:
        yield "  nothing is settled yet: see --basis suggested, and 'vkp review progress'"
    for figures in d["years"] or [d]:
        yield f"  {figures['year']}: {figures_line(figures)}"
    if len(d["years"]) > 1:
        yield f"  all: {figures_line(d, len(d['years']))}"
    for line in d["countries"]:
        yield f"  {line['year']}  {line['iso3']}  {line['country']:<28} {line['status']}"
        for item in line["evidence"][:1]:
            yield f"        {place(item | {'page_first': item['page']})}: {_shortened(item['quote'], 110)}"


def figures_line(figures: Document, years: int = 1) -> str:
    """Numerator, denominator, share with its interval, unread; over several years reviews are counted, not countries.

    A country with reviews of two years counts once in each.
    """
    from corpus.indicators.figures import bounds  # noqa: PLC0415 - a fifth of a second that few commands need

    share = "no share" if figures["percent"] is None else f"{figures['percent']} %"
    interval = figures["interval"]
    within = f" (95 % interval {interval[0]}-{interval[1]})" if interval else ""
    rest = f", {figures['unread']} unread, {figures['obtained']} obtained"
    least, most = bounds(figures)
    waiting = (
        f", {figures['unreviewed']} not reviewed: {least} to {most} % once they are" if figures["unreviewed"] else ""
    )
    units = "countries" if years == 1 else f"reviews in {years} years"
    return f"{figures['numerator']} of {figures['denominator']} {units} = {share}{within}{rest}{waiting}"


def works_text(d: Document) -> Iterator[str]:
    """How many documents and versions there are, then one line for each language of each Work."""
    versions = sum(len(work["expressions"]) for work in d["works"])
    yield f"{counted(d['total'], 'document')}, {counted(versions, 'language version')}"
    for work in d["works"]:
        for e in work["expressions"]:
            unread = f", {e['unread_pages']} unread" if e["unread_pages"] else ""
            pages = f"{counted(e['pages'], 'page')}{unread}"
            yield f"  {work['work']:<24} {work['type']:<11} {e['language']}  {pages}  {e['title'][:70]}"


def reindex_text(d: Document) -> Iterator[str]:
    """What was built."""
    size = f"{counted(d['passages'], 'passage')} of {counted(d['documents'], 'document')}"
    yield f"{size} indexed in {d['seconds']:.1f} s"
    yield from cut_text(d)


def cut_text(d: Document) -> Iterator[str]:
    """Passages longer than the embedding model reads, where there are any."""
    if d["cut"]:
        yield f"{counted(d['cut'], 'passage')} longer than the model reads: their ends are found by words only"


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 page", "2 pages"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
