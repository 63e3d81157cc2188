"""The gallery: in development only, every sample, built from other data, as its files change."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

import widgets.files
from chatkit_server.app import create_app
from chatkit_server.cli.serving import listen, url_of
from chatkit_server.http.errors import EXCEPTION_HANDLERS
from chatkit_server.http.gallery import Gallery
from chatkit_server.settings import Settings
from chatkit_server.showcase.gallery import GALLERY
from widgets.components import check
from widgets.examples import EXAMPLES
from widgets.samples import FileSamples

from .serving import patient_client

Live: TypeAlias = tuple[Path, str, Gallery]

LINE: dict[str, Any] = {
    "version": "1.0",
    "name": "Line",
    "template": '{"type": "Card", "children": [{"type": "Text", "value": {{ line | tojson }}}]}',
    "jsonSchema": {
        "type": "object",
        "properties": {"line": {"type": "string"}},
        "required": ["line"],
        "additionalProperties": False,
    },
}


@pytest.fixture(autouse=True)
def in_development() -> Any:
    widgets.files.watch()
    yield
    widgets.files.watch(False)


@pytest.fixture
def web_dir(tmp_path: Path) -> Path:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "gallery.html").write_text("<!doctype html><title>Widgets</title>")
    return tmp_path / "dist"


async def client_of(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://dev.example"
        ) as client,
    ):
        yield client


@pytest.fixture
async def client(settings: Settings, web_dir: Path) -> AsyncIterator[httpx.AsyncClient]:
    async for client in client_of(replace(settings, development=True, web_dir=web_dir)):
        yield client


@pytest.fixture
async def production(settings: Settings, web_dir: Path) -> AsyncIterator[httpx.AsyncClient]:
    async for client in client_of(replace(settings, web_dir=web_dir)):
        yield client


async def samples_of(client: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    body = (await client.get("/gallery/samples")).raise_for_status().json()
    assert body["live"] is True
    return {sample["name"]: sample for sample in body["samples"]}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/gallery"),
        ("GET", "/gallery.html"),
        ("GET", "/gallery/samples"),
        ("GET", "/gallery/changes"),
        ("POST", "/gallery/build"),
    ],
)
async def test_there_is_no_gallery_but_in_development(
    production: httpx.AsyncClient, method: str, path: str
) -> None:
    assert (await production.request(method, path)).status_code == 404


async def test_the_page_comes_with_the_policy_of_pages(client: httpx.AsyncClient) -> None:
    response = await client.get("/gallery")
    assert "<title>Widgets" in response.text
    assert "script-src 'self';" in response.headers["content-security-policy"]
    assert (await client.get("/gallery.html")).status_code == 404


async def test_every_widget_of_the_showcase_and_every_example_is_a_sample(
    client: httpx.AsyncClient,
) -> None:
    samples = await samples_of(client)
    components = {f"components/{name}" for name in GALLERY}
    assert components < samples.keys()
    assert {name.rpartition("/")[2] for name in samples.keys() - components} == set(EXAMPLES)
    assert all(sample["group"] and sample["title"] for sample in samples.values())


async def test_every_sample_is_a_widget_but_the_one_of_a_later_version(
    client: httpx.AsyncClient,
) -> None:
    for name, sample in (await samples_of(client)).items():
        if name == "components/newer":
            assert any("Hologram" in problem for problem in sample["problems"])
        else:
            assert sample["problems"] == [], name
            check(json.dumps(sample["widget"]))


async def test_the_images_of_the_samples_are_served(client: httpx.AsyncClient) -> None:
    images = (await samples_of(client))["components/images"]["widget"]
    url: str = images["children"][1]["src"]
    assert url.startswith("http://dev.example/")
    assert (await client.get(url)).headers["content-type"] == "image/png"


async def test_a_sample_is_built_from_other_data(client: httpx.AsyncClient) -> None:
    sample = (await samples_of(client))["tasks/task_card"]
    data = {**sample["data"], "title": "Buy oats"}
    response = await client.post("/gallery/build", json={"name": sample["name"], "data": data})
    assert response.status_code == 200
    assert "Buy oats" in json.dumps(response.json()["widget"])
    same = {"name": sample["name"], "data": sample["data"]}
    assert (await client.post("/gallery/build", json=same)).json()["widget"] == sample["widget"]


async def test_data_that_does_not_fit_is_answered_with_every_problem(
    client: httpx.AsyncClient,
) -> None:
    data = {**(await samples_of(client))["tasks/task_card"]["data"], "title": 7, "titel": "x"}
    response = await client.post("/gallery/build", json={"name": "tasks/task_card", "data": data})
    assert response.status_code == 422
    assert set(response.json()["problems"]) == {
        "title: must be text",
        "titel: unknown; did you mean title?",
    }


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'{"name": "tasks/task_card"}', 400),
        (b'{"name": "tasks/task_card", "data": []}', 400),
        (b'{"name": "components/texts", "data": {}}', 404),
        (b'{"name": "nothing", "data": {}}', 404),
        (b" " * (1024 * 1024 + 1), 413),
    ],
)
async def test_a_request_that_makes_no_sense_is_refused(
    client: httpx.AsyncClient, body: bytes, status: int
) -> None:
    assert (await client.post("/gallery/build", content=body)).status_code == status


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    """A folder with one widget file, the address of a gallery of it, and the gallery."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "line.widget").write_text(json.dumps(LINE))
    gallery = Gallery([FileSamples([folder])], look=0.01)
    app = Starlette(routes=gallery.routes(), exception_handlers=EXCEPTION_HANDLERS)
    sockets = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets))
    yield folder, url_of("127.0.0.1", sockets), gallery
    await gallery.aclose()
    server.should_exit = True
    await serving


