"""Browsers of people who sign in, without the browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.applications import Starlette

from chatkit_server.app import create_app
from chatkit_server.settings import Settings

from .conftest import running

HOST = "http://test"
STRANGE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
"""What a browser says of a request that a page of another site makes it send."""


class Visitor:
    """A browser that goes where it is sent, one step at a time."""

    def __init__(self, http: httpx.AsyncClient, app: Starlette) -> None:
        self.http = http
        self.app = app

    async def me(self) -> Any:
        response = await self.http.get("/api/auth/me")
        assert response.status_code == 200, response.text
        return response.json()

    async def leave(self, return_to: str = "/") -> str:
        """Begin to sign in; returns where the provider is."""
        response = await self.http.get("/api/auth/login", params={"return_to": return_to})
        assert response.status_code == 303, response.text
        return response.headers["location"]

    async def visit_provider(self, url: str) -> str:
        """Be signed in there; returns where that leads back to."""
        async with httpx.AsyncClient(trust_env=False) as outside:
            response = await outside.get(url)
        assert response.status_code == 303, response.text
        return response.headers["location"]

    async def come_back(self, url: str) -> str:
        """Returns where this server leads in the end, as a path."""
        assert url.startswith(f"{HOST}/api/auth/callback?")
        response = await self.http.get(url)
        assert response.status_code == 303, response.text
        assert response.headers["cache-control"] == "no-store"
        return response.headers["location"]

    async def sign_in(self, return_to: str = "/") -> str:
        return await self.come_back(await self.visit_provider(await self.leave(return_to)))

    async def add_task(self, title: str) -> None:
        response = await self.http.post("/api/tasks", json={"title": title})
        assert response.status_code == 201, response.text

    async def tasks(self) -> list[str]:
        response = await self.http.get("/api/tasks")
        assert response.status_code == 200, response.text
        return sorted(task["title"] for task in response.json()["data"])

    async def events(self) -> list[tuple[str, str]]:
        return [(entry.event, entry.actor) for entry in await self.app.state.audit.entries()]


@asynccontextmanager
async def visiting(settings: Settings, scheme: str = "http") -> AsyncIterator[Visitor]:
    async with (
        running(create_app(settings)) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"{scheme}://test") as http,
    ):
        yield Visitor(http, app)
