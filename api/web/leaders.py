"""The dots that lead from a line of a contents list to its page number: printed for the eye, they say nothing."""

from __future__ import annotations

import re

LEADER = re.compile(r"(?:[ \t\u00a0\u3000]{0,3}[.…·․‥・_]){4,}[ \t\u00a0\u3000]{0,3}")
"""Four dots or more, also with spaces between them; an ellipsis has three, or two in Chinese: "... ", "……"."""


def without_leaders(text: str) -> str:
    """The text to be read, with one "…" for each row of dots.

    >>> without_leaders("Programme of work . . . . . . 17")
    'Programme of work … 17'
    """
    return LEADER.sub(" … ", text)
