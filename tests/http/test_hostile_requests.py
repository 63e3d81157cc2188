"""Requests made up from the published description, as many kinds of callers: none breaks it."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from collections.abc import Iterator

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, assume, given, seed
from hypothesis import settings as examples
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)
from starlette.applications import Starlette

from chatkit_server.access.api_keys import ApiKeys
from chatkit_server.access.model import SCOPES
from chatkit_server.app import create_app
from chatkit_server.cli.serving import listen, url_of
from chatkit_server.http.contract.openapi import openapi
from chatkit_server.settings import Settings
from stores.engine import create_engine
from tests.tokens import signed

SECRET = "the secret of the tests, which is long enough"
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
EXAMPLES = 4
PATIENCE_SECONDS = 30

_ENDLESS = "x.threads.follow"


@dataclasses.dataclass(frozen=True)
class Running:
    app: Starlette
    url: str
    key: str


@pytest.fixture
def server(settings: Settings) -> Iterator[Running]:
    settings = dataclasses.replace(
        settings,
        auth_secret=SECRET,
        rate_requests_per_minute=0,
        rate_requests_per_address=0,
        rate_failures_per_address=0,
    )
    app = create_app(settings)
    sockets = listen("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(app, log_config=None, lifespan="on", proxy_headers=False, ws="none")
    )
    thread = threading.Thread(target=server.run, args=(sockets,))
    thread.start()
    try:
        key = asyncio.run(_make_key(settings.database_url))
        yield Running(app, url_of("127.0.0.1", sockets), key)
    finally:
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)


async def _make_key(url: str) -> str:
    engine = create_engine(url)
    try:
        return (await ApiKeys(engine).create("tests", SCOPES))[1]
    finally:
        await engine.dispose()


@pytest.mark.parametrize("who", ["a user", "a back end", "nobody"])
def test_no_request_that_fits_the_description_breaks_the_server(server: Running, who: str) -> None:
    bearer = {
        "a user": signed(SECRET, sub="ann"),
        "a back end": server.key,
    }.get(who)
    headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
    schema = schemathesis.openapi.from_dict(openapi(server.app.routes))
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @seed(1)
        @given(case=operation.as_strategy())
        @examples(
            max_examples=EXAMPLES,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: schemathesis.Case) -> None:
            nonlocal asked
            # It ends when its reader goes.
            assume(not isinstance(case.body, dict) or case.body.get("type") != _ENDLESS)
            response = case.call(
                base_url=server.url,
                headers=headers,
                timeout=PATIENCE_SECONDS,
                allow_redirects=False,
            )
            if response.status_code == 501:  # not set up here, and says so
                return
            asked += 1
            case.validate_response(response, checks=CHECKS)

        ask()
    assert asked > EXAMPLES
