"""Who asks: a person or a program, with a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from corpus.access import Role

NAME_COOKIE = "name"
"""Where the single-user default remembers by which name somebody reviews."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """``name`` signs decisions, None where nobody said it; ``signed_in``: a key or a provider proves it."""

    name: str | None
    role: Role
    signed_in: bool = False


def visitor_of(request: Request) -> Visitor:
    """Who asks. Without keys everybody on this machine may do everything, by the name they give."""
    return Visitor(request.cookies.get(NAME_COOKIE), Role.ADMIN)


VisitorGiven = Annotated[Visitor, Depends(visitor_of)]
