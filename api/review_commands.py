"""The commands of reviewing: ``vkp review queue``, ``show``, ``accept`` … Decisions are added, never overwritten."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from api import output, review_record_commands
from api.call import Data, Json, settings_for
from api.corpus_folder import open_corpus
from api.review_record_commands import By, Code, Countries, Languages, Years

review = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
)

HELP = """Review evidence: people decide what the machine suggests.

A reviewer looks at what is next ('queue'), at a passage with what is suggested of it ('show'), and decides: 'accept',
'reject', 'level', 'quote', 'comment', 'second'. What others said is not shown before one has decided. Where two
reviewers differ, somebody else decides ('adjudicate'). 'undo' takes the last decision back; nothing is ever removed.

\b
    vkp review queue --by "A. Reviewer"
    vkp review accept PASSAGE --by "A. Reviewer" --indicator 3.1
    vkp count 3.1 --basis reviewed
"""

Passage = Annotated[str, typer.Argument(help="A passage's id, as 'vkp review queue' gives it.", show_default=False)]
For = Annotated[
    str | None, typer.Option("--indicator", help="What it is decided for; without it, all that is suggested.")
]
Comment = Annotated[str, typer.Option(help="Why.")]
Level = Annotated[str | None, typer.Option("--level", help="L0, L1, L2 or L3.")]
Holds = Annotated[list[str] | None, typer.Option("--holds", help="A label that holds; may be repeated.")]
Fails = Annotated[list[str] | None, typer.Option("--not", help="A label that does not; may be repeated.")]


def join(app: typer.Typer) -> None:
    """Make these commands part of the command line."""
    review_record_commands.join(review)
    app.add_typer(review, name="review", help=HELP)


@review.command()
def queue(
    indicator: Code = "3.1",
    by: Annotated[str | None, typer.Option("--by", help="Who asks: what they decided is left out.")] = None,
    state: Annotated[str, typer.Option(help="todo, one, second, disputed, agreed, adjudicated or all.")] = "todo",
    country: Countries = None,
    year: Years = None,
    lang: Languages = None,
    work: Annotated[str | None, typer.Option(help="Keep to one document.")] = None,
    least: Annotated[float | None, typer.Option(min=0, max=1, help="The least score.")] = None,
    assigned: Annotated[str | None, typer.Option("--assigned", help="Only documents assigned to them.")] = None,
    unassigned: Annotated[bool, typer.Option("--unassigned", help="Only documents assigned to nobody.")] = False,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many.")] = 20,
    after: Annotated[str | None, typer.Option(help="Where the last page ended, as its 'next' says.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show what to look at next: suggested passages of an indicator, the most probable first."""
    from api import review_waiting  # noqa: PLC0415
    from api.review_output import queue_text  # noqa: PLC0415

    with open_corpus(settings_for(data)) as store:
        asked = review_waiting.asked_for(
            store,
            indicator,
            state=state,
            country=country,
            year=year,
            language=lang,
            work=work,
            least=least,
            reviewer=by,
            assignee="" if unassigned else assigned,
        )
        document = review_waiting.queue_document(store, asked, k, after)
    output.show(document, as_json, queue_text)


@review.command()
def show(
    passage: Passage,
    by: Annotated[str | None, typer.Option("--by", help="Who asks.")] = None,
    whole: Annotated[bool, typer.Option("--all", help="Show what others said: to adjudicate, or to audit.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show a passage, what is suggested of it and what was said of it; of others only once one has decided."""
    from api.review_output import item_text  # noqa: PLC0415
    from api.reviewing import item_document  # noqa: PLC0415

    with open_corpus(settings_for(data)) as store:
        document = item_document(store, passage, by, whole=whole)
    output.show(document, as_json, item_text)


@review.command()
def accept(
    passage: Passage, by: By, indicator: For = None, comment: Comment = "", data: Data = None, as_json: Json = False
) -> None:
    """Say that what is suggested of a passage is right."""
    _decide(data, as_json, passage, "accept", by, code=indicator, comment=comment)


@review.command()
def reject(
    passage: Passage, by: By, indicator: For = None, comment: Comment = "", data: Data = None, as_json: Json = False
) -> None:
    """Say that it does not hold for an indicator; without one, that nothing of what is suggested does."""
    _decide(data, as_json, passage, "reject", by, code=indicator, comment=comment)


@review.command()
def level(
    passage: Passage,
    by: By,
    to: Annotated[str | None, typer.Argument(help="L0, L1, L2 or L3.", show_default=False)] = None,
    holds: Holds = None,
    fails: Fails = None,
    indicator: For = None,
    comment: Comment = "",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Say which level or which labels hold of a passage: mention, contribution, policy, policy_lenient, measured."""
    labels = _labels(holds, fails)
    _decide(data, as_json, passage, "level", by, code=indicator, level=to, labels=labels, comment=comment)


@review.command()
def quote(
    passage: Passage,
    words: Annotated[str, typer.Argument(help="The words that count, as the passage has them.", show_default=False)],
    by: By,
    comment: Comment = "",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Say which words of a passage count."""
    _decide(data, as_json, passage, "quote", by, quote=words, comment=comment)


@review.command()
def comment(
    passage: Passage,
    words: Annotated[str, typer.Argument(help="A remark, on one line.", show_default=False)],
    by: By,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Remark on a passage; it decides nothing."""
    _decide(data, as_json, passage, "comment", by, comment=words)


@review.command()
def second(passage: Passage, by: By, comment: Comment = "", data: Data = None, as_json: Json = False) -> None:
    """Ask for a second reviewer: until then the passage is not settled."""
    _decide(data, as_json, passage, "second", by, comment=comment)


@review.command()
def adjudicate(
    passage: Passage,
    by: By,
    level: Level = None,
    holds: Holds = None,
    fails: Fails = None,
    comment: Comment = "",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Decide where two reviewers differ; who does is neither of them."""
    _decide(data, as_json, passage, "adjudicate", by, level=level, labels=_labels(holds, fails), comment=comment)


@review.command()
def undo(passage: Passage, by: By, comment: Comment = "", data: Data = None, as_json: Json = False) -> None:
    """Take one's last decision on a passage back; what one had said before stands again."""
    _decide(data, as_json, passage, "withdraw", by, comment=comment)


def _labels(holds: list[str] | None, fails: list[str] | None) -> dict[str, bool]:
    return dict.fromkeys(holds or (), True) | dict.fromkeys(fails or (), False)


def _decide(data: Path | None, as_json: bool, passage: str, action: str, by: str, **said: Any) -> None:
    from api.review_output import decided_text  # noqa: PLC0415
    from api.reviewing import decided_document, last_seen  # noqa: PLC0415

    with open_corpus(settings_for(data)) as store:
        seen = last_seen(store, passage, by)
        document = decided_document(store, passage, action, by, seen=seen, **said)
    output.show(document, as_json, decided_text)
