"""By which name somebody decides: the one they are signed in with, else the one they give, which is remembered."""

from __future__ import annotations

from fastapi.responses import Response

from api.access.visitor import Visitor, remember_name
from api.reviewing import named
from corpus.errors import PortalError


def known_name(visitor: Visitor) -> str | None:
    """The name of who asks; None where nobody said it, or a cookie holds what cannot be one."""
    try:
        return None if visitor.name is None else named(visitor.name)
    except PortalError:
        return None


def given_name(visitor: Visitor, written: str) -> str:
    """The name that signs a form, which may be one that cannot sign: a page can then say so."""
    return visitor.name if visitor.signed_in and visitor.name else written.strip()


def remembering(response: Response, visitor: Visitor, name: str) -> Response:
    """The answer, which remembers the name of who is not signed in."""
    if not visitor.signed_in and name != visitor.name:
        remember_name(response, name)
    return response
