"""The command that fetches official documents."""

from __future__ import annotations

from typing import Annotated

import typer

from api import output
from api.call import Data, Json, settings_for


def join(app: typer.Typer) -> None:
    """Make this command part of the command line."""
    app.command()(fetch)


def fetch(
    symbols: Annotated[list[str] | None, typer.Argument(help="Document symbols.", show_default=False)] = None,
    vnr: Annotated[list[str] | None, typer.Option(help="Reviews: COUNTRY, COUNTRY/YEAR or YEAR.")] = None,
    cited: Annotated[bool, typer.Option("--cited", help="All that is cited and not in the corpus.")] = False,
    lang: Annotated[list[str] | None, typer.Option(help="A language; may be repeated. Else zh and en.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="With --cited: how many documents.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Name the addresses and ask none of them.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Download official documents from the sites of the United Nations and ingest them; without words, go on."""
    from api import fetching  # noqa: PLC0415 - ingesting takes a second to import

    settings = settings_for(data)
    wanted = fetching.Wanted(symbols or (), vnr or (), lang or (), cited=cited, limit=limit)
    if dry_run:
        output.show(fetching.planned_document(settings, wanted), as_json, fetching.planned_text)
        return
    with output.progress_bar("fetch") as progress:
        document = fetching.fetched_document(settings, wanted, progress)
    output.show(document, as_json, fetching.fetched_text)
    raise typer.Exit(1 if document["failed"] or document["quarantined"] or document["waiting"] else 0)
