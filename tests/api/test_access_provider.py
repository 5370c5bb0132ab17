"""Signing in by an OpenID Connect provider: a real one, over HTTP, which can be told to do wrong."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from api.access.provider import Provider, roles_of
from api.app import create_app
from api.portal import Portal
from corpus.access import Role
from corpus.errors import PortalError
from corpus.settings import Settings
from corpus.store import open_store

pytest.importorskip("authlib")

CLIENT, SECRET = "portal", "a secret of the test, long enough to sign with"
HTML = {"Accept": "text/html"}


@dataclass
class OpenIdProvider:
    """A provider: discovery, keys, the page where somebody signs in (at once), and tokens for codes.

    ``claims`` are said of who signs in; ``wrong`` changes what is signed, ``forged`` signs with another key.
    """

    claims: dict[str, Any]
    wrong: dict[str, Any] = field(default_factory=dict)
    forged: bool = False
    algorithm: str = "RS256"
    address: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        from joserfc.jwk import RSAKey

        self.key, self.other = (RSAKey.generate_key(2048, {"kid": "one"}) for _ in range(2))

    def metadata(self) -> dict[str, Any]:
        ends = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {"issuer": self.address, **{name: self.address + path for name, path in ends.items()}}

    def authorize(self, asked: dict[str, str]) -> str:
        """Sign somebody in and send their browser back with a code."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def token(self, given: dict[str, str], credentials: str) -> dict[str, Any] | None:
        """The token for a code, once, for who can show the verifier and the client's secret; else None."""
        asked = self.codes.pop(given.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest()).decode()
        faults = {
            "code": asked is None,
            "pkce": asked is None or proof.rstrip("=") != asked.get("code_challenge"),
            "method": asked is None or asked.get("code_challenge_method") != "S256",
            "address": asked is None or given.get("redirect_uri") != asked["redirect_uri"],
            "secret": credentials != "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode(),
        }
        self.refused += [name for name, fault in faults.items() if fault]
        return None if any(faults.values()) or asked is None else self.signed(asked["nonce"])

    def signed(self, nonce: str) -> dict[str, Any]:
        from joserfc import jwt
        from joserfc.jwk import OctKey

        now = int(time.time())
        said = {"iss": self.address, "aud": CLIENT, "nonce": nonce, "iat": now, "exp": now + 300}
        said |= self.claims | self.wrong
        key: Any = self.other if self.forged else self.key
        if self.algorithm != "RS256":
            key = OctKey.import_key(SECRET)
        header = {"alg": self.algorithm, "kid": "one"}
        return {
            "access_token": "a token",
            "token_type": "Bearer",
            "id_token": jwt.encode(header, {k: v for k, v in said.items() if v is not None}, key),
        }


@pytest.fixture
def provider() -> Iterator[OpenIdProvider]:
    """A provider on a free port of the loopback."""
    claims = {"sub": "u-1", "name": "Li Wei", "roles": ["staff"], "email": "li@example.org", "email_verified": True}
    served = OpenIdProvider(claims)

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self.send_response(303)
                self.send_header("Location", served.authorize({k: v[0] for k, v in parse_qs(parts.query).items()}))
                self.end_headers()
                return
            known = {"/.well-known/openid-configuration": served.metadata, "/keys": keys}
            self.answer(known[parts.path]())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            given = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer(served.token(given, self.headers.get("Authorization", "")))

        def answer(self, said: dict[str, Any] | None) -> None:
            self.send_response(400 if said is None else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps({"error": "invalid_grant"} if said is None else said).encode())

        def log_message(self, *said: Any) -> None:
            """Say nothing."""

    def keys() -> dict[str, Any]:
        return {"keys": [served.key.as_dict(private=False)]}

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    served.address = f"http://127.0.0.1:{server.server_port}"
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    yield served
    server.shutdown()
    server.server_close()


@pytest.fixture
def settings(tmp_path: Path, provider: OpenIdProvider) -> Settings:
    return Settings(
        data=tmp_path / "data",
        oidc_issuer=provider.address,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_roles="staff=reader; leads=lead; boss@example.org=admin",
    )


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    portal = Portal(settings, open_store(settings, create=True))  # nothing is searched here: it need not warm up
    with TestClient(create_app(settings, portal), follow_redirects=False) as opened:
        yield opened
    portal.close()


