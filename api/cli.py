"""The command ``vkp``: thin commands over the library.

Answers go to standard output, as text or with ``--json`` as one JSON document; progress and notices go to standard
error. Exit codes: 0 done, 1 it ran and the answer is bad, 2 the call was wrong. An error is one line; ``--debug``
shows where it came from. Heavy libraries are imported by the commands that need them.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from api import output
from corpus.errors import PortalError
from corpus.settings import Settings

app = typer.Typer(
    name="vkp",
    help="Volunteering knowledge portal: search, link and count in United Nations documents.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

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


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders, read recursively.")],
    manifest: Annotated[Path | None, typer.Option(help="CSV that says what the files are.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Files read at the same time.")] = 2,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Ingest documents: PDF, DOCX, HTML, TXT. The same file twice writes nothing."""
    from ingest.pipeline import ingest as run  # noqa: PLC0415

    with output.progress_bar("ingest") as progress:
        report = run(paths, settings_for(data), manifest=manifest, workers=workers, progress=progress)
    output.show(report.as_json(), as_json, output.ingest_text)
    raise typer.Exit(1 if report.failed or report.quarantined else 0)


@app.command()
def parse(
    file: Annotated[Path, typer.Argument(help="One file.")],
    lang: Annotated[str | None, typer.Option(help="Its language, when it is known.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Read one file and show its structure; stores nothing."""
    from api.stateless import parse_document  # noqa: PLC0415

    output.show(parse_document(file, settings_for(data), lang), as_json, output.parse_text)


@app.command()
def cite(
    file: Annotated[str, typer.Argument(help="JSON Lines of id, text, lang; - is standard input.")] = "-",
    as_json: Json = False,
) -> None:
    """Find mentions of documents, goals and indicators in texts; JSON Lines in and out."""
    from api.stateless import cite_line  # noqa: PLC0415

    _lines(file, cite_line)


@app.command()
def classify(
    file: Annotated[str, typer.Argument(help="JSON Lines of id, text, language; - is standard input.")] = "-",
    as_json: Json = False,
) -> None:
    """Say what texts report of volunteering; JSON Lines in and out."""
    from api.stateless import classify_line  # noqa: PLC0415

    _lines(file, classify_line)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Words, a question, or a document symbol.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 10,
    lang: Words = None,
    doc_type: Annotated[list[str] | None, typer.Option("--type", help="resolution, report, vnr …")] = None,
    country: Words = None,
    year: Annotated[list[int] | None, typer.Option(help="Keep to these years.")] = None,
    work: Words = None,
    mode: Annotated[str, typer.Option(help="auto, lexical, dense or hybrid.")] = "auto",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Find passages, best first."""
    from api.finding import Wanted, search_document  # noqa: PLC0415

    wanted = Wanted(lang, doc_type, country, year, work)
    output.show(search_document(settings_for(data), query, k, mode, wanted), as_json, output.search_text)


@app.command()
def answer(
    question: Annotated[str, typer.Argument(help="A question in any of the languages.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Answer a question with quoted passages, or say that the corpus does not."""
    from api.finding import answer_document  # noqa: PLC0415

    output.show(answer_document(settings_for(data), question), as_json, output.answer_text)


@app.command()
def links(
    symbol: Annotated[str, typer.Argument(help="A document symbol, however written.")],
    direction: Annotated[str, typer.Option(help="out, in or both.")] = "out",
    pinpoint: Annotated[str | None, typer.Option(help="A paragraph number.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show what a document refers to, or what refers to it."""
    from api.views import links_document  # noqa: PLC0415

    with output.open_corpus(settings_for(data)) as store:
        document = links_document(store, symbol, direction, pinpoint)
    output.show(document, as_json, output.links_text)


@app.command()
def count(
    indicator: Annotated[str, typer.Argument(help="An indicator's code, such as 3.1.")],
    year: Annotated[int | None, typer.Option(help="One year.")] = None,
    first: Annotated[int | None, typer.Option("--from", help="From this year.")] = None,
    last: Annotated[int | None, typer.Option("--to", help="Up to this year.")] = None,
    policy: Annotated[str, typer.Option(help="strict or lenient.")] = "strict",
    basis: Annotated[str, typer.Option(help="suggested or reviewed.")] = "suggested",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Count the countries whose Voluntary National Review meets an indicator, with the ledger."""
    from api.views import count_document  # noqa: PLC0415

    with output.open_corpus(settings_for(data)) as store:
        document = count_document(store, indicator, year=year, first=first, last=last, policy=policy, basis=basis)
    output.show(document, as_json, output.count_text)


@app.command()
def works(data: Data = None, as_json: Json = False) -> None:
    """List the documents in the corpus."""
    from api.views import works_document  # noqa: PLC0415

    with output.open_corpus(settings_for(data)) as store:
        document = works_document(store)
    output.show(document, as_json, output.works_text)


@app.command()
def verify(
    deep: Annotated[bool, typer.Option(help="Read every original again, not only the smallest.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Check that nothing is lost or inconsistent."""
    from api.upkeep import verify_document  # noqa: PLC0415

    document = verify_document(settings_for(data), deep=deep)
    output.show(document, as_json, output.verify_text)
    raise typer.Exit(0 if document["ok"] else 1)


@app.command()
def reindex(data: Data = None, as_json: Json = False) -> None:
    """Build the passage index anew from the store."""
    from api.upkeep import reindex_document  # noqa: PLC0415

    with output.progress_bar("reindex") as progress:
        document = reindex_document(settings_for(data), progress)
    output.show(document, as_json, output.reindex_text)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to bind to.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to bind to.")] = 8000,
    data: Data = None,
) -> None:
    """Serve the HTTP API and the pages."""
    from api.app import serve as run  # noqa: PLC0415

    run(settings_for(data), host, port)


@app.command()
def demo(data: Data = None) -> None:
    """Ingest the samples and show what the portal does with them."""
    from api.demo import run_demo  # noqa: PLC0415

    run_demo(settings_for(data if data is not None else Path(".vkp-demo")))


def _lines(file: str, answer_line: Any) -> None:
    with output.named_input(file) as source:
        for number, line in enumerate(source, start=1):
            if line.strip():
                output.json_line(answer_line(line, number))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    given = [word for word in given if word != "--debug"]
    sys.exit(_run(given, debug=debug))


def _run(arguments: list[str], *, debug: bool) -> int:
    try:
        code = app(arguments or ["--help"], standalone_mode=False)
        output.finish()
    except PortalError as failure:
        return _report(str(failure), failure.kind.exit_code, debug=debug)
    except typer.TyperException as failure:
        return _report(f"{failure.format_message()} See 'vkp --help'.", 2, debug=debug)
    except (KeyboardInterrupt, typer.Abort):
        return _report("Stopped. Nothing is lost: run the same command again to go on.", 130, debug=debug)
    except Exception as failure:
        line = str(PortalError("internal", f"{type(failure).__name__}: {failure}"))
        return _report(line, 1, debug=debug)
    return code if isinstance(code, int) else 0


def _report(line: str, code: int, *, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    sys.stderr.write("vkp: " + " ".join(line.split()) + "\n")
    return code


if __name__ == "__main__":
    main()
