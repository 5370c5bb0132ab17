"""``vkp models``: which models there are, fetching one, and building the index with one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from api.corpus_folder import open_corpus
from api.output import Document, Progress, counted, cut_text
from corpus.errors import PortalError
from corpus.settings import Settings
from ingest.reembedding import reembed
from search.choice import chosen
from search.embed import EmbeddingRecord
from search.fusion import measured_fusion
from search.index import place_of, why_off
from search.models import OFF, Profile, local_model, on_this_machine, profiles, with_precision
from search.pulling import pull

KINDS = ("embedding", "reranking")


def models_document(settings: Settings) -> dict[str, Any]:
    """The profiles, which lie on this machine, and what the index of the data folder is made with."""
    record, failure = _made_with(settings)
    return {
        "in_use": None if record is None else record.as_json() | {"name": record.model},
        "dense": _dense(settings, record, failure),
        "choice": chosen(settings, record),
        "reranker": settings.reranker,
        "folder": str(settings.models_folder),
        "models": [_row(profile, settings, record) for kind in KINDS for profile in profiles(kind).values()],
    }


def _row(profile: Profile, settings: Settings, record: EmbeddingRecord | None) -> dict[str, Any]:
    here = profile.name in on_this_machine(settings.models_folder, profile.kind)
    used = (record is not None and record.model == profile.name) if profile.kind == "embedding" else False
    shown = ("name", "kind", "hub", "revision", "dimension", "context", "licence", "megabytes")
    return {name: getattr(profile, name) for name in shown} | {
        "languages": list(profile.languages),
        "prompts": dict(profile.prompts),
        "on_this_machine": here,
        "in_use": used or settings.reranker.partition("@")[0] == profile.name,
    }


def _made_with(settings: Settings) -> tuple[EmbeddingRecord | None, PortalError | None]:
    """What the index is made with. Asking does not open it: another process may have it open."""
    place = place_of(settings)
    try:
        return place.made_with(), None
    except PortalError as failure:
        return None, failure
    finally:
        place.close()


def _dense(settings: Settings, record: EmbeddingRecord | None, failure: PortalError | None) -> str:
    if failure is not None:
        return f"off ({failure})"
    if record is None:
        return f"off ({why_off(None, settings.models_folder)})"
    try:
        local_model(record.choice, settings.models_folder)
    except PortalError as missing:
        return f"off ({why_off(missing, settings.models_folder)})"
    languages = ", ".join(measured_fusion(record, settings.models_folder))
    return f"{record}; auto is hybrid in {languages}" if languages else f"{record}; auto is lexical (not evaluated)"


def pulled_document(settings: Settings, name: str) -> dict[str, Any]:
    """Fetch a model that is known by name."""
    known = {profile.name: profile for kind in KINDS for profile in profiles(kind).values()}
    if name not in known:
        raise PortalError("bad_input", f"no model is named {name!r}", f"pull one of {', '.join(known)}")
    return {"name": name, "folder": str(pull(known[name], settings.models_folder)), "revision": known[name].revision}


def used_document(settings: Settings, choice: str, precision: str | None, progress: Progress) -> dict[str, Any]:
    """Build the index with a model, beside the present one, and switch to it."""
    if choice in profiles("reranking"):
        raise PortalError("bad_input", f"{choice} reranks, it does not embed", f"set VKP_RERANKER={choice}")
    with open_corpus(settings) as store:
        return asdict(reembed(settings, store, with_precision(choice, precision), progress))


def models_text(d: Document) -> Iterator[str]:
    """One line for each model, then what is in use."""
    for row in d["models"]:
        here = "in use" if row["in_use"] else "here" if row["on_this_machine"] else f"{row['megabytes']} MB to pull"
        size = f"{row['dimension']}-d" if row["dimension"] else "reranker"
        yield f"{row['name']:<24} {size:<9} {row['licence']:<11} {' '.join(row['languages'])}   {here}"
    yield f"dense: {d['dense']}"


def pulled_text(d: Document) -> Iterator[str]:
    """Where it lies."""
    yield f"{d['name']} is in {d['folder']}"


def used_text(d: Document) -> Iterator[str]:
    """What was built."""
    if d["use"] == OFF:
        yield f"dense: off; {counted(d['passages'], 'passage')} are searched by words"
        return
    new = f"{counted(d['written'], 'passage')} embedded in {d['seconds']:.1f} s"
    yield f"{d['use']} is in use for {counted(d['passages'], 'passage')}: {new}"
    yield from cut_text(d)
