"""What a provider is asked for, and how often."""

from __future__ import annotations

import asyncio

import httpx2
import pytest

from chatkit_server.auth import oidc
from chatkit_server.auth.external import ExternalTokens
from chatkit_server.errors import Unavailable

ISSUER = "https://id.example"


async def test_who_has_waited_for_the_provider_in_vain_does_not_wait_for_the_next_try() -> None:
    now = 1000.0
    asked: list[str] = []
    was_asked, pause = asyncio.Event(), asyncio.Event()

    async def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        was_asked.set()
        await pause.wait()
        raise httpx2.ConnectError("down")

    async with httpx2.AsyncClient(transport=httpx2.MockTransport(answer)) as client:
        provider = oidc.Provider(
            ISSUER, "chat", None, ("openid",), ExternalTokens(), client=client, clock=lambda: now
        )
        way = {"state": "s", "nonce": "n", "verifier": "v"}
        waiting = [
            asyncio.create_task(provider.authorization_url("https://chat.example/", **way))
            for _ in range(3)
        ]
        await was_asked.wait()
        now += oidc.PATIENCE_SECONDS
        pause.set()
        for answered in await asyncio.gather(*waiting, return_exceptions=True):
            assert isinstance(answered, Unavailable)
        assert len(asked) == 1
        now += oidc.RETRY_SECONDS
        with pytest.raises(Unavailable):
            await provider.authorization_url("https://chat.example/", **way)
        assert len(asked) == 2
