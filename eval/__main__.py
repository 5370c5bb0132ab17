"""``python -m eval structure|citations|evidence|retrieval|speed``: measure, print a table, keep a report."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.errors import PortalError
from eval.report import keep

app = typer.Typer(help=__doc__, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


def shared_data() -> Path:
    """The development data; a clear error where there is none."""
    folder = Path(os.environ.get("VKP_SHARED_DATA", "../shared/data"))
    if not folder.is_dir():
        raise PortalError("path_missing", str(folder), "set VKP_SHARED_DATA to the development data")
    return folder


@app.command()
def structure() -> None:
    """Paragraphs, headings, footnotes, items and indicators as labelled; real PDFs beside their Word files."""
    from eval import structure as measured  # noqa: PLC0415 - each command imports what it measures

    figures = measured.evaluate(shared_data())
    _show("structure", figures, measured.table(figures))


@app.command()
def citations() -> None:
    """Precision and recall of mentions, targets and pinpoints on the labelled development units."""
    from eval import citations as measured  # noqa: PLC0415

    figures = measured.evaluate(shared_data())
    _show("citations", figures, measured.table(figures))


@app.command()
def evidence() -> None:
    """Precision and recall of evidence suggestions on the labelled development passages."""
    from eval import evidence as measured  # noqa: PLC0415

    figures = measured.evaluate(shared_data())
    _show("evidence", figures, measured.table(figures))


@app.command()
def retrieval() -> None:
    """nDCG@10 and recall@10 on the labelled seed queries."""
    from eval import retrieval as measured  # noqa: PLC0415

    figures = measured.evaluate(shared_data())
    _show("retrieval", figures, measured.table(figures))


@app.command()
def speed(peer: Annotated[str | None, typer.Option(help="haystack: ingest the same PDFs with it too.")] = None) -> None:
    """Search, cold commands and ingest; with a peer, the ratio on the same files in the same run."""
    from eval import speed as measured  # noqa: PLC0415

    figures = measured.measure(shared_data(), peer)
    _show("speed", figures, measured.table(figures))


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
    except typer.TyperException as failure:
        sys.exit(f"eval: {failure.format_message()} See 'python -m eval --help'.")


if __name__ == "__main__":
    main()
