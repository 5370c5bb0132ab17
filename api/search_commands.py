"""The commands that find passages: search, similar, and searches that people keep."""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from api import output
from api.call import Data, Json, Words, settings_for
from corpus.errors import PortalError
from corpus.settings import Settings

Types = Annotated[list[str] | None, typer.Option("--type", help="resolution, report, vnr …")]
Years = Annotated[list[int] | None, typer.Option(help="Keep to these years.")]
Mode = Annotated[str, typer.Option(help="auto, lexical, dense or hybrid.")]
Few = Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")]


class Action(str, Enum):
    """What ``vkp searches`` does."""

    LIST = "list"
    SAVE = "save"
    RUN = "run"
    REMOVE = "remove"


def join(app: typer.Typer) -> None:
    """Make these commands part of the command line."""
    for command in (search, similar, searches):
        app.command()(command)


def search(
    query: Annotated[str, typer.Argument(help="Words, a question, or a document symbol.")],
    k: Few = 10,
    lang: Words = None,
    doc_type: Types = None,
    country: Words = None,
    year: Years = None,
    work: Words = None,
    mode: Mode = "auto",
    explain: Annotated[bool, typer.Option("--explain", help="Show what each score is made of.")] = False,
    form: Annotated[
        str | None, typer.Option("--format", help="csv, xlsx, ris or bibtex: all that is found, for other programs.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file to write, with --format; - is standard output.")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Find passages, best first."""
    from api.finding import Wanted, search_document  # noqa: PLC0415 - the search floor takes two seconds to import
    from api.search_output import search_text  # noqa: PLC0415 - as above

    wanted, settings = Wanted(lang, doc_type, country, year, work), settings_for(data)
    if form is not None:
        _export(settings, query, mode, wanted, form, out)
        return
    if out is not None:
        raise PortalError("bad_input", "--out without --format", "say in which format: --format csv")
    found = search_document(settings, query, k, mode, wanted, explain=explain)
    output.show(found, as_json, search_text)


def _export(settings: Settings, query: str, mode: str, wanted: Any, form: str, out: Path | None) -> None:
    """Write what is found to a file or to standard output; on standard error, how much it is and what was left out."""
    from api.corpus_folder import open_searcher  # noqa: PLC0415 - as above
    from api.search_exports import export_search  # noqa: PLC0415 - as above

    out = output.named_output(out)
    if form == "xlsx" and out is None and sys.stdout.isatty():
        raise PortalError("bad_input", "a workbook cannot be shown in a terminal", "name a file: -o results.xlsx")
    with open_searcher(settings) as (store, searcher):
        made = export_search(searcher, store, query, mode, wanted.filters(), form)
    output.write_bytes(made.content, out)
    if out is not None or not made.passages:
        output.notice(made.held if out is None else f"{made.held} in {out}")
    if made.cut is not None:
        output.notice(made.cut)


def similar(
    passage: Annotated[str, typer.Argument(help="A passage's id, as 'vkp search --json' gives it.")],
    k: Few = 10,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show the passages that belong with one: near in meaning, citing the same, cited together; and translations."""
    from api.relating import related_in, related_text  # noqa: PLC0415 - as above

    output.show(related_in(settings_for(data), passage, k), as_json, related_text)


def searches(
    action: Annotated[Action, typer.Argument(help="list, save NAME QUERY, run NAME, remove NAME.")] = Action.LIST,
    name: Annotated[str | None, typer.Argument(help="The name of a saved search.", show_default=False)] = None,
    query: Annotated[str | None, typer.Argument(help="With save: what is searched for.", show_default=False)] = None,
    by: Annotated[str | None, typer.Option(help="Whose search it is.")] = None,
    k: Few = 10,
    lang: Words = None,
    doc_type: Types = None,
    country: Words = None,
    year: Years = None,
    work: Words = None,
    mode: Mode = "auto",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Keep searches under a name, and see what is new since one was run."""
    from api import saving  # noqa: PLC0415 - as above
    from api.corpus_folder import open_corpus, open_searcher  # noqa: PLC0415 - as above

    settings = settings_for(data)
    kept = {"lang": lang, "type": doc_type, "country": country, "year": year, "work": work}
    filters: dict[str, list[Any]] = {key: list(values) for key, values in kept.items() if values}
    if action is Action.LIST:
        with open_corpus(settings) as store:
            output.show(saving.searches_document(store, by), as_json, saving.searches_text)
        return
    if name is None or by is None or (query is None) == (action is Action.SAVE):
        raise PortalError("bad_input", "searches takes save NAME QUERY, run NAME or remove NAME, each with --by OWNER")
    if action is Action.SAVE and query is not None:
        with open_corpus(settings) as store:
            said = saving.saved_document(store, owner=by, name=name, query=query, mode=mode, filters=filters)
        output.show(said, as_json, saving.saved_text)
    elif action is Action.RUN:
        with open_searcher(settings) as (store, searcher):
            ran = saving.run_document(searcher, store, saving.search_named(store, by, name), k)
        output.show(ran, as_json, saving.ran_text)
    else:
        with open_corpus(settings) as store:
            gone = saving.search_named(store, by, name)
            store.searches.remove(gone.id)
        output.show(saving.search_document(gone), as_json, saving.removed_text)
