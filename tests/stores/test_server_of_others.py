"""A server as others write one with the ChatKit SDK alone, over HTTP on `SQLStore`."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import UTC, datetime
from typing import Any, cast

import httpx
import pytest
from agents import Agent, RunConfig, RunContextWrapper, Runner, StopAtTools, function_tool
from chatkit.agents import (
    AgentContext,
    ClientToolCall,
    ThreadItemConverter,
    stream_agent_response,
)
from chatkit.server import ChatKitServer, StreamingResult
from chatkit.store import AttachmentStore
from chatkit.types import (
    Annotation,
    AssistantMessageContent,
    AssistantMessageItem,
    Attachment,
    AttachmentCreateParams,
    AttachmentUploadDescriptor,
    CustomTask,
    EntitySource,
    FileAttachment,
    HiddenContextItem,
    ProgressUpdateEvent,
    ThreadItemDoneEvent,
    ThreadItemReplacedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    URLSource,
    UserMessageItem,
    UserMessageTagContent,
    WidgetItem,
)
from chatkit.widgets import Button, Card, Text, WidgetRoot
from openai.types.responses import ResponseInputTextParam
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from chatkit_server.testing import Call, Say, ScriptedModel, decode_events
from stores.sql_store import SQLStore

Context = dict[str, Any]
PLACE = "https://files.test/put"


@function_tool(description_override="Write the menu, word by word.")
async def write_menu(ctx: RunContextWrapper[AgentContext[Context]], dish: str) -> str:
    async def growing() -> AsyncGenerator[WidgetRoot, None]:
        for end in range(len(dish) + 1):
            text = Text(id="dish", value=dish[:end], streaming=True)
            yield Card(children=[text, Button(label="Order")])
        yield Card(children=[Text(id="dish", value=dish), Button(label="Order")])

    await ctx.context.stream(ProgressUpdateEvent(icon="search", text="Looking in the kitchen"))
    await ctx.context.add_workflow_task(CustomTask(title="Ask the cook"))
    await ctx.context.stream_widget(growing(), copy_text=dish)
    return "shown"


@function_tool
async def ring_bell(ctx: RunContextWrapper[AgentContext[Context]]) -> None:
    """Ring the bell in the page."""
    ctx.context.client_tool_call = ClientToolCall(name="ring_bell", arguments={"times": 2})


class MenuConverter(ThreadItemConverter):
    """Shows the model attachments by their name, and tags by their id."""

    async def attachment_to_message_content(self, attachment: Attachment) -> ResponseInputTextParam:
        return ResponseInputTextParam(type="input_text", text=f"<file>{attachment.name}</file>")

    async def tag_to_message_content(self, tag: UserMessageTagContent) -> ResponseInputTextParam:
        return ResponseInputTextParam(type="input_text", text=f"<dish>{tag.id}</dish>")


class NamedFiles(AttachmentStore[Context]):
    """Keeps what is known of files where the threads are, and the bytes elsewhere."""

    def __init__(self, store: SQLStore[Context]) -> None:
        self._store = store

    async def create_attachment(
        self, input: AttachmentCreateParams, context: Context
    ) -> Attachment:
        attachment = FileAttachment(
            id=self.generate_attachment_id(input.mime_type, context),
            name=input.name,
            mime_type=input.mime_type,
            upload_descriptor=AttachmentUploadDescriptor(url=PLACE, method="PUT"),
        )
        await self._store.save_attachment(attachment, context)
        return attachment

    async def delete_attachment(self, attachment_id: str, context: Context) -> None:
        await self._store.load_attachment(attachment_id, context)  # whose it is


class MenuServer(ChatKitServer[Context]):
    """A waiter."""

    def __init__(self, store: SQLStore[Context], model: ScriptedModel) -> None:
        super().__init__(store, NamedFiles(store))
        self._converter = MenuConverter()
        self._agent = Agent[AgentContext[Context]](
            name="Waiter",
            model=model,
            tools=[write_menu, ring_bell],
            tool_use_behavior=StopAtTools(stop_at_tool_names=["ring_bell"]),
        )

    async def respond(
        self, thread: ThreadMetadata, input_user_message: UserMessageItem | None, context: Context
    ) -> AsyncIterator[ThreadStreamEvent]:
        page = await self.store.load_thread_items(thread.id, None, 20, "desc", context)
        history = await self._converter.to_agent_input(list(reversed(page.data)))
        agent_context = AgentContext(thread=thread, store=self.store, request_context=context)
        config = RunConfig(tracing_disabled=True)
        result = Runner.run_streamed(self._agent, history, context=agent_context, run_config=config)
        async for event in stream_agent_response(agent_context, result):
            yield event
        thread.metadata["turns"] = thread.metadata.get("turns", 0) + 1

    async def action(
        self, thread: ThreadMetadata, action: Any, sender: WidgetItem | None, context: Context
    ) -> AsyncIterator[ThreadStreamEvent]:
        assert sender is not None
        ordered = Card(children=[Text(value=f"Ordered: {action.payload['dish']}")])
        yield ThreadItemReplacedEvent(item=sender.model_copy(update={"widget": ordered}))
        now = datetime.now(UTC)
        yield ThreadItemDoneEvent(
            item=HiddenContextItem(
                id=self.store.generate_item_id("message", thread, context),
                thread_id=thread.id,
                created_at=now,
                content="<ordered/>",
            )
        )
        sources = [
            URLSource(title="The menu", url="https://menu.test/"),
            EntitySource(title="Soup", id="soup", data={"price": "5"}),
        ]
        annotations = [Annotation(source=source, index=2) for source in sources]
        yield ThreadItemDoneEvent(
            item=AssistantMessageItem(
                id=self.store.generate_item_id("message", thread, context),
                thread_id=thread.id,
                created_at=now,
                content=[AssistantMessageContent(text="It is ordered.", annotations=annotations)],
            )
        )


class Guest:
    """A client of the server over HTTP."""

    def __init__(self, http: httpx.AsyncClient, store: SQLStore[Context]) -> None:
        self._http = http
        self.store = store

    async def post(self, type: str, **params: Any) -> httpx.Response:
        return await self._http.post("/chatkit", json={"type": type, "params": params})

    async def events(self, type: str, **params: Any) -> list[dict[str, Any]]:
        return decode_events((await self.post(type, **params)).content)

    async def items(self, thread_id: str) -> list[dict[str, Any]]:
        page = await self.post("items.list", thread_id=thread_id, order="asc")
        return cast(list[dict[str, Any]], page.json()["data"])


@pytest.fixture
async def guest(engine: AsyncEngine, model: ScriptedModel) -> AsyncIterator[Guest]:
    store = SQLStore[Context](engine, owner=lambda context: context["user"])
    server = MenuServer(store, model)

    async def chatkit(request: Request) -> Response:
        result = await server.process(await request.body(), {"user": "guest-1"})
        if isinstance(result, StreamingResult):
            return StreamingResponse(result, media_type="text/event-stream")
        return Response(result.json, media_type="application/json")

    app = Starlette(routes=[Route("/chatkit", chatkit, methods=["POST"])])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield Guest(http, store)


def message(*content: dict[str, Any], attachments: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"content": content, "attachments": attachments, "inference_options": {}}


def text(words: str) -> dict[str, Any]:
    return {"type": "input_text", "text": words}


async def test_a_widget_grows_in_a_tool_and_the_page_is_called(
    guest: Guest, model: ScriptedModel
) -> None:
    model.then(
        [Call("write_menu", {"dish": "Soup"})],
        [Call("ring_bell")],
    )
    events = await guest.events("threads.create", input=message(text("What is there?")))
    thread_id = events[0]["thread"]["id"]
    assert "Looking in the kitchen" in [event.get("text") for event in events]
    growing = [
        event["update"]["delta"]
        for event in events
        if event.get("update", {}).get("type") == "widget.streaming_text.value_delta"
    ]
    assert "".join(growing) == "Soup"
    _, workflow, widget, call = await guest.items(thread_id)
    assert workflow["workflow"]["tasks"][0]["title"] == "Ask the cook"
    assert widget["widget"]["children"][0]["value"] == "Soup"
    assert (call["status"], call["arguments"]) == ("pending", {"times": 2})

    model.then([Say(["They ", "come."])])
    await guest.events("threads.add_client_tool_output", thread_id=thread_id, result={"rang": 2})
    *_, call, said = await guest.items(thread_id)
    assert (call["status"], call["output"]) == ("completed", {"rang": 2})
    assert said["content"][0]["text"] == "They come."
    # The SDK keeps metadata from clients.
    thread = await guest.store.load_thread(thread_id, {"user": "guest-1"})
    assert thread.metadata == {"turns": 2}
    assert "rang" in str(model.inputs[-1])


async def test_files_and_tags_are_told_by_a_converter_of_ones_own(
    guest: Guest, model: ScriptedModel
) -> None:
    params = {"name": "list.txt", "size": 3, "mime_type": "text/plain"}
    attachment = (await guest.post("attachments.create", **params)).json()
    assert attachment["upload_descriptor"]["url"] == PLACE
    model.then([Say(["I see."])])
    tag = {"type": "input_tag", "id": "soup-1", "text": "Soup", "data": {}, "interactive": False}
    asked = message(text("Look at "), tag, attachments=(attachment["id"],))
    events = await guest.events("threads.create", input=asked)
    told = json.dumps(model.inputs[0])
    assert "<file>list.txt</file>" in told
    assert "<dish>soup-1</dish>" in told
    question, _ = await guest.items(events[0]["thread"]["id"])
    assert [one["name"] for one in question["attachments"]] == ["list.txt"]
    assert question["content"][1]["id"] == "soup-1"


async def test_an_action_replaces_its_widget_and_names_sources(
    guest: Guest, model: ScriptedModel
) -> None:
    model.then([Call("write_menu", {"dish": "Soup"})], [Say(["There."])])
    events = await guest.events("threads.create", input=message(text("Soup?")))
    thread_id = events[0]["thread"]["id"]
    widget = next(item for item in await guest.items(thread_id) if item["type"] == "widget")
    action = {"type": "order", "payload": {"dish": "Soup"}}
    await guest.events(
        "threads.custom_action", thread_id=thread_id, item_id=widget["id"], action=action
    )
    items = await guest.items(thread_id)
    replaced = next(item for item in items if item["id"] == widget["id"])
    assert replaced["widget"]["children"][0]["value"] == "Ordered: Soup"
    assert "hidden_context_item" not in [item["type"] for item in items]
    sources = [one["source"] for one in items[-1]["content"][0]["annotations"]]
    assert [(one["type"], one["title"]) for one in sources] == [
        ("url", "The menu"),
        ("entity", "Soup"),
    ]
    model.then([Say(["You are welcome."])])
    await guest.events(
        "threads.add_user_message", thread_id=thread_id, input=message(text("Thanks"))
    )
    assert "<ordered/>" in str(model.inputs[-1])
