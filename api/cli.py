"""The command ``vkp``: thin commands over the library.

Answers go to standard output, as text or with ``--json`` as one JSON document; progress and notices go to standard
error. Exit codes: 0 done, 1 it ran and the answer is bad or it was interrupted, 2 the call was wrong. An error is one
line; ``--debug`` shows where it came from. Heavy libraries are imported by the commands that need them.
"""

from __future__ import annotations

import re
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from api import (
    backup_commands,
    counting_commands,
    countries_commands,
    fetch_commands,
    key_commands,
    link_commands,
    model_commands,
    output,
    reclassify_commands,
    results_commands,
    review_commands,
    search_commands,
    work_commands,
)
from api.call import Data, Json, settings_for
from api.corpus_folder import open_corpus
from corpus.errors import PortalError
from corpus.folding import harmless

app = typer.Typer(
    name="vkp",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

DEBUG = "--debug"
TYPER_INTERRUPTED = 130
"""What Typer returns of a command that Ctrl-C ended; the portal's own exit codes are 0, 1 and 2."""


@dataclass
class Call:
    """What holds for a whole call. The portal's own options set it before the command runs."""

    debug: bool = False


@app.callback()
def portal(
    context: typer.Context,
    debug: Annotated[bool, typer.Option(DEBUG, help="Show where an error came from; also after the command.")] = False,
) -> None:
    """Volunteering knowledge portal: search, link and count in United Nations documents."""
    context.obj.debug = debug


NOT_A_NUMBER = re.compile(r"Input should be a valid integer.*")
"""What the option parser says of a word that is no number."""


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders, read recursively.")],
    manifest: Annotated[Path | None, typer.Option(help="CSV that says what the files are.")] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=1024, help="Files read at the same time: 2, or as many as Ray has processors."),
    ] = None,
    ray: Annotated[str | None, typer.Option(help="HOST:PORT of a Ray cluster that reads the files.")] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Read files that failed before once more.")] = False,
    ocr: Annotated[bool, typer.Option("--ocr", help="Read pages without text from their pictures.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Ingest documents: PDF, DOCX, HTML, TXT. The same file twice writes nothing."""
    from ingest.pipeline import ingest as run  # noqa: PLC0415

    with output.progress_bar("ingest") as progress:
        report = run(
            paths,
            settings_for(data),
            manifest=manifest,
            workers=workers,
            progress=progress,
            retry=retry,
            ocr=ocr,
            ray=ray,
        )
    if report.mended is not None:
        output.notice(f"vkp: {report.mended}")
    output.show(report.as_json(), as_json, output.ingest_text)
    raise typer.Exit(1 if report.failed or report.quarantined else 0)


fetch_commands.join(app)


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
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Find mentions of documents, goals and indicators in texts; JSON Lines in and out. Needs no data folder."""
    from api.shapes import TextToCite  # noqa: PLC0415
    from api.stateless import cite as cited  # noqa: PLC0415
    from api.stateless import read_line  # noqa: PLC0415

    _lines(file, lambda line, number: cited(read_line(TextToCite, line, number)))


@app.command()
def classify(
    file: Annotated[str, typer.Argument(help="JSON Lines of id, text, language; - is standard input.")] = "-",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Say what texts report of volunteering; JSON Lines in and out. Needs no data folder."""
    from api.shapes import TextToClassify  # noqa: PLC0415
    from api.stateless import classify_text, read_line  # noqa: PLC0415

    _lines(file, lambda line, number: classify_text(read_line(TextToClassify, line, number)))


search_commands.join(app)


@app.command()
def answer(
    question: Annotated[str, typer.Argument(help="A question in any of the languages.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Answer a question with quoted passages, or say that the corpus does not."""
    from api.finding import answer_document  # noqa: PLC0415

    output.show(answer_document(settings_for(data), question), as_json, output.answer_text)


link_commands.join(app)
results_commands.join(app)
countries_commands.join(app)


counting_commands.join(app)
review_commands.join(app)


@app.command()
def works(data: Data = None, as_json: Json = False) -> None:
    """List the documents in the corpus."""
    from api.views import works_document  # noqa: PLC0415

    with open_corpus(settings_for(data)) as store:
        document = works_document(store)
    output.show(document, as_json, output.works_text)


@app.command()
def verify(
    deep: Annotated[bool, typer.Option(help="Read every original again, not only the smallest.")] = False,
    repair: Annotated[bool, typer.Option(help="Rebuild what can be rebuilt, then check again.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Check that nothing is lost or inconsistent."""
    from api.upkeep import repair_document, verify_document  # noqa: PLC0415
    from api.verify_output import verify_text  # noqa: PLC0415

    if repair:
        with output.progress_bar("reindex") as progress:
            document = repair_document(settings_for(data), progress, deep=deep)
    else:
        document = verify_document(settings_for(data), deep=deep)
    output.show(document, as_json, verify_text)
    raise typer.Exit(0 if document["ok"] else 1)


@app.command()
def reindex(data: Data = None, as_json: Json = False) -> None:
    """Build the passage index anew from the store."""
    from api.upkeep import reindex_document  # noqa: PLC0415

    with output.progress_bar("reindex") as progress:
        document = reindex_document(settings_for(data), progress)
    output.show(document, as_json, output.reindex_text)


backup_commands.join(app)
key_commands.join(app)
model_commands.join(app)
reclassify_commands.join(app)


work_commands.join(app)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to bind to.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to bind to.")] = 8000,
    data: Data = None,
) -> None:
    """Serve the HTTP API and the pages; for others than this machine only where they have to sign in."""
    from api.app import serve as run  # noqa: PLC0415

    run(settings_for(data), host, port)


@app.command()
def demo(
    data: Annotated[Path | None, typer.Option("--data", help="Data folder (else ./.vkp-demo).")] = None,
) -> None:
    """Ingest the samples and show what the portal does with them."""
    from api.demo import run_demo  # noqa: PLC0415

    run_demo(settings_for(data if data is not None else Path(".vkp-demo")))


def _lines(file: str, answer: Callable[[bytes, int], dict[str, Any]]) -> None:
    with output.named_input(file) as source:
        for number, line in enumerate(source, start=1):
            if line.strip():
                output.json_line(answer(line, number))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    output.escape_what_cannot_be_printed()
    sys.exit(_run(_debug_first(list(sys.argv[1:] if arguments is None else arguments)), Call()))


def _debug_first(given: list[str]) -> list[str]:
    """The arguments with ``--debug`` before the command, wherever it was given; behind ``--`` it is no option."""
    options = given[: given.index("--")] if "--" in given else given
    if DEBUG not in options:
        return given
    return [DEBUG, *(word for word in options if word != DEBUG), *given[len(options) :]]


def _invoke(arguments: list[str], call: Call) -> int:
    code = app(arguments or ["--help"], standalone_mode=False, obj=call)
    output.finish()
    if code == TYPER_INTERRUPTED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def _run(arguments: list[str], call: Call) -> int:
    # Whoever stops a service sends SIGTERM: it ends a command in order, as Ctrl-C does.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _invoke(arguments, call)
    except PortalError as failure:
        return _report(str(failure), failure.kind.exit_code, call)
    except typer.TyperException as failure:
        return _report(_wrong_call(failure), 2, call)
    except (KeyboardInterrupt, typer.Abort):
        return _report("Interrupted. Nothing is lost: run it again to go on.", 1, call)
    except Exception as failure:
        return _report(str(PortalError("internal", f"{type(failure).__name__}: {failure}")), 1, call)
    finally:
        signal.signal(signal.SIGTERM, before)


def _wrong_call(failure: typer.TyperException) -> str:
    """What was wrong with the words of a call, and where to look it up."""
    said = NOT_A_NUMBER.sub("it is no whole number", failure.format_message()).rstrip(".")
    context = getattr(failure, "ctx", None)
    return f"{said}. See '{context.command_path if context is not None else 'vkp'} --help'."


def _report(line: str, code: int, call: Call) -> int:
    if call.debug:
        traceback.print_exc()
    sys.stderr.write("vkp: " + harmless(" ".join(line.split())) + "\n")
    return code


if __name__ == "__main__":
    main()
