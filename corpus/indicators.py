"""Indicators as definitions, and the count with its ledger.

The unit is a country in a year: a country that reports in two languages counts once. A review that could not be read
is *unread*: it stands in no numerator and no denominator, and is listed. Source of the rules: DP/2022/11, annex.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from math import sqrt
from statistics import NormalDist
from typing import Any

import yaml

from corpus.errors import PortalError

READABLE_SHARE = 0.9
"""A review of which fewer pages than this were read is unread unless what was read already answers "yes"."""

POLICIES = ("strict", "lenient")
BASES = ("suggested", "reviewed")


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is counted. ``strict`` and ``lenient`` name the column of a suggestion that must hold."""

    code: str
    framework: str
    title: Mapping[str, str]
    strict: str
    lenient: str

    def condition(self, policy: str) -> str:
        """The column for a policy."""
        return self.strict if policy == "strict" else self.lenient


@dataclass(frozen=True, slots=True)
class Review:
    """One language version of a Voluntary National Review in the corpus.

    ``damaged``: nobody can tell what its file has lost.
    """

    work: str
    country: str
    year: int
    language: str
    pages: int
    unread_pages: int
    passages: int
    damaged: bool = False

    @property
    def readable(self) -> bool:
        """Whether enough was read to say that something is not there."""
        read = self.pages - self.unread_pages
        return self.passages > 0 and not self.damaged and read >= READABLE_SHARE * self.pages


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that makes a country count, as the ledger prints it."""

    passage_id: str
    work: str
    language: str
    page: int
    number: str | None
    path: str
    quote: str
    level: str
    instrument: str | None
    rule_version: str
    decision: str | None = None


@dataclass(frozen=True, slots=True)
class CountryStatus:
    """A line of the ledger. ``status``: yes, no, unread, unreviewed."""

    iso3: str
    year: int
    status: str
    reviews: tuple[Review, ...]
    evidence: tuple[Evidence, ...] = ()


@cache
def indicators() -> Mapping[str, Indicator]:
    """The indicators that are defined, by code, in the catalogue's order."""
    source = files("corpus.catalogue").joinpath("indicators.yml").read_text(encoding="utf-8")
    return {row["code"]: Indicator(**row) for row in yaml.safe_load(source)}


def indicator(code: str) -> Indicator:
    """The definition for a code; ``PortalError("unknown_indicator")`` otherwise."""
    found = indicators().get(code.strip())
    if found is None:
        raise PortalError("unknown_indicator", repr(code), f"defined are {', '.join(indicators())}")
    return found


def ledger(reviews: Iterable[Review], evidence: Iterable[Evidence], basis: str) -> list[CountryStatus]:
    """A line for each country and year that has a review in the corpus, by year and country."""
    by_work: dict[str, list[Evidence]] = {}
    for item in evidence:
        by_work.setdefault(item.work, []).append(item)
    ordered = sorted(reviews, key=lambda review: (review.year, review.country, review.language))
    return [
        _status(year, iso3, tuple(group), by_work, basis)
        for (year, iso3), group in groupby(ordered, key=lambda review: (review.year, review.country))
    ]


def _status(
    year: int, iso3: str, reviews: tuple[Review, ...], by_work: Mapping[str, list[Evidence]], basis: str
) -> CountryStatus:
    found = tuple(e for work in dict.fromkeys(r.work for r in reviews) for e in by_work.get(work, ()))
    return CountryStatus(iso3, year, _decide(reviews, found, basis), reviews, found)


def _decide(reviews: Sequence[Review], found: Sequence[Evidence], basis: str) -> str:
    readable = any(review.readable for review in reviews)
    if basis == "reviewed":
        # Nobody has decided anything yet: what a machine suggests is not a review.
        return "unreviewed" if readable or found else "unread"
    if found:
        return "yes"
    return "no" if readable else "unread"


def wilson(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float] | None:
    """Wilson score interval of a share, in per cent, or None without trials (Wilson 1927)."""
    if trials == 0:
        return None
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, spread = successes / trials, z * z / trials
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return 100 * max(0.0, centre - half), 100 * min(1.0, centre + half)


def result(definition: Indicator, lines: Sequence[CountryStatus], policy: str, basis: str) -> dict[str, Any]:
    """The count of a ledger in the contract's shape, without year and snapshot; percentages to one decimal."""
    tally = {status: sum(line.status == status for line in lines) for status in ("yes", "no", "unread", "unreviewed")}
    decided = tally["yes"] + tally["no"]
    interval = wilson(tally["yes"], decided)
    return {
        "indicator": definition.code,
        "title": dict(definition.title),
        "policy": policy,
        "basis": basis,
        "numerator": tally["yes"],
        "denominator": decided,
        "unread": tally["unread"],
        "unreviewed": tally["unreviewed"],
        "obtained": len(lines),
        "percent": round(100 * tally["yes"] / decided, 1) if decided else None,
        "percent_of_obtained": round(100 * tally["yes"] / len(lines), 1) if lines else None,
        "interval": None if interval is None else [round(bound, 1) for bound in interval],
        "countries": [_country_line(line) for line in lines],
    }


def _country_line(line: CountryStatus) -> dict[str, Any]:
    return {
        "iso3": line.iso3,
        "year": line.year,
        "status": line.status,
        "reviews": [asdict(review) for review in line.reviews],
        "evidence": [asdict(item) for item in line.evidence],
    }


def sealed(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with ``snapshot``, the SHA-256 of its canonical JSON: equal counts have equal snapshots."""
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {**document, "snapshot": "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()}
