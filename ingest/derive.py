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
from ingest.evidence.framing import Framing, suggestions
from ingest.evidence.opinion import SecondOpinion
from ingest.found import About, Found, mentions_in
from ingest.linking import link_document


def pipeline_version() -> str:
    """What made the derived rows: originals of another version are read again by the next ingest that names them."""
    return fingerprint("ingest", "corpus")


def derive(
    store: Store,
    parsed: ParsedDocument,
    about: About,
    second: SecondOpinion | None = None,
    found: Found | None = None,
) -> Derived:
    """Recognise, cite, resolve and classify one read document; stores nothing.

    ``second`` has an opinion of suggestions, the model that is shipped where it is None. ``found`` is what was found in
    its words where it was read, by ``about`` as it was then.
    """
    recognition = about.recognised(parsed)
    known = store.works.key(recognition.work, staged=True)
    if known is not None:  # another key of the same Work: S/RES/1325 where S/RES/1325(2000) is known
        recognition = replace(recognition, work=known)
    if found is not None and not found.is_of(recognition):
        found = None
    ids, manifest = passage_ids(parsed.passages, recognition), about.manifest
    framing = Framing(recognition.language, recognition.title, second)
    return Derived(
        sha256=about.sha256,
        parsed=parsed,
        recognition=recognition,
        ids=ids,
        revision=revision(manifest, parsed.engine),
        links=tuple(_links(store, recognition, dict(zip(ids, parsed.passages, strict=True)), found)),
        suggestions=tuple(_suggestions(parsed, ids, framing, found)),
    )


def revision(manifest: Mapping[str, Any], engine: str) -> str:
    """Names what a derivation was made by: the pipeline's version, the manifest row, and what read the file."""
    made_by = json.dumps([pipeline_version(), dict(manifest), engine], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(made_by.encode()).hexdigest()[:16]


def passage_ids(passages: Sequence[Passage], recognition: Recognition) -> tuple[str, ...]:
    """The ids of passages in a Work and language."""
    return tuple(passage_id(recognition.work, recognition.language, p.path, p.text) for p in passages)


def _links(
    store: Store, recognition: Recognition, passages: Mapping[str, Passage], found: Found | None
) -> list[tuple[str, Link]]:
    own = list(passages.values())
    mentions = mentions_in(own, recognition) if found is None else found.mentions
    cited = [(own[place], mention) for place, mention in mentions]
    return link_document(store, recognition.work, recognition.language, cited, passages)


def _suggestions(
    parsed: ParsedDocument, ids: Sequence[str], framing: Framing, found: Found | None
) -> list[tuple[str, Suggestion]]:
    """Suggestions that say something, of the passages that may be evidence.

    Running titles of a VNR never reach them: its headings report nothing.
    """
    places = range(len(ids)) if found is None else found.evident
    given = [parsed.passages[place] for place in places]
    return [(ids[places[at]], suggestion) for at, suggestion in suggestions(given, framing)]
