"""The manifest of a backup: what it holds, and which names and sizes a backup may hold at all."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from corpus.errors import PortalError
from corpus.store.schema import HEAD

FORMAT = 1
"""The form of backups that this code writes, and the newest that it reads."""

NAME = "manifest.json"
STORE = "portal.db"
NAMES = re.compile(
    r"portal\.db"
    r"|embedding\.json"
    r"|opinions/(?:in-use|opinion-[0-9a-f]{8}\.json)"
    r"|originals/(?P<first>[0-9a-f]{2})/(?P=first)[0-9a-f]{62}"
)
"""What a backup may hold: nothing else is ever written to a folder."""

ORIGINALS = "originals/"


def _known(name: str) -> str:
    if NAMES.fullmatch(name) is None:
        raise ValueError(f"{name!r} is no name that a backup may hold")
    return name


Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]
STRICT = ConfigDict(frozen=True, strict=True, extra="ignore")


class Member(BaseModel):
    """A file of a backup. ``size`` is in bytes."""

    model_config = STRICT

    name: Annotated[str, AfterValidator(_known)]
    size: Count
    sha256: Sha256

    @model_validator(mode="after")
    def _is_what_it_is_called(self) -> Member:
        if self.name.startswith(ORIGINALS) and self.name.rsplit("/", 1)[1] != self.sha256:
            raise ValueError(f"{self.name} has another SHA-256 than its name")
        return self


class Audit(BaseModel):
    """The last entry of the audit: its number and its seal."""

    model_config = STRICT

    entries: Count
    head: Sha256


class Manifest(BaseModel):
    """What a backup says of itself. ``missing``: originals that the store names and the folder had no longer whole."""

    model_config = STRICT

    format: int = FORMAT
    schema_: str = Field(alias="schema")
    portal: str
    taken_at: str
    audit: Audit
    rows: dict[str, Count]
    missing: list[Sha256]
    members: list[Member]

    @property
    def originals(self) -> int:
        """How many originals the backup holds."""
        return sum(member.name.startswith(ORIGINALS) for member in self.members)

    @property
    def size(self) -> int:
        """What the members take, in bytes."""
        return sum(member.size for member in self.members)

    def written(self) -> bytes:
        """The manifest as JSON."""
        return json.dumps(self.model_dump(by_alias=True), indent=1).encode() + b"\n"


def read_manifest(text: bytes) -> Manifest:
    """A manifest from its JSON. Raises ``PortalError``: data_newer, backup_damaged."""
    try:
        said = json.loads(text)
        _require_known(said)
        manifest = Manifest.model_validate(said)
    except (ValidationError, ValueError, TypeError, RecursionError) as failure:
        raise PortalError("backup_damaged", f"its manifest cannot be read: {_first_line(failure)}") from failure
    if STORE not in {member.name for member in manifest.members}:
        raise PortalError("backup_damaged", "it holds no store")
    return manifest


def _require_known(said: Any) -> None:
    """``PortalError("data_newer")`` for what a later version wrote; the rest is looked at as this version knows it."""
    if not isinstance(said, dict):
        raise TypeError("it is no object")
    if isinstance(said.get("format"), int) and said["format"] > FORMAT:
        raise PortalError("data_newer", f"the backup has form {said['format']}, this version reads up to {FORMAT}")
    if isinstance(said.get("schema"), str) and said["schema"] > HEAD:
        raise PortalError("data_newer", f"the backup has schema {said['schema']}, this version reads up to {HEAD}")


def _first_line(failure: Exception) -> str:
    if isinstance(failure, ValidationError):
        first = failure.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(failure).splitlines()[0]
