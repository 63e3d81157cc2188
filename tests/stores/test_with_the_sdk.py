"""`SQLStore` under the SDK's own server, which expects more than its interface says."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from chatkit.server import ChatKitServer, StreamingResult
from chatkit.store import NotFoundError
from chatkit.types import (
    ClientToolCallItem,
    ThoughtTask,
    ThreadItemDoneEvent,
    Workflow,
    WorkflowItem,
)

from stores.testing.samples import message


class Server(ChatKitServer[str]):
    """Answers with the events that a test gives it."""

    def __init__(self, store):
        super().__init__(store)
        self.answer = lambda thread: []

    async def respond(self, thread, input_user_message, context):
        for event in self.answer(thread):
            yield event


@pytest.fixture
def server(store):
    return Server(store)


@pytest.fixture
def send(server):
    """Send a request as a user; returns the events of the answer, or the one object it is."""

    async def send(user, kind, **params):
        result = await server.process(json.dumps({"type": kind, "params": params}), user)
        if isinstance(result, StreamingResult):
            return [json.loads(event.removeprefix(b"data: ")) async for event in result]
        return json.loads(result.json)

    return send


INPUT = {
    "content": [{"type": "input_text", "text": "Buy milk\x00"}],
    "attachments": [],
    "inference_options": {},
}


async def create(send, user="alice"):
    events = await send(user, "threads.create", input=INPUT)
    return events[0]["thread"]["id"]


def done(item):
    return ThreadItemDoneEvent(item=item)


async def test_a_title_set_while_the_first_answer_streams_does_not_break_the_thread(server, send):
    def answer(thread):
        yield done(message(thread.id, "a"))
        thread.title = "Groceries"
        yield done(message(thread.id, "b"))

    server.answer = answer
    thread_id = await create(send)
    thread = await send("alice", "threads.get_by_id", thread_id=thread_id)
    assert thread["title"] == "Groceries"
    assert [item["id"] for item in thread["items"]["data"]][1:] == ["a", "b"]


async def test_a_workflow_goes_on_in_its_place_after_a_client_tool_call(server, send):
    moment = datetime.now()  # noqa: DTZ005  # as the SDK does
    thoughts = [ThoughtTask(content="first"), ThoughtTask(content="second")]

    def workflow(thread, count):
        content = Workflow(type="reasoning", tasks=thoughts[:count])
        return WorkflowItem(id="w", thread_id=thread.id, created_at=moment, workflow=content)

    def answer(thread):
        yield done(workflow(thread, 1))
        yield done(
            ClientToolCallItem(
                id="call",
                thread_id=thread.id,
                created_at=moment,
                call_id="c",
                name="switch_theme",
                arguments={},
            )
        )

    server.answer = answer
    thread_id = await create(send)
    server.answer = lambda thread: [done(workflow(thread, 2)), done(message(thread.id, "a"))]
    events = await send(
        "alice", "threads.add_client_tool_output", thread_id=thread_id, result={"dark": True}
    )
    assert "error" not in {event["type"] for event in events}
    page = await send("alice", "items.list", thread_id=thread_id, order="asc")
    assert [item["id"] for item in page["data"]][1:] == ["w", "call", "a"]
    assert len(page["data"][1]["workflow"]["tasks"]) == 2
    assert page["data"][2]["output"] == {"dark": True}


async def test_items_made_in_the_same_instant_are_retried_in_their_order(server, send, store):
    server.answer = lambda thread: [done(message(thread.id, f"m{n}")) for n in range(30)]
    thread_id = await create(send)
    question = (await store.load_thread_items(thread_id, None, 1, "asc", "alice")).data[0]
    server.answer = lambda thread: [done(message(thread.id, "again"))]
    await send("alice", "threads.retry_after_item", thread_id=thread_id, item_id=question.id)
    page = await store.load_thread_items(thread_id, None, 100, "asc", "alice")
    assert [item.id for item in page.data] == [question.id, "again"]


async def test_the_requests_of_one_user_never_reach_the_thread_of_another(server, send, store):
    server.answer = lambda thread: [done(message(thread.id, "a"))]
    thread_id = await create(send)
    assert (await send("bob", "threads.list"))["data"] == []
    assert (await send("bob", "items.list", thread_id=thread_id))["data"] == []
    for kind, params in {
        "threads.get_by_id": {},
        "threads.update": {"title": "stolen"},
        "threads.add_user_message": {"input": INPUT},
        "threads.retry_after_item": {"item_id": "a"},
        "threads.custom_action": {"item_id": "a", "action": {"type": "x"}},
    }.items():
        with pytest.raises(NotFoundError):
            await send("bob", kind, thread_id=thread_id, **params)
    await send("bob", "threads.delete", thread_id=thread_id)
    assert (await store.load_thread(thread_id, "alice")).title is None
    assert len((await store.load_thread_items(thread_id, None, 9, "asc", "alice")).data) == 2
