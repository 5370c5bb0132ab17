"""``python -m eval structure|citations|evidence|retrieval|reading|speed``: measure, print a table, keep a report."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Annotated, Any

import typer

from corpus.errors import PortalError
from eval.gold import shared_data
from eval.report import keep, keep_text

app = typer.Typer(help=__doc__, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def structure() -> None:
    """Paragraphs, headings, footnotes, items and indicators as labelled; real PDFs beside their Word files."""
    _evaluate("structure")


@app.command()
def citations(
    misses: Annotated[bool, typer.Option("--misses", help="Show every disagreement with the labels.")] = False,
    against: Annotated[str | None, typer.Option(help="Show instead what changed since this git revision.")] = None,
    show: Annotated[int, typer.Option(min=0, help="With --against: differences of each language and kind.")] = 20,
    speed: Annotated[bool, typer.Option("--speed", help="Measure instead how fast mentions are found.")] = False,
    peer: Annotated[str | None, typer.Option(help="With --speed: eyecite, on the same resolutions.")] = None,
) -> None:
    """Precision and recall of mentions, targets and pinpoints on the labelled units and the mission's documents."""
    if (against is not None and speed) or (peer is not None and not speed):
        raise PortalError("bad_input", "--against and --speed are two measurements, and --peer belongs to --speed")
    if against is not None:
        _citation_changes(against, show)
    elif speed:
        _citation_speed(peer)
    else:
        from eval import citations as measured  # noqa: PLC0415

        figures = measured.evaluate(shared_data())
        _show("citations", figures, measured.table(figures, misses=misses))


def _citation_changes(revision: str, show: int) -> None:
    from eval import citation_diff as measured  # noqa: PLC0415

    figures = measured.against(shared_data(), revision)
    _show("citation-changes", figures, measured.table(figures, show))


def _citation_speed(peer: str | None) -> None:
    from eval import citation_speed as measured  # noqa: PLC0415

    figures = measured.measure(shared_data(), peer)
    _show("citation-speed", figures, measured.table(figures))


@app.command()
def evidence() -> None:
    """Precision and recall of evidence suggestions on the labelled development passages."""
    _evaluate("evidence")


@app.command()
def retrieval() -> None:
    """nDCG@10 and recall@10 on the labelled seed queries; keeps the run and its judgements as TREC files too."""
    from eval import retrieval as measured  # noqa: PLC0415 - imported when it is measured

    judged = measured.judge(shared_data())
    figures = measured.figures(judged)
    _show("retrieval", figures, measured.table(figures))
    for kind, text in judged.trec().items():
        print(f"{kind}: {keep_text(f'retrieval.{kind}', text)}")


@app.command()
def reading() -> None:
    """Pages per second of reading and structuring PDFs, beside the bare text of the libraries."""
    _evaluate("reading")


@app.command()
def speed(peer: Annotated[str | None, typer.Option(help="haystack: ingest the same PDFs with it too.")] = None) -> None:
    """Search, cold commands and ingest; with a peer, the ratio on the same files in the same run."""
    from eval import speed as measured  # noqa: PLC0415

    figures = measured.measure(shared_data(), peer)
    _show("speed", figures, measured.table(figures))


def _evaluate(name: str) -> None:
    """Each command imports what it measures, and no more."""
    measured = import_module(f"eval.{name}")
    figures = measured.evaluate(shared_data())
    _show(name, figures, measured.table(figures))


def _show(name: str, figures: Mapping[str, Any], lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
    print(f"report: {keep(name, figures)}")


def main() -> None:
    """Run one evaluation."""
    try:
        app(standalone_mode=False)
    except PortalError as failure:
        sys.exit(f"eval: {failure}")
    except FileNotFoundError as failure:
        sys.exit(f"eval: {failure.filename} is not in the development data; see VKP_SHARED_DATA")
    except ModuleNotFoundError as failure:
        sys.exit(f"eval: {failure.name} is not installed; install the portal with '.[dense,dev]'")
    except typer.TyperException as failure:
        sys.exit(f"eval: {failure.format_message()} See 'python -m eval --help'.")


if __name__ == "__main__":
    main()
