"""What is published of the server is what it does."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest
from chatkit.types import (
    Page,
    Thread,
    ThreadItem,
    ThreadsGetByIdReq,
    ThreadsListReq,
)
from starlette.applications import Starlette
from starlette.routing import Route

from chatkit_server.app import create_app
from chatkit_server.http.contract.openapi import openapi
from chatkit_server.http.contract.operation import places
from chatkit_server.http.contract.protocol import ANSWERS, STREAMED, protocol_schema, request_types
from chatkit_server.http.contract.schemas import Schemas
from chatkit_server.settings import Settings
from chatkit_server.testing import ScriptedModel, decode_events

FILES = {
    "/",
    "/threads/{thread_id}",
    "/a/{assistant}",
    "/a/{assistant}/threads/{thread_id}",
    "/gallery",
    "/docs",
    "/docs/{name}",
    "/chatkit.js",
    "/chatkit-widget.js",
    "/chatkit.json",
    "/chatkit@{version}",
    "/chatkit-widget@{version}",
    "/chatkit/{name}",
    "/app/{name}",
    "/{name}",
}
"""What browsers load: pages, scripts and pictures, which no program has to understand."""

DEVELOPMENT = ("/gallery/", "/showcase-")
"""What is there for whoever develops, and nobody else."""

GOLDEN = Path(__file__).parents[1] / "wire" / "golden"


@pytest.fixture
def whole(settings: Settings) -> Starlette:
    """An app with all that it can have."""
    return create_app(dataclasses.replace(settings, development=True))


def test_every_endpoint_is_described(whole: Starlette) -> None:
    silent = [
        f"{place.method} {place.path}"
        for place in places(whole.routes)
        if place.operation is None
        and place.path not in FILES
        and not place.path.startswith(DEVELOPMENT)
    ]
    assert silent == [], "put @operation on their handlers; see docs/development.md"


def test_what_is_described_says_what_it_does(whole: Starlette) -> None:
    for place in places(whole.routes):
        if place.operation is not None:
            assert place.operation.summary.endswith("."), f"{place.path} has no docstring"
            assert place.path not in FILES


def test_the_routes_that_are_no_endpoints_are_there(whole: Starlette) -> None:
    assert {place.path for place in places(whole.routes)} >= FILES


def test_operations_have_names_of_their_own(whole: Starlette) -> None:
    document = openapi(whole.routes)
    ids = [
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    ]
    assert len(ids) == len(set(ids))


def test_routes_of_somebody_else_are_left_out(settings: Settings) -> None:
    async def handler(_: object) -> None: ...

    app = create_app(settings, routes=[Route("/mine", handler)])
    assert "/mine" not in openapi(app.routes)["paths"]


async def test_the_description_is_published(guest: Any) -> None:
    response = await guest.http.get("/openapi.json")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    document = response.json()
    assert document["openapi"] == "3.1.0"
    assert document["paths"]["/api/tasks"]["post"]["responses"]["201"]
    again = await guest.http.get(
        "/openapi.json", headers={"If-None-Match": response.headers["etag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/openapi.json", "/chatkit/schema.json", "/docs"])
async def test_what_is_published_is_compressed_for_whoever_takes_that(
    guest: Any, path: str
) -> None:
    for accepted, coding in {
        "": None,
        "br": None,
        "gzip": "gzip",
        "br, GZIP;q=0.5": "gzip",
        "gzip;q=0": None,
        "identity, gzip; q=0.0": None,
    }.items():
        response = await guest.http.get(path, headers={"Accept-Encoding": accepted})
        assert response.headers.get("content-encoding") == coding, accepted
        assert response.headers["vary"] == "Accept-Encoding"
    had = f'"other", {response.headers["etag"]}'
    assert (await guest.http.get(path, headers={"If-None-Match": had})).status_code == 304
    assert (await guest.http.get(path, headers={"If-None-Match": '"other"'})).status_code == 200


async def test_every_reference_leads_somewhere(whole: Starlette) -> None:
    for document in (openapi(whole.routes), protocol_schema()):
        for reference in _references(document):
            found: Any = document
            for step in reference.removeprefix("#/").split("/"):
                found = found[step]
            assert found is not None


async def test_anyone_may_read_the_contract(app: Starlette) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        for path in ("/openapi.json", "/chatkit/schema.json"):
            assert (await client.get(path)).status_code == 200


# The protocol


def test_every_request_has_an_answer() -> None:
    assert {*STREAMED, *ANSWERS} == set(request_types().values())
    assert not STREAMED.keys() & ANSWERS.keys()


def _valid(name: str) -> jsonschema_rs.Draft202012Validator:
    return _validator({"$ref": f"#/$defs/{name}"})


def _validator(schema: Any) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({**schema, "$defs": protocol_schema()["$defs"]})


def test_the_schema_is_one() -> None:
    jsonschema_rs.meta.validate(protocol_schema())


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.sse")), ids=lambda path: path.stem)
def test_events_are_as_described(path: Path) -> None:
    validator = _valid("ThreadStreamEvent")
    events = decode_events(path.read_bytes())
    assert events
    for event in events:
        assert [error.message for error in validator.iter_errors(event)] == []
        assert not validator.is_valid({**event, "type": "no.such.event"})


async def test_answers_are_as_described(guest: Any, model: ScriptedModel) -> None:
    thread_id = await guest.create("hello")
    for type_, params in {
        "threads.get_by_id": {"thread_id": thread_id},
        "threads.list": {},
        "x.threads.list": {},
        "items.list": {"thread_id": thread_id},
        "threads.update": {"thread_id": thread_id, "title": "Other"},
        "x.threads.stop": {"thread_id": thread_id},
        "threads.delete": {"thread_id": thread_id},
    }.items():
        body = {"type": type_, "params": params}
        assert _valid("Request").is_valid(body)
        response = await guest.http.post("/chatkit", json=body)
        assert response.status_code == 200, response.text
        answer = protocol_schema()["x-answers"][type_]["json"]
        _validator(answer).validate(response.json())


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"type": "threads.list"},
        {"params": {}},
        {"type": "threads.unknown", "params": {}},
        {"type": "threads.get_by_id", "params": {}},
        {"type": "threads.list", "params": {"limit": "many"}},
    ],
)
def test_what_is_no_request_is_not_described_as_one(body: Any) -> None:
    assert not _valid("Request").is_valid(body)


def test_what_may_be_none_may_be_missing() -> None:
    schemas = Schemas("#/$defs/{model}", [(Page[Thread], "serialization")])
    assert schemas.definitions["Thread"]["required"] == [
        "id", "created_at", "status", "metadata", "items",
    ]  # fmt: skip
    assert ThreadsGetByIdReq.__name__ in protocol_schema()["$defs"]
    assert ANSWERS[ThreadsListReq] == Page[Thread] != Page[ThreadItem]


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for part in value.values() for found in _references(part)]
    if isinstance(value, list):
        return [found for part in value for found in _references(part)]
    return []


# The page


async def test_the_page_has_every_endpoint_request_and_type(guest: Any, app: Starlette) -> None:
    page = (await guest.http.get("/docs")).text
    document = openapi(app.routes)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    wanted = [
        *(said["operationId"] for path in document["paths"].values() for said in path.values()),
        *(f"request-{name}" for name in request_types()),
        *(f"type-{name}" for name in document["components"]["schemas"] if not name.endswith("Req")),
    ]
    assert set(wanted) <= set(ids)
    for link in re.findall(r'href="#([^"]+)"', page):
        assert link in ids


async def test_the_page_has_nothing_inline_and_what_it_loads_is_there(guest: Any) -> None:
    response = await guest.http.get("/docs")
    assert "unsafe" not in response.headers["content-security-policy"]
    assert not re.search(r"<style|<script(?! src)| style=| on\w+=", response.text)
    for part in re.findall(r'(?:src|href)="(docs/[^"]+)"', response.text):
        assert (await guest.http.get(f"/{part}")).status_code == 200
    assert (await guest.http.get("/docs/docs.html")).status_code == 404
    assert (await guest.http.get("/docs/..%2fpage.py")).status_code == 404


def test_names_of_types_are_short(whole: Starlette) -> None:
    names = {*openapi(whole.routes)["components"]["schemas"], *protocol_schema()["$defs"]}
    # Of two packages two may have one name; of this one, no two.
    assert [name for name in names if name.startswith("chatkit_server__")] == []
