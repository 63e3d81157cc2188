"""Reading a request's body, up to a limit, and its query."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request

from chatkit_server.admission import refusal, refuse_nul
from chatkit_server.errors import InvalidRequest, TooLarge

_Model = TypeVar("_Model", bound=BaseModel)


async def read_model(
    request: Request, model: type[_Model], *, optional: bool = False, limit: int | None = None
) -> _Model:
    """Read a JSON body that is an object of a type.

    Args:
        optional: Whether there may be no body; then every field is what it is by default.
        limit: Bytes; as many as the settings allow where it is not said.

    Raises:
        TooLarge: The body is longer.
        InvalidRequest: It is something else, or has a null character; the message names the field.
    """
    body = await read_body(request, limit or request.app.state.settings.max_body_bytes)
    if optional and not body:
        return model()
    try:
        read = model.model_validate_json(body)
    except ValidationError as error:
        raise refusal(error) from None
    refuse_nul(body)
    return read


def read_query(request: Request, model: type[_Model]) -> _Model:
    """Read the query of a URL as an object of a type; ``name[key]=value`` is of an object in it.

    Raises:
        InvalidRequest: It is something else, or has a null character; the message names the
            parameter.
    """
    given: dict[str, Any] = {}
    objects: dict[str, dict[str, str]] = {}
    for written, value in request.query_params.items():
        name, bracket, key = written.partition("[")
        if bracket and key.endswith("]"):
            objects.setdefault(name, {})[key[:-1]] = value
        else:
            given[written] = value
    try:
        read = model.model_validate(given | objects)
    except ValidationError as error:
        raise refusal(error) from None
    for written, value in request.query_params.items():
        if "\0" in value:  # PostgreSQL keeps none, and looks for none
            raise InvalidRequest(f"{written}: it contains a null character.", param=written)
    return read


async def read_body(request: Request, limit: int) -> bytes:
    """Read the whole body.

    Args:
        limit: Bytes; reading stops there.

    Raises:
        TooLarge: The body is longer.
        InvalidRequest: The connection ended in the middle of it.
    """
    message = f"The request body is larger than {limit:,} bytes."
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit:
        raise TooLarge(message)
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise TooLarge(message)
            chunks.append(chunk)
    except ClientDisconnect:
        raise InvalidRequest("The request ended before its body did.") from None
    return b"".join(chunks)
