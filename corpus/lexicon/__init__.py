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

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
"""The official languages of the United Nations: those that have words of citations."""

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
    """A pattern for one of these words, the longest that fits; it matches nothing when there are none.

    The words are laid out as a tree by their letters: `re` tries the alternatives of a flat list one by one at every
    place, those of a tree by one letter each.
    """
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return f"(?:{branches(tree)})" if tree else r"(?!)"


def branches(node: dict[str, Any]) -> str:
    """The pattern for what may follow from a node of the tree; a word that ends there is tried last."""
    if list(node) == [""]:
        return ""
    forks = [escaped(letter) + branches(rest) for letter, rest in sorted(node.items()) if letter]
    joined = "|".join(forks)
    if "" in node:
        return f"(?:{joined})?"
    return joined if len(forks) == 1 else f"(?:{joined})"


def escaped(letter: str) -> str:
    """A letter as a pattern; spaces stay readable."""
    return letter if letter == " " else re.escape(letter)
