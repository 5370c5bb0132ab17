"""The commands about links: what cites what, how often, and what people say of it."""

from __future__ import annotations

from typing import Annotated

import typer

from api import link_output, output
from api.call import Data, Json, settings_for
from api.corpus_folder import open_corpus
from corpus.errors import PortalError

Symbol = Annotated[str, typer.Argument(help="A document symbol, however written.")]
Limit = Annotated[int, typer.Option("-k", min=1, max=10_000, help="How many.")]
Format = Annotated[str | None, typer.Option("--format", help="csv, jsonld, graphml or svg instead of text.")]


def join(app: typer.Typer) -> None:
    """Make these commands part of the command line."""
    for command in (links, cited, related, parallel, correct, corrections, frameworks):
        app.command()(command)


def links(
    symbol: Annotated[str | None, typer.Argument(help="A document symbol; with --format, none for all links.")] = None,
    direction: Annotated[str, typer.Option(help="out, in or both.")] = "out",
    pinpoint: Annotated[str | None, typer.Option(help="A part of it: 29, 29(b), 29-31, annex 2.")] = None,
    form: Format = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show what a document refers to, or what refers to it; or write links for other programs."""
    if symbol is None and form is None:
        raise PortalError("bad_input", "no document is named", "name a document, or give --format csv for all links")
    with open_corpus(settings_for(data)) as store:
        if form is not None:
            from api.exports import export  # noqa: PLC0415

            output.pieces(export(store, form, symbol, direction, pinpoint))
        elif symbol is not None:
            from api.linking import links_document  # noqa: PLC0415

            output.show(links_document(store, symbol, direction, pinpoint), as_json, link_output.links_text)


def cited(
    symbol: Annotated[str | None, typer.Argument(help="One document, for its paragraphs; none for all.")] = None,
    missing: Annotated[bool, typer.Option("--missing", help="Only what is not in the corpus.")] = False,
    k: Limit = 20,
    form: Annotated[str | None, typer.Option("--format", help="csv instead of text.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show what is cited most: documents, or the paragraphs of one; or what is cited and missing."""
    from api.checked import one_of  # noqa: PLC0415
    from api.citing import cited_document, cited_parts_document  # noqa: PLC0415

    if symbol is not None and (missing or form is not None):
        raise PortalError("bad_input", "--missing and --format are of all documents", "name no document")
    if form is not None:
        one_of("format", form, ("csv",))
    with open_corpus(settings_for(data)) as store:
        if symbol is not None:
            output.show(cited_parts_document(store, symbol), as_json, link_output.cited_parts_text)
        elif form is not None:
            from api.exports import cited_csv  # noqa: PLC0415

            output.pieces(cited_csv(cited_document(store, missing=missing, limit=k)))
        else:
            output.show(cited_document(store, missing=missing, limit=k), as_json, link_output.cited_text)


def related(symbol: Symbol, k: Limit = 20, data: Data = None, as_json: Json = False) -> None:
    """Show the documents that belong with one: cited together with it, or citing the same."""
    from api.citing import related_document  # noqa: PLC0415

    with open_corpus(settings_for(data)) as store:
        output.show(related_document(store, symbol, k), as_json, link_output.related_text)


def parallel(
    symbol: Symbol,
    part: Annotated[str, typer.Argument(help="A part of it: 29, 29(b), 29-31, annex 2.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show the same paragraph in every language of a document."""
    from api.parallel import parallel_document  # noqa: PLC0415

    with open_corpus(settings_for(data)) as store:
        output.show(parallel_document(store, symbol, part), as_json, link_output.parallel_text)


def correct(
    link: Annotated[str, typer.Argument(help="The link, by the name that 'vkp links --json' gives it.")],
    correction: Annotated[str, typer.Argument(help="confirm, retarget, reject, add or withdraw.")],
    by: Annotated[str, typer.Option(help="Who says so.")],
    to: Annotated[str | None, typer.Option(help="The document that is meant (retarget, add).")] = None,
    pinpoint: Annotated[str | None, typer.Option(help="The part of it that is meant.")] = None,
    comment: Annotated[str, typer.Option(help="Why.")] = "",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Correct a link. What is said is kept with its author and time, and holds when the document is read again."""
    from api.correcting import corrected_document, held_decision  # noqa: PLC0415

    with open_corpus(settings_for(data)) as store:
        seen = held_decision(store, link)
        document = corrected_document(store, link, correction, by, to, pinpoint, comment, seen)
    output.show(document, as_json, link_output.correction_text)


def corrections(
    symbol: Annotated[str | None, typer.Argument(help="Of one document; none for all.")] = None,
    unplaced: Annotated[bool, typer.Option("--unplaced", help="Only those whose words are gone.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """List what people said of links."""
    from api.linking import decisions_document  # noqa: PLC0415

    with open_corpus(settings_for(data)) as store:
        output.show(decisions_document(store, symbol, without_place=unplaced), as_json, link_output.corrections_text)


def frameworks(data: Data = None, as_json: Json = False) -> None:
    """Show which indicators of the frameworks of results correspond to each other."""
    from api.framing import frameworks_document  # noqa: PLC0415

    output.show(frameworks_document(), as_json, link_output.frameworks_text)
