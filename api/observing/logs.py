"""The log: a line for each event on standard error, as text or, with ``VKP_LOG=json``, as one JSON object.

No line of ours holds what somebody asked for, their name or their address. A traceback may quote what failed.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime, timezone
from typing import Any, Literal

from api.observing.identity import request_id
from corpus.folding import harmless

FIELDS = "vkp"
"""Under which attribute of a record its own fields are."""

NAMED = {"vkp": logging.INFO, "uvicorn": logging.INFO, "haystack": logging.WARNING}
"""From which level on whose lines are written; of others, warnings."""


class Line(logging.Formatter):
    """A record as one line of JSON: ``at``, ``level``, ``logger``, ``message``, its fields, ``error``."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "at": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id() is not None:
            told["request"] = request_id()
        told |= getattr(record, FIELDS, {})
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


class Text(logging.Formatter):
    """A record for a person: when, how grave, what; its fields as name=value."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and a traceback below it."""
        fields = "".join(f" {name}={value}" for name, value in getattr(record, FIELDS, {}).items())
        line = harmless(f"{_moment(record)} {record.levelname} {record.getMessage()}{fields}", one_line=True)
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def write_log(form: Literal["text", "json"]) -> None:
    """Have the log of this process written so; uvicorn's own lines as well. What wrote it before writes no more."""
    handler = logging.StreamHandler()
    handler.setFormatter(Line() if form == "json" else Text())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name, level in NAMED.items():
        logging.getLogger(name).setLevel(level)


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds")
