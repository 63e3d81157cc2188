"""What a route's handler takes and gives, said on the handler itself."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias, TypeVar

from pydantic import BaseModel
from starlette.routing import BaseRoute, Mount, Route

Caller: TypeAlias = Literal["anyone", "user", "signed", "sessions", "threads", "users"]
"""Who may ask: anyone; a user, by token, client secret or cookie; whoever has the signed URL; or a
back end whose API key has the scope of that name."""

_MARK: Final = "__operation__"
_METHODS: Final = ("get", "post", "put", "patch", "delete")

_Handler = TypeVar("_Handler", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Media:
    """A body that is no JSON of one type.

    Attributes:
        media_type: Such as ``text/event-stream``.
        description: What is in it.
        type: The type of one event, or of the parts of a form, where there is one.
    """

    media_type: str
    description: str
    type: Any = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path.

    Attributes:
        group: Where it is listed.
        caller: Who may ask.
        answers: By status: the type of the JSON, a `Media`, several of them in a tuple for the
            client to choose from, or None where there is no body.
        body: The same of the request's body.
        body_required: Whether there must be one.
        query: The query's parameters, as the fields of a model.
        headers: The request's own headers, by name, and what they mean.
        refusals: By status: why it is refused, beyond what is so everywhere.
        error: The type of the JSON of an error.
        summary: What it does, in a sentence.
        description: More of that.
    """

    group: str
    caller: Caller
    answers: Mapping[int, Any]
    body: Any = None
    body_required: bool = True
    query: type[BaseModel] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    refusals: Mapping[int, str] = field(default_factory=dict)
    error: Any = None
    summary: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A method and a path of an app, and what is said of it.

    Attributes:
        path: With its parameters in braces.
        operation: None where nothing is said.
    """

    method: str
    path: str
    operation: Operation | None


def operation(
    group: str,
    *,
    caller: Caller,
    answers: Mapping[int, Any],
    body: Any = None,
    body_required: bool = True,
    query: type[BaseModel] | None = None,
    headers: Mapping[str, str] | None = None,
    refusals: Mapping[int, str] | None = None,
    error: Any = None,
) -> Callable[[_Handler], _Handler]:
    """Say what a handler takes and gives: a function, or a method of an `HTTPEndpoint`.

    Its docstring is what is read of it: the first paragraph is the summary. The arguments are the
    attributes of `Operation`.
    """

    def mark(handler: _Handler) -> _Handler:
        summary, _, description = _plain(inspect.getdoc(handler) or "").partition("\n\n")
        said = Operation(
            group,
            caller,
            answers,
            body=body,
            body_required=body_required,
            query=query,
            headers=headers or {},
            refusals=refusals or {},
            error=error,
            summary=" ".join(summary.split()),
            description=description,
        )
        setattr(handler, _MARK, said)
        return handler

    return mark


def places(routes: Sequence[BaseRoute], prefix: str = "") -> Iterator[Place]:
    """Every method and path that routes answer, in their order; HEAD and OPTIONS are left out."""
    for route in routes:
        if isinstance(route, Mount):
            yield from places(route.routes, prefix + route.path)
        elif isinstance(route, Route):
            for method, handler in _handlers(route):
                yield Place(method, prefix + route.path_format, getattr(handler, _MARK, None))


def _handlers(route: Route) -> Iterator[tuple[str, Any]]:
    if inspect.isclass(route.endpoint):
        found = ((name, getattr(route.endpoint, name, None)) for name in _METHODS)
        yield from ((name.upper(), handler) for name, handler in found if handler is not None)
        return
    methods = {name.lower() for name in route.methods or _METHODS}
    yield from ((name.upper(), route.endpoint) for name in _METHODS if name in methods)


def _plain(docstring: str) -> str:
    """A docstring without what is for those who read the source."""
    for section in ("\n\nArgs:", "\n\nReturns:", "\n\nRaises:", "\n\nSource:"):
        docstring = docstring.split(section, 1)[0]
    return docstring.replace("``", "`").strip()
