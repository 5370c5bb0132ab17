"""Counts, snapshots and lists of presenters as lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from api import output
from api.output import Document, counted

LINES_NAMED = 20
"""Countries of which is said what changed; the rest is counted."""

WHY = {
    "new_document": "new document",
    "removed_document": "document removed",
    "read_again": "read again",
    "new_decision": "new decision",
    "removed_decision": "decision withdrawn",
    "new_rule": "new rules",
    "new_rule_version": "new version of the rules, which suggest the same",
    "new_definition": "new definition",
    "new_list": "new list of presenters",
    "new_rates": "new rates",
}
"""Reasons of a change in words."""


def count_text(d: Document) -> Iterator[str]:
    """An indicator year by year, how far its documents have come, what it may be, its ledger, what changed."""
    if d["population"] == "knowledge":
        yield from _library_text(d)
        return
    yield from output.count_text(d)
    if d["obtained"] or d["presenters"]:
        yield f"  {denominators_line(d)}"
    if d["obtained"]:
        yield from _readings(d)
        yield from _estimate(d)
    yield from _presenters(d)
    yield from changes_text(d["changes"])


def denominators_line(d: Document) -> str:
    """Presented, obtained, readable, reviewed."""
    presented = "unknown" if d["presented"] is None else d["presented"]
    return f"presented {presented}, obtained {d['obtained']}, readable {d['readable']}, reviewed {d['reviewed']}"


def _readings(d: Document) -> Iterator[str]:
    for basis, policies in d["readings"].items():
        said = (f"{policy} {_share(figures)}" for policy, figures in policies.items())
        yield f"  {basis}: {', '.join(said)}"


def _share(figures: Document) -> str:
    share = "no share" if figures["percent"] is None else f"{figures['percent']} %"
    return f"{figures['numerator']} of {figures['denominator']} ({share})"


def _estimate(d: Document) -> Iterator[str]:
    found = d["estimate"]
    if found is None:
        return
    low, high = found["interval"]
    rates = found["rates"]
    yield (
        f"  corrected for the rates of suggestions: {found['percent']} % (95 % interval {low}-{high}); "
        f"precision {rates['precision']} %, recall {rates['recall']} % in {rates['measured_on']}"
    )


def _presenters(d: Document) -> Iterator[str]:
    for year in d["presenters"]:
        for stated in year["stated"]:
            yield f"  {year['year']}: {stated['reviews']} {stated['kind']} according to {stated['source']}"
        if year["missing"]:
            yield f"  {year['year']}: presented and not obtained: {', '.join(year['missing'])}"
        if year["unlisted"]:
            yield f"  {year['year']}: obtained and not on the list of presenters: {', '.join(year['unlisted'])}"


def _library_text(d: Document) -> Iterator[str]:
    yield f"Indicator {d['indicator']}: {d['title']['en']}"
    yield f"  {d['numerator']} (cumulative), of {d['denominator']} that are known; {d['obtained']} documents looked at"
    for figures in d["years"]:
        yield f"  until {figures['year']}: {figures['numerator']}"
    unknown = d["unknown"]
    yield f"  unknown: {unknown['product_type']} without a product type, {unknown['contributor']} without a contributor"
    for row in d["entries"]:
        counts = "counts" if row["counts"] else "-"
        yield f"  {row['year'] or '':>4}  {counts:<6}  {row['name']}  {row['kind'] or 'unknown'}"
    yield from changes_text(d["changes"])


def changes_text(d: Document | None) -> Iterator[str]:
    """What changed since a snapshot, and why."""
    if d is None:
        return
    since = d["since"][:19]
    if not d["changed"]:
        yield f"unchanged since {since}"
        return
    yield f"changed since {since}: {_why(d['reasons']) or 'figures'}"
    for name, figure in d["figures"].items():
        if name != "estimate":
            yield f"  {name}: {_or_unknown(figure['before'])} -> {_or_unknown(figure['now'])}"
    for line in d["lines"][:LINES_NAMED]:
        was, now = line["before"] or "not there", line["now"] or "not there"
        status = f"{was} -> {now}" if was != now else f"{now} as before"
        yield f"  {line['year']}  {line['iso3'] or line['work']}  {line['country']}: {status} ({_why(line['reasons'])})"
    if len(d["lines"]) > LINES_NAMED:
        yield f"  and {len(d['lines']) - LINES_NAMED} more"


def _why(reasons: list[str]) -> str:
    return ", ".join(WHY[reason] for reason in reasons)


def _or_unknown(figure: object) -> object:
    return "unknown" if figure is None else figure


def snapshots_text(d: Document) -> Iterator[str]:
    """One line for each snapshot."""
    yield counted(len(d["snapshots"]), "snapshot")
    for one in d["snapshots"]:
        year = one["year"] or "all years"
        share = "no share" if one["percent"] is None else f"{one['percent']} %"
        said = f"{one['numerator']} of {one['denominator']}, {share}"
        question = f"{one['indicator']} ({year}, {one['policy']}, {one['basis']})"
        yield f"  {one['id'][:19]}  {one['taken_at'][:16].replace('T', ' ')}  {one['taken_by']}  {question}: {said}"


def taken_text(d: Document) -> Iterator[str]:
    """What was kept."""
    yield f"kept as {d['id']}"
    yield f"show it again with  vkp count {d['indicator']} --snapshot {d['id'][:19]}"


def presenters_text(d: Document) -> Iterator[str]:
    """Each year with its list."""
    yield counted(len(d["presenters"]), "presenter")
    for year in d["years"]:
        number = "unknown" if year["presented"] is None else year["presented"]
        listed = f"{year['listed'] or 0} listed, {len(year['missing'])} of them not obtained"
        yield f"{year['year']}: presented {number}; {listed}"
        for stated in year["stated"]:
            yield f"  {stated['reviews']} {stated['kind']} according to {stated['source']}"
    for row in d["presenters"]:
        cycle = "" if row["cycle"] is None else f"  review {row['cycle']}"
        yield f"  {row['year']}  {row['iso3']}  {row['country']}{cycle}  {row['source']}"


def imported_text(d: Document) -> Iterator[str]:
    """What was imported."""
    years = ", ".join(map(str, d["years"]))
    kind = "whole" if d["whole"] else "partial: how many presented stays unknown"
    yield f"{counted(d['imported'], 'presenter')} of {years} imported ({kind})"
