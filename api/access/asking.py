"""Finding out who asks: by a key that a program sends, by the cookie of a session, or nobody."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fastapi import Request

from api.access.visitor import NAME_COOKIE, Visitor, local_visitor, member, stranger
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import Store

if TYPE_CHECKING:
    from corpus.store.keys import Key

log = logging.getLogger("vkp.api")

SESSION_COOKIE = "session"
BEARER = "bearer"


def is_team(settings: Settings, store: Store | None) -> bool:
    """Whether somebody has to sign in here: a key was ever given out, or the settings say so."""
    said = settings.access == "keys" or settings.oidc_issuer is not None
    return said or (store is not None and store.keys.any())


def who_asks(request: Request, settings: Settings, store: Store | None) -> Visitor:
    """Who sends a request. Raises ``PortalError("bad_key")`` for a key that is not known, or no longer."""
    if not is_team(settings, store):
        return local_visitor(request.cookies.get(NAME_COOKIE))
    if store is None:
        return stranger(reading=False)
    sent = bearer_of(request)
    if sent is not None:
        key = store.keys.holder(sent)
        if key is None:
            raise PortalError("bad_key")
        return member(key.name, key.role)
    cookie = request.cookies.get(SESSION_COOKIE)
    session = None if cookie is None else store.sessions.get(cookie)
    return stranger(reading=settings.public_reading) if session is None else member(session.name, session.role)


def bearer_of(request: Request) -> str | None:
    """The key that a program sends as ``Authorization: Bearer``; another scheme is none of ours."""
    scheme, _, sent = request.headers.get("authorization", "").partition(" ")
    return sent.strip() if scheme.lower() == BEARER else None


def known_key(store: Store, text: str) -> Key:
    """The live key that somebody shows at the sign-in. Raises ``PortalError("bad_key")``."""
    key = store.keys.holder(text.strip())
    if key is None:
        raise PortalError("bad_key")
    return key
