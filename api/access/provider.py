"""Signing in by an OpenID Connect provider: the authorization code flow with PKCE, state and nonce.

See OpenID Connect Core 1.0 (3.1) and RFC 9700, Best Current Practice for OAuth 2.0 Security. Authlib speaks the
protocol; what is asked of the answers stands here: the issuer's own metadata, its keys, the token's signature, issuer,
audience, nonce and time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from api.access.hosts import is_loopback
from corpus.access import Role
from corpus.errors import PortalError
from corpus.settings import Settings

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client

SECONDS = 10
"""How long to wait for the provider."""

KEPT_SECONDS = 3600
"""How long its metadata is taken as it was; its keys, which change, are asked for at every sign-in."""

LEEWAY = 60
"""Seconds that the clocks may differ."""

SCOPE = "openid profile email"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key of the provider's own: none by a secret that others have too, and never "none"."""

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
STRONGEST_FIRST = (Role.ADMIN, Role.LEAD, Role.RESEARCHER, Role.SERVICE, Role.READER)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a browser has to bring back from the provider, and what it was asked with."""

    state: str
    nonce: str
    verifier: str
    next: str


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody whom the provider vouches for: ``subject`` names them for good, ``name`` is what they are called."""

    subject: str
    name: str
    role: Role


class Provider:
    """The provider of the settings. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        if settings.oidc_issuer is None or settings.oidc_client_id is None:
            raise PortalError("bad_input", "VKP_OIDC_ISSUER and VKP_OIDC_CLIENT_ID go together", "set both or none")
        if find_spec("authlib") is None:
            raise PortalError("bad_input", "VKP_OIDC_ISSUER needs the package authlib", "install the extra 'oidc'")
        self.settings = settings
        self.issuer: str = settings.oidc_issuer
        self.client_id: str = settings.oidc_client_id
        self.roles = roles_of(settings.oidc_roles)
        _require_https(self.issuer)
        self._lock = threading.Lock()
        self._kept: tuple[float, dict[str, Any]] | None = None

    @property
    def name(self) -> str:
        """What people know it by: its host."""
        return urlsplit(self.issuer).netloc

    def address(self, back: str, attempt: Attempt) -> str:
        """Where to send the browser. Raises ``PortalError("provider_unavailable")``."""
        endpoint = self._metadata()["authorization_endpoint"]
        with self._client(back) as client:
            address, _ = client.create_authorization_url(
                endpoint, state=attempt.state, nonce=attempt.nonce, code_verifier=attempt.verifier
            )
        return str(address)

    def vouched(self, back: str, code: str, attempt: Attempt) -> Vouched:
        """Who comes back with a code. Raises ``PortalError``: not_signed_in, provider_unavailable."""
        return self._person(self._claims(self._token(back, code, attempt), attempt))

    def _token(self, back: str, code: str, attempt: Attempt) -> Mapping[str, Any]:
        from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415 - an extra of the portal
        from httpx2 import HTTPError  # noqa: PLC0415 - as above

        endpoint = self._metadata()["token_endpoint"]
        try:
            with self._client(back) as client:
                token: Mapping[str, Any] = client.fetch_token(endpoint, code=code, code_verifier=attempt.verifier)
        except AuthlibBaseError as failure:
            raise PortalError("not_signed_in", "the provider does not take the code") from failure
        except (HTTPError, ValueError) as failure:
            raise _unavailable(failure) from failure
        return token

    def _claims(self, token: Mapping[str, Any], attempt: Attempt) -> Mapping[str, Any]:
        """What a token says, once it is the provider's, for the portal, for this attempt and of this time."""
        from authlib.oidc.core import CodeIDToken  # noqa: PLC0415 - as above
        from joserfc import jwt  # noqa: PLC0415 - as above
        from joserfc.errors import JoseError  # noqa: PLC0415 - as above
        from joserfc.jwk import KeySet  # noqa: PLC0415 - as above

        options = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self.client_id},
            "nonce": {"essential": True, "value": attempt.nonce},
        }
        said = {"client_id": self.client_id, "nonce": attempt.nonce, "access_token": token.get("access_token")}
        try:
            keys = KeySet.import_key_set(self._fetched(self._metadata()["jwks_uri"]))  # type: ignore[arg-type]
            read = jwt.decode(str(token.get("id_token", "")), keys, algorithms=list(ALGORITHMS))
            claims: Mapping[str, Any] = CodeIDToken(read.claims, read.header, options, said)
            claims.validate(leeway=LEEWAY)  # type: ignore[attr-defined]
        except (JoseError, ValueError, TypeError, KeyError) as failure:
            raise PortalError("not_signed_in", "its token cannot be trusted") from failure
        return claims

    def _person(self, claims: Mapping[str, Any]) -> Vouched:
        roles = {self.roles[word] for word in _words(claims, self.settings.oidc_claim) if word in self.roles}
        role = next((role for role in STRONGEST_FIRST if role in roles), None)
        if role is None:
            raise PortalError("not_signed_in", "you have no role here", "ask an administrator for one")
        subject = f"{self.issuer} {claims['sub']}"
        called = (claims.get(name) for name in ("name", "preferred_username", "email", "sub"))
        name = next((" ".join(str(one).split()) for one in called if one and str(one).strip()), subject)
        return Vouched(subject, name, role)

    def _client(self, back: str) -> OAuth2Client:
        from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415 - as above

        secret = self.settings.oidc_client_secret
        return OAuth2Client(
            self.client_id,
            secret,
            token_endpoint_auth_method="none" if secret is None else "client_secret_basic",
            scope=SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=SECONDS,
        )

    def _metadata(self) -> dict[str, Any]:
        """What the provider says of itself, which has to be of this issuer and lead to safe addresses."""
        with self._lock:
            if self._kept is not None and time.monotonic() - self._kept[0] < KEPT_SECONDS:
                return self._kept[1]
        found = self._fetched(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer or not all(isinstance(found.get(name), str) for name in ENDPOINTS):
            raise PortalError("provider_unavailable", "its metadata is of another issuer, or not whole")
        for name in ENDPOINTS:
            _require_https(found[name])
        with self._lock:
            self._kept = (time.monotonic(), found)
        return found

    def _fetched(self, address: str) -> dict[str, Any]:
        import httpx2  # noqa: PLC0415 - as above

        try:
            answer = httpx2.get(address, timeout=SECONDS).raise_for_status().json()
        except (httpx2.HTTPError, ValueError) as failure:
            raise _unavailable(failure) from failure
        if not isinstance(answer, dict):
            raise PortalError("provider_unavailable", "it answers with no JSON object")
        return answer


def roles_of(written: str) -> dict[str, Role]:
    """A table of roles as the settings have it. Raises ``PortalError("bad_input")``.

    >>> roles_of("staff=reader; li.wei@example.org=lead")["li.wei@example.org"].value
    'lead'
    """
    rows = (row.rpartition("=") for row in written.split(";") if row.strip())
    try:
        return {value.strip(): Role(role.strip()) for value, _, role in rows}
    except ValueError as failure:
        known = ", ".join(role.value for role in Role)
        raise PortalError("bad_input", f"VKP_OIDC_ROLES: {failure}", f"write value=role; … with {known}") from failure


def _words(claims: Mapping[str, Any], claim: str) -> set[str]:
    """What the table of roles may name somebody by: values of the claim, a verified e-mail, the subject."""
    value = claims.get(claim)
    words = {str(one) for one in (value if isinstance(value, list) else [value])} | {str(claims["sub"])}
    if claims.get("email_verified") is True:
        words.add(str(claims.get("email")))
    return words


def _require_https(address: str) -> None:
    """A provider is asked over https; over http only on this machine."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise PortalError("bad_input", f"{address[:200]} is not https", "give the provider's https address")


def _unavailable(failure: Exception) -> PortalError:
    return PortalError("provider_unavailable", type(failure).__name__)
