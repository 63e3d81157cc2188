"""Answers that are somebody's own, and that nothing on the way may keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel
from starlette.responses import Response

NO_STORE: Final = {"Cache-Control": "no-store"}


def json_answer(
    body: BaseModel | bytes, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with JSON: that of a model, or what is JSON already."""
    content = body if isinstance(body, bytes) else body.model_dump_json()
    return Response(content, status, {**NO_STORE, **(headers or {})}, media_type="application/json")


def no_content() -> Response:
    """Answer that it is done, and that there is nothing to say about it."""
    return Response(status_code=204, headers=NO_STORE)
