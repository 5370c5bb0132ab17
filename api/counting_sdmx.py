"""A count as an SDMX-JSON 2.0 data message (sdmx-twg/sdmx-json, data-message, schema 2.0.0), flat.

Dimensions: INDICATOR, REF_AREA, TIME_PERIOD, POLICY, BASIS; where documents are counted and not countries, DOCUMENT too
("_T" is all of them), and a document of no single country is of the area "_X". An observation of a country or document
is 1 (yes), 0 (no) or null where it is unread or not reviewed (OBS_STATUS O, missing value); one of the world ("W") is
the share in per cent, with its interval, numerator and denominator.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]

SCHEMA = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/sdmx-json-data-schema.json"
WORLD = "W"
NOWHERE = "_X"
TOTAL = "_T"
UNCODED = re.compile(r"[^A-Za-z0-9_@$-]")
"""What no code of SDMX holds."""

VALUE = {"yes": 1, "no": 0}

ATTRIBUTES = (
    ("UNIT_MEASURE", "Unit of measure"),
    ("OBS_STATUS", "Observation status"),
    ("NUMERATOR", "Countries that count"),
    ("DENOMINATOR", "Countries that could be decided"),
    ("LOWER_BOUND", "Lower bound of the 95 % interval"),
    ("UPPER_BOUND", "Upper bound of the 95 % interval"),
)


@dataclass(frozen=True, slots=True)
class Observation:
    """A value with its area, year and attributes, in the order of ``ATTRIBUTES``."""

    area: str
    area_name: str
    year: str
    value: float | None
    attributes: tuple[Any, ...]
    document: str = TOTAL


def sdmx_json(document: Document, prepared: str) -> bytes:
    """The message, as UTF-8. ``prepared`` is the time it was made, or kept."""
    observed = list(_observations(document))
    dimensions = _dimensions(document, observed)
    places = [{value["id"]: place for place, value in enumerate(one["values"])} for one in dimensions]
    structure = {
        "name": document["title"]["en"],
        "names": document["title"],
        "dimensions": {"observation": dimensions},
        "measures": {"observation": [{"id": "OBS_VALUE", "name": "Value", "format": {"dataType": "Double"}}]},
        "attributes": {"observation": [_attribute(*one) for one in ATTRIBUTES]},
        "dataSets": [0],
    }
    observations = {
        ":".join(str(place[code]) for place, code in zip(places, _key(one, document, len(places)), strict=True)): [
            one.value,
            *one.attributes,
        ]
        for one in observed
    }
    data_set = {"structure": 0, "action": "Information", "links": [], "observations": observations}
    meta = {
        "schema": SCHEMA,
        "id": document["snapshot"].replace(":", "-"),
        "prepared": prepared,
        "contentLanguages": ["en", "zh"],
        "sender": {"id": "VKP", "name": "Volunteering knowledge portal"},
    }
    message = {"meta": meta, "data": {"structures": [structure], "dataSets": [data_set]}}
    return (json.dumps(message, ensure_ascii=False) + "\n").encode()


def _observations(document: Document) -> Iterator[Observation]:
    """Those of the world by year, then those of each country; a document of no single country is no area."""
    for figures in document["years"] or [document]:
        if figures["year"] is not None:
            yield _of_world(document, figures)
    for line in document["countries"]:
        if line["year"] is not None:
            status = "A" if line["status"] in VALUE else "O"
            said = ("YES_NO", status, None, None, None, None)
            value = VALUE.get(line["status"])
            area, name = (NOWHERE, "No single country") if line["iso3"] is None else (line["iso3"], line["country"])
            of = line["work"] if _by_document(document) else TOTAL
            yield Observation(area, name, str(line["year"]), value, said, of)


def _by_document(document: Document) -> bool:
    """Whether a line is a document, of which a country may have several in a year."""
    return bool(document["population"] == "unsdcf")


def _key(one: Observation, document: Document, dimensions: int) -> tuple[str, ...]:
    key = (_code(document["indicator"]), one.area, one.year, document["policy"], document["basis"], _code(one.document))
    return key[:dimensions]


def _code(name: str) -> str:
    return UNCODED.sub("-", name)


def _of_world(document: Document, figures: Document) -> Observation:
    low, high = figures["interval"] or (None, None)
    is_share = document["population"] != "knowledge"
    value = figures["percent"] if is_share else figures["numerator"]
    status = "A" if value is not None else "O"
    said = ("PT" if is_share else "NUMBER", status, figures["numerator"], figures["denominator"], low, high)
    return Observation(WORLD, "World", str(figures["year"]), value, said)


def _dimensions(document: Document, observed: Sequence[Observation]) -> list[dict[str, Any]]:
    """The dimensions with the values that the observations have, each in order; one of nothing stands for all years."""
    areas = {one.area: one.area_name for one in observed} or {WORLD: "World"}
    years = sorted({one.year for one in observed}) or [str(document["year"] or "ALL")]
    values: list[tuple[str, str, list[dict[str, Any]]]] = [
        (
            "INDICATOR",
            "Indicator",
            [_value(_code(document["indicator"]), f"{document['indicator']} {document['title']['en']}")],
        ),
        ("REF_AREA", "Reference area", [_value(area, areas[area]) for area in sorted(areas)]),
        ("TIME_PERIOD", "Time period", [_value(year, year) for year in years]),
        ("POLICY", "Reading of the rules", [_value(document["policy"], document["policy"])]),
        ("BASIS", "Basis of the count", [_value(document["basis"], document["basis"])]),
    ]
    if _by_document(document):
        named = sorted({one.document for one in observed} | {TOTAL})
        values.append(("DOCUMENT", "Document", [_value(_code(name), name) for name in named]))
    return [
        {"id": name, "name": title, "keyPosition": place, "roles": [name], "values": given}
        for place, (name, title, given) in enumerate(values)
    ]


def _value(code: str, name: str) -> dict[str, Any]:
    return {"id": code, "name": name}


def _attribute(name: str, title: str) -> dict[str, Any]:
    return {"id": name, "name": title, "relationship": {"observation": {}}}
