from __future__ import annotations

import gzip
import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from chatkit_server.http import web
from chatkit_server.http.errors import EXCEPTION_HANDLERS
from chatkit_server.http.headers import SecurityHeaders
from chatkit_server.settings import Settings

SOURCE = Path(__file__).parents[2] / "web" / "index.html"
SCRIPT = "/* element */" + " " * 2000
CHUNK = f"de-DE-{'x' * 43}.js"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    dist = tmp_path / "web" / "dist"
    (dist / "app").mkdir(parents=True)
    (dist / "index.html").write_text(SOURCE.read_text())
    (dist / "chatkit.js").write_text(SCRIPT)
    (dist / "chatkit-widget.js").write_text(SCRIPT)
    (dist / "chatkit-widget@1.2.0.js").write_text("/* 1.2.0 */")
    (dist / "chatkit.json").write_text('{"version": "1.2.0"}')
    for version in ("1.1.0", "1.2.0"):
        (dist / f"chatkit@{version}.js").write_text(f"/* {version} */")
        for suffix in (".js.map", ".json"):
            (dist / f"chatkit@{version}{suffix}").write_text(f'"{version}{suffix}"')
    (dist / "chatkit").mkdir()
    (dist / "chatkit" / CHUNK).write_text("export default {}")
    (dist / "favicon.svg").write_text("<svg/>")
    (dist / "app" / "index-1a2b.js").write_text("export {}")
    (tmp_path / "web" / "secret.txt").write_text("secret")
    (dist / ".hidden").write_text("secret")
    return dist


