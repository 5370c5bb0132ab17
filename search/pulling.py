"""Fetching a model: its safetensors and its tokenizer, at the pinned commit, into the models folder, nothing else.

What was fetched is kept when the connection breaks, and the next call goes on. ``pulled.json`` is written last: a model
without it is not there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from corpus.errors import PortalError
from search.embed import EXTRA
from search.models import PULLED, Profile

SMALL_FILES = ("*.json", "*.txt", "*.model")
"""Configuration, vocabulary, tokenizer; the weights beside them are safetensors or nothing."""

WEIGHTS = "*.safetensors"
NOT_THESE = ("onnx/*", "openvino/*", ".*")


def pull(profile: Profile, models: Path, endpoint: str | None = None) -> Path:
    """Fetch a profile; progress goes to standard error. ``endpoint``: another hub than the public one.

    Raises ``PortalError``: model_unavailable (no connection, not there, no safetensors), disk_full.
    """
    try:
        from huggingface_hub import HfApi  # noqa: PLC0415 - only to fetch
        from huggingface_hub.utils import logging  # noqa: PLC0415
    except ImportError as failure:
        raise EXTRA from failure
    logging.set_verbosity_error()  # type: ignore[no-untyped-call] # of retries nothing is said: what became of them is
    folder = models / profile.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        commit = _fetch(HfApi(endpoint=endpoint), profile, folder)
    except Exception as failure:  # the hub's client lets through what its HTTP library raises, whichever that is
        raise _told(profile, failure) from failure
    if not any(folder.rglob(WEIGHTS)):
        raise PortalError("model_unavailable", f"{profile.hub} has no safetensors", "use a folder of your own")
    kept = {"hub": profile.hub, "revision": profile.revision, "weights": commit}
    (folder / PULLED).write_text(json.dumps(kept) + "\n", encoding="utf-8")
    return folder


def _fetch(hub: Any, profile: Profile, folder: Path) -> str:
    """Fetch what is missing; returns the commit of the weights."""
    with_weights = SMALL_FILES if profile.weights else (*SMALL_FILES, WEIGHTS)
    _download(hub, profile, profile.revision, folder, with_weights)
    if profile.weights is None:
        return profile.revision
    commit = str(hub.model_info(profile.hub, revision=profile.weights).sha)
    _download(hub, profile, commit, folder, (WEIGHTS,))
    return commit


def _download(hub: Any, profile: Profile, revision: str, folder: Path, patterns: tuple[str, ...]) -> None:
    hub.snapshot_download(
        profile.hub,
        revision=revision,
        local_dir=folder,
        allow_patterns=list(patterns),
        ignore_patterns=list(NOT_THESE),
        token=False,
    )


def _told(profile: Profile, failure: Exception) -> PortalError:
    """A failure in one line: the cause, and what to do."""
    said = str(failure).splitlines()[0] if str(failure) else type(failure).__name__
    if "No space left" in str(failure):
        return PortalError("disk_full", said)
    remedy = (
        "what was fetched is kept, run it again with a connection; or copy the model's folder here "
        "and name the folder: 'vkp models use FOLDER'"
    )
    return PortalError("model_unavailable", f"{profile.hub} cannot be fetched: {said}", remedy)
