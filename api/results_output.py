"""Results tables as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from api.output import Document, counted

DOUBTS = {
    "no_score": "no score",
    "no_target": "no target",
    "no_result": "no result",
    "not_a_number": "not in numbers",
    "zero_target": "the target is 0",
    "units_differ": "target and result count in different units",
    "inverse": "it is the target in per cent of the result",
    "other_value": "another value",
}
"""Why a score is not checked, or how it differs, in words."""


def results_text(d: Document) -> Iterator[str]:
    """The rows, document by document; then what contradicts itself."""
    work = None
    for row in d["indicators"]:
        if (row["work"], row["language"]) != work:
            work = (row["work"], row["language"])
            yield f"{row['work']} [{row['language']}]{_framework(row)}"
        yield f"  {row['code']:8} {_figures(row)}  {row['text']}"
    if not d["indicators"]:
        yield "no document with a results table is here"
    yield from checks_text(d)


def series_text(d: Document) -> Iterator[str]:
    """Each series, its values by year, and what it must not be mixed with."""
    for series in d["series"]:
        yield series["name"]
        for point in series["points"]:
            yield f"  {point['year'] or '–':>5}  {_figures(point)}  {point['work']} {point['code']}  {point['text']}"
        for one in series["correspondences"]:
            ends = (f"{one[end]['framework']} {one[end]['code']}" for end in ("from", "to"))
            yield f"  {' ↔ '.join(ends)}  [{one['relation']}; {one['basis']}]  {one['note']['en']}"


def checks_text(d: Document) -> Iterator[str]:
    """What contradicts itself, one a line, and how many scores were recomputed."""
    checked = [row for row in d["indicators"] if row["check"]["agreement"] != "not_checkable"]
    for row in d["indicators"]:
        if row["check"]["disagrees"]:
            yield f"disagreement: {row['work']} [{row['language']}] {row['code']}: {_contradiction(row)}"
    for point in (point for series in d["series"] for point in series["points"] if point["languages_differ"]):
        yield f"disagreement: {point['work']} {point['code']}: {', '.join(point['languages'])} print different figures"
    yield f"{counted(len(checked), 'score')} recomputed, {counted(d['disagreements'], 'disagreement')}"


def _contradiction(row: Document) -> str:
    check = row["check"]
    if check["agreement"] == "differs":
        target, result, score = (row[name]["printed"] for name in ("target", "result", "score"))
        return f"{result} ÷ {target} = {check['recomputed_score']} %, printed {score} ({DOUBTS[check['doubt']]})"
    return f"score {row['score']['printed']} is {check['expected_status']}, shown {row['status']}"


def _framework(row: Document) -> str:
    return f"  {row['framework']}" if row["framework"] else ""


def _figures(row: Document) -> str:
    target, result, score = (row[name]["printed"] if row[name] else "–" for name in ("target", "result", "score"))
    return f"target {target}, result {result}, score {score} [{row['status'] or '–'}]"