async def test_a_change_is_told_and_the_next_build_has_it(live: Live) -> None:
    folder, url, _ = live
    build = {"name": "line", "data": {"line": "x"}}
    async with patient_client(base_url=url) as client:
        assert (await samples_of(client))["line"]["data"] == {"line": "Line"}
        async with client.stream("GET", "/gallery/changes") as stream, asyncio.timeout(60):
            lines = stream.aiter_lines()
            assert await anext(lines) == ": watching"

            changed = {**LINE, "template": LINE["template"].replace("Text", "Title")}
            (folder / "line.widget").write_text(json.dumps(changed))
            assert await next_data(lines) == {"name": "line"}
            built = (await client.post("/gallery/build", json=build)).json()["widget"]
            assert built["children"] == [{"type": "Title", "value": "x"}]

            (folder / "line.widget").write_text('{"version": ')
            assert await next_data(lines) == {"name": "line"}
            sample = (await samples_of(client))["line"]
            assert sample["problems"] == ["$: not JSON: Expecting value at line 1, column 13"]
            assert sample["widget"]["children"][0]["type"] == "Title"  # the version before

            (folder / "more").mkdir()
            (folder / "more" / "other.widget").write_text(json.dumps(LINE))
            assert await next_data(lines) == {"name": "more/other"}
            (folder / "more" / "other.widget").unlink()
            assert await next_data(lines) == {"name": "more/other"}
            assert "more/other" not in await samples_of(client)


async def test_the_stream_of_changes_ends_with_the_server(live: Live) -> None:
    _, url, gallery = live
    async with (
        patient_client() as client,
        client.stream("GET", f"{url}/gallery/changes") as stream,
        asyncio.timeout(60),
    ):
        lines = [line async for line in closing_after_first(stream.aiter_lines(), gallery)]
    assert lines == [": watching", ""]


async def closing_after_first(lines: AsyncIterator[str], gallery: Gallery) -> AsyncIterator[str]:
    async for line in lines:
        await gallery.aclose()
        yield line


async def next_data(lines: AsyncIterator[str]) -> Any:
    async for line in lines:
        if line.startswith("data: "):
            return json.loads(line.removeprefix("data: "))
    raise AssertionError("the stream has ended")
