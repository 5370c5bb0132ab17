"""The command ``vkp reclassify``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from api import output
from api.call import Data, Json, settings_for


def join(app: typer.Typer) -> None:
    """Give the command line its command."""
    app.command()(reclassify)


def reclassify(
    everything: Annotated[bool, typer.Option("--all", help="Also what these very rules suggested.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Suggest evidence anew for stored documents after a change of the rules; what people decided is not touched."""
    from api.reclassifying import reclassify_document  # noqa: PLC0415

    with output.progress_bar("reclassify") as progress:
        document = reclassify_document(settings_for(data), progress, everything=everything)
    output.show(document, as_json, reclassify_text)


def reclassify_text(d: output.Document) -> Iterator[str]:
    """What was done, and by what."""
    size = f"{output.counted(d['passages'], 'passage')} of {output.counted(d['documents'], 'document')}"
    yield f"{size} read anew in {d['seconds']:.1f} s: {output.counted(d['suggestions'], 'suggestion')}"
    yield f"{output.counted(d['unchanged'], 'document')} had them already"
    yield f"rules {d['rule_version']}, {d['opinion_version']}"
    yield from output.notes_text(d)
