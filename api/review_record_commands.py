"""The commands of ``vkp review`` about its record: assigning, samples, figures, import and export, learning."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import output
from api.call import Data, Json, settings_for
from api.corpus_folder import open_corpus
from corpus.errors import PortalError

By = Annotated[str, typer.Option("--by", help="Who says so.", show_default=False)]
Code = Annotated[str, typer.Option("--indicator", help="An indicator's code.")]
Countries = Annotated[list[str] | None, typer.Option("--country", help="Keep to these (ISO3); may be repeated.")]
Years = Annotated[list[int] | None, typer.Option("--year", help="Keep to these; may be repeated.")]
Languages = Annotated[list[str] | None, typer.Option("--lang", help="Keep to these; may be repeated.")]
Form = Annotated[str, typer.Option("--format", help="csv, jsonl or jsonld (W3C Web Annotation).")]


def join(review: typer.Typer) -> None:
    """Make these commands part of ``vkp review``."""
    for command in (assign, sample, agreement, progress, unplaced, train, opinions):
        review.command()(command)
    review.command(name="export")(export_decisions)
    review.command(name="import")(import_decisions)


def assign(
    reviewer: Annotated[str, typer.Argument(help="To whom.", show_default=False)],
    works: Annotated[list[str], typer.Argument(help="Documents, by their symbols.", show_default=False)],
    by: By,
    indicator: Code = "3.1",
    release: Annotated[bool, typer.Option("--release", help="Take it back; decisions stay.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Assign documents to a reviewer."""
    from api.review_measures import assigned_document  # noqa: PLC0415
    from api.review_output import assigned_text  # noqa: PLC0415

    with open_corpus(settings_for(data)) as store:
        document = assigned_document(store, indicator, reviewer, works, by, release=release)
    output.show(document, as_json, assigned_text)


def sample(
    number: Annotated[int | None, typer.Argument(help="A sample that was drawn.", show_default=False)] = None,
    draw: Annotated[int | None, typer.Option("--draw", min=1, max=10_000, help="Draw so many passages.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same corpus and seed give the same sample.")] = 1,
    by: Annotated[str | None, typer.Option("--by", help="Who draws it.")] = None,
    indicator: Annotated[str | None, typer.Option(help="An indicator's code; to draw, else 3.1.")] = None,
    country: Countries = None,
    year: Years = None,
    lang: Languages = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Draw passages of which nothing is suggested, list the samples, or show one with the recall that follows.

    Its passages are decided like any other: 'vkp review level PASSAGE L0 --by …' where nothing was missed.
    """
    from api import review_measures  # noqa: PLC0415
    from api.review_output import sample_text, samples_text  # noqa: PLC0415
    from api.review_waiting import asked_for  # noqa: PLC0415

    with open_corpus(settings_for(data)) as store:
        if draw is not None:
            if by is None:
                raise PortalError("bad_input", "nobody is named", "say who draws it: --by NAME")
            asked = asked_for(store, indicator or "3.1", country=country, year=year, language=lang)
            output.show(review_measures.drawn_document(store, asked, draw, seed, by), as_json, sample_text)
        elif number is not None:
            drawn = store.review_samples.get(number)
            output.show(review_measures.sample_document(store, drawn), as_json, sample_text)
        else:
            output.show(review_measures.samples_document(store, indicator), as_json, samples_text)


def agreement(indicator: Code = "3.1", data: Data = None, as_json: Json = False) -> None:
    """Show how far independent reviewers agree: percent, Cohen's κ, Krippendorff's α, with 95 % intervals."""
    from api.review_measures import agreement_document  # noqa: PLC0415
    from api.review_output import agreement_text  # noqa: PLC0415

    with open_corpus(settings_for(data)) as store:
        document = agreement_document(store, indicator)
    output.show(document, as_json, agreement_text)


def progress(
    indicator: Annotated[str | None, typer.Option(help="One indicator; else all.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show how far people have come, by indicator, reviewer and assigned document."""
    from api.review_measures import progress_document  # noqa: PLC0415
    from api.review_output import progress_text  # noqa: PLC0415

    with open_corpus(settings_for(data)) as store:
        document = progress_document(store, indicator)
    output.show(document, as_json, progress_text)


def unplaced(data: Data = None, as_json: Json = False) -> None:
    """List what people decided about and the text has no longer: it counts for nothing until somebody looks."""
    from api.review_output import unplaced_text  # noqa: PLC0415
    from api.reviewing import unplaced_document  # noqa: PLC0415

    with open_corpus(settings_for(data)) as store:
        document = unplaced_document(store)
    output.show(document, as_json, unplaced_text)


def export_decisions(
    work: Annotated[str | None, typer.Argument(help="One document; none for all.", show_default=False)] = None,
    form: Form = "jsonl",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file to write; - is standard output.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Write every decision, for other programs or to be taken in elsewhere."""
    from api.review_exchange import export  # noqa: PLC0415

    with open_corpus(settings_for(data)) as store:
        pieces = export(store, form, work)
        target = output.named_output(out)
        if target is None:
            output.pieces(pieces)
        else:
            output.write_bytes("".join(pieces).encode(), target)


def import_decisions(
    file: Annotated[str, typer.Argument(help="What 'vkp review export' wrote; - is standard input.")],
    form: Annotated[str | None, typer.Option("--format", help="csv, jsonl or jsonld; else by the file's name.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Take in decisions with their authors and times; where a line is wrong, nothing is, and each is named."""
    from api.review_import import imported_document  # noqa: PLC0415
    from api.review_output import imported_text  # noqa: PLC0415

    with output.named_input(file) as source:
        content = source.read()
    with open_corpus(settings_for(data)) as store:
        document = imported_document(store, content, form or Path(file).suffix.removeprefix("."))
    output.show(document, as_json, imported_text)
    raise typer.Exit(0 if document["ok"] else 1)


def train(
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the model to this file as well.")] = None,
    used: Annotated[bool, typer.Option("--use", help="Put it in use.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Learn a second opinion from what people decided, and compare it with the one in use; it decides nothing."""
    from api.review_output import trained_text  # noqa: PLC0415
    from api.review_training import trained_document  # noqa: PLC0415
    from ingest.evidence.embedding import embedding_in_use  # noqa: PLC0415

    settings = settings_for(data)
    with open_corpus(settings) as store:
        document = trained_document(settings, store, embedding_in_use(settings), out, used=used)
    output.show(document, as_json, trained_text)


def opinions(
    chosen: Annotated[str | None, typer.Option("--use", help="Put this version in use.", show_default=False)] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """List the second opinions that are kept, the one in use marked; or put another in use."""
    from api.review_output import opinions_text  # noqa: PLC0415
    from api.review_training import opinions_document  # noqa: PLC0415

    output.show(opinions_document(settings_for(data), chosen), as_json, opinions_text)
