"""Countries and what their reviews hold, as commands and routes show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from itertools import groupby
from typing import Any

from corpus.anchoring import quoted
from corpus.countries import country_name, country_named, country_of_code
from corpus.country_groups import group_named, grouping
from corpus.country_instruments import CountryInstrument, InstrumentMention, Place
from corpus.country_near import near_countries
from corpus.country_view import CountryReview, CountryView, Finding, country_view
from corpus.errors import PortalError
from corpus.measured import Amount
from corpus.results.figures import plain_number
from corpus.reviewing import FLAGS, LABELS
from corpus.store import Store
from corpus.store.one_state import one_state


def named_country(written: str) -> str:
    """The ISO3 code of a country by code or name in any language; ``PortalError("bad_input")`` where there is none."""
    found = country_of_code(written.strip()) or country_named(written)
    if found is None:
        raise PortalError("bad_input", f"no country is called {written[:80]!r}", _remedy(written))
    return found


def _remedy(written: str) -> str:
    near = ", ".join(f"{country_name(code, 'en')} ({code})" for code in near_countries(written, most=3))
    return f"did you mean {near}?" if near else "give a country's name in any of the languages, or a code such as KEN"


def country_document(store: Store, written: str) -> dict[str, Any]:
    """What the portal knows of a country; a country of which it holds no review has empty lists."""
    iso3 = named_country(written)
    with one_state(store) as still:
        view = country_view(iso3, still.countries.reviews([iso3]), still.countries.findings(iso3))
    return {
        **_named(iso3),
        **_grouped(iso3, (review.year for review in view.reviews)),
        "reviews": [_review(work, year, versions) for work, year, versions in view.reviews_by_year()],
        "evidence": [_finding(finding) for finding in view.evidence],
        "instruments": [_instrument(one) for one in view.instruments],
        "measured": [_amount(finding, amount) for finding, amount in view.measured],
        "totals": _totals(view),
    }


def countries_document(store: Store, region: str | None = None) -> dict[str, Any]:
    """The countries that have a review in the corpus, by name, with how much is in them.

    ``region`` keeps those of a region, subregion or group, by code or name. Raises ``PortalError("bad_input")``.
    """
    kept = None if region is None else _group(region)
    with one_state(store) as still:
        tallies, reviews = still.countries.tallies(), still.countries.reviews()
    by_country = groupby(reviews, key=lambda review: review.country)
    lines = [_country_line(iso3, list(of_one), tallies.get(iso3, {})) for iso3, of_one in by_country]
    shown = [line for line in lines if kept is None or kept in _codes(line)]
    return {"region": kept, "total": len(shown), "countries": sorted(shown, key=lambda line: line["country"])}


def _group(named: str) -> str:
    found = group_named(named)
    if found is None:
        raise PortalError("bad_input", f"region {named[:80]!r}", "give one as Africa, 014, ldc, lldc or sids")
    return found.code


def _codes(line: Mapping[str, Any]) -> set[str]:
    return {group["code"] for group in (line["region"], line["subregion"], *line["groups"]) if group}


def _grouped(iso3: str, years: Iterable[int]) -> dict[str, Any]:
    """Where a country belongs: in the year of its latest review, else today."""
    found = grouping(iso3, max(years, default=datetime.now(tz=timezone.utc).year))
    return {
        "region": None if found.region is None else asdict(found.region),
        "subregion": None if found.subregion is None else asdict(found.subregion),
        "groups": [asdict(group) for group in found.groups],
    }


def _country_line(iso3: str, versions: Sequence[CountryReview], tally: Mapping[str, int]) -> dict[str, Any]:
    years = {review.year for review in versions}
    return {
        **_named(iso3),
        **_grouped(iso3, years),
        "years": sorted(years),
        "languages": sorted({review.language for review in versions}),
        "reviews": len({review.work for review in versions}),
        "unreadable": len(_unreadable(versions)),
        "pages": sum(review.pages for review in versions),
        "unread_pages": sum(review.unread_pages for review in versions),
        "suggested": {name: tally.get(name, 0) for name in FLAGS},
        "settled": {name: tally.get(f"settled_{name}", 0) for name in FLAGS},
    }


def _unreadable(versions: Iterable[CountryReview]) -> set[str]:
    """Reviews of which no language version was read far enough to say that something is not there."""
    every = list(versions)
    return {review.work for review in every} - {review.work for review in every if review.readable}


def _named(iso3: str) -> dict[str, Any]:
    return {"iso3": iso3, "country": country_name(iso3, "en"), "country_zh": country_name(iso3, "zh")}


def _review(work: str, year: int, versions: Sequence[CountryReview]) -> dict[str, Any]:
    return {
        "work": work,
        "year": year,
        "readable": any(version.readable for version in versions),
        "languages": [_version(version) for version in versions],
    }


def _version(review: CountryReview) -> dict[str, Any]:
    return {
        "language": review.language,
        "title": review.title,
        "url": review.url,
        "pages": review.pages,
        "unread_pages": review.unread_pages,
        "read_pages": review.pages - review.unread_pages,
        "passages": review.passages,
        "damaged": review.damaged,
        "readable": review.readable,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        **_place(finding.place),
        "number": finding.number,
        "quote": quoted(finding.settled_quote, finding.text),
        "suggested": _suggested(finding.machine),
        "settled": _settled(finding),
    }


def _suggested(machine: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if machine is None:
        return None
    shown = ("level", "instrument", "borderline", "score", "probability", "rule_version")
    return {"labels": {name: machine[name] for name in FLAGS}} | {name: machine[name] for name in shown}


def _settled(finding: Finding) -> dict[str, Any] | None:
    if finding.settling is None:
        return None
    return {
        "state": finding.settling.value,
        "labels": {name: finding.settled.get(name) for name in LABELS},
        "decisions": dict(finding.decisions),
    }


def _place(place: Place) -> dict[str, Any]:
    names = ("work", "year", "language", "page", "path", "passage_id")
    return {name: getattr(place, name) for name in names}


def _instrument(one: CountryInstrument) -> dict[str, Any]:
    decided = [mention.settled for mention in one.mentions]
    return {
        "name": one.name,
        "names": list(one.names),
        "type": one.type,
        "year": one.year,
        "status": _latest(one, "status"),
        "scope": _latest(one, "scope"),
        "mentions": len(one.mentions),
        "confirmed": decided.count(True),
        "rejected": decided.count(False),
        "first": _place(one.first.place),
        "last": _place(one.last.place),
    }


def _latest(one: CountryInstrument, name: str) -> str | None:
    """What the latest mention that says it says."""
    said: Iterable[InstrumentMention] = reversed(one.mentions)
    return next((getattr(mention, name) for mention in said if getattr(mention, name) not in (None, "unknown")), None)


def _amount(finding: Finding, amount: Amount) -> dict[str, Any]:
    return {
        "quantity": amount.quantity.value,
        "value": plain_number(amount.value),
        "printed": amount.printed,
        "quote": amount.quote,
        **_place(finding.place),
    }


def _totals(view: CountryView) -> dict[str, Any]:
    suggested = [finding.machine for finding in view.evidence if finding.machine is not None]
    return {
        "suggested": {name: sum(bool(machine[name]) for machine in suggested) for name in FLAGS},
        "settled": {name: sum(finding.settled.get(name, False) for finding in view.evidence) for name in FLAGS},
    }
