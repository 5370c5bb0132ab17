"""Requests that are carried out once: who sends one again with its key is given the first answer, and nothing is done.

A program names a request by the header ``Idempotency-Key`` (draft-ietf-httpapi-idempotency-key-header-07); the forms of
the pages carry a key in the field ``once``, so that a double click or a reload has one effect. A request that fails has
done nothing and keeps no answer: sent again it is tried again. What is kept of a key is in ``corpus.store.requests``.
"""

from __future__ import annotations

import re
import secrets
from hashlib import sha256
from urllib.parse import parse_qs

from anyio import to_thread
from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.gate import ROUTE_KEY
from api.problems import ErrorPage, problem_response, wants_page
from corpus.acting import actor
from corpus.errors import PortalError
from corpus.store import Store
from corpus.store.failures import named_failures
from corpus.store.requests import Answer, KeyedRequest, carrying_out

HEADER = "Idempotency-Key"
REPLAYED = "idempotent-replayed"
FIELD = "once"

ONCE = frozenset(
    {
        "POST /v1/review/items/{name}/decisions",
        "POST /v1/review/assignments",
        "POST /v1/review/samples",
        "POST /v1/review/import",
        "POST /v1/links/{link}/decisions",
        "POST /v1/searches",
        "POST /v1/searches/{number}/run",
        "DELETE /v1/searches/{number}",
        "POST /review/items/{name}",
        "POST /review/adjudicate/{name}",
        "POST /review/assignments",
        "POST /review/samples",
        "POST /links/{link}",
        "POST /searches",
        "POST /searches/{number}/run",
        "POST /searches/{number}/remove",
        "POST /indicators/{code}/snapshots",
    }
)
"""Routes that change what people wrote. Files need no key: their bytes are one, and given again they change nothing."""

KEY = re.compile(r'"?([\x21\x23-\x5b\x5d-\x7e]{1,128})"?')  # "8e03978e-40d5-43dd-bc93-6894a57f9324"
KEPT_HEADERS = frozenset({"content-type", "location", "set-cookie"})
FORM = "application/x-www-form-urlencoded"


def once() -> Markup:
    """A field of a form with a key of its own: the form has one effect, however often it is sent."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, secrets.token_urlsafe(16))


class Once:
    """ASGI middleware that carries out a request with a key once. It stands behind the gate and the limit of bodies."""

    def __init__(self, app: ASGIApp, error_page: ErrorPage) -> None:
        self.app = app
        self.error_page = error_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what has no key; carry out, or answer as before, what has one."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if scope.get(ROUTE_KEY) not in ONCE or not (HEADER in headers or _is_form(headers)):
            await self.app(scope, receive, send)
            return
        body = await _body(receive)
        again = receive if body is None else _given(body, receive)
        try:
            asked = None if body is None else _asked(scope, headers, body)
            if asked is None:
                await self.app(scope, again, send)
                return
            answer = await self._answer(scope, again, asked)
        except PortalError as failure:
            request = Request(scope)
            refusal = self.error_page(request, failure) if wants_page(request) else problem_response(failure)
            await refusal(scope, again, send)
            return
        await answer(scope, again, send)

    async def _answer(self, scope: Scope, receive: Receive, asked: KeyedRequest) -> Response:
        """The first answer to the request: given now, or before."""
        store: Store = scope["app"].state.portal.store
        before = await to_thread.run_sync(store.requests.answer, asked)
        if before is not None:
            return _response(before, replayed=True)
        told = _Told()
        try:
            with carrying_out(asked):
                await self.app(scope, receive, told)
            if told.answer.status < 400:
                await to_thread.run_sync(_keep, asked, _to_keep(told.answer))
        finally:
            asked.drop()
        if told.answer.status >= 400:  # another with the same key may have been first
            before = await to_thread.run_sync(store.requests.answer, asked)
        return _response(told.answer if before is None else before, replayed=before is not None)


class _Told:
    """Takes a response as the application sends it."""

    def __init__(self) -> None:
        self.answer = Answer(500, [], b"")

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in message.get("headers", ())]
            self.answer = Answer(message["status"], headers, b"")
        elif message["type"] == "http.response.body":
            told = self.answer
            self.answer = Answer(told.status, told.headers, told.body + message.get("body", b""))


def _asked(scope: Scope, headers: Headers, body: bytes) -> KeyedRequest | None:
    """The request with its key; None for a form without one. Raises ``PortalError("invalid_request")``.

    A form that is filled in otherwise and sent again from the same page is another request.
    """
    said = (scope["method"], scope["path"], scope["query_string"].decode("latin-1"), sha256(body).hexdigest())
    fingerprint = sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()
    if HEADER in headers:
        key = _key(headers[HEADER])
    else:
        given = parse_qs(body.decode("latin-1"), max_num_fields=1000).get(FIELD)
        if not given:
            return None
        key = f"{_key(given[0])}:{fingerprint[:32]}"
    return KeyedRequest(actor(), key, scope[ROUTE_KEY], fingerprint)


def _key(text: str) -> str:
    found = KEY.fullmatch(text.strip())
    if found is None:
        raise PortalError("invalid_request", f"{HEADER} is no key", "give up to 128 characters, as a random UUID is")
    return found[1]


def _keep(asked: KeyedRequest, answer: Answer) -> None:
    with named_failures():
        asked.keep(answer)


def _to_keep(answer: Answer) -> Answer:
    return Answer(answer.status, [pair for pair in answer.headers if pair[0].lower() in KEPT_HEADERS], answer.body)


def _response(answer: Answer, *, replayed: bool) -> Response:
    response = Response(answer.body, answer.status)
    own = [(name, value) for name, value in answer.headers if name.lower() != "content-length"]
    length = [] if answer.status == 204 else [("content-length", str(len(answer.body)))]
    told = [*own, *length, *([(REPLAYED, "true")] if replayed else [])]
    response.raw_headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in told]
    return response


def _is_form(headers: Headers) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == FORM


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None where its sender went away, or it was too large."""
    pieces: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        pieces.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(pieces)


def _given(body: bytes, receive: Receive) -> Receive:
    """A body that was read, to be read again; then what is received after it."""
    read = False

    async def again() -> Message:
        nonlocal read
        if read:
            return await receive()
        read = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