def back_from(provider: OpenIdProvider, client: TestClient, there: str = "/works") -> str:
    """Where the provider sends a browser that the portal sent to it."""
    sent = client.get(f"/signin/provider?next={there}").headers["location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent).query).items()}
    assert sent.startswith(f"{provider.address}/authorize?")
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert "openid" in asked["scope"].split()
    return provider.authorize(asked)


def signed_in(provider: OpenIdProvider, client: TestClient, there: str = "/works") -> Any:
    return client.get(back_from(provider, client, there), headers=HTML)


def test_a_provider_signs_somebody_in_with_the_role_of_the_table(provider: OpenIdProvider, client: TestClient) -> None:
    assert client.get("/v1/works").status_code == 401
    assert "/signin/provider" in client.get("/signin", headers=HTML).text
    answer = signed_in(provider, client, "/review%3Fstate%3Dtodo")
    assert (answer.status_code, answer.headers["location"]) == (303, "/review?state=todo")
    assert provider.refused == []
    assert client.get("/v1/works").status_code == 200
    assert client.get("/v1/review/queue").status_code == 403  # staff are readers
    assert "Li Wei" in client.get("/", headers=HTML).text


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"roles": ["staff", "leads"]}, Role.LEAD),
        ({"roles": "leads"}, Role.LEAD),
        ({"roles": [], "email": "boss@example.org"}, Role.ADMIN),
        ({"roles": ["staff"], "email": "boss@example.org", "email_verified": False}, Role.READER),
        ({"roles": [], "email": "boss@example.org", "email_verified": "true"}, None),
        ({"roles": ["unknown"]}, None),
        ({"roles": None}, None),
    ],
    ids=["strongest", "one word", "mail", "mail not verified", "mail said to be", "unknown", "none"],
)
def test_the_role_follows_from_the_claim_a_verified_mail_or_nothing(
    provider: OpenIdProvider, client: TestClient, claims: dict[str, Any], role: Role | None
) -> None:
    provider.claims |= claims
    answer = signed_in(provider, client)
    assert answer.status_code == (403 if role is None else 303)
    store = client.app.state.portal.store  # type: ignore[attr-defined]
    session = store.sessions.get(client.cookies.get("session", ""))
    assert (None if session is None else session.role) == role


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://other.example"},
        {"aud": "another client"},
        {"aud": [CLIENT, "another client"], "azp": "another client"},
        {"nonce": "of another attempt"},
        {"nonce": None},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
    ],
    ids=["issuer", "audience", "party", "nonce", "no nonce", "expired", "endless", "from the future", "nobody"],
)
def test_a_token_that_says_something_wrong_signs_nobody_in(
    provider: OpenIdProvider, client: TestClient, wrong: dict[str, Any]
) -> None:
    provider.wrong = wrong
    answer = signed_in(provider, client)
    assert answer.status_code == 403
    assert "did not sign you in" in answer.text
    assert "session" not in client.cookies
    assert client.get("/v1/works").status_code == 401


@pytest.mark.parametrize("how", ["another key", "a shared secret"])
def test_a_token_that_is_signed_by_another_signs_nobody_in(
    provider: OpenIdProvider, client: TestClient, how: str
) -> None:
    provider.forged, provider.algorithm = (True, "RS256") if how == "another key" else (False, "HS256")
    assert signed_in(provider, client).status_code == 403
    assert "session" not in client.cookies


def test_an_answer_for_another_browser_or_another_attempt_is_refused(
    provider: OpenIdProvider, client: TestClient
) -> None:
    back = back_from(provider, client)
    kept = client.cookies["signin"]
    client.cookies.clear()
    assert client.get(back, headers=HTML).status_code == 403  # a browser that began nothing
    client.cookies["signin"] = kept
    assert client.get(back.replace("state=", "state=x"), headers=HTML).status_code == 403
    assert client.get(back, headers=HTML).status_code == 303
    client.cookies["signin"] = kept
    assert client.get(back, headers=HTML).status_code == 403  # the code is good for once
    assert provider.refused[0] == "code"


def test_a_cookie_of_nonsense_is_refused(provider: OpenIdProvider, client: TestClient) -> None:
    for cookie in ("", "zz", "7b7d", "5b5d", "00", "5b" * 3000):
        client.cookies["signin"] = cookie
        assert client.get("/signin/callback?code=x&state=y", headers=HTML).status_code == 403


def test_two_people_of_one_name_sign_with_two_names(provider: OpenIdProvider, client: TestClient) -> None:
    store = client.app.state.portal.store  # type: ignore[attr-defined]
    store.keys.create("Ana Ruiz", Role.LEAD)
    names = []
    for subject, name in (("u-1", "Li Wei"), ("u-2", "Li Wei"), ("u-3", "ana ruiz"), ("u-1", "Li W. Renamed")):
        provider.claims |= {"sub": subject, "name": name}
        client.cookies.clear()
        assert signed_in(provider, client).status_code == 303
        names.append(store.sessions.get(client.cookies["session"]).name)
    assert names == ["Li Wei", "Li Wei (2)", "ana ruiz (2)", "Li Wei"]


def test_a_provider_that_does_not_answer_is_told(settings: Settings, provider: OpenIdProvider) -> None:
    gone = settings.model_copy(update={"oidc_issuer": "http://127.0.0.1:9"})
    with TestClient(create_app(gone), follow_redirects=False) as client:
        answer = client.get("/signin/provider", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (503, "provider_unavailable")
        assert client.get("/signin", headers=HTML).status_code == 200


def test_metadata_of_another_issuer_is_not_believed(settings: Settings, provider: OpenIdProvider) -> None:
    provider.metadata = lambda: OpenIdProvider.metadata(provider) | {"issuer": "https://other.example"}  # type: ignore[method-assign]
    with TestClient(create_app(settings), follow_redirects=False) as client:
        assert client.get("/signin/provider").status_code == 503


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"oidc_issuer": "http://provider.example"}, "is not https"),
        ({"oidc_client_id": None}, "go together"),
        ({"oidc_roles": "staff=king"}, "VKP_OIDC_ROLES"),
    ],
)
def test_settings_that_cannot_be_used_are_told_at_the_start(
    settings: Settings, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(PortalError, match=said):
        Provider(settings.model_copy(update=changed))


def test_a_table_of_roles_may_name_what_holds_an_equals_sign() -> None:
    assert roles_of("cn=leads,ou=unv=lead;;") == {"cn=leads,ou=unv": Role.LEAD}
