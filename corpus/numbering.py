"""What the number of a resolution or decision says: its shape, whose it is, and the key of the Work it names.

"75/233" has the General Assembly's shape, "2022/15" the Economic and Social Council's, "1325 (2000)" the Security
Council's. The same number belongs to another body when that body is named and uses that shape (bodies.yml).
"""

from __future__ import annotations

import re

from corpus.lexicon import load_lexicon

SESSION = r"(?:E?S-)?[0-9]{1,3} ?/ ?[0-9]{1,4}(?: ?[A-Z](?![A-Za-z0-9]))?"  # "70/1", "S-24/2", "ES-10/15", "53/243 A"
YEARLY = r"(?:19|20)[0-9]{2} ?/ ?[0-9]{1,4}"  # "2022/15"
COUNCIL = r"[0-9]{1,4} ?\( ?(?:19|20)[0-9]{2} ?\)"  # "1325 (2000)"
ROMAN = r"[0-9]{1,4}(?: ?[A-Z])? ?\( ?(?:E?S-)?[IVXLC]{1,8} ?\)"  # "2625 (XXV)", "2200 A (XXI)"
COP = r"[0-9]{1,3}/C(?:P|MA|MP)\.[0-9]{1,2}"  # "1/CP.21"
LETTERED = r"[A-Z] ?\([0-9]{2}\)"  # "J (70)"
BARE = r"[0-9]{1,4}"  # "1244"

SHAPES = {
    "cop": COP,
    "yearly": YEARLY,
    "session": SESSION,
    "council": COUNCIL,
    "roman": ROMAN,
    "lettered": LETTERED,
    "bare": BARE,
}
"""In the order in which they are tried."""

NUMBER = "(?:" + "|".join(SHAPES[shape] for shape in ("cop", "yearly", "council", "roman", "session", "lettered")) + ")"
"""Any number that tells its body by itself; a bare one needs the body named."""

PATTERNS = {shape: re.compile(pattern) for shape, pattern in SHAPES.items()}


def shape_of(number: str) -> str | None:
    """The shape of a number as written, or None when it is none of them."""
    for shape, pattern in PATTERNS.items():
        if pattern.fullmatch(number):
            return shape
    return None


def owner(shape: str, body: str | None) -> str | None:
    """The body whose number it is: the one named if it uses such numbers, else the shape's own."""
    lexicon = load_lexicon("bodies")
    if body is not None and shape in lexicon["bodies"][body]["shapes"]:
        return body
    default: str | None = lexicon["default_body"].get(shape)
    return default


def numbered_key(kind: str, number: str, body: str | None = None) -> str | None:
    """The key of the resolution or decision (``kind``) with this number, or None when the body is not known.

    >>> numbered_key("resolution", "75/233")
    'A/RES/75/233'
    >>> numbered_key("decision", "2018/8", "EB")
    'EB/2018/8'
    """
    shape = shape_of(number)
    known = owner(shape, body) if shape is not None else None
    if known is None:
        return None
    row = load_lexicon("bodies")["bodies"][known]
    prefix = row.get(kind) or row.get("resolution") or row.get("decision")
    return f"{prefix}/{number.replace(' ', '')}"
