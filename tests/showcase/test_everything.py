"""Whatever the SDK's types allow is emitted by some command; what is new in them fails here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any, get_args, get_origin

import pytest
from chatkit.actions import Handler, LoadingBehavior
from chatkit.errors import ErrorCode
from chatkit.icons import IconName
from chatkit.types import (
    BaseTask,
    ClientToolCallItem,
    NoticeEvent,
    Source,
    StructuredInput,
    StructuredInputItem,
    Task,
    ThreadItem,
    ThreadItemUpdate,
    ThreadStatus,
    ThreadStreamEvent,
    Workflow,
    WorkflowSummary,
)
from chatkit.widgets import Series

from tests.showcase.conftest import COMMANDS, ShowcaseChat
from widgets.components import component_types

MORE = (
    "domains images.example.com",
    "progress icons",
    "error code",
    "workflow expanded",
    "image fail",
    "tool twice",
)
"""Variants of commands that emit something of their own."""


def types_of(union: Any) -> set[str]:
    """The ``type`` of each member."""
    if get_origin(union) is Annotated:
        union = get_args(union)[0]
    return {member.model_fields["type"].default for member in get_args(union)}


def values_of(model: Any, field: str) -> set[str]:
    return set(get_args(model.model_fields[field].annotation))


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value."""
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, dict | list):
            yield from nodes(child)


class Seen:
    """What all commands together have sent and stored."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.stored: list[dict[str, Any]] = []

    @property
    def items(self) -> list[dict[str, Any]]:
        return [event["item"] for event in self.events if "item" in event] + self.stored

    @property
    def tasks(self) -> list[dict[str, Any]]:
        updates = [event["update"] for event in self.events if event.get("update")]
        of_items = [item["task"] for item in self.items if item["type"] == "task"]
        return of_items + [update["task"] for update in updates if "task" in update]

    @property
    def workflows(self) -> list[dict[str, Any]]:
        return [item["workflow"] for item in self.items if item["type"] == "workflow"]

    @property
    def widgets(self) -> list[dict[str, Any]]:
        return [node for item in self.items if "widget" in item for node in nodes(item["widget"])]


@pytest.fixture
async def seen(chat: ShowcaseChat) -> AsyncIterator[Seen]:
    seen = Seen()
    lines = [f"{command.name} {command.example}" for command in COMMANDS]
    for line in (*lines, *MORE):
        events = await chat.perform(f"/{line} instant")
        thread_id = events[0]["thread"]["id"]
        for _ in range(3):
            pending = [event["item"] for event in events if is_pending(event)]
            seen.events += events
            if not pending:
                break
            events = await go_on(chat, thread_id, pending[-1])
        page = await chat.server.store.load_thread_items(thread_id, None, 500, "asc", chat.user)
        seen.stored += [item.model_dump(mode="json", exclude_none=True) for item in page.data]
    yield seen


def is_pending(event: dict[str, Any]) -> bool:
    item = event.get("item", {})
    waiting = item.get("type") in ("client_tool_call", "structured_input")
    return event["type"] == "thread.item.done" and waiting and item["status"] == "pending"


async def go_on(chat: ShowcaseChat, thread_id: str, item: dict[str, Any]) -> list[dict[str, Any]]:
    if item["type"] == "client_tool_call":
        return await chat.events(
            "threads.add_client_tool_output", thread_id=thread_id, result={"text": "chosen"}
        )
    status = "skipped" if len(item["inputs"]) == 1 else "answered"
    answers = {question["id"]: {"values": ["Berlin"]} for question in item["inputs"]}
    return await chat.events(
        "threads.add_structured_input",
        thread_id=thread_id,
        item_id=item["id"],
        input={"status": status, "answers": answers},
    )


async def test_everything_is_emitted(seen: Seen, chat: ShowcaseChat) -> None:
    events, updates = seen.events, [e["update"] for e in seen.events if e.get("update")]
    sources = [source for task in seen.tasks for source in task.get("sources", ())] + [
        update["annotation"]["source"] for update in updates if "annotation" in update
    ]
    questions = [q for item in seen.items for q in item.get("inputs", ())]
    summaries = [flow["summary"] for flow in seen.workflows if "summary" in flow]
    for what, wanted, found in (
        ("events", types_of(ThreadStreamEvent), {event["type"] for event in events}),
        ("updates", types_of(ThreadItemUpdate), {update["type"] for update in updates}),
        ("items", types_of(ThreadItem), {item["type"] for item in seen.items}),
        ("tasks", types_of(Task), {task["type"] for task in seen.tasks}),
        (
            "states of tasks",
            values_of(BaseTask, "status_indicator"),
            {task.get("status_indicator") for task in seen.tasks},
        ),
        ("sources", types_of(Source), {source["type"] for source in sources}),
        ("questions", types_of(StructuredInput), {question["type"] for question in questions}),
        (
            "states of questions",
            values_of(StructuredInputItem, "status") - {"skipped"},
            {item["status"] for item in seen.items if item["type"] == "structured_input"},
        ),
        (
            "states of calls",
            values_of(ClientToolCallItem, "status"),
            {item["status"] for item in seen.items if item["type"] == "client_tool_call"},
        ),
        ("workflows", values_of(Workflow, "type"), {flow["type"] for flow in seen.workflows}),
        (
            "summaries",
            {name for model in get_args(WorkflowSummary) for name in list(model.model_fields)[:1]},
            {name for summary in summaries for name in summary},
        ),
        (
            "states of threads",
            types_of(ThreadStatus),
            {event["thread"]["status"]["type"] for event in events if "thread" in event},
        ),
        (
            "errors",
            {"custom", *(code.value for code in ErrorCode)},
            {event.get("code") for event in events if event["type"] == "error"},
        ),
        (
            "levels",
            values_of(NoticeEvent, "level"),
            {event.get("level") for event in events if event["type"] == "notice"},
        ),
        (
            "icons",
            set(get_args(get_args(IconName)[0])),
            {event.get("icon") for event in events if event["type"] == "progress_update"},
        ),
        ("components", set(component_types()), {node.get("type") for node in seen.widgets}),
        ("series", types_of(Series), {node.get("type") for node in seen.widgets}),
        ("handlers", set(get_args(Handler)) - {"server"}, {n.get("handler") for n in seen.widgets}),
        (
            "loading",
            set(get_args(LoadingBehavior)),
            {node.get("loadingBehavior") for node in seen.widgets},
        ),
        (
            "options",
            {True, False},
            {e["stream_options"]["allow_cancel"] for e in events if "stream_options" in e},
        ),
        ("domains", {True}, {"allowed_image_domains" in e.get("thread", {}) for e in events}),
    ):
        assert wanted - found == set(), f"no command emits these {what}"


async def test_questions_can_be_skipped(chat: ShowcaseChat) -> None:
    events = await chat.perform("/ask free")
    item = events[-1]["item"]
    answer = await go_on(chat, events[0]["thread"]["id"], item)
    replaced = next(event for event in answer if event["type"] == "thread.item.replaced")
    assert replaced["item"]["status"] == "skipped"
    assert answer[-1]["item"]["content"][0]["text"] == (
        "The questions were skipped.\n- free: skipped"
    )
