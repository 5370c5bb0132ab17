"""The commands that count: an indicator, counts that are kept, and the lists that they are compared with.

Made for jobs: exit code 0 done, 1 the count is not what it was (``--fail-on-change``), 2 the call was wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api import counting_output, output
from api.call import Data, Json, settings_for
from api.checked import one_of
from api.corpus_folder import open_corpus
from corpus.errors import PortalError

if TYPE_CHECKING:
    from api.counting_reported import Reported
    from corpus.store import Store

Year = Annotated[int | None, typer.Option(help="One year.")]
First = Annotated[int | None, typer.Option("--from", help="From this year.")]
Last = Annotated[int | None, typer.Option("--to", help="Up to this year.")]
Policy = Annotated[str, typer.Option(help="strict or lenient.")]
Basis = Annotated[str, typer.Option(help="suggested or reviewed.")]
NO_FONT = "no font of this machine has Chinese letters: the PNG is in English; --format svg is in Chinese everywhere"

Definitions = Annotated[Path | None, typer.Option(help="A folder with definitions of indicators of your own.")]


class Kept(str, Enum):
    """What ``vkp snapshots`` does."""

    LIST = "list"
    TAKE = "take"
    SHOW = "show"
    DIFF = "diff"


class Listed(str, Enum):
    """What ``vkp presenters`` does."""

    LIST = "list"
    IMPORT = "import"


def join(app: typer.Typer) -> None:
    """Make these commands part of the command line."""
    for command in (count, snapshots, presenters):
        app.command()(command)


def count(
    indicator: Annotated[str, typer.Argument(help="An indicator's code, such as 3.1.")],
    year: Year = None,
    first: First = None,
    last: Last = None,
    policy: Policy = "strict",
    basis: Basis = "suggested",
    snapshot: Annotated[str | None, typer.Option(help="Show this kept count instead.")] = None,
    since: Annotated[
        str, typer.Option(help="Say what changed since this snapshot; last is the last of the same question.")
    ] = "last",
    fail_on_change: Annotated[
        bool, typer.Option("--fail-on-change", help="Leave with 1 when the count is another than the snapshot's.")
    ] = False,
    form: Annotated[str | None, typer.Option("--format", help="json, csv, xlsx, sdmx-json, svg or png.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file to write, with --format; - is standard output.")
    ] = None,
    language: Annotated[str, typer.Option("--lang", help="The language of a plot: en or zh.")] = "en",
    definitions: Definitions = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Count the countries whose Voluntary National Review meets an indicator, with the ledger."""
    if out is not None and form is None:
        raise PortalError("bad_input", "--out without --format", "say in which format: --format csv")
    asked = {"year": year, "first": first, "last": last, "policy": policy, "basis": basis, "since": since}
    with open_corpus(settings_for(data)) as store:
        document, prepared = _counted(store, indicator, snapshot, asked | {"definitions": definitions})
        printed = () if form is None or snapshot else _printed(store, document, form, definitions)
    changes = document["changes"]
    if fail_on_change and changes is None:
        raise PortalError("bad_input", "nothing to compare with", "take a snapshot first: vkp snapshots take")
    if form is not None:
        _export(document, form, prepared, out, one_of("lang", language, ("en", "zh")), printed)
    else:
        output.show(document, as_json, counting_output.count_text)
    raise typer.Exit(1 if fail_on_change and changes["changed"] else 0)


