"""Models as data: the profiles the portal knows by name, and where a model lies on this machine.

A choice is written ``NAME`` or ``FOLDER``, with ``@int8`` for that precision: ``bge-m3``, ``/srv/models/ours``,
``multilingual-e5-small@int8``. A profile lies in ``<models>/<name>`` once it was pulled; ``pulled.json`` there says
from which commit. Nothing here loads a model or asks the network.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from corpus.lexicon import load_catalogue

OFF = "off"
PRECISIONS = ("float32", "int8")
PULLED = "pulled.json"
FINGERPRINT_TAIL = 1 << 16
"""Bytes read of the end of each weights file: a model that was trained on has others there."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A model that can be asked for by name; ``weights`` as in ``models.yml``, ``prompts`` by query and document."""

    name: str
    kind: str
    hub: str
    revision: str
    context: int
    licence: str
    languages: tuple[str, ...]
    megabytes: int
    dimension: int | None
    weights: str | None
    prompts: Mapping[str, str]
    fusion: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model on this machine. ``revision`` is the commit it was pulled at, or a fingerprint of a folder's weights."""

    choice: str
    name: str
    folder: Path
    revision: str
    precision: str
    profile: Profile | None = None


@cache
def profiles(kind: str = "embedding") -> Mapping[str, Profile]:
    """The profiles of a kind (embedding, reranking) by their names."""
    kept = load_catalogue("models")[kind]
    return {name: _profile(name, kind, row) for name, row in kept.items()}


def _profile(name: str, kind: str, row: Mapping[str, Any]) -> Profile:
    return Profile(
        name=name,
        kind=kind,
        languages=tuple(row["languages"]),
        dimension=row.get("dimension"),
        weights=row.get("weights"),
        prompts=row.get("prompts", {}),
        fusion=row.get("fusion", {}),
        **{field: row[field] for field in ("hub", "revision", "context", "licence", "megabytes")},
    )


def local_model(choice: str, models: Path, kind: str = "embedding") -> LocalModel:
    """The model a choice names, ``models`` being where profiles lie. Raises ``PortalError("model_unavailable")``."""
    name, precision = _read(choice)
    profile = profiles(kind).get(name)
    if profile is not None:
        return LocalModel(choice, name, models / name, pulled_revision(profile, models), precision, profile)
    folder = Path(name)
    if not (folder / "config.json").exists() and not (folder / "modules.json").exists():
        known = ", ".join(profiles(kind))
        raise PortalError("model_unavailable", f"{name!r} is no model folder and none of {known}", "see 'vkp models'")
    folder = folder.resolve()
    return LocalModel(_written(str(folder), precision), folder.name, folder, fingerprint(folder), precision)


def _read(choice: str) -> tuple[str, str]:
    """A choice's name and precision."""
    name, at, precision = choice.rpartition("@")
    if not at:
        return choice, PRECISIONS[0]
    if precision not in PRECISIONS:
        raise PortalError("model_unavailable", f"{choice!r}: precision {precision!r}", f"use {' or '.join(PRECISIONS)}")
    return name, precision


def _written(name: str, precision: str) -> str:
    return name if precision == PRECISIONS[0] else f"{name}@{precision}"


def with_precision(choice: str, precision: str | None) -> str:
    """The choice of a call that gives name and precision apart."""
    return choice if precision is None or choice == OFF else _written(choice, precision)


def pulled_revision(profile: Profile, models: Path) -> str:
    """The commit a profile lies at on this machine. Raises ``PortalError("model_unavailable")`` where it does not."""
    remedy = f"run 'vkp models pull {profile.name}'"
    try:
        kept = json.loads((models / profile.name / PULLED).read_text(encoding="utf-8"))
        hub, revision, weights = kept["hub"], kept["revision"], kept["weights"]
    except FileNotFoundError:
        raise PortalError("model_unavailable", f"{profile.name} is not on this machine", remedy) from None
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise PortalError("model_unavailable", f"{profile.name}: {PULLED} cannot be read", remedy) from failure
    if (hub, revision) != (profile.hub, profile.revision):
        raise PortalError("model_unavailable", f"{profile.name} is here at another revision", remedy)
    return revision if weights == revision else f"{revision}+{weights}"


def on_this_machine(models: Path, kind: str = "embedding") -> Iterator[str]:
    """The names of the profiles that can be loaded."""
    for name, profile in profiles(kind).items():
        try:
            pulled_revision(profile, models)
        except PortalError:
            continue
        yield name


def fingerprint(folder: Path) -> str:
    """What tells a folder's model from another: of its configuration all, of its weights the header, length and end."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.json")):
        if path.name != PULLED and ".cache" not in path.parts:
            digest.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    for path in sorted(folder.rglob("*.safetensors")):
        digest.update(f"{path.relative_to(folder)} {path.stat().st_size}\n".encode() + _ends(path))
    return f"sha256:{digest.hexdigest()[:16]}"


def _ends(path: Path) -> bytes:
    with path.open("rb") as weights:
        head = weights.read(FINGERPRINT_TAIL)
        weights.seek(max(0, path.stat().st_size - FINGERPRINT_TAIL))
        return head + weights.read()
