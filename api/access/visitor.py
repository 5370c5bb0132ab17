"""Who asks: a person or a program, with a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import Depends, Request, Response

from corpus.access import RIGHTS, Right, Role
from corpus.errors import PortalError
from corpus.folding import plain_name

NAME_COOKIE = "name"
"""Where the single-user default remembers by which name somebody reviews."""

SCOPE_KEY = "vkp.visitor"
"""Where a request carries who asks, once that is found out."""

YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visitor:
    """``name`` signs decisions, None where nobody said it; ``signed_in``: a key or a provider proves it.

    ``team``: the portal has keys or a provider, and who is not signed in may do nothing, or only read.
    """

    name: str | None
    role: Role
    signed_in: bool = False
    team: bool = False
    rights: frozenset[Right] = frozenset(Right)

    def may(self, right: Right) -> bool:
        """Whether somebody may do what asks for a right."""
        return right in self.rights

    def require(self, right: Right) -> None:
        """Raise ``PortalError``: sign_in_needed, or forbidden to who is signed in."""
        if not self.may(right):
            code = "forbidden" if self.signed_in else "sign_in_needed"
            raise PortalError(code, f"you are {self.role}" if self.signed_in else "")

    def signs(self, given: str) -> str:
        """The name that a decision is signed with: of who is signed in their own, whatever they gave."""
        return self.name if self.signed_in and self.name is not None else given

    def asks_as(self, given: str | None) -> str | None:
        """By which name somebody looks at what reviewers see differently; who leads may look as anybody."""
        if not self.signed_in or (given is not None and self.may(Right.LEAD)):
            return given
        return self.name if self.may(Right.DECIDE) else None

    def owns(self, owner: str) -> bool:
        """Whether something is theirs, or they lead; where nobody signs in, everything is everybody's."""
        own = self.name is not None and plain_name(owner) == plain_name(self.name)
        return own or not self.signed_in or self.may(Right.LEAD)

    def require_owner(self, owner: str) -> None:
        """Raise ``PortalError("forbidden")`` unless something is theirs, or they lead."""
        if not self.owns(owner):
            raise PortalError("forbidden", f"it belongs to {owner}", "ask its owner, or who leads")


def local_visitor(remembered: str | None) -> Visitor:
    """Who asks where there are no keys: everybody on this machine may do everything, by the name they give."""
    return Visitor(None if remembered is None else unquote(remembered), Role.ADMIN)


def stranger(*, reading: bool) -> Visitor:
    """Somebody who is not signed in at a team's portal."""
    return Visitor(None, Role.READER, team=True, rights=RIGHTS[Role.READER] if reading else frozenset())


def member(name: str, role: Role) -> Visitor:
    """Somebody who is signed in."""
    return Visitor(name, role, signed_in=True, team=True, rights=RIGHTS[role])


def visitor_of(request: Request) -> Visitor:
    """Who asks, as ``api.access.gate`` found out."""
    known = request.scope.get(SCOPE_KEY)
    return known if isinstance(known, Visitor) else stranger(reading=False)


def remember_name(response: Response, name: str) -> None:
    """Remember in a browser by which name somebody reviews; percent-encoded, as a cookie holds no Chinese."""
    response.set_cookie(NAME_COOKIE, quote(name, safe=""), max_age=YEAR_SECONDS, samesite="lax", httponly=True)


async def _given(request: Request) -> Visitor:
    return visitor_of(request)


VisitorGiven = Annotated[Visitor, Depends(_given)]
