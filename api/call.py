"""What all commands take: the data folder, the form of the answer, and the settings that follow."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError

from corpus.errors import PortalError
from corpus.settings import Settings

Data = Annotated[Path | None, typer.Option("--data", help="Data folder (else $VKP_DATA, else ./.vkp).")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Words = Annotated[list[str] | None, typer.Option(help="Keep to these; may be repeated.")]


def settings_for(data: Path | None) -> Settings:
    """The settings, with the data folder of the call; a value that cannot be read is a wrong call."""
    try:
        return Settings() if data is None else Settings(data=data)
    except ValidationError as failure:
        wrong = (f"VKP_{str(e['loc'][0]).upper()} is {e['input']!r}: {e['msg']}" for e in failure.errors())
        raise PortalError("bad_input", "; ".join(wrong), "see the settings in the README") from failure
    except SettingsError as failure:  # a file of secrets that is there and cannot be read
        told = f"VKP_SECRETS: {failure}: {failure.__cause__}"
        raise PortalError("bad_input", told, "let the portal read its files, as text in UTF-8") from failure
