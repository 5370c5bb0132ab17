"""How people name the place of a passage: its paragraph, footnote or annex as printed, and its page."""

from __future__ import annotations

import re

from corpus.lexicon import load_lexicon

PRINTED = re.compile(r"(?:annex(?P<annex>\d+)/)?(?:(?P<unit>p|fn)(?P<number>[^/~]+)(?:~\d+)?(?P<items>(?:/[^/]+)*))?")
ITEM = re.compile(r"/([(（][^/~]+[)）]|[\u3220-\u3229])")  # "/(a)", "/㈠"; a bare "2." inside a paragraph adds nothing


def place_name(path: str, page: int, language: str) -> str:
    """The place of the passage with this path (``corpus.documents.Passage``), in Chinese ("zh") or English.

    >>> place_name("p12/(a)", 4, "en")
    'para. 12(a), p. 4'
    """
    words = load_lexicon("places")["zh" if language == "zh" else "en"]
    found = PRINTED.match(path)
    parts = [words["page"].format(number=page)]
    if found is not None and found["unit"] is not None:
        unit: str = words["paragraph" if found["unit"] == "p" else "footnote"]
        parts.insert(0, unit.format(number=found["number"], items="".join(ITEM.findall(found["items"]))))
    if found is not None and found["annex"] is not None:
        parts.insert(0, words["annex"].format(number=found["annex"]))
    joint: str = words["joint"]
    return joint.join(parts)
