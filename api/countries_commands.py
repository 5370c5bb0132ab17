"""The commands about countries."""

from __future__ import annotations

from typing import Annotated

import typer

from api import countries_output, output
from api.call import Data, Json, settings_for
from api.corpus_folder import open_corpus


def join(app: typer.Typer) -> None:
    """Make these commands part of the command line."""
    for command in (country, countries):
        app.command()(command)


def country(
    name: Annotated[str, typer.Argument(help="ISO 3166-1 alpha-3 code, or a name in any of the languages.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show what the corpus holds of a country: its reviews, evidence, instruments and measured data."""
    from api.countries_views import country_document  # noqa: PLC0415

    with open_corpus(settings_for(data)) as store:
        document = country_document(store, name)
    output.show(document, as_json, countries_output.country_text)


def countries(
    region: Annotated[
        str | None, typer.Option(help="Keep those of a region, subregion or group: Africa, 014, ldc, lldc, sids.")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """List the countries that have a Voluntary National Review in the corpus."""
    from api.countries_views import countries_document  # noqa: PLC0415

    with open_corpus(settings_for(data)) as store:
        document = countries_document(store, region)
    output.show(document, as_json, countries_output.countries_text)
