"""An OpenID provider on loopback that refuses whatever a client gets wrong.

It speaks discovery, the authorization code flow with PKCE (S256 and nothing else), user info and
RP-initiated logout. What it refuses is kept in ``complaints``, where a test can look.
"""

from __future__ import annotations

import secrets
import socket
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import unquote_plus, urlencode

import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

PRIVATE = ec.generate_private_key(ec.SECP256R1())
_PAGE = """<!doctype html><html lang="en"><title>Provider</title>
<link rel="icon" href="data:,"><body>
<form method="post"><button>{label}</button></form></body></html>"""


@dataclass
class Provider:
    """The provider, and how it behaves.

    Attributes:
        client_secret: What its client has to prove itself by; None for a public client.
        user: The claims of whoever signs in.
        claims: Put over those of ID tokens; None takes one away.
        user_info: Claims that only user info has.
        asks: Whether it shows a page with a button; else whoever comes is signed in.
        error: What it answers instead of a code.
        down: Whether it answers nothing but 503.
        discovery: Put over what it says of itself; None takes something away.
        private: What ID tokens are signed with.
        key_id: What that key is called.
        complaints: What it refused, and why.
    """

    port: int
    client_id: str = "chat"
    client_secret: str | None = None
    user: dict[str, Any] = field(
        default_factory=lambda: {"sub": "ada", "name": "Ada Lovelace", "email": "ada@example.com"}
    )
    claims: dict[str, Any] = field(default_factory=dict)
    user_info: dict[str, Any] = field(default_factory=dict)
    asks: bool = False
    error: str | None = None
    down: bool = False
    discovery: dict[str, Any] = field(default_factory=dict)
    private: ec.EllipticCurvePrivateKey = PRIVATE
    key_id: str = "1"
    complaints: list[str] = field(default_factory=list)
    signed_out: list[str] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _access_tokens: set[str] = field(default_factory=set)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/realm"

    @property
    def environ(self) -> dict[str, str]:
        """What tells a server to use it."""
        environ = {"CHATKIT_OIDC_ISSUER": self.issuer, "CHATKIT_OIDC_CLIENT_ID": self.client_id}
        if self.client_secret is not None:
            environ["CHATKIT_OIDC_CLIENT_SECRET"] = self.client_secret
        return environ

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/realm/.well-known/openid-configuration", self._configuration),
                Route("/realm/authorize", self._authorize, methods=["GET", "POST"]),
                Route("/realm/token", self._token, methods=["POST"]),
                Route("/realm/keys", self._keys),
                Route("/realm/me", self._user_info),
                Route("/realm/end", self._end_session, methods=["GET", "POST"]),
            ]
        )

    async def _configuration(self, _: Request) -> Response:
        if self.down:
            return Response(status_code=503)
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/me",
            "end_session_endpoint": f"{self.issuer}/end",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        } | self.discovery
        return JSONResponse({name: value for name, value in said.items() if value is not None})

    async def _authorize(self, request: Request) -> Response:
        query = dict(request.query_params)
        wrong = [
            name
            for name, right in {
                "response_type": query.get("response_type") == "code",
                "client_id": query.get("client_id") == self.client_id,
                "scope": "openid" in query.get("scope", "").split(),
                "state": len(query.get("state", "")) >= 32,
                "nonce": len(query.get("nonce", "")) >= 32,
                "code_challenge": len(query.get("code_challenge", "")) == 43,
                "code_challenge_method": query.get("code_challenge_method") == "S256",
                "redirect_uri": query.get("redirect_uri", "").endswith("/api/auth/callback"),
            }.items()
            if not right
        ]
        if wrong:
            return self._refuse("authorize", ", ".join(wrong))
        if self.asks and request.method == "GET":
            return HTMLResponse(_PAGE.format(label=f"Sign in as {self.user['name']}"))
        answer = {"state": query["state"], "iss": self.issuer}
        if self.error is not None:
            answer["error"] = self.error
        else:
            answer["code"] = secrets.token_urlsafe(16)
            self._codes[answer["code"]] = query
        return RedirectResponse(f"{query['redirect_uri']}?{urlencode(answer)}", 303)

    async def _token(self, request: Request) -> Response:
        if self.down:
            return Response(status_code=503)
        async with request.form() as form:
            given = {name: str(value) for name, value in form.items()}
        if not self._knows_client(request, given):
            return self._refuse("token", "invalid_client", 401)
        asked = self._codes.pop(given.get("code", ""), None)  # good once
        if asked is None:
            return self._refuse("token", "invalid_grant")
        digest = sha256(given.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            given.get("grant_type") != "authorization_code"
            or given.get("redirect_uri") != asked["redirect_uri"]
            or challenge != asked["code_challenge"]
        ):
            return self._refuse("token", "invalid_grant")
        access_token = secrets.token_urlsafe(16)
        self._access_tokens.add(access_token)
        return JSONResponse(
            {
                "access_token": access_token,
                "token_type": "Bearer",
                "expires_in": 300,
                "id_token": self.id_token(nonce=asked["nonce"]),
            },
            headers={"Cache-Control": "no-store"},
        )

    def id_token(self, **claims: Any) -> str:
        """A token for the user, unless ``claims`` say otherwise."""
        now = int(time.time())
        said = {"iss": self.issuer, "aud": self.client_id, "iat": now, "exp": now + 300}
        said |= self.user | claims | self.claims
        said = {name: value for name, value in said.items() if value is not None}
        return jwt.encode(said, self.private, "ES256", headers={"kid": self.key_id})

    def _knows_client(self, request: Request, given: dict[str, str]) -> bool:
        if self.client_secret is None:
            return given.get("client_id") == self.client_id and "client_secret" not in given
        scheme, _, pair = request.headers.get("authorization", "").partition(" ")
        methods = self.discovery.get("token_endpoint_auth_methods_supported")
        if methods == ["client_secret_post"]:
            sent = [given.get("client_id"), given.get("client_secret")]
            return sent == [self.client_id, self.client_secret]
        sent = [unquote_plus(part) for part in b64decode(pair).decode().split(":")]
        return scheme == "Basic" and sent == [self.client_id, self.client_secret]

    async def _keys(self, _: Request) -> Response:
        public = jwt.algorithms.ECAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return JSONResponse({"keys": [{**public, "kid": self.key_id, "use": "sig"}]})

    async def _user_info(self, request: Request) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self._access_tokens:
            return self._refuse("userinfo", "invalid_token", 401)
        return JSONResponse({"sub": self.user["sub"]} | self.user_info)

    async def _end_session(self, request: Request) -> Response:
        query = request.query_params
        back, hint = query.get("post_logout_redirect_uri", ""), query.get("id_token_hint", "")
        try:
            claims = jwt.decode(
                hint,
                self.private.public_key(),
                ["ES256"],
                {"verify_exp": False},
                audience=self.client_id,
                issuer=self.issuer,
            )
        except jwt.PyJWTError as error:
            return self._refuse("end_session", str(error))
        if query.get("client_id") != self.client_id or not back.endswith("/"):
            return self._refuse("end_session", "client_id or post_logout_redirect_uri")
        self.signed_out.append(claims["sub"])
        return RedirectResponse(back, 303)

    def _refuse(self, where: str, why: str, status: int = 400) -> Response:
        self.complaints.append(f"{where}: {why}")
        return JSONResponse({"error": why}, status)


@contextmanager
def running_provider(**options: Any) -> Iterator[Provider]:
    """A provider that serves in a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        provider = Provider(listener.getsockname()[1], **options)
        config = uvicorn.Config(provider.app(), log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()  # it listens already: whoever comes waits until it answers
        try:
            yield provider
        finally:
            server.should_exit = True
            thread.join()
