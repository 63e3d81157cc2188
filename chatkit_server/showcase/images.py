"""Images: generated ones that come into view, and those of Markdown."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator
from functools import lru_cache
from io import BytesIO
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
from PIL import Image, ImageDraw, ImageOps
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chatkit_server.errors import NotFound
from chatkit_server.showcase.commands import Arguments, Command
from chatkit_server.showcase.stage import Event, Stage

SHAPES: Final = {"square": (512, 512), "landscape": (768, 432), "portrait": (432, 768)}
STEPS: Final = (10, 40, 70)
"""Per cent at which a partial image is shown."""

NO_IMAGE: Final = "data:image/png;base64,AAAA"


def path_of(shape: str, seed: int, percent: int = 100) -> str:
    """Where an image is served; a file name at the root, which needs no identity."""
    return f"/showcase-{shape}-{seed}-{percent}.png"


async def image(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """An image that is generated before one's eyes."""
    shape = arguments.word(tuple(SHAPES))
    url_of = _elsewhere if arguments.has("elsewhere") else _as_data
    item = GeneratedImageItem(**stage.fields())
    yield ThreadItemAddedEvent(item=item)
    await stage.pause(0.5)
    for percent in STEPS:
        partial = GeneratedImage(id=f"{item.id}_{percent}", url=url_of(stage, shape, percent))
        yield ThreadItemUpdatedEvent(
            item_id=item.id, update=GeneratedImageUpdated(image=partial, progress=percent / 100)
        )
        await stage.pause(0.5)
    if arguments.has("fail"):
        yield ThreadItemRemovedEvent(item_id=item.id)
        yield stage.text("The image could not be made.")
        return
    url = NO_IMAGE if arguments.has("broken") else url_of(stage, shape, 100)
    whole = GeneratedImage(id=f"{item.id}_image", url=url)
    yield ThreadItemDoneEvent(item=item.model_copy(update={"image": whole}))


def _as_data(stage: Stage, shape: str, percent: int) -> str:
    """As providers give images; the server keeps them as files."""
    return f"data:image/png;base64,{b64encode(draw(shape, stage.seed, percent)).decode()}"


def _elsewhere(stage: Stage, shape: str, percent: int) -> str:
    return stage.url(path_of(shape, stage.seed, percent))


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


@lru_cache(maxsize=32)
def draw(shape: str, seed: int, percent: int) -> bytes:
    """A PNG: a gradient with a disc, the coarser the less of it is done."""
    size = width, height = SHAPES[shape]
    hue = (seed * 47 + 261) % 360
    dark, light = f"hsl({hue}, 60%, 30%)", f"hsl({(hue + 60) % 360}, 65%, 78%)"
    gradient = ImageOps.colorize(Image.linear_gradient("L").resize(size), dark, light)
    radius = min(size) // 3
    box = width // 2 - radius, height // 2 - radius, width // 2 + radius, height // 2 + radius
    ImageDraw.Draw(gradient).ellipse(box, fill=light)
    block = max(1, (100 - percent) // 3)
    coarse = gradient.resize((width // block, height // block), Image.Resampling.BOX)
    drawn = BytesIO()
    coarse.resize(size, Image.Resampling.NEAREST).save(drawn, "PNG")
    return drawn.getvalue()


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
        "A place for the image with its progress, coarse previews in it, then the image, also when "
        "its URL has changed after a reload. It is a file of this server's, or with `elsewhere` no "
        "file. With `fail` the place goes and a message says why; with `broken`, a notice.",
        image,
        usage="|".join(SHAPES) + " elsewhere fail broken",
    ),
    Command(
        "pictures",
        "Images in Markdown: this server's are shown; a missing one, one of another host and one "
        "as data show their text instead, and nothing is asked of that host.",
        pictures,
    ),
)
