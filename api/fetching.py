"""Fetching: where what downloads official documents is plugged in.

``available`` is the one place: once there is something that fetches, it is what this returns, and every document that
is cited and missing gets a button in the library. Until then its official address is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import Depends

from api.portal import Portal

Fetch = Callable[[Portal, str], Sequence[str]]
"""Downloads a Work by its key and has it ingested; returns the SHA-256 of what came. Raises ``PortalError``."""


def available() -> Fetch | None:
    """What fetches documents here; None where nothing does."""
    return None


FetchGiven = Annotated[Fetch | None, Depends(available)]
