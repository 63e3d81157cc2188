"""What a model is shown of the result of an MCP tool: text and images, and not too much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import orjson
from mcp.types import (
    AudioContent,
    BlobResourceContents,
    CallToolResult,
    ContentBlock,
    EmbeddedResource,
    ImageContent,
    ResourceLink,
    TextContent,
    TextResourceContents,
)

MAX_CHARS: Final = 50_000
"""How much text of one result a model is shown."""

MAX_IMAGE_CHARS: Final = 7_000_000
"""How long an image may be, in base64: about 5 MB."""


def for_model(result: CallToolResult, *, images: bool = True) -> CallToolResult:
    """The result as a model sees it: nothing but text and images, text up to `MAX_CHARS`.

    Args:
        result: What the server sent.
        images: Whether the model may be sent images.
    """
    left = MAX_CHARS
    shown: list[ContentBlock] = []
    for block in _blocks(result):
        if isinstance(block, ImageContent):
            shown.append(block if images and len(block.data) <= MAX_IMAGE_CHARS else _noted(block))
            continue
        text = _text(block)
        if len(text) > left:
            note = f"\n[Cut here: {len(text):,} characters in all, {left:,} of them shown.]"
            text = text[:left] + note
            shown.append(TextContent(type="text", text=text))
            break
        left -= len(text)
        shown.append(TextContent(type="text", text=text))
    if not shown:
        shown.append(TextContent(type="text", text="[Done; the tool returned nothing.]"))
    return CallToolResult(content=shown, is_error=result.is_error)


def _blocks(result: CallToolResult) -> Iterator[ContentBlock]:
    if result.content or result.structured_content is None:
        yield from result.content
    else:
        text = orjson.dumps(result.structured_content).decode()
        yield TextContent(type="text", text=text)


def _text(block: ContentBlock) -> str:
    match block:
        case TextContent(text=text):
            return text
        case EmbeddedResource(resource=BlobResourceContents(uri=uri, mime_type=kind)):
            return f"[A file that cannot be shown: {uri}, {kind or 'of no known type'}]"
        case EmbeddedResource(resource=TextResourceContents(uri=uri, text=text)):
            return f"{uri}:\n{text}"
        case ResourceLink(uri=uri, name=name):
            return f"[{name}: {uri}]"
        case AudioContent(mime_type=kind):
            return f"[A recording that cannot be shown: {kind}]"
        case _:
            return block.model_dump_json(by_alias=True)


def _noted(image: ImageContent) -> TextContent:
    size = len(image.data) * 3 // 4
    text = f"[An image that cannot be shown: {image.mime_type}, {size:,} bytes]"
    return TextContent(type="text", text=text)
