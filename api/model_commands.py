"""The command about models: which there are, fetching one, building the index with one."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from api import output
from api.call import Data, Json, settings_for
from corpus.errors import PortalError


class Action(str, Enum):
    """What ``vkp models`` does."""

    LIST = "list"
    PULL = "pull"
    USE = "use"


def join(app: typer.Typer) -> None:
    """Make this command part of the command line."""
    app.command()(models)


def models(
    action: Annotated[Action, typer.Argument(help="list, pull NAME, use NAME|FOLDER|off.")] = Action.LIST,
    name: Annotated[
        str | None, typer.Argument(help="A model's name, or a folder with one.", show_default=False)
    ] = None,
    precision: Annotated[str | None, typer.Option(help="With use: float32, or int8 for a third of the time.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """List embedding models, fetch one, or build the index with one while the present index goes on answering."""
    from api import modelling  # noqa: PLC0415 - two seconds to import

    settings = settings_for(data)
    if (name is None) != (action is Action.LIST) or (precision is not None and action is not Action.USE):
        raise PortalError("bad_input", "models takes list, pull NAME, or use NAME|FOLDER|off [--precision int8]")
    if action is Action.LIST or name is None:
        output.show(modelling.models_document(settings), as_json, modelling.models_text)
    elif action is Action.PULL:
        output.show(modelling.pulled_document(settings, name), as_json, modelling.pulled_text)
    else:
        with output.progress_bar("embed") as progress:
            document = modelling.used_document(settings, name, precision, progress)
        output.show(document, as_json, modelling.used_text)
