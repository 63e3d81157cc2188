"""The page at ``/docs``: the contract for people to read, without a script but for its search."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

FOLDER: Final = Path(__file__).parent / "page"

_REF: Final = re.compile(r"#/(?:components/schemas|\$defs)/(.+)")
_CODE: Final = re.compile(r"`+([^`]+)`+")
_CALLERS: Final = {
    "anyone": "Anyone may ask.",
    "signed": "Whoever has the signed URL may ask.",
    "user": "For a user: with a token or this server's cookie; in a chat, with a client secret.",
    "sessions": "For a back end, with an API key of the scope “sessions”.",
    "threads": "For a back end, with an API key of the scope “threads”.",
    "users": "For a back end, with an API key of the scope “users”.",
}


_SHOWN_VALUES: Final = 8

_Word: TypeAlias = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    schema: Mapping[str, Any]
    required: bool
    description: str
    place: str = ""


def render(document: Mapping[str, Any], protocol: Mapping[str, Any]) -> str:
    """The page.

    Args:
        document: Of OpenAPI.
        protocol: The JSON Schema of the protocol.
    """
    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    types = {**document["components"]["schemas"], **protocol["$defs"]}
    del types["Request"]  # it is the list of requests above
    requests = list(_requests(protocol))
    anchors = {name: f"type-{name}" for name in types}
    for request in requests:
        del types[request["model"]]
        anchors[request["model"]] = f"request-{request['name']}"
    environment.filters.update(
        expression=lambda schema: [
            (word, anchors.get(name or "")) for word, name in _words(schema)
        ],
        prose=_prose,
        inline=_inline,
        breakable=_breakable,
    )
    return environment.get_template("docs.html").render(
        document=document,
        groups=list(_groups(document)),
        requests=requests,
        types=[_model(name, types[name]) for name in sorted(types, key=str.lower)],
    )


def _groups(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for tag in document["tags"]:
        name = tag["name"]
        yield {
            "name": name,
            "operations": [
                _operation(path, method, said)
                for path, methods in document["paths"].items()
                for method, said in methods.items()
                if name in said["tags"]
            ],
        }


def _operation(path: str, method: str, said: Mapping[str, Any]) -> dict[str, Any]:
    body = said.get("requestBody", {})
    return {
        "id": said["operationId"],
        "path": path,
        "method": method,
        "summary": said["summary"],
        "description": said.get("description", ""),
        "caller": _CALLERS[said["x-caller"]],
        "parameters": [
            _Field(
                parameter["name"],
                parameter["schema"],
                parameter["required"],
                parameter.get("description", ""),
                parameter["in"],
            )
            for parameter in said["parameters"]
        ],
        "body": body.get("content"),
        "body_required": body.get("required", True),
        "answers": said["responses"],
        "words": " ".join([method, path, said["summary"], *said["tags"]]).lower(),
    }


def _requests(protocol: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    answers = protocol["x-answers"]
    for name, reference in protocol["$defs"]["Request"]["discriminator"]["mapping"].items():
        model = _name(reference)
        schema = protocol["$defs"][model]
        description = schema.get("description", "")
        yield {
            "name": name,
            "model": model,
            "description": description,
            "fields": _fields(schema),
            "stream": answers[name].get("stream"),
            "json": answers[name].get("json"),
            "words": f"{name} {description}".lower(),
        }


def _model(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    summary, _, description = schema.get("description", "").partition("\n\n")
    return {
        "name": name,
        "schema": schema,
        "summary": summary,
        "description": description,
        "fields": _fields(schema),
        "words": f"{name} {summary}".lower(),
    }


def _fields(schema: Mapping[str, Any]) -> list[_Field]:
    required = schema.get("required", ())
    return [
        _Field(name, of, name in required, of.get("description", ""))
        for name, of in schema.get("properties", {}).items()
    ]


def _words(schema: Mapping[str, Any]) -> Iterator[_Word]:
    """A schema in a line, as words, each with the name of the type that it leads to."""
    match schema:
        case {"$ref": str(reference)}:
            name = _name(reference)
            yield name, name
        case {"const": value}:
            yield f'"{value}"', None
        case {"enum": list(values)}:
            shown = [f'"{value}"' for value in values[:_SHOWN_VALUES]]
            if len(shown) < len(values):
                shown.append(f"… ({len(values)} words)")
            yield " | ".join(shown), None
        case {"anyOf": list(choices)} | {"oneOf": list(choices)}:
            told = dict.fromkeys(tuple(_words(choice)) for choice in choices)
            for number, words in enumerate(told):
                if number:
                    yield " | ", None
                yield from words
        case {"type": "array"}:
            yield "list of ", None
            yield from _words(schema.get("items", {}))
        case {"type": "object", "additionalProperties": dict(of)}:
            yield "map of ", None
            yield from _words(of)
        case {"type": str(name), "format": str(form)}:
            yield f"{name} ({form})", None
        case {"type": str(name)}:
            yield name, None
        case _:
            yield "any", None


def _name(reference: str) -> str:
    found = _REF.fullmatch(reference)
    return found[1] if found else reference


def _breakable(text: str) -> Markup:
    """A path that may go on in the next line after a slash or dot."""
    return Markup("<wbr>").join(escape(part) for part in re.split(r"(?<=[/.])(?=\w|\{)", text))


def _inline(text: str) -> Markup:
    """A text with its code set apart."""
    parts = _CODE.split(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )


def _prose(text: str) -> Markup:
    """A text of paragraphs and lists."""
    return Markup("").join(_block(block) for block in text.split("\n\n") if block.strip())


def _block(text: str) -> Markup:
    if not text.lstrip().startswith("- "):
        return Markup("<p>{}</p>").format(_inline(text))
    items = re.split(r"^\s*- ", text, flags=re.MULTILINE)[1:]
    listed = Markup("").join(Markup("<li>{}</li>").format(_inline(item)) for item in items)
    return Markup("<ul>{}</ul>").format(listed)
