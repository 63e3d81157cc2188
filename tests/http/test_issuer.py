"""Users of an OpenID provider on loopback: let in by the server, looked for by the doctor."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from chatkit_server.app import create_app
from chatkit_server.cli.doctor import examine
from chatkit_server.settings import Settings

from .conftest import running

PRIVATE = ec.generate_private_key(ec.SECP256R1())


class Provider:
    """An OpenID provider.

    Attributes:
        issuer: Its URL.
        documents: What it answers, by path; anything else is not found.
    """

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}/realm"
        public = jwt.algorithms.ECAlgorithm.to_jwk(PRIVATE.public_key(), as_dict=True)
        self.documents: dict[str, Any] = {
            "/realm/.well-known/openid-configuration": {
                "issuer": self.issuer,
                "jwks_uri": f"http://127.0.0.1:{port}/keys",
            },
            "/keys": {"keys": [{**public, "kid": "1", "use": "sig"}]},
        }

    def token(self, **claims: Any) -> str:
        """A token of this provider for Ada, meant for the chat, unless said otherwise."""
        claims = {
            "iss": self.issuer,
            "aud": "chat",
            "sub": "ada",
            "exp": int(time.time()) + 600,
        } | claims
        return jwt.encode(claims, PRIVATE, "ES256", headers={"kid": "1"})


@pytest.fixture
def provider() -> Iterator[Provider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            document = provider.documents.get(self.path)
            self.send_response(404 if document is None else 200)
            self.end_headers()
            self.wfile.write(json.dumps(document).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(server.server_address[1])
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield provider
    server.shutdown()
    server.server_close()


async def test_a_user_of_the_provider_has_chats_of_their_own(
    provider: Provider, settings: Settings
) -> None:
    settings = replace(
        settings, allow_guests=False, auth_issuer=provider.issuer, auth_audience=("chat",)
    )

    async def list_tasks(**claims: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {provider.token(**claims)}"}
        return await http.get("/api/tasks", headers=headers)

    async with (
        running(create_app(settings)) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http,
    ):
        headers = {"Authorization": f"Bearer {provider.token()}"}
        added = await http.post("/api/tasks", json={"title": "Write a note"}, headers=headers)
        assert added.status_code == 201, added.text
        assert [task["title"] for task in (await list_tasks()).json()["data"]] == ["Write a note"]
        assert (await list_tasks(sub="eve")).json()["data"] == []
        assert (await list_tasks(aud="shop")).status_code == 401
        assert (await list_tasks(exp=1)).status_code == 401
        assert (await list_tasks(sub="guest_1")).status_code == 401
        provider.documents.clear()
        assert (await list_tasks()).status_code == 200
        assert (await http.post("/api/auth/guest")).status_code == 403


async def test_while_the_provider_is_silent_nobody_is_called_a_stranger(
    provider: Provider, settings: Settings
) -> None:
    provider.documents.clear()
    async with (
        running(create_app(replace(settings, auth_issuer=provider.issuer))) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http,
    ):
        headers = {"Authorization": f"Bearer {provider.token()}"}
        response = await http.get("/api/tasks", headers=headers)
        assert response.status_code == 503
        assert response.json()["error"]["code"] == "unavailable"


def test_the_doctor_asks_for_the_keys(provider: Provider, tmp_path: Path) -> None:
    environ = {"CHATKIT_DATA_DIR": str(tmp_path), "CHATKIT_AUTH_ISSUER": provider.issuer}
    aimed = {**environ, "CHATKIT_AUTH_AUDIENCE": "chat"}
    assert f"ok     sign-in keys: 1 at {provider.issuer}" in examine(aimed).text
    assert "CHATKIT_AUTH_AUDIENCE is not set" in examine(environ).text
    other = examine({**aimed, "CHATKIT_AUTH_ALGORITHMS": "RS256"})
    assert not other.healthy
    assert "has none for RS256" in other.text
    provider.documents.pop("/keys")
    missing = examine(aimed)
    assert not missing.healthy
    assert "the answer is 404" in missing.text