def _counted(store: Store, indicator: str, snapshot: str | None, asked: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The count, and when it was made or kept. A kept count was asked for when it was kept."""
    from api.counting import count_document  # noqa: PLC0415 - other commands need not load it
    from corpus.store.clock import now  # noqa: PLC0415 - as above

    if snapshot is None:
        return count_document(store, indicator, **asked), now()
    from api.snapshotting import kept_count  # noqa: PLC0415 - as above

    usual = {"year": None, "first": None, "last": None, "policy": "strict", "basis": "suggested", "since": "last"}
    if {name: asked[name] for name in usual} != usual:
        raise PortalError("bad_input", "--snapshot together with another question", "name the snapshot alone")
    kept = kept_count(store, snapshot, indicator)
    return kept.document, kept.taken_at


def _printed(store: Store, document: dict[str, Any], form: str, definitions: Path | None) -> Sequence[Reported]:
    """What reports print of what is counted: a plot draws it beside the count, another format does not."""
    from api.counting_exports import PLOTS  # noqa: PLC0415 - as above
    from api.counting_reported import reported  # noqa: PLC0415 - as above
    from corpus.indicators import indicator  # noqa: PLC0415 - as above

    if form not in PLOTS:
        return ()
    return reported(store, indicator(document["indicator"], definitions))


def _export(
    document: dict[str, Any], form: str, prepared: str, out: Path | None, language: str, printed: Sequence[Reported]
) -> None:
    from api.counting_exports import BINARY, export_count  # noqa: PLC0415 - as above
    from api.counting_plots import language_of_png  # noqa: PLC0415 - as above

    out = output.named_output(out)
    if form in BINARY and out is None and sys.stdout.isatty():
        raise PortalError("bad_input", f"{form} cannot be shown in a terminal", f"name a file: -o count.{form}")
    if form == "png" and language_of_png(language) != language:
        output.notice(NO_FONT)
    output.write_bytes(export_count(document, form, prepared, language, printed), out)


def snapshots(
    action: Annotated[Kept, typer.Argument(help="list, take INDICATOR, show ID, diff ID ID.")] = Kept.LIST,
    name: Annotated[str | None, typer.Argument(help="An indicator or a snapshot.", show_default=False)] = None,
    other: Annotated[str | None, typer.Argument(help="With diff: the later snapshot.", show_default=False)] = None,
    by: Annotated[str | None, typer.Option(help="With take: who keeps it.")] = None,
    year: Year = None,
    first: First = None,
    last: Last = None,
    policy: Policy = "strict",
    basis: Basis = "suggested",
    definitions: Definitions = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Keep counts: each under the hash of what it says, never changed, and compared with others."""
    from api import snapshotting  # noqa: PLC0415 - as above
    from api.counting import count_document  # noqa: PLC0415 - as above

    needed = {Kept.LIST: (True, other is None), Kept.DIFF: (name is not None, other is not None)}
    if not all(needed.get(action, (name is not None, other is None))) or (by is None) == (action is Kept.TAKE):
        raise PortalError("bad_input", "snapshots takes list, take INDICATOR --by WHO, show ID or diff ID ID")
    with open_corpus(settings_for(data)) as store:
        if action is Kept.LIST:
            output.show(snapshotting.snapshots_document(store, name), as_json, counting_output.snapshots_text)
        elif action is Kept.DIFF:
            said = snapshotting.difference_document(store, str(name), str(other))
            output.show(said, as_json, counting_output.changes_text)
        elif action is Kept.SHOW:
            output.show(snapshotting.kept_count(store, str(name)).document, as_json, counting_output.count_text)
        else:
            span: dict[str, Any] = {"year": year, "first": first, "last": last}
            counted = count_document(store, str(name), **span, policy=policy, basis=basis, definitions=definitions)
            output.show(snapshotting.taken_document(store, counted, str(by)), as_json, counting_output.taken_text)


def presenters(
    action: Annotated[Listed, typer.Argument(help="list, import CSV.")] = Listed.LIST,
    file: Annotated[
        Path | None, typer.Argument(help="With import: iso3, year, cycle, source.", show_default=False)
    ] = None,
    year: Year = None,
    partial: Annotated[
        bool, typer.Option("--partial", help="With import: the list does not name all that presented.")
    ] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Say who presented a Voluntary National Review in a year, so that what is missing can be shown."""
    from api import presenting  # noqa: PLC0415 - as above

    if (file is None) == (action is Listed.IMPORT) or (year is not None and action is Listed.IMPORT):
        raise PortalError("bad_input", "presenters takes list, or import CSV")
    with open_corpus(settings_for(data)) as store:
        if file is None:
            output.show(presenting.presenters_document(store, year), as_json, counting_output.presenters_text)
        else:
            said = presenting.imported_document(store, file, whole=not partial)
            output.show(said, as_json, counting_output.imported_text)