def client_of(settings: Settings) -> httpx.AsyncClient:
    app = Starlette(
        routes=web.routes(settings),
        middleware=[Middleware(SecurityHeaders, settings)],
        exception_handlers=EXCEPTION_HANDLERS,
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://chat.example")


@pytest.fixture
async def client(dist: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(Settings(web_dir=dist)) as client:
        yield client


async def test_the_page_answers_at_the_root_and_at_every_thread(client: httpx.AsyncClient) -> None:
    root = await client.get("/")
    thread = await client.get("/threads/thr_1")
    assert root.status_code == thread.status_code == 200
    assert root.text == thread.text
    assert root.headers["content-type"] == "text/html; charset=utf-8"
    assert root.headers["cache-control"] == "no-cache"
    assert 'src="/chatkit.js"' in root.text
    assert '<meta name="chatkit-domain-key" content="local" />' in root.text


async def test_the_page_is_sent_once(client: httpx.AsyncClient) -> None:
    etag = (await client.get("/")).headers["etag"]
    again = await client.get("/", headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    assert (await client.get("/", headers={"If-None-Match": '"other"'})).status_code == 200


async def test_settings_go_into_the_page_as_text(dist: Path) -> None:
    settings = Settings(
        web_dir=dist,
        script_url="https://cdn.example/ck.js?a=1&b=2",
        domain_key='"><script>alert(1)</script>',
    )
    async with client_of(settings) as client:
        html = (await client.get("/")).text
    assert 'src="https://cdn.example/ck.js?a=1&amp;b=2"' in html
    assert 'src="/chatkit.js"' not in html
    assert 'content="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in html


async def test_the_policy_keeps_the_page_to_its_own_origin(client: httpx.AsyncClient) -> None:
    response = await client.get("/")
    assert response.headers["content-security-policy"] == (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; "
        "connect-src 'self'; frame-src 'none'; base-uri 'none'; object-src 'none'; "
        "form-action 'self'; frame-ancestors 'self'"
    )
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"


async def test_the_policy_admits_the_origin_that_the_element_comes_from(dist: Path) -> None:
    settings = Settings(web_dir=dist, script_url="https://cdn.example:8443/ck.js")
    async with client_of(settings) as client:
        policy = (await client.get("/")).headers["content-security-policy"]
    assert "script-src 'self' https://cdn.example:8443;" in policy
    assert "frame-src https://cdn.example:8443;" in policy


@pytest.mark.parametrize("path", ["/chatkit.js", "/chatkit-widget.js"])
async def test_any_page_may_load_the_elements(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path, headers={"Origin": "https://shop.example"})
    assert response.text == SCRIPT
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["cache-control"] == "no-cache"
    again = await client.get(path, headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("version", ["1.1.0", "1.2.0"])
async def test_a_version_that_is_there_never_changes(
    client: httpx.AsyncClient, version: str
) -> None:
    response = await client.get(f"/chatkit@{version}.js")
    assert response.text == f"/* {version} */"
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    for suffix in (".js.map", ".json"):
        other = await client.get(f"/chatkit@{version}{suffix}")
        assert other.json() == f"{version}{suffix}"
        assert other.headers["cache-control"] == response.headers["cache-control"]


async def test_the_script_of_widgets_has_versions_too(client: httpx.AsyncClient) -> None:
    response = await client.get("/chatkit-widget@1.2.0.js")
    assert response.text == "/* 1.2.0 */"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    missing = await client.get("/chatkit-widget@1.1.0.js")
    assert missing.status_code == 404
    assert missing.json()["error"]["message"] == (
        "There is no such version of chatkit-widget.js here; there is 1.2.0."
    )


@pytest.mark.parametrize("version", ["1.3.0", "latest", "1", "..%2f1.2.0", "1.2.0%00"])
@pytest.mark.parametrize("suffix", [".js", ".js.map", ".json", "", ".css"])
async def test_of_a_version_that_is_not_there_one_hears_which_are(
    client: httpx.AsyncClient, version: str, suffix: str
) -> None:
    path = f"/chatkit@{version}{suffix}".encode()
    response = await client.get(httpx.URL("http://chat.example", raw_path=path))
    assert response.status_code == 404
    if "%2f" not in version:  # which is another path altogether
        assert response.json()["error"]["message"] == (
            "There is no such version of chatkit.js here; there is 1.1.0, 1.2.0."
        )


async def test_the_manifest_is_for_any_page_and_asked_for_anew(client: httpx.AsyncClient) -> None:
    response = await client.get("/chatkit.json")
    assert response.json() == {"version": "1.2.0"}
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["access-control-allow-origin"] == "*"


async def test_chunks_are_for_any_page_and_kept_for_good(client: httpx.AsyncClient) -> None:
    response = await client.get(f"/chatkit/{CHUNK}", headers={"Origin": "https://shop.example"})
    assert response.text == "export default {}"
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"


async def test_large_files_are_sent_compressed_to_those_who_can_read_it(
    client: httpx.AsyncClient,
) -> None:
    async with client.stream("GET", "/chatkit.js", headers={"Accept-Encoding": "gzip"}) as response:
        raw = b"".join([chunk async for chunk in response.aiter_raw()])
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(raw).decode() == SCRIPT
    plain = await client.get("/chatkit.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.headers["etag"] == response.headers["etag"]


async def test_hashed_files_are_kept_for_good(client: httpx.AsyncClient) -> None:
    response = await client.get("/app/index-1a2b.js")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_files_beside_the_page_are_served(client: httpx.AsyncClient) -> None:
    response = await client.get("/favicon.svg")
    assert response.headers["content-type"] == "image/svg+xml"
    assert response.headers["cache-control"] == "no-cache"


async def test_a_new_build_is_served_without_a_restart(
    client: httpx.AsyncClient, dist: Path
) -> None:
    before = await client.get("/chatkit.js")
    (dist / "chatkit.js").write_text("/* newer */")
    os.utime(dist / "chatkit.js", ns=(0, 0))
    after = await client.get("/chatkit.js", headers={"If-None-Match": before.headers["etag"]})
    assert (after.status_code, after.text) == (200, "/* newer */")


@pytest.mark.parametrize(
    "path",
    [
        "/app/missing.js",
        "/chatkit/missing.js",
        "/chatkit/..%2fsecret.txt",
        "/missing.js",
        "/index.html",
        "/app",
        "/.hidden",
        "/..%2fsecret.txt",
        "/app/..%2f..%2fsecret.txt",
        "/app/%2e%2e",
        "/app/..%5c..%5csecret.txt",
        "/app/%00",
        "/app/" + "x" * 300,
        "/threads/a/b",
    ],
)
async def test_nothing_else_is_found(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(httpx.URL("http://chat.example", raw_path=path.encode()))
    assert response.status_code == 404
    assert "secret" not in response.text


async def test_a_page_that_is_not_built_says_so(tmp_path: Path) -> None:
    async with client_of(Settings(web_dir=tmp_path / "nowhere")) as client:
        for path in (
            "/",
            "/threads/thr_1",
            "/chatkit.js",
            "/chatkit-widget.js",
            "/chatkit@1.2.0.js",
        ):
            response = await client.get(path)
            assert response.status_code == 503
            assert "make web" in response.text
