"""Countries as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from api.output import Document, counted

EXCERPT = 160
"""Characters of a quote in a list."""


def countries_text(d: Document) -> Iterator[str]:
    """A country a line: its reviews, what was not read, what is suggested and settled."""
    for line in d["countries"]:
        years = ", ".join(map(str, line["years"]))
        unread = f", {counted(line['unread_pages'], 'page')} unread" if line["unread_pages"] else ""
        yield f"{line['iso3']}  {line['country']:30} {years}  [{', '.join(line['languages'])}]{unread}  {_labels(line)}"
    yield f"{d['total']} {'country' if d['total'] == 1 else 'countries'}"


def _labels(line: Document) -> str:
    """What is suggested, and in brackets what people settled."""
    said, settled = line["suggested"], line["settled"]
    names = ("mention", "contribution", "policy")
    return ", ".join(f"{name} {said[name]} ({settled[name]})" for name in names)


def country_text(d: Document) -> Iterator[str]:
    """A country: reviews, instruments, measured data, and the evidence passage by passage."""
    groups = ", ".join(group["en"] for group in d["groups"])
    region = " / ".join(part["en"] for part in (d["region"], d["subregion"]) if part)
    yield f"{d['country']} ({d['iso3']})  {'; '.join(filter(None, (region, groups)))}".rstrip()
    if not d["reviews"]:
        yield "no Voluntary National Review of it is here"
    for review in d["reviews"]:
        yield from (_version(review, version) for version in review["languages"])
    yield f"suggested (settled by people): {_labels(d['totals'])}"
    yield f"{counted(len(d['instruments']), 'instrument')}"
    yield from (_instrument(one) for one in d["instruments"])
    yield f"{len(d['measured'])} measured"
    yield from (f"  {_amount(one)}" for one in d["measured"])
    yield f"{counted(len(d['evidence']), 'passage')} on volunteering"
    yield from (_finding(one) for one in d["evidence"])


def _version(review: Document, version: Document) -> str:
    state = "" if version["readable"] else "  not readable"
    return (
        f"  {review['year']} [{version['language']}]  {version['read_pages']} of {version['pages']} pages read{state}"
    )


def _instrument(one: Document) -> str:
    said = ", ".join(str(one[name]) for name in ("type", "year", "status", "scope") if one[name] is not None)
    first, last = one["first"], one["last"]
    seen = f"{first['year']} p. {first['page']}"
    if last["passage_id"] != first["passage_id"]:
        seen += f" – {last['year']} p. {last['page']}"
    people = (
        f"; {one['confirmed']} confirmed, {one['rejected']} rejected" if one["confirmed"] or one["rejected"] else ""
    )
    return f"  {one['name']}  [{said}]  {one['mentions']} × ({seen}){people}"


def _amount(one: Document) -> str:
    value = "" if one["value"] is None else f" {one['value']}"
    return f"{one['year']} p. {one['page']}  {one['quantity']}{value}: {_excerpt(one['quote'])}"


def _finding(one: Document) -> str:
    level = one["suggested"]["level"] if one["suggested"] else "–"
    settled = f" {one['settled']['state']}" if one["settled"] else ""
    return f"  {one['year']} [{one['language']}] p. {one['page']}  {level}{settled}: {_excerpt(one['quote'])}"


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= EXCERPT else flat[: EXCERPT - 1] + "…"
