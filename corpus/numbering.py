"""What the number of a resolution or decision says: its shape, whose it is, and the key of the Work it names.

"75/233" has the General Assembly's shape, "2022/15" the Economic and Social Council's, "1325 (2000)" the Security
Council's. The same number belongs to another body when that body is named and uses that shape (bodies.yml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.lexicon import load_lexicon

SESSION = r"(?:E?S-)?[0-9]{1,2} ?/ ?[0-9]{1,3}(?: ?[A-Z](?![A-Za-z0-9]))?"  # "70/1", "S-24/2", "ES-10/15", "53/243 A"
SHORT_YEAR = r"9[0-9] ?/ ?[0-9]{1,3}"  # "98/1", of the boards in the nineties
YEARLY = r"(?:19[5-9]|20[0-9])[0-9] ?/ ?[0-9]{1,3}(?: ?[A-Z](?![A-Za-z0-9]))?"  # "2022/15", "2023/201 C"
COUNCIL = r"[0-9]{1,4} ?\( ?(?:19|20)[0-9]{2} ?\)"  # "1325 (2000)"
ROMAN = r"[0-9]{1,4}(?: ?[A-Z])? ?\( ?(?:E?S-)?[IVXLC]{1,8} ?\)"  # "2625 (XXV)", "2200 A (XXI)"
COP = r"[0-9]{1,3}/C(?:P|MA|MP)\.[0-9]{1,2}"  # "1/CP.21"
LETTERED = r"[A-Z] ?\([0-9]{2}\)"  # "J (70)"
HEALTH = r"WHA ?[0-9]{1,2}(?:\.[0-9]{1,3}| ?\([0-9]{1,2}\))"  # "WHA58.3", and a decision "WHA75(9)"
BARE = r"[0-9]{1,4}"  # "1244"

SHAPES = {
    "cop": COP,
    "yearly": YEARLY,
    "session": SESSION,
    "short_year": SHORT_YEAR,
    "council": COUNCIL,
    "roman": ROMAN,
    "lettered": LETTERED,
    "health": HEALTH,
    "bare": BARE,
}
"""In the order in which they are tried; a number of the nineties has the shape of a session's too."""

TELLING = ("cop", "yearly", "council", "roman", "session", "lettered", "health")
NUMBER = "(?:" + "|".join(SHAPES[shape] for shape in TELLING) + ")"
"""Any number that tells its body by itself; a bare one needs the body named."""

PATTERNS = {shape: re.compile(pattern) for shape, pattern in SHAPES.items()}
KINDS = ("resolution", "decision")


def shape_of(number: str) -> str | None:
    """The shape of a number as written, or None when it is none of them."""
    return next(shapes_of(number), None)


def shapes_of(number: str) -> Iterator[str]:
    """Every shape that a number may have."""
    return (shape for shape, pattern in PATTERNS.items() if pattern.fullmatch(number))


def owner(number: str, body: str | None) -> str | None:
    """The body whose number it is: the one named if it uses such numbers, else the shape's own."""
    lexicon, shapes = load_lexicon("bodies"), list(shapes_of(number))
    if body is not None and not set(shapes).isdisjoint(lexicon["bodies"][body]["shapes"]):
        return body
    return next((lexicon["default_body"][shape] for shape in shapes if shape in lexicon["default_body"]), None)


def bodies_using(shape: str | None) -> Iterator[tuple[str, str]]:
    """The bodies that use a shape, each with the kinds it adopts, in the order of bodies.yml."""
    for body, row in load_lexicon("bodies")["bodies"].items():
        for kind in KINDS:
            if shape in row["shapes"] and kind in row:
                yield body, kind


def numbered_key(kind: str, number: str, body: str | None = None) -> str | None:
    """The key of the resolution or decision (``kind``) with this number, or None when the body is not known.

    >>> numbered_key("resolution", "75/233")
    'A/RES/75/233'
    >>> numbered_key("decision", "2018/8", "EB")
    'EB/2018/8'
    """
    known = owner(number, body)
    if known is None:
        return None
    row = load_lexicon("bodies")["bodies"][known]
    return key_of(row.get(kind) or row.get("resolution") or row.get("decision"), number.replace(" ", ""))


def key_of(series: str, number: str) -> str:
    """A number in a series: "A/RES" goes before it, "UNEP/EA.{session}/RES/{number}" takes it apart."""
    if "{" not in series:
        return f"{series}/{number}"
    session, _, last = number.rpartition("/")
    return series.format(session=session, number=last)
