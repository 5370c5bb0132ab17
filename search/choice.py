"""Which model a data folder is used with.

``VKP_EMBEDDING`` decides where it is set: an index made with another model is refused then. Else the index itself says
what it was made with, so that a switch of the index is a switch of the model. What ``vkp models use`` chose is kept in
``embedding.json`` too, for an index that was lost: ``vkp reindex`` builds it with that model again.
"""

from __future__ import annotations

import json

from corpus.errors import PortalError
from corpus.settings import Settings
from search.embed import EmbeddingRecord
from search.models import OFF

KEPT = "embedding.json"


def chosen(settings: Settings, made_with: EmbeddingRecord | None) -> str:
    """The choice (``search.models``) for an index, ``made_with`` being what the present one has; "off" for none."""
    if settings.embedding:
        return settings.embedding
    return made_with.choice if made_with is not None else kept_choice(settings)


def kept_choice(settings: Settings) -> str:
    """What was chosen last; "off" where nothing was."""
    try:
        return str(json.loads((settings.data / KEPT).read_text(encoding="utf-8"))["use"])
    except FileNotFoundError:
        return OFF
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise PortalError("data_unreadable", f"{settings.data / KEPT}: {failure}", "run 'vkp models use'") from failure


def keep_choice(settings: Settings, choice: str) -> None:
    """Keep a choice; who reads meanwhile gets the old one or the new one whole."""
    written = settings.data / f"{KEPT}.new"
    written.write_text(json.dumps({"use": choice}, ensure_ascii=False) + "\n", encoding="utf-8")
    written.replace(settings.data / KEPT)
