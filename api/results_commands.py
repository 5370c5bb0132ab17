"""The command about results tables of reports."""

from __future__ import annotations

from typing import Annotated

import typer

from api import output, results_output
from api.call import Data, Json, settings_for
from api.corpus_folder import open_corpus

FORMATS = ("csv", "json")


def join(app: typer.Typer) -> None:
    """Make this command part of the command line."""
    app.command()(results)


def results(
    symbol: Annotated[
        str | None, typer.Argument(help="One document, however its symbol is written; none for all.")
    ] = None,
    series: Annotated[
        str | None, typer.Option(help="Values of an indicator through years and frameworks: 3.1, UNV-2022-2025:3.1.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only what contradicts itself; exit code 1 where anything does.")
    ] = False,
    form: Annotated[str | None, typer.Option("--format", help="csv or json instead of text.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show targets, results, scores and status that reports print of their indicators, and recompute the scores."""
    from api.checked import one_of  # noqa: PLC0415
    from api.results_views import results_csv, results_document  # noqa: PLC0415

    if form is not None:
        one_of("format", form, FORMATS)
    with open_corpus(settings_for(data)) as store:
        document = results_document(store, symbol, series)
    text = (
        results_output.checks_text if check else results_output.series_text if series else results_output.results_text
    )
    if form == "csv":
        output.pieces(results_csv(document))
    else:
        output.show(document, as_json or form == "json", text)
    raise typer.Exit(1 if check and document["disagreements"] else 0)
