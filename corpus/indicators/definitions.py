"""The definitions of indicators: one YAML file each, checked when they are read.

Those of the portal stand beside this module. A folder of a user's own may add some; it cannot change those.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from corpus.errors import PortalError
from corpus.lexicon import Loader

Label = Literal["mention", "contribution", "policy", "policy_lenient", "measured", "framework"]
"""A label of :data:`corpus.reviewing.LABELS`: what has to hold for one passage."""

Dimension = Literal["region", "subregion", "ldc", "lldc", "sids", "language", "sector"]


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("one line of text is needed, without control characters")
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(_one_line)]
"""It is drawn, and stands in a cell."""

MOST = 100
"""Files that are read of a folder."""


class Indicator(BaseModel):
    """What is counted.

    ``population``: *vnr* counts countries in a year, *unsdcf* Cooperation Frameworks, *knowledge* the library's
    products. Of the first two, ``strict`` and ``lenient`` name the label that must hold for one passage;
    ``strict_within`` keeps the strict reading to a part of the document. Of the third, ``counts`` says what is counted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$")]
    framework: Text
    title: Mapping[Literal["en", "zh"], Text]
    source: Text = "not stated"
    population: Literal["vnr", "unsdcf", "knowledge"]
    strict: Label | None = None
    lenient: Label | None = None
    strict_within: Literal["results_framework"] | None = None
    counts: Literal["products_of_unv", "contributors"] | None = None
    disaggregation: tuple[Dimension, ...] = ()
    order: int = 1000

    @model_validator(mode="after")
    def _whole(self) -> Indicator:
        if set(self.title) != {"en", "zh"}:
            raise ValueError("a title is given in en and zh")
        of_passages = self.population != "knowledge"
        if of_passages != (self.strict is not None and self.lenient is not None):
            raise ValueError("strict and lenient belong to an indicator of vnr or unsdcf, both of them")
        if of_passages != (self.counts is None):
            raise ValueError("counts belongs to an indicator of knowledge, and to no other")
        if not of_passages and (self.strict or self.lenient or self.strict_within or self.disaggregation):
            raise ValueError("an indicator of knowledge has no strict, lenient, strict_within or disaggregation")
        if len(set(self.disaggregation)) < len(self.disaggregation):
            raise ValueError("a dimension is there twice in disaggregation")
        return self

    @property
    def of_passages(self) -> bool:
        """Whether passages decide; else the catalogue's metadata do."""
        return self.population != "knowledge"

    def condition(self, policy: str) -> str:
        """The label of a policy."""
        return (self.strict if policy == "strict" else self.lenient) or ""

    def conditions(self, policy: str) -> frozenset[str]:
        """The labels of a policy, one of which must hold: what the strict reading takes, the lenient takes too."""
        return frozenset({self.condition("strict"), self.condition(policy)})

    @property
    def version(self) -> str:
        """Names what is defined: 12 hexadecimal digits."""
        said = json.dumps(self.model_dump(exclude={"order"}), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:12]


@cache
def indicators() -> Mapping[str, Indicator]:
    """The portal's indicators by code, in their order."""
    shipped = (file for file in files("corpus.indicators").iterdir() if file.name.endswith(".yml"))
    return _by_code(read_definition(file.name, file.read_text("utf-8")) for file in shipped)


def with_own(folder: Path) -> Mapping[str, Indicator]:
    """The portal's indicators and those that a user's folder defines (``*.yml``).

    Raises ``PortalError("bad_definition")`` in one line that names the file.
    """
    try:
        if not folder.is_dir():
            raise PortalError("path_missing", f"{folder} is no folder with definitions")
        named = sorted(folder.glob("*.yml"))
        if len(named) > MOST:
            raise PortalError("bad_definition", f"{folder} holds {len(named)} files, more than {MOST}")
        own = [read_definition(path.name, path.read_text("utf-8")) for path in named if path.is_file()]
    except (OSError, UnicodeDecodeError) as failure:
        raise PortalError("bad_definition", f"{folder}: {failure}") from failure
    return _by_code([*indicators().values(), *own])


def _by_code(defined: Iterable[Indicator]) -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for one in sorted(defined, key=lambda one: one.order):
        if one.code in found:
            raise PortalError("bad_definition", f"indicator {one.code} is defined twice")
        found[one.code] = one
    return found


class _Once(Loader):  # type: ignore[misc,valid-type]
    """Refuses a key that is there twice: YAML has none, and its reader would keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(None, None, f"{twice!r} is there twice", node.start_mark)
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


def read_definition(name: str, text: str) -> Indicator:
    """A definition from the text of its file. Raises ``PortalError("bad_definition")`` in one line."""
    try:
        said: Any = yaml.load(text, Loader=_Once)  # noqa: S506 - a SafeLoader
        return Indicator.model_validate(said)
    except ValidationError as failure:
        first = failure.errors()[0]
        place = ".".join(map(str, first["loc"])) or "as a whole"
        raise PortalError("bad_definition", f"{name}: {place}: {first['msg']}") from failure
    except (yaml.YAMLError, ValueError, RecursionError) as failure:  # "2024-13-45" is a date that is none
        raise PortalError("bad_definition", f"{name} is no YAML: {failure}") from failure


def indicator(code: str, folder: Path | None = None) -> Indicator:
    """The definition for a code; ``PortalError("unknown_indicator")`` otherwise."""
    defined = indicators() if folder is None else with_own(folder)
    found = defined.get(code.strip())
    if found is None:
        raise PortalError("unknown_indicator", repr(code), f"defined are {', '.join(defined)}")
    return found
