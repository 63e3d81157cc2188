"""``GET /healthz``: whether the server serves."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chatkit_server.http.answers import json_answer
from chatkit_server.http.contract import operation


class Health(BaseModel):
    """That the server serves."""

    status: Literal["ok"] = "ok"


def routes() -> list[BaseRoute]:
    """The routes of this surface."""
    return [Route("/healthz", _health)]


@operation("Server", caller="anyone", answers={200: Health})
async def _health(_: Request) -> Response:
    """Say that the server serves."""
    return json_answer(Health())
