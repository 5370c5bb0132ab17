"""From a read file to everything the store keeps of it: Work, passages with ids, links, suggestions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from corpus.citations import Link
from corpus.documents import ParsedDocument, Passage, Recognition, passage_id
from corpus.evidence import Suggestion
from corpus.fingerprint import fingerprint
from corpus.store import Store
from corpus.store.staging import Derived
from corpus.store.works import StoredPassage, WorkFacts
from ingest.citations.find import cite_document
from ingest.evidence.framing import Framing, suggestions
from ingest.evidence.opinion import SecondOpinion
from ingest.linking import link_document
from ingest.manifest import ManifestRow
from ingest.recognise import recognise
from search.context import in_context
from search.index import IndexedPassage


def pipeline_version() -> str:
    """What made the derived rows: originals of another version are read again by the next ingest that names them."""
    return fingerprint("ingest", "corpus")


def derive(
    store: Store,
    parsed: ParsedDocument,
    sha256: str,
    file_name: str,
    manifest: Mapping[str, Any],
    second: SecondOpinion | None = None,
) -> Derived:
    """Recognise, cite, resolve and classify one read document; stores nothing.

    ``second`` has an opinion of suggestions, the model that is shipped where it is None.
    """
    recognition = recognise(parsed, file_name, sha256, ManifestRow("", **manifest))
    known = store.works.key(recognition.work, staged=True)
    if known is not None:  # another key of the same Work: S/RES/1325 where S/RES/1325(2000) is known
        recognition = replace(recognition, work=known)
    ids = passage_ids(parsed.passages, recognition)
    own = {passage.path: identity for passage, identity in zip(parsed.passages, ids, strict=True)}
    by_id = dict(zip(ids, parsed.passages, strict=True))
    return Derived(
        sha256=sha256,
        parsed=parsed,
        recognition=recognition,
        ids=ids,
        revision=revision(manifest, parsed.engine),
        links=tuple(_links(store, recognition, by_id)),
        suggestions=tuple(_suggestions(parsed, own, Framing(recognition.language, recognition.title, second))),
    )


def revision(manifest: Mapping[str, Any], engine: str) -> str:
    """Names what a derivation was made by: the pipeline's version, the manifest row, and what read the file."""
    made_by = json.dumps([pipeline_version(), dict(manifest), engine], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(made_by.encode()).hexdigest()[:16]


def passage_ids(passages: Sequence[Passage], recognition: Recognition) -> tuple[str, ...]:
    """The ids of passages in a Work and language."""
    return tuple(passage_id(recognition.work, recognition.language, p.path, p.text) for p in passages)


def indexed_passages(passages: Sequence[StoredPassage], facts: WorkFacts | None = None) -> list[IndexedPassage]:
    """What the index keeps of a stored expression; a rebuilt index gets the same from the same store.

    ``facts`` are those of its Work where the store does not say them yet.
    """
    if not passages:
        return []
    said = passages[0].expression
    known = facts or WorkFacts(said.type, said.country, said.year)
    about = _about(said.id, said.work, said.language, said.title, known)
    return in_context([_indexed(p, p.id, p.ordinal, p.kind, about) for p in passages])


def derived_passages(derived: Derived, facts: WorkFacts | None = None) -> list[IndexedPassage]:
    """The same of an expression that is being stored, without reading it back."""
    said, identified = derived.recognition, zip(derived.ids, derived.parsed.passages, strict=True)
    known = facts or WorkFacts(said.type.value, said.country, said.year)
    about = _about(derived.expression, said.work, said.language, said.title, known)
    return in_context([_indexed(p, id_, n, p.kind.value, about) for n, (id_, p) in enumerate(identified)])


def _about(expression: str, work: str, language: str, title: str, facts: WorkFacts) -> dict[str, Any]:
    """What every passage of an expression repeats of it."""
    of_work = {"work": work, "symbol": work, "type": facts.type, "country": facts.country, "year": facts.year}
    return of_work | {"expression": expression, "language": language, "title": title}


def _indexed(
    passage: Passage | StoredPassage, identity: str, ordinal: int, kind: str, about: Mapping[str, Any]
) -> IndexedPassage:
    return IndexedPassage(
        id=identity,
        text=passage.text,
        kind=kind,
        number=passage.number,
        parent=passage.parent,
        role=passage.role,
        heading_path=passage.heading_path,
        page_first=passage.page_first,
        page_last=passage.page_last,
        ordinal=ordinal,
        path=passage.path,
        **about,
    )


def _links(store: Store, recognition: Recognition, passages: Mapping[str, Passage]) -> list[tuple[str, Link]]:
    cited = cite_document(list(passages.values()), recognition.language, recognition.work)
    return link_document(store, recognition.work, recognition.language, cited, passages)


def _suggestions(parsed: ParsedDocument, own: Mapping[str, str], framing: Framing) -> list[tuple[str, Suggestion]]:
    """Suggestions that say something. Running titles of a VNR never reach them: its headings report nothing."""
    return [(own[parsed.passages[place].path], found) for place, found in suggestions(parsed.passages, framing)]
