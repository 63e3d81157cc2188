"""Generated images are files of their thread: no event and no row has an image in it."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from io import BytesIO
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
import pytest
from agents import Agent, ImageGenerationTool
from chatkit.types import (
    GeneratedImage,
    GeneratedImageItem,
    GeneratedImageUpdated,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemRemovedEvent,
    ThreadItemUpdatedEvent,
    ThreadStreamEvent,
)
from openai.types.responses import ResponseImageGenCallPartialImageEvent
from openai.types.responses.response_output_item import ImageGenerationCall
from PIL import Image
from sqlalchemy import select
from starlette.applications import Starlette

from chatkit_server import Settings, create_app
from chatkit_server.assistant.base import Assistant, ChatAgent, Turn
from chatkit_server.clock import item_now
from chatkit_server.context import RequestContext
from chatkit_server.generated_images import FormerImages
from chatkit_server.testing import Give, Say, ScriptedModel
from stores.attachments.store import FileStore
from stores.engine import Database, create_engine
from stores.tables import attachments, files, items
from tests.files import SVG, image

from .conftest import Guest, message, running

NewPage = Callable[..., Awaitable[Guest]]


@pytest.fixture
async def new_page(
    settings: Settings, model: ScriptedModel, stack: AsyncExitStack
) -> AsyncIterator[NewPage]:
    """Makes a guest of a server whose agent makes images."""

    async def make(assistant: Assistant | None = None, **changes: Any) -> Guest:
        painter: ChatAgent = Agent(
            "Painter",
            model=model,
            tools=[ImageGenerationTool({"type": "image_generation", "partial_images": 2})],
        )
        app = create_app(replace(settings, **changes), assistant=assistant or painter)
        await stack.enter_async_context(running(app))
        return await guest_of(app, stack)

    yield make


async def guest_of(app: Starlette, stack: AsyncExitStack) -> Guest:
    transport = httpx.ASGITransport(app)
    http = httpx.AsyncClient(transport=transport, base_url="http://test")
    await stack.enter_async_context(http)
    assert (await http.post("/api/auth/guest")).status_code == 201
    return Guest(http)


def encoded(data: bytes) -> str:
    return b64encode(data).decode()


def painted(whole: bytes | None, *partial: bytes) -> Give:
    """What a provider says of an image that it makes."""
    begun = ImageGenerationCall(id="ig_1", type="image_generation_call", status="in_progress")
    done = {"status": "completed", "result": None if whole is None else encoded(whole)}
    between = [
        ResponseImageGenCallPartialImageEvent(
            type="response.image_generation_call.partial_image",
            item_id="ig_1",
            output_index=0,
            partial_image_b64=encoded(data),
            partial_image_index=index,
            sequence_number=0,
        )
        for index, data in enumerate(partial)
    ]
    return Give(begun, begun.model_copy(update=done), between)


async def loaded(page: Guest, url: str) -> Image.Image:
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc) == ("http", "test")
    response = await page.http.get(f"{parts.path}?{parts.query}")
    assert response.status_code == 200, response.text
    return Image.open(BytesIO(response.content))


async def rows(settings: Settings) -> dict[str, list[Any]]:
    """What is stored of items, attachments and files."""
    engine = create_engine(settings.database_url)
    database = Database(engine)
    found = {
        "items": [row.data for row in await database.execute(select(items.c.data))],
        "attachments": [row.id for row in await database.execute(select(attachments.c.id))],
        "files": [row.id for row in await database.execute(select(files.c.id))],
    }
    await engine.dispose()
    return found


async def test_an_image_comes_into_view_and_is_kept_as_a_file(
    new_page: NewPage, model: ScriptedModel, settings: Settings
) -> None:
    page = await new_page()
    give = painted(image(size=(64, 48)), image(size=(8, 6)), image(size=(16, 12)))
    model.then([give, Say(["There it is."])])
    events = await page.events("threads.create", input=message("paint"))

    assert "base64" not in json.dumps(events)
    seen = [
        (update.get("progress"), update["image"]["id"])
        for event in events
        if event["type"] == "thread.item.updated"
        and (update := event["update"])["type"] == "generated_image.updated"
    ]
    assert [progress for progress, _ in seen] == [0.0, 0.5]
    done = next(
        event["item"]
        for event in events
        if event["type"] == "thread.item.done" and event["item"]["type"] == "generated_image"
    )
    assert (await loaded(page, done["image"]["url"])).size == (64, 48)
    assert not any("base64" in row for row in (await rows(settings))["items"])
    for _, partial in seen:  # a slow page may be fetching them
        assert (await page.http.get(f"/api/attachments/{partial}")).status_code == 200

    thread_id = events[0]["thread"]["id"]
    (shown,) = [each for each in await page.items(thread_id) if each["type"] == "generated_image"]
    assert (await loaded(page, shown["image"]["url"])).size == (64, 48)

    model.then([Say(["A red one."])])
    await page.events("threads.add_user_message", thread_id=thread_id, input=message("which?"))
    told = next(each for each in model.inputs[-1] if "generated" in str(each))
    assert [part["type"] for part in told["content"]] == ["input_text", "input_image"]
    assert told["content"][1]["image_url"].startswith("data:image/jpeg;base64,")

    assert (await page.post("threads.delete", thread_id=thread_id)).status_code == 200
    assert await rows(settings) == {"items": [], "attachments": [], "files": []}


async def test_partial_images_are_gone_when_the_server_ends(
    new_page: NewPage, model: ScriptedModel, settings: Settings, stack: AsyncExitStack
) -> None:
    page = await new_page()
    model.then([painted(image(), image(size=(8, 6)), image(size=(16, 12))), Say(["There."])])
    thread_id = await page.create("paint")
    (shown,) = [each for each in await page.items(thread_id) if each["type"] == "generated_image"]
    await stack.aclose()
    stored = await rows(settings)
    assert stored["attachments"] == stored["files"] == [shown["image"]["id"]]
    originals = (settings.data_dir / "attachments").rglob("original")
    assert [path.parent.parent.name for path in originals] == [shown["image"]["id"]]


async def test_partial_images_are_gone_after_a_while() -> None:
    dropped: asyncio.Queue[str] = asyncio.Queue()

    class Files:
        async def drop(self, attachment_id: str, context: RequestContext) -> None:
            await dropped.put(attachment_id)

    former = FormerImages(cast(FileStore[RequestContext], Files()), seconds=0.05)
    former.drop("atc_1", cast(RequestContext, None))
    assert dropped.empty()
    assert await asyncio.wait_for(dropped.get(), 30) == "atc_1"
    await former.aclose()


async def test_the_url_is_made_anew_whenever_it_is_read(
    new_page: NewPage, model: ScriptedModel, settings: Settings
) -> None:
    page = await new_page(attachment_url_seconds=1.0)
    model.then([painted(image()), Say(["There."])])
    thread_id = await page.create("paint")
    (item,) = [each for each in await page.items(thread_id) if each["type"] == "generated_image"]

    later = await new_page(attachment_url_seconds=1000.0)
    later.http.cookies = page.http.cookies
    (again,) = [each for each in await later.items(thread_id) if each["type"] == "generated_image"]
    assert again["image"]["id"] == item["image"]["id"]
    assert again["image"]["url"] != item["image"]["url"]
    assert (await loaded(later, again["image"]["url"])).size == (40, 30)


async def test_nobody_else_gets_it(new_page: NewPage, model: ScriptedModel) -> None:
    page = await new_page()
    model.then([painted(image()), Say(["There."])])
    thread_id = await page.create("paint")
    (item,) = [each for each in await page.items(thread_id) if each["type"] == "generated_image"]
    url = urlsplit(item["image"]["url"])
    other = await new_page()
    assert (await other.http.get(f"{url.path}?{url.query}")).status_code == 404
    assert (await other.http.get(f"/api/attachments/{item['image']['id']}")).status_code == 404


async def test_what_there_is_of_an_image_that_never_comes_stays(
    new_page: NewPage, model: ScriptedModel, settings: Settings
) -> None:
    page = await new_page()
    model.then([painted(None, image(size=(8, 6))), Say(["That is all."])])
    thread_id = await page.create("paint")
    (item,) = [each for each in await page.items(thread_id) if each["type"] == "generated_image"]
    assert (await loaded(page, item["image"]["url"])).size == (8, 6)
    assert (await rows(settings))["attachments"] == [item["image"]["id"]]


@pytest.mark.parametrize(
    ("data", "changes", "reason"),
    [
        (b"no image at all", {}, "It is of a kind that cannot be shown."),
        (SVG, {}, "It is of a kind that cannot be shown."),
        (image()[:60], {}, "The image is damaged: it cannot be opened."),
        (image(), {"attachments": False}, "This server keeps no files."),
        (image(), {"attachment_max_bytes": 50}, "The file is larger than 50 bytes"),
    ],
)
async def test_what_cannot_be_kept_is_taken_back_and_said(
    new_page: NewPage,
    model: ScriptedModel,
    settings: Settings,
    data: bytes,
    changes: dict[str, Any],
    reason: str,
) -> None:
    page = await new_page(**changes)
    model.then([painted(data, data), Say(["There it is."])])
    events = await page.events("threads.create", input=message("paint"))
    (notice,) = [event for event in events if event["type"] == "notice"]
    assert notice["message"].startswith(f"An image was made, but it could not be kept. {reason}")
    kinds = [each["type"] for each in await page.items(events[0]["thread"]["id"])]
    assert kinds == ["user_message", "assistant_message"]
    stored = await rows(settings)
    assert (stored["attachments"], stored["files"]) == ([], [])


async def test_a_function_may_give_data_or_say_where_an_image_is(
    new_page: NewPage, settings: Settings
) -> None:
    urls = [
        f"data:image/webp;base64,{encoded(image('WEBP'))}",
        "https://images.example/1.png",
        "data:image/png;base64,%%%",
    ]

    async def respond(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
        for number, url in enumerate(urls):
            yield ThreadItemDoneEvent(
                item=GeneratedImageItem(
                    id=f"msg_{number}",
                    thread_id=turn.thread.id,
                    created_at=item_now(),
                    image=GeneratedImage(id=f"own_{number}", url=url),
                )
            )

    page = await new_page(Assistant(respond=respond))
    thread_id = await page.create("paint")
    _, kept, elsewhere = await page.items(thread_id)
    assert (await loaded(page, kept["image"]["url"])).format == "WEBP"
    assert elsewhere["image"] == {"id": "own_1", "url": urls[1]}
    described = (await page.http.get(f"/api/attachments/{kept['image']['id']}")).json()
    assert (described["name"], described["mime_type"]) == ("image.webp", "image/webp")


async def test_an_image_that_a_guardrail_takes_back_is_not_kept(
    new_page: NewPage, settings: Settings
) -> None:
    async def respond(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
        def data() -> GeneratedImage:
            return GeneratedImage(id="own", url=f"data:image/png;base64,{encoded(image())}")

        shown = GeneratedImageItem(id="msg_1", thread_id=turn.thread.id, created_at=item_now())
        yield ThreadItemAddedEvent(item=shown)
        update = GeneratedImageUpdated(image=data(), progress=0.5)
        yield ThreadItemUpdatedEvent(item_id="msg_1", update=update)
        yield ThreadItemDoneEvent(item=shown.model_copy(update={"image": data()}))
        yield ThreadItemRemovedEvent(item_id="msg_1")

    page = await new_page(Assistant(respond=respond))
    await page.create("paint")
    stored = await rows(settings)
    assert (len(stored["items"]), stored["attachments"], stored["files"]) == (1, [], [])
