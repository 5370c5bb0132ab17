"""The commands ``vkp backup`` and ``vkp restore``: the truth of a data folder as one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import output
from api.call import Data, Json, settings_for
from corpus.errors import PortalError


def join(app: typer.Typer) -> None:
    """Make these commands part of the command line."""
    app.command()(backup)
    app.command()(restore)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write.", show_default=False)],
    check: Annotated[bool, typer.Option("--check", help="Write nothing: see whether this backup is whole.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Take the place of a file of that name.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Write documents, decisions and keys to one file, while others work. The index is left out: it is built anew."""
    from api import backing_up  # noqa: PLC0415 - the search floor takes two seconds to import

    if check and force:
        raise PortalError("bad_input", "--check writes nothing, so --force has no say", "leave one of them out")
    with output.progress_bar("check" if check else "backup") as progress:
        document = (
            backing_up.checked_document(file, progress)
            if check
            else backing_up.taken_document(settings_for(data), file, progress, force=force)
        )
    output.show(document, as_json, backing_up.checked_text if check else backing_up.taken_text)
    raise typer.Exit(1 if document["missing"] else 0)


def restore(
    file: Annotated[Path, typer.Argument(help="A file that 'vkp backup' wrote.", show_default=False)],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Restore a backup into the data folder, which must be empty or missing, and build its index."""
    from api import backing_up  # noqa: PLC0415 - as above

    with output.progress_bar("restore") as progress:
        document = backing_up.restored_document(settings_for(data), file, progress)
    output.show(document, as_json, backing_up.restored_text)
    raise typer.Exit(1 if document["missing"] or document["faults"] or document["index"] is None else 0)
