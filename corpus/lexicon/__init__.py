"""The words of the languages as data: ``corpus/lexicon/<name>.yml``, read when asked for and kept.

A grammar or a rule names what a word does; the words themselves stand in these files, one per subject or language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any, cast

import yaml

Loader: type[yaml.SafeLoader] = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
"""The C parser where the installed PyYAML has it: about ten times as fast, same result."""


@cache
def load_lexicon(name: str) -> dict[str, Any]:
    """The mapping in ``corpus/lexicon/<name>.yml``. The value is shared: read it, never change it.

    Raises FileNotFoundError for an unknown name and ValueError for a file that does not hold a mapping.
    """
    return read_yaml(__name__, name)


@cache
def load_catalogue(name: str) -> dict[str, Any]:
    """The mapping in ``corpus/catalogue/<name>.yml``; as :func:`load_lexicon`."""
    return read_yaml("corpus.catalogue", name)


def read_yaml(package: str, name: str) -> dict[str, Any]:
    """Read one data file shipped inside ``package``; the result is a mapping or ValueError."""
    text = resources.files(package).joinpath(f"{name}.yml").read_text(encoding="utf-8")
    content = yaml.load(text, Loader=Loader)  # noqa: S506  (a SafeLoader either way)
    if not isinstance(content, dict):
        raise ValueError(f"{package}/{name}.yml holds no mapping")  # noqa: TRY004  (the file is wrong, not the caller)
    return content


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of these words, the longest that fits; it matches nothing when there are none."""
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return (
        "(?:" + "|".join(re.escape(word).replace(r"\ ", " ") for word in longest_first) + ")"
        if longest_first
        else r"(?!)"
    )
