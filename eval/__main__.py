"""``python -m eval WHAT``: measure, print a table, keep a report; ``python -m eval --help`` names what there is."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.errors import PortalError
from eval.gold import shared_data
from eval.report import REPORTS, keep

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
def evidence(
    speed: Annotated[bool, typer.Option("--speed", help="Measure instead how fast passages are read anew.")] = False,
    against: Annotated[str | None, typer.Option(help="With --speed: a git revision, on the same texts.")] = None,
    learn: Annotated[bool, typer.Option("--learn", help="First learn the shipped opinion anew.")] = False,
) -> None:
    """Precision, recall and calibration of evidence suggestions on the labelled development passages."""
    if speed:
        from eval import evidence_speed as timed  # noqa: PLC0415

        figures = timed.measure(shared_data(), against)
        _show("evidence-speed", figures, timed.table(figures))
        return
    from eval import evidence as measured  # noqa: PLC0415

    if learn:
        measured.learn(shared_data())
    figures = measured.evaluate(shared_data())
    _show("evidence", figures, measured.table(figures))


@app.command()
def assembled() -> None:
    """Counts of reviews assembled from labelled passages among unrelated text, beside their truth. Minutes."""
    _evaluate("assembled")


@app.command("vnr-documents")
def vnr_documents() -> None:
    """What is suggested of the quoted passages of known reviews, beside their public tags and every known label."""
    _evaluate("vnr_documents")


@app.command()
def retrieval(
    sets: Annotated[list[str] | None, typer.Argument(help="Sets by name, such as seed-zh or 'xquad-*'; all.")] = None,
    peers: Annotated[bool, typer.Option("--peers", help="Rank with bm25s, Lucene, Haystack and MiniLM too.")] = False,
    parts: Annotated[bool, typer.Option("--parts", help="Also without glossary or learned lexicon, or both.")] = False,
) -> None:
    """How well passages are found, by measures, intervals and bars; keeps every run as TREC files."""
    from eval import retrieval as measured  # noqa: PLC0415 - imported when it is measured

    figures = measured.evaluate(shared_data(), sets or (), peers=peers, parts=parts)
    _show("retrieval", figures, measured.table(figures))


@app.command()
def relevance() -> None:
    """Typed cases over the shipped samples: in the top, not in the top, before; a diagnosis of each that is missed."""
    from eval import relevance as measured  # noqa: PLC0415

    figures = measured.evaluate()
    _show("relevance", figures, measured.table(figures))


@app.command()
def ranker() -> None:
    """Learn the weights of the ranker and try them on articles they never saw; prints search/ranking.yml."""
    _evaluate("ranker")


@app.command()
def reading() -> None:
    """Pages per second of reading and structuring PDFs, beside the bare text of the libraries."""
    _evaluate("reading")


@app.command()
def speed(
    peer: Annotated[str | None, typer.Option(help="haystack: ingest the same PDFs with it too.")] = None,
    pages: Annotated[int, typer.Option(min=0, help="Ingest so many pages of PDFs by stage too.")] = 0,
) -> None:
    """Search, cold commands and ingest; with a peer, the ratio on the same files in the same run."""
    from eval import speed as measured  # noqa: PLC0415

    figures = measured.measure(shared_data(), peer, pages)
    _show("speed", figures, measured.table(figures))


@app.command()
def ray(
    pages: Annotated[int, typer.Option(min=1, help="How many pages of PDFs.")] = 300,
    model: Annotated[bool, typer.Option("--model", help="Embed their passages too, with all-MiniLM-L6-v2.")] = False,
) -> None:
    """Ingest by this machine and by a Ray cluster of two nodes on it: whether it is the same, and how fast."""
    from eval import ray as measured  # noqa: PLC0415

    figures = measured.measure(shared_data(), pages, model=model)
    _show("ray-model" if model else "ray", figures, measured.table(figures))


@app.command()
def scale(
    sizes: Annotated[str, typer.Option(help="Numbers of passages, parted by commas.")] = "25000,100000,400000",
    folder: Annotated[Path | None, typer.Option(help="Keep here what is built, to be used again.")] = None,
    reuse: Annotated[bool, typer.Option("--reuse", help="Use it even when search or corpus changed since.")] = False,
) -> None:
    """Search at growing numbers of passages: in process, over HTTP under load, memory and opening."""
    from eval import scale as measured  # noqa: PLC0415

    figures = measured.measure(shared_data(), [int(size) for size in sizes.split(",")], folder, reuse=reuse)
    _show("scale", figures, measured.table(figures))


Folder = Annotated[Path, typer.Option("--data", help="A data folder, or one of 'scale'.")]
Folders = Annotated[list[Path], typer.Option("--data", help="The same; repeatable.")]


@app.command("search-peers")
def search_peers(
    data: Folders,
    engine: Annotated[list[str] | None, typer.Option(help="portal, bm25s, lucene, lancedb or floor; all.")] = None,
) -> None:
    """Searches beside the bare engine, bm25s, Lucene, LanceDB and exact dense search, as ratios of one run."""
    from eval import search_peers as measured  # noqa: PLC0415

    figures = measured.measure(shared_data(), data, engine or measured.ENGINES)
    _show("search-peers", figures, measured.table(figures))


@app.command("api-cost")
def api_cost(data: Folder) -> None:
    """What the API adds to a search: the same queries in a process and at a server, in turn."""
    from eval import api_cost as measured  # noqa: PLC0415

    figures = measured.measure(shared_data(), data)
    _show("api-cost", figures, measured.table(figures))


@app.command()
def load(
    data: Folder,
    minutes: Annotated[float, typer.Option(min=0.05, help="How long.")] = 5.0,
    rate: Annotated[int, typer.Option(min=1, help="Requests a second.")] = 20,
) -> None:
    """A steady load on a real server: times, failures, and whether its memory stays flat."""
    from eval import load as measured  # noqa: PLC0415

    figures = measured.measure(shared_data(), data, minutes, rate)
    _show("load", figures, measured.table(figures))


@app.command()
def sizing(
    data: Annotated[list[Path] | None, typer.Option("--data", help="Folders that check the model.")] = None,
    anew: Annotated[bool, typer.Option("--measure", help="Measure the constants too, by the first folder.")] = False,
    picture: Annotated[Path | None, typer.Option(help="Write the plot here too.")] = None,
    core_hour: Annotated[float | None, typer.Option(min=0, help="Euro of an hour of one core.")] = None,
    memory_month: Annotated[float | None, typer.Option(min=0, help="Euro of a GB of memory in a month.")] = None,
    disk_month: Annotated[float | None, typer.Option(min=0, help="Euro of a TB of disk in a month.")] = None,
) -> None:
    """How large a machine: a model beside folders that were measured, and what three sizes of corpus need."""
    from eval import sizing as measured  # noqa: PLC0415

    given = {"core_hour": core_hour, "memory_gb_month": memory_month, "disk_tb_month": disk_month}
    prices = {name: price for name, price in given.items() if price is not None}
    figures = measured.measure(shared_data(), data or (), prices, anew=anew, picture=picture)
    _show("sizing", figures, measured.table(figures))


@app.command()
def bench() -> None:
    """The last report of every measurement of speed as one table, and where its plots are."""
    from eval import bench as collected  # noqa: PLC0415

    figures = collected.collect(REPORTS)
    _show("bench", figures, collected.table(figures))


@app.command()
def pages(data: Annotated[Path, typer.Option(help="The data folder to be served.")] = Path(".vkp-demo")) -> None:
    """How large every kind of page is and how long the server takes for it."""
    from corpus.settings import Settings  # noqa: PLC0415
    from eval import pages as measured  # noqa: PLC0415

    figures = measured.measure(Settings(data=data))
    _show("pages", figures, measured.table(figures))


@app.command()
def screenshots(data: Annotated[Path, typer.Option(help="The data folder to be served.")] = Path(".vkp-demo")) -> None:
    """Take the pictures that the READMEs show."""
    from corpus.settings import Settings  # noqa: PLC0415
    from eval import screenshots as pictured  # noqa: PLC0415

    figures = pictured.take(Settings(data=data))
    _show("screenshots", figures, figures["pictures"])


@app.command()
def fusion(
    model: Annotated[str, typer.Option(help="A model of 'vkp models' or a folder, with @int8 for that precision.")],
    sets: Annotated[list[str] | None, typer.Argument(help="Sets, such as paraphrases-en or 'xquad-*'.")] = None,
    keep_weights: Annotated[bool, typer.Option("--keep", help="Let the search on this machine use them.")] = False,
) -> None:
    """Whether hybrid search beats lexical search with a model, by language of the query, and with which weights."""
    from corpus.settings import Settings  # noqa: PLC0415
    from eval import fusion as measured  # noqa: PLC0415

    names, models = tuple(sets or measured.OWN), Settings().models_folder
    figures = measured.evaluate(None if names == measured.OWN else shared_data(), names, model, models)
    _show("fusion", figures, measured.table(figures))
    if keep_weights:
        print(f"weights: {measured.keep_weights(figures, models)}")


@app.command()
def answers(
    keep_bars: Annotated[bool, typer.Option("--keep", help="Ship the bars that the first half chooses.")] = False,
) -> None:
    """How often what is answerable is answered, from a right passage, and what is not answerable all the same."""
    from eval import answers as measured  # noqa: PLC0415

    figures = measured.evaluate(shared_data())
    _show("answers", figures, measured.table(figures))
    if keep_bars:
        print(f"bars: {measured.keep_bars(figures)}")


@app.command()
def rates(
    keep_rates: Annotated[bool, typer.Option("--keep", help="Ship them: counts are corrected by them.")] = False,
) -> None:
    """How suggestions came true on the labelled passages, as the counts by which a count is corrected."""
    from eval import counting_rates as measured  # noqa: PLC0415

    figures = measured.evaluate(shared_data())
    _show("rates", figures, measured.table(figures))
    if keep_rates:
        print(f"rates: {measured.keep_rates(figures)}")


@app.command()
def counting() -> None:
    """Seconds of counting 3.1 over 500 reviews with 300,000 passages, on both bases."""
    from eval import counting_speed as measured  # noqa: PLC0415

    figures = measured.measure()
    _show("counting", figures, measured.table(figures))


@app.command()
def lexicon(
    sets: Annotated[list[str] | None, typer.Argument(help="With --contribution: sets, such as 'xquad-*-zh'.")] = None,
    contribution: Annotated[bool, typer.Option("--contribution", help="Measure instead what it adds.")] = False,
) -> None:
    """Learn the lexicon of word translations from parallel text and write its files; or measure what it adds."""
    if contribution:
        from eval import lexicon_contribution as measured  # noqa: PLC0415

        figures = measured.evaluate(shared_data(), sets or ())
        _show("lexicon-contribution", figures, measured.table(figures))
    else:
        from eval import lexicon as taught  # noqa: PLC0415

        figures = taught.write(shared_data())
        _show("lexicon", figures, taught.table(figures))


@app.command()
def reliability(
    faults: Annotated[list[str] | None, typer.Argument(help="Faults by name; all.")] = None,
    size: Annotated[str, typer.Option(help="How much is tried: short, full or soak.")] = "full",
) -> None:
    """Kills, full disks, locked stores, broken indexes and wrong input: what was acknowledged, and what was lost."""
    from eval.reliability import report as measured  # noqa: PLC0415
    from eval.reliability.measured import Size  # noqa: PLC0415

    if size not in {one.value for one in Size}:
        raise PortalError("bad_input", f"no size is called {size!r}", "say short, full or soak")
    figures = measured.evaluate(Size(size), faults or ())
    _show("reliability", figures, measured.table(figures))
    if any(row["missed"] for row in figures["faults"]):
        sys.exit(1)


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
        sys.exit(f"eval: {failure.name} is not installed; install the portal with '.[dense,dev,peers]'")
    except typer.TyperException as failure:
        sys.exit(f"eval: {failure.format_message()} See 'python -m eval --help'.")


if __name__ == "__main__":
    main()
