"""The description of an app's JSON endpoints (OpenAPI 3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, Final

from starlette.routing import BaseRoute

from chatkit_server.http.contract.operation import Media, Operation, Place, places
from chatkit_server.http.contract.schemas import Mode, Schemas
from chatkit_server.http.errors import REQUEST_ID_HEADER, ErrorBody
from chatkit_server.http.request_context import TIMEZONE_HEADER

REF_TEMPLATE: Final = "#/components/schemas/{model}"
_PARAMETER: Final = re.compile(r"\{(\w+)\}")

_SECURITY: Final[Mapping[str, list[dict[str, list[str]]]]] = {
    "anyone": [],
    "signed": [],
    "user": [{"token": []}, {"cookie": []}],
    "sessions": [{"key": []}],
    "threads": [{"key": []}],
    "users": [{"key": []}],
}
_SCHEMES: Final = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A JWT that names a user; for what a chat needs, a client secret (`ek_…`).",
    },
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "chatkit_session",
        "description": "This server's own; it counts for pages of its origin.",
    },
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API key of a back end (`chatkit-server keys create`).",
    },
}


def openapi(routes: Sequence[BaseRoute], root: str = "") -> dict[str, Any]:
    """Describe what routes say of themselves; those that say nothing are left out.

    Args:
        routes: Of an app.
        root: The path that the app is mounted at.
    """
    found = [(place, place.operation) for place in places(routes) if place.operation is not None]
    schemas = Schemas(REF_TEMPLATE, [of for _, said in found for of in _types(said)])
    paths: dict[str, dict[str, Any]] = {}
    for place, said in found:
        described = _operation(place, said, schemas)
        paths.setdefault(place.path, {})[place.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ChatKit server",
            "version": version("chatkit-server"),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": root or "/"}],
        "tags": [{"name": name} for name in dict.fromkeys(said.group for _, said in found)],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.definitions.items())),
            "securitySchemes": _SCHEMES,
        },
    }


def _types(said: Operation) -> Iterator[tuple[Any, Mode]]:
    yield said.error or ErrorBody, "serialization"
    for answer in said.answers.values():
        for choice in _choices(answer):
            if (of := _type(choice)) is not None:
                yield of, "serialization"
    for choice in _choices(said.body):
        if (of := _type(choice)) is not None:
            yield of, "validation"
    if said.query is not None:
        yield said.query, "validation"


def _choices(bodies: Any) -> tuple[Any, ...]:
    if bodies is None:
        return ()
    return bodies if isinstance(bodies, tuple) else (bodies,)


def _type(body: Any) -> Any:
    return body.type if isinstance(body, Media) else body


def _operation(place: Place, said: Operation, schemas: Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {
        "tags": [said.group],
        "summary": said.summary,
        "operationId": _operation_id(place),
        "parameters": list(_parameters(place, said, schemas)),
        "responses": dict(_responses(place, said, schemas)),
        "security": _SECURITY[said.caller],
        "x-caller": said.caller,
    }
    if said.description:
        described["description"] = said.description
    if said.body is not None:
        described["requestBody"] = {
            "required": said.body_required,
            "content": _content(said.body, schemas, "validation"),
        }
    return described


def _operation_id(place: Place) -> str:
    words = re.findall(r"[A-Za-z0-9]+", place.path)
    return "_".join([place.method.lower(), *words])


def _parameters(place: Place, said: Operation, schemas: Schemas) -> Iterator[dict[str, Any]]:
    for name in _PARAMETER.findall(place.path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    if said.query is not None:
        model = schemas.definitions[said.query.__name__]
        for name, schema in model["properties"].items():
            plain = _given({key: value for key, value in schema.items() if key != "title"})
            described = plain.pop("description", None)
            yield {
                "name": name,
                "in": "query",
                "required": name in model.get("required", ()),
                "schema": plain,
                # `name[key]=value`, as the official clients write it, too
                **({"style": "deepObject"} if plain.get("type") == "object" else {}),
                **({"description": described} if described else {}),
            }
    headers = dict(said.headers)
    if said.caller == "user":
        headers[TIMEZONE_HEADER] = "The user's zone, such as `Europe/Berlin`; it is remembered."
    for name, description in headers.items():
        yield {
            "name": name,
            "in": "header",
            "required": False,
            "description": description,
            "schema": {"type": "string"},
        }


def _given(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter that is there: None stands for one that is not."""
    if schema.get("default", "") is None:
        del schema["default"]
    match schema.get("anyOf"):
        case [dict(of), {"type": "null"}]:
            del schema["anyOf"]
            return {**of, **schema}
    return schema


def _responses(
    place: Place, said: Operation, schemas: Schemas
) -> Iterator[tuple[str, dict[str, Any]]]:
    for status, answer in said.answers.items():
        yield (
            str(status),
            {
                "description": HTTPStatus(status).phrase,
                "headers": {REQUEST_ID_HEADER: {"schema": {"type": "string"}}},
                **({"content": _content(answer, schemas, "serialization")} if answer else {}),
            },
        )
    error = {"application/json": {"schema": schemas.of(said.error or ErrorBody, "serialization")}}
    for status, reason in sorted(_refusals(place, said).items()):
        if status not in said.answers:
            yield str(status), {"description": reason, "content": error}
    yield "default", {"description": "It could not be done, for another reason.", "content": error}


def _refusals(place: Place, said: Operation) -> dict[int, str]:
    refusals: dict[int, str] = {}
    if said.body is not None or said.query is not None:
        refusals[400] = "The request makes no sense; the message says where."
    if said.body is not None:
        refusals[413] = "The body is too large."
    if said.caller != "anyone" and said.caller != "signed":
        refusals[401] = "Nobody is signed in, or what says so does not hold."
        refusals[403] = "Who asks is known, and may not."
    if _PARAMETER.search(place.path):
        refusals[404] = "It does not exist, or it is somebody else's."
    return {**refusals, **said.refusals}


def _content(bodies: Any, schemas: Schemas, mode: Mode) -> dict[str, Any]:
    return dict(_media(body, schemas, mode) for body in _choices(bodies))


def _media(body: Any, schemas: Schemas, mode: Mode) -> tuple[str, dict[str, Any]]:
    if not isinstance(body, Media):
        return "application/json", {"schema": schemas.of(body, mode)}
    if body.type is None:
        schema: dict[str, Any] = {"description": body.description}
        if not body.media_type.startswith(("application/json", "multipart/")):
            schema = {"type": "string", **schema}
        return body.media_type, {"schema": schema}
    of = schemas.of(body.type, mode)
    if body.media_type.startswith("text/event-stream"):
        text = {"type": "string", "description": body.description}
        return body.media_type, {"schema": text, "x-event-schema": of}
    return body.media_type, {"schema": of}
