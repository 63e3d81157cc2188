"""Images: generated ones that come into view, from this server's own origin."""

from __future__ import annotations

import struct
import zlib
from collections.abc import AsyncIterator
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from chatkit.types import (
    GeneratedImage,
    GeneratedImageItem,
    GeneratedImageUpdated,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemRemovedEvent,
    ThreadItemUpdatedEvent,
)
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chatkit_server.errors import NotFound
from chatkit_server.showcase.commands import Arguments, Command
from chatkit_server.showcase.stage import Event, Stage

SHAPES: Final = {"square": (512, 512), "landscape": (768, 432), "portrait": (432, 768)}
STEPS: Final = (10, 40, 70)
"""Per cent at which a partial image is shown."""


def path_of(shape: str, seed: int, percent: int = 100) -> str:
    """Where an image is served; a file name at the root, which needs no identity."""
    return f"/showcase-{shape}-{seed}-{percent}.png"


async def image(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """An image that is generated before one's eyes."""
    shape = arguments.word(tuple(SHAPES))
    item = GeneratedImageItem(**stage.fields())
    yield ThreadItemAddedEvent(item=item)
    await stage.pause(0.5)
    if arguments.has("fail"):
        yield ThreadItemRemovedEvent(item_id=item.id)
        yield stage.text("The image could not be made.")
        return
    for percent in STEPS:
        yield ThreadItemUpdatedEvent(
            item_id=item.id,
            update=GeneratedImageUpdated(
                image=_image(stage, item.id, shape, percent), progress=percent / 100
            ),
        )
        await stage.pause(0.5)
    whole = _image(stage, item.id, shape, 100)
    yield ThreadItemDoneEvent(item=item.model_copy(update={"image": whole}))


async def pictures(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Images in Markdown: allowed, missing, and from a foreign host."""
    if stage.thread.allowed_image_domains is None:
        stage.thread.allowed_image_domains = [urlsplit(stage.url("/")).netloc]
    own = stage.url(path_of("landscape", stage.seed))
    gone = stage.url("/showcase-none.png")
    yield stage.text(
        f"An image of this server: ![A gradient]({own})\n\n"
        f"One in a link: [![A gradient]({own})](https://example.com)\n\n"
        f"One that is missing: ![Not there]({gone})\n\n"
        "One of a host that is not allowed: "
        "![Foreign](https://images.attacker.example/track.png?who=you)\n\n"
        "One as data: ![Data](data:image/png;base64,iVBORw0KGgo=)"
    )


def _image(stage: Stage, item_id: str, shape: str, percent: int) -> GeneratedImage:
    return GeneratedImage(id=f"{item_id}_image", url=stage.url(path_of(shape, stage.seed, percent)))


@lru_cache(maxsize=32)
def draw(shape: str, seed: int, percent: int) -> bytes:
    """A PNG: a gradient with a disc, the coarser the less of it is done."""
    width, height = SHAPES[shape]
    block = max(2, (100 - percent) // 3)
    red, green, blue = (seed * 53 % 256, seed * 97 % 256, seed * 29 % 256)
    rows = bytearray()
    for y in range(height):
        rows.append(0)  # no filter
        if y % block:  # as the row above
            rows += rows[-1 - width * 3 : -1]
            continue
        down = (y - y % block) / height
        for x in range(0, width, block):
            across = x / width
            inside = (x - width / 2) ** 2 + (y - height / 2) ** 2 < (min(width, height) / 3) ** 2
            light = 1.0 if inside else 0.6
            pixel = bytes(
                (
                    int(light * (red * across + 90) % 256),
                    int(light * (green * down + 90) % 256),
                    int(light * (blue * (1 - across) + 90) % 256),
                )
            )
            rows += pixel * min(block, width - x)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(rows), 6))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _serve(request: Request) -> Response:
    shape, seed, percent = (request.path_params[name] for name in ("shape", "seed", "percent"))
    if shape not in SHAPES or percent not in (*STEPS, 100) or seed > 2**32:
        raise NotFound("There is no such image.")
    headers = {
        "Cache-Control": "public, max-age=3600",
        "Cross-Origin-Resource-Policy": "cross-origin",  # for pages of other origins
        "X-Content-Type-Options": "nosniff",
    }
    return Response(draw(shape, seed, percent), media_type="image/png", headers=headers)


ROUTES: Final[tuple[BaseRoute, ...]] = (
    Route("/showcase-{shape}-{seed:int}-{percent:int}.png", _serve),
)

COMMANDS: Final = (
    Command(
        "image",
        "A place for the image with its progress, coarse previews in it, then the image; with "
        "`fail` the place goes and a message says why.",
        image,
        usage="|".join(SHAPES) + " fail",
    ),
    Command(
        "pictures",
        "Images in Markdown: this server's are shown; a missing one, one of another host and one "
        "as data show their text instead, and nothing is asked of that host.",
        pictures,
    ),
)
