"""What answers tell browsers to refuse, on every kind of answer."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from chatkit_server.app import create_app
from chatkit_server.settings import Settings, SettingsError

INDEX = Path(__file__).parents[2] / "web" / "index.html"


async def _own_page(_: Request) -> Response:
    return HTMLResponse("<p>mine</p>")


async def _own_policy(_: Request) -> Response:
    return HTMLResponse("<p>mine</p>", headers={"Content-Security-Policy": "default-src 'none'"})


async def _broken(_: Request) -> Response:
    raise RuntimeError("nobody foresaw this")


@pytest.fixture
def make_client(settings: Settings, tmp_path: Path) -> Callable[..., httpx.AsyncClient]:
    dist = tmp_path / "dist"
    (dist / "chatkit").mkdir(parents=True)
    (dist / "index.html").write_text(INDEX.read_text())
    for name in ("chatkit.js", "chatkit.json", "favicon.svg", "chatkit/part-1.js"):
        (dist / name).write_text("{}")

    def make(scheme: str = "http", **fields: Any) -> httpx.AsyncClient:
        routes = [
            Route("/api/own.html", _own_page, methods=["POST"]),
            Route("/own.html", _own_page),
            Route("/own-policy.html", _own_policy),
            Route("/broken.html", _broken),
        ]
        app: Starlette = create_app(
            dataclasses.replace(settings, web_dir=dist, **fields), routes=routes
        )
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=f"{scheme}://chat.example")

    return make


@pytest.fixture
async def client(make_client: Callable[..., httpx.AsyncClient]) -> AsyncIterator[httpx.AsyncClient]:
    async with make_client() as client:
        yield client


ANSWERS = [
    "/",
    "/healthz",
    "/chatkit.js",
    "/chatkit/part-1.js",
    "/api/tasks",
    "/no/such",
    "/broken.html",
]


@pytest.mark.parametrize("path", ANSWERS)
async def test_no_answer_is_taken_for_what_it_is_not(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in response.headers


@pytest.mark.parametrize("path", ANSWERS)
async def test_behind_tls_browsers_stay_there(
    make_client: Callable[..., httpx.AsyncClient], path: str
) -> None:
    async with make_client("https") as client:
        response = await client.get(path)
    assert response.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize("path", ["/healthz", "/api/tasks", "/no/such", "/broken.html"])
async def test_json_does_nothing_in_a_browser_and_is_not_kept(
    client: httpx.AsyncClient, path: str
) -> None:
    response = await client.get(path)
    assert response.headers["content-type"] == "application/json"
    assert response.headers["content-security-policy"] == (
        "default-src 'none'; frame-ancestors 'none'"
    )
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/own.html"])
async def test_every_page_is_kept_to_files_of_its_own(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    policy = response.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert {"default-src 'self'", "script-src 'self'", "style-src 'self'"} <= set(
        policy.split("; ")
    )
    assert response.headers["cross-origin-opener-policy"] == "same-origin"
    assert response.headers["permissions-policy"].startswith("microphone=(), camera=()")


async def test_a_page_that_has_a_policy_keeps_it(client: httpx.AsyncClient) -> None:
    response = await client.get("/own-policy.html")
    assert response.headers["content-security-policy"] == "default-src 'none'"


async def test_the_microphone_is_for_dictation(
    make_client: Callable[..., httpx.AsyncClient],
) -> None:
    async with make_client(transcription_key="sk-test") as client:
        policy = (await client.get("/")).headers["permissions-policy"]
    assert policy.startswith("microphone=(self), camera=()")
    foreign = "https://cdn.example/ck.js"
    async with make_client(transcription_key="sk-test", script_url=foreign) as client:
        policy = (await client.get("/")).headers["permissions-policy"]
    assert policy.startswith('microphone=(self "https://cdn.example"), camera=()')


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("", "frame-ancestors 'self'"),
        ("none", "frame-ancestors 'none'"),
        (
            "https://shop.example, https://*.example.com",
            "frame-ancestors 'self' https://shop.example https://*.example.com",
        ),
    ],
)
async def test_who_may_show_the_page_in_a_frame_is_set(
    make_client: Callable[..., httpx.AsyncClient], text: str, policy: str
) -> None:
    ancestors = Settings.from_env({"CHATKIT_FRAME_ANCESTORS": text}).frame_ancestors
    async with make_client(frame_ancestors=ancestors) as client:
        for path in ("/", "/own.html"):
            headers = (await client.get(path)).headers
            assert headers["content-security-policy"].endswith(policy)


@pytest.mark.parametrize("text", ["*", "https://a.example; script-src *", "shop.example", "'self'"])
def test_a_frame_ancestor_is_an_origin(text: str) -> None:
    with pytest.raises(SettingsError, match="CHATKIT_FRAME_ANCESTORS must"):
        Settings.from_env({"CHATKIT_FRAME_ANCESTORS": text})


@pytest.mark.parametrize("path", ["/chatkit.js", "/chatkit/part-1.js", "/chatkit.json"])
async def test_pages_of_any_origin_may_load_the_script(
    client: httpx.AsyncClient, path: str
) -> None:
    response = await client.get(path)
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["access-control-allow-origin"] == "*"
