"""Where learned opinions are kept: every version stays, and one file names the one in use.

Layout below the data folder::

    opinions/opinion-0a1b2c3d.json  a model with what it was learned from and how it compared
    opinions/in-use                 the version in use; none: the one that comes with the portal
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from corpus.errors import PortalError
from corpus.settings import Settings
from ingest.evidence.opinion import TrainedModel, of_json, shipped

FOLDER, IN_USE = "opinions", "in-use"
VERSION = re.compile(r"opinion-[0-9a-f]{8}")


def in_use(settings: Settings) -> TrainedModel:
    """The model that gives opinions in this data folder. Raises ``PortalError``: bad_input for a damaged one."""
    named = _folder(settings) / IN_USE
    return stored(settings, named.read_text("utf-8").strip()) if named.is_file() else shipped()


def stored(settings: Settings, version: str) -> TrainedModel:
    """A model by its version. Raises ``PortalError``: bad_input for one that is not kept or is damaged."""
    if version == shipped().version:
        return shipped()
    if not VERSION.fullmatch(version):
        raise PortalError("bad_input", f"opinion {version!r}", "name it as 'vkp review train' printed it")
    place = _folder(settings) / f"{version}.json"
    try:
        return of_json(json.loads(place.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise PortalError("bad_input", f"no opinion {version!r} is kept, or it is damaged", "train one") from failure


def versions(settings: Settings) -> list[TrainedModel]:
    """Every model that is kept, the shipped one first, then as they were learned."""
    kept = [stored(settings, place.stem) for place in _folder(settings).glob("opinion-*.json")]
    return [shipped(), *sorted(kept, key=lambda model: str(model.trained_on.get("at", "")))]


def keep(settings: Settings, model: TrainedModel) -> Path:
    """Keep a model beside the others; it is not in use by that."""
    place = _folder(settings) / f"{model.version}.json"
    _write(place, json.dumps(model.as_json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    return place


def use(settings: Settings, version: str) -> TrainedModel:
    """Let a kept model, or the shipped one, give opinions from now on; stored ones change by ``vkp reclassify``."""
    model = stored(settings, version)
    _write(_folder(settings) / IN_USE, f"{version}\n")
    return model


def _folder(settings: Settings) -> Path:
    return settings.data / FOLDER


def _write(place: Path, text: str) -> None:
    """Whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_suffix(".part")
    beside.write_text(text, "utf-8")
    beside.replace(place)
