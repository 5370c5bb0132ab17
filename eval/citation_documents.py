"""The mission's two documents, labelled wholly: their citations, operative paragraphs, link lines and addresses.

The five documents are ingested as people would do it, so that what is measured is what the portal shows.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.citations import LinkStatus, Mention, MentionKind
from corpus.documents import PassageKind
from corpus.settings import Settings
from corpus.store import Store, open_store
from corpus.store.works import StoredPassage
from corpus.symbols import Symbol, identity
from eval.structure import Score, tight
from ingest.pipeline import ingest

NUMBERED = (MentionKind.RESOLUTION, MentionKind.DECISION, MentionKind.DOCUMENT)
ADDRESS = re.compile(r"https?://[\x21-\x7e]+")
OF_SYMBOL = re.compile(r"(?:undocs\.org/(?:[a-z]{2}/)?|[?&]symbol=)(?P<symbol>[A-Z][A-Za-z0-9/._()-]+)$")
"""An address of a document by its symbol: "https://undocs.org/ch/A/RES/75/233", "…view_doc.asp?symbol=A/RES/70/129"."""

NUMBERED_PLACE = re.compile(r"(?:para (?P<para>\d+)|footnote (?P<note>\d+))$")
Labels = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cited:
    """A link as the portal shows it: the path and text of its passage, and the printed number of where it leads."""

    path: str
    text: str
    mention: Mention
    status: LinkStatus
    work: str | None
    number: str | None = None

    @property
    def address(self) -> str | None:
        """The address that the mention stands in, if it stands in one."""
        inside = (found for found in ADDRESS.finditer(self.text) if found.start() < self.mention.end)
        return next((found.group().rstrip(".") for found in inside if self.mention.start < found.end()), None)

    @property
    def named(self) -> str:
        """The mention in a few words."""
        return f"{self.path}: {self.mention.surface!r} → {self.mention.target}, {self.status.value}"


def document_scores(shared: Path) -> list[Score]:
    """Scores of DP/2022/11 and DP/2021/25, ingested with the resolutions that they cite."""
    gold = json.loads((shared / "structure" / "un-documents-gold.json").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data")
        ingest([shared / "un-documents"], settings)
        with closing(open_store(settings)) as store:
            return [score for labels in gold["documents"] for score in _scores(store, labels, shared / "un-documents")]


def _scores(store: Store, labels: Labels, folder: Path) -> Iterator[Score]:
    symbol = labels["symbol"]
    lines = (folder / labels["file"]).read_text("utf-8").split("\n")
    passages = [p for e in store.works.expressions(symbol) for p in store.works.passages(e.id)]
    cited = cited_by(store, symbol)
    yield citations(symbol, cited, labels["citations"])
    yield unlabelled(symbol, cited, labels["citations"])
    if labels.get("operative_paragraph_refs"):
        yield operative(symbol, cited, labels)
    yield link_lines(symbol, passages, labels, lines)
    yield note_addresses(symbol, passages, labels, lines)
    yield symbols_of_addresses(symbol, cited, labels, lines)


def cited_by(store: Store, symbol: str) -> list[Cited]:
    """The links that start in a document, in reading order."""
    return [
        Cited(
            path=one.path,
            text=one.text,
            mention=one.link.mention,
            status=one.link.status,
            work=one.link.work,
            number=_number(store, one.link.passage),
        )
        for one in store.links.out_of(symbol)
    ]


def _number(store: Store, passage: str | None) -> str | None:
    found = None if passage is None else store.works.passage(passage)
    return None if found is None else found.number


def citations(symbol: str, cited: Sequence[Cited], labels: Sequence[Labels]) -> Score:
    """Citations found where they are labelled, as labelled and with the labelled target."""
    pairs = labelled_pairs(cited, labels)
    missed = [
        f"{label['where']}: {label['surface']} → {label['symbol']}; there: {_there(cited, label['where'])}"
        for at, label in enumerate(labels)
        if at not in pairs
    ]
    return Score(symbol, "citations with their target", len(labels), tuple(missed))


def unlabelled(symbol: str, cited: Sequence[Cited], labels: Sequence[Labels]) -> Score:
    """Mentions of numbered documents outside addresses: each should be labelled."""
    numbered = [at for at, one in enumerate(cited) if one.mention.kind in NUMBERED and one.address is None]
    right = set(labelled_pairs(cited, labels).values())
    return Score(
        symbol, "of those found, labelled", len(numbered), tuple(cited[at].named for at in numbered if at not in right)
    )


def labelled_pairs(cited: Sequence[Cited], labels: Sequence[Labels]) -> dict[int, int]:
    """The mention of each label, one to one, both by index."""
    pairs: dict[int, int] = {}
    for at, label in enumerate(labels):
        fitting = (i for i, one in enumerate(cited) if i not in pairs.values() and _fits(one, label))
        found = next(fitting, None)
        pairs |= {} if found is None else {at: found}
    return pairs


def _fits(one: Cited, label: Labels) -> bool:
    if one.mention.target is None or one.address is not None or not _at(one.path, label["where"]):
        return False
    surface, wanted = tight(one.mention.surface), tight(label["surface"])
    return identity(one.mention.target) == identity(label["symbol"]) and (surface in wanted or wanted in surface)


def _at(path: str, where: str) -> bool:
    """Whether a passage stands where a label says: "para 21", "footnote 1", or anywhere outside those ("summary")."""
    place = NUMBERED_PLACE.match(where)
    if place is None:
        return re.match(r"(?:p|fn)\d", path) is None
    wanted = f"p{place['para']}" if place["para"] else f"fn{place['note']}"
    return path == wanted or path.startswith(f"{wanted}/")


def _there(cited: Sequence[Cited], where: str) -> str:
    return "; ".join(one.named for one in cited if _at(one.path, where)) or "nothing"


def operative(symbol: str, cited: Sequence[Cited], labels: Labels) -> Score:
    """References to operative paragraphs, matched to the passage of the resolution with that printed number."""
    resolution, free, missed = labels["operative_paragraph_refs_resolution"], list(cited), []
    for label in labels["operative_paragraph_refs"]:
        where, number = f"para {label['para']}", str(label["op"])
        found = next((one for one in free if _at(one.path, where) and _leads(one, resolution, number)), None)
        if found is None:
            missed.append(f"{where}: operative paragraph {number}; there: {_there(cited, where)}")
        else:
            free.remove(found)
    what = f"operative paragraphs matched to those of {resolution}"
    return Score(symbol, what, len(labels["operative_paragraph_refs"]), tuple(missed))


def _leads(one: Cited, work: str, number: str) -> bool:
    return one.status is LinkStatus.MATCHED and one.work == work and one.number == number


def link_lines(symbol: str, passages: Sequence[StoredPassage], labels: Labels, lines: Sequence[str]) -> Score:
    """Lines of addresses below pages: each in a passage of its page that holds only such, and no other line in one."""
    found = {(p.page_first, address) for p in passages for address in _addresses_alone(p)}
    wanted = [(_page(labels, line), lines[line - 1].strip()) for line in labels["trailing_link_lines"]]
    missed = [f"page {page}: {address}" for page, address in wanted if (page, address) not in found]
    missed += [f"page {page}: is no link line: {address}" for page, address in sorted(found - set(wanted))]
    return Score(symbol, "link lines", len(wanted), tuple(missed))


def _addresses_alone(passage: StoredPassage) -> list[str]:
    words = passage.text.split()
    alone = passage.kind == PassageKind.OTHER.value and all(ADDRESS.fullmatch(word) for word in words)
    return words if alone else []


def _page(labels: Labels, line: int) -> int:
    return int(next(page["page"] for page in labels["pages"] if page["first_line"] <= line <= page["last_line"]))


def note_addresses(symbol: str, passages: Sequence[StoredPassage], labels: Labels, lines: Sequence[str]) -> Score:
    """Addresses of footnotes: whole in the footnote, or, where they are only below the page, in its link lines."""
    notes = {p.number: tight(p.text) for p in passages if p.kind == PassageKind.FOOTNOTE.value}
    below = {(p.page_first, address) for p in passages for address in _addresses_alone(p)}
    wanted = list(_of_notes(labels, lines))
    missed = [
        f"footnote {note['n']}: {address}"
        for note, address in wanted
        if not (_has(notes.get(str(note["n"]), ""), address) or (note["def_page"], address) in below)
    ]
    return Score(symbol, "addresses of footnotes", len(wanted), tuple(missed))


def _of_notes(labels: Labels, lines: Sequence[str]) -> Iterator[tuple[Labels, str]]:
    """Each address of a footnote as labelled; of those below the page the lines are labelled."""
    for note in labels["footnotes"]:
        yield from ((note, address) for address in note["urls"])
        yield from ((note, lines[line - 1].strip()) for line in note.get("page_link_lines", ()))


def _has(text: str, address: str) -> bool:
    """Whether an address is in the text and ends there."""
    return re.search(rf"{re.escape(tight(address))}(?![\x21-\x2d\x2f-\x7e])", text) is not None


def symbols_of_addresses(symbol: str, cited: Sequence[Cited], labels: Labels, lines: Sequence[str]) -> Score:
    """Addresses that hold a symbol, in footnotes and link lines: each is a mention of that symbol."""
    free = [one for one in cited if one.address is not None]
    wanted = [(f"footnote {note['n']}", address) for note, address in _of_notes(labels, lines) if note["urls"]]
    pages = dict.fromkeys((_page(labels, line), lines[line - 1].strip()) for line in labels["trailing_link_lines"])
    wanted += [(f"link lines of page {page}", address) for page, address in pages]
    held = [(where, address, target) for where, address in wanted if (target := symbol_in(address)) is not None]
    missed = []
    for where, address, target in held:
        found = next(
            (one for one in free if _at(one.path, where) and one.address == address and _means(one, target)), None
        )
        if found is None:
            missed.append(f"{where}: {address}")
        else:
            free.remove(found)
    return Score(symbol, "addresses of symbols that are mentions", len(held), tuple(missed))


def symbol_in(address: str) -> str | None:
    """The symbol an address names, if it names one."""
    found = OF_SYMBOL.search(address)
    return None if found is None else str(Symbol(found["symbol"]))


def _means(one: Cited, target: str) -> bool:
    return one.mention.target is not None and identity(one.mention.target) == identity(target)
