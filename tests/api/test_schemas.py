"""The shapes of the routes and the JSON Schemas of the commands say the same, name by name."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from pydantic import BaseModel

from api import (
    counting_shapes,
    countries_shapes,
    link_shapes,
    results_shapes,
    review_measure_shapes,
    review_shapes,
    search_shapes,
    shapes,
)
from api.problems import Problem
from api.schemas import load_schema

OF_ROUTES: dict[str, type[BaseModel]] = {
    "answer": shapes.Answer,
    "cite": shapes.Cited,
    "classify": shapes.Classified,
    "count": counting_shapes.Count,
    "countries": countries_shapes.Countries,
    "country": countries_shapes.Country,
    "fetch": shapes.Fetched,
    "ingest": shapes.Ingested,
    "links": link_shapes.Links,
    "problem": Problem,
    "results": results_shapes.Results,
    "review_agreement": review_measure_shapes.Agreement,
    "review_assigned": review_measure_shapes.Assigned,
    "review_decided": review_shapes.Decided,
    "review_imported": review_measure_shapes.Imported,
    "review_item": review_shapes.ItemShape,
    "review_progress": review_measure_shapes.ReviewProgress,
    "review_queue": review_shapes.Queue,
    "review_sample": review_measure_shapes.SampleShape,
    "review_samples": review_measure_shapes.Samples,
    "review_trained": review_measure_shapes.Trained,
    "review_unplaced": review_shapes.Unplaced,
    "search": search_shapes.Found,
    "searches": search_shapes.SavedSearches,
    "searches_run": search_shapes.Ran,
    "similar": search_shapes.RelatedPassages,
    "works": shapes.Works,
}
OF_COMMANDS_ALONE = {"backup", "parse", "reindex", "restore", "verify"}


def members(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """The names of an object's members, each with those of what it holds; the required ones end in "!"."""
    if "$ref" in schema:
        return members(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    found: dict[str, Any] = {}
    inner = [*([schema["items"]] if "items" in schema else []), *schema.get("anyOf", ()), *schema.get("oneOf", ())]
    for part in inner:
        found |= members(part, definitions)
    for name, value in schema.get("properties", {}).items():
        found[name + ("!" if name in schema.get("required", ()) else "")] = members(value, definitions)
    return found


@pytest.mark.parametrize("name", OF_ROUTES)
def test_a_schema_names_the_members_of_its_shape(name: str) -> None:
    shape = OF_ROUTES[name].model_json_schema()
    assert members(load_schema(name), {}) == members(shape, shape.get("$defs", {}))


def test_every_schema_is_of_a_route_or_of_a_command_alone() -> None:
    names = {file.name.split(".")[0] for file in files("api.schemas").iterdir() if file.name.endswith(".json")}
    assert names == set(OF_ROUTES) | OF_COMMANDS_ALONE
