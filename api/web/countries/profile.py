"""A country's profile for the page: its evidence by level, and what of its reviews is unread or unreviewed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.countries_views import country_document
from api.portal import Portal
from api.web.indicators.counts import count_of
from corpus.indicators import BASES, indicator

Document = Mapping[str, Any]

LEVELS = ("policy", "contribution", "mention")
"""Labels of evidence, the strongest first; a passage stands under the first that holds."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an indicator says of a review: its status by suggestions and by what people reviewed."""

    code: str
    title: Mapping[Any, str]
    suggested: str
    reviewed: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is not known of a country: pages that were not read, reviews that cannot be used, passages to review."""

    unread_pages: int
    pages: int
    unreadable: Sequence[Document]
    unreviewed: int
    passages: int


def profile(portal: Portal, iso3: str) -> dict[str, Any]:
    """What the portal knows of a country, kept while the data stay as they are."""
    return portal.kept.exact(("country", iso3), lambda: country_document(portal.store, iso3))


def level_of(finding: Document) -> str:
    """The strongest label that people settled, else that is suggested; "mention" of anything else."""
    settled = (finding["settled"] or {}).get("labels") or {}
    suggested = (finding["suggested"] or {}).get("labels") or {}
    said = {name: settled.get(name) if settled.get(name) is not None else suggested.get(name) for name in LEVELS}
    return next((name for name in LEVELS if said[name]), "mention")


def evidence_of(document: Document, level: str | None, year: int | None) -> list[Document]:
    """The passages of a level and year: the strongest first, within one level those of the latest review first."""
    found = [{**item, "held": level_of(item)} for item in document["evidence"] if year in (None, item["year"])]
    kept = [item for item in found if level in (None, item["held"])]
    return sorted(kept, key=lambda item: (LEVELS.index(item["held"]), -item["year"]))


def level_counts(document: Document) -> Mapping[str, int]:
    """How many passages there are of each level."""
    found = Counter(map(level_of, document["evidence"]))
    return {level: found[level] for level in LEVELS}


def gaps(document: Document) -> Gaps:
    """What is unread or unreviewed, to be said plainly."""
    versions = [version for review in document["reviews"] for version in review["languages"]]
    return Gaps(
        unread_pages=sum(version["unread_pages"] for version in versions),
        pages=sum(version["pages"] for version in versions),
        unreadable=[review for review in document["reviews"] if not review["readable"]],
        unreviewed=sum(item["settled"] is None for item in document["evidence"]),
        passages=len(document["evidence"]),
    )


def standings(portal: Portal, iso3: str, codes: Sequence[str]) -> Mapping[int, Sequence[Standing]]:
    """What indicators say of a country's reviews, by year, read strictly."""
    found: dict[int, list[Standing]] = {}
    for code in codes:
        by_basis = {basis: _statuses(portal, code, basis, iso3) for basis in BASES}
        for year in by_basis["suggested"]:
            said = (by_basis[basis].get(year, "unread") for basis in BASES)
            found.setdefault(year, []).append(Standing(code, indicator(code).title, *said))
    return found


def _statuses(portal: Portal, code: str, basis: str, iso3: str) -> Mapping[int, str]:
    lines = count_of(portal, code, basis=basis)["countries"]
    return {line["year"]: line["status"] for line in lines if line["iso3"] == iso3}
