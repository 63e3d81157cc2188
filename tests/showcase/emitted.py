"""What the commands send and store, by kind; and what there is of each kind in the SDK's types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, get_args, get_origin

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

from chatkit_server.showcase.gallery import GALLERY
from tests.showcase.conftest import COMMANDS, ShowcaseChat
from widgets.components import component_types

ICONS: Final = "Icons"

VARIANTS: Final = (
    "domains images.example.com",
    "progress icons",
    "error code",
    "workflow expanded",
    "image fail",
    "image elsewhere",
    "tool twice",
    "ask free",
    *(f"widgets {name}" for name in GALLERY),
)
"""Commands as they are said where that makes something else of them."""

LINES: Final = (
    *(
        f"{command.name} {command.example}".strip()
        for command in COMMANDS
        if command.name not in ("help", "items", "all", "widgets")
    ),
    *VARIANTS,
)

UNTYPED: Final = "unknown"
"""The one that is of no protocol, on purpose."""


def types_of(union: Any) -> set[str]:
    """The ``type`` of each member."""
    if get_origin(union) is Annotated:
        union = get_args(union)[0]
    return {member.model_fields["type"].default for member in get_args(union)}


def _values_of(model: Any, name: str) -> set[str]:
    return set(get_args(model.model_fields[name].annotation))


WANTED: Final[Mapping[str, set[str]]] = {
    "Events": types_of(ThreadStreamEvent),
    "Updates": types_of(ThreadItemUpdate),
    "Items": types_of(ThreadItem),
    "Tasks": types_of(Task),
    "States of tasks": _values_of(BaseTask, "status_indicator"),
    "Workflows": _values_of(Workflow, "type"),
    "Summaries": {
        name for model in get_args(WorkflowSummary) for name in list(model.model_fields)[:1]
    },
    "Sources": types_of(Source),
    "Questions": types_of(StructuredInput),
    "States of questions": _values_of(StructuredInputItem, "status"),
    "States of calls": _values_of(ClientToolCallItem, "status"),
    "States of threads": types_of(ThreadStatus),
    "Codes of errors": {"custom", *(code.value for code in ErrorCode)},
    "Levels of notices": _values_of(NoticeEvent, "level"),
    "`allow_cancel`": {"true", "false"},
    "Components": set(component_types()),
    "Series of charts": types_of(Series),
    "`handler` of actions": set(get_args(Handler)) - {"server"},  # which is left out
    "`loadingBehavior` of actions": set(get_args(LoadingBehavior)),
    ICONS: set(get_args(get_args(IconName)[0])),
}
"""All there is, by kind."""


@dataclass
class Emitted:
    """What one command has sent and stored."""

    events: list[dict[str, Any]] = field(default_factory=list)
    stored: list[dict[str, Any]] = field(default_factory=list)

    @property
    def kinds(self) -> Mapping[str, set[str]]:
        """What it is, by kind."""
        events, items, updates = self.events, self._items, self._updates
        annotations = [update["annotation"] for update in updates if "annotation" in update]
        tasks = [item["task"] for item in items if item["type"] == "task"]
        tasks += [update["task"] for update in updates if "task" in update]
        workflows = [item["workflow"] for item in items if item["type"] == "workflow"]
        asked = [item for item in items if item["type"] == "structured_input"]
        calls = [item for item in items if item["type"] == "client_tool_call"]
        widgets = [node for item in items if "widget" in item for node in nodes(item["widget"])]
        sources = [source for task in tasks for source in task.get("sources", ())]
        sources += [annotation["source"] for annotation in annotations]
        options = [event["stream_options"] for event in events if "stream_options" in event]
        return {
            "Events": _said(events, "type"),
            "Updates": _said(updates, "type"),
            "Items": _said(items, "type"),
            "Tasks": _said(tasks, "type"),
            "States of tasks": _said(tasks, "status_indicator"),
            "Workflows": _said(workflows, "type"),
            "Summaries": {name for flow in workflows for name in flow.get("summary", ())},
            "Sources": _said(sources, "type"),
            "Questions": _said([one for item in asked for one in item["inputs"]], "type"),
            "States of questions": _said(asked, "status"),
            "States of calls": _said(calls, "status"),
            "States of threads": _said(
                [event["thread"]["status"] for event in events if "thread" in event], "type"
            ),
            "Codes of errors": _said(_of_type(events, "error"), "code"),
            "Levels of notices": _said(_of_type(events, "notice"), "level"),
            "`allow_cancel`": {str(each["allow_cancel"]).lower() for each in options},
            "Components": _said(widgets, "type"),
            "Series of charts": _said(widgets, "type"),
            "`handler` of actions": _said(widgets, "handler"),
            "`loadingBehavior` of actions": _said(widgets, "loadingBehavior"),
            ICONS: _said(_of_type(events, "progress_update"), "icon"),
        }

    @property
    def _items(self) -> list[dict[str, Any]]:
        return [event["item"] for event in self.events if "item" in event] + self.stored

    @property
    def _updates(self) -> list[dict[str, Any]]:
        return [event["update"] for event in self.events if event.get("update")]


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value."""
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, dict | list):
            yield from nodes(child)


async def perform_all(chat: ShowcaseChat) -> dict[str, Emitted]:
    """What each of the lines makes the showcase send and store."""
    return {line: await _perform(chat, line) for line in LINES}


async def _perform(chat: ShowcaseChat, line: str) -> Emitted:
    emitted = Emitted()
    events = await chat.perform(f"/{line} instant")
    thread_id = events[0]["thread"]["id"]
    while True:
        emitted.events += events
        pending = [event["item"] for event in events if _is_pending(event)]
        if not pending:
            break
        events = await go_on(chat, thread_id, pending[-1])
    page = await chat.server.store.load_thread_items(thread_id, None, 500, "asc", chat.user)
    emitted.stored = [item.model_dump(mode="json", exclude_none=True) for item in page.data]
    return emitted


def _is_pending(event: dict[str, Any]) -> bool:
    item = event.get("item", {})
    waiting = item.get("type") in ("client_tool_call", "structured_input")
    return event["type"] == "thread.item.done" and waiting and item["status"] == "pending"


async def go_on(chat: ShowcaseChat, thread_id: str, item: dict[str, Any]) -> list[dict[str, Any]]:
    """Do what an answer waits for: a lone question is skipped."""
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


def _of_type(events: Sequence[dict[str, Any]], type: str) -> list[dict[str, Any]]:
    return [event for event in events if event["type"] == type]


def _said(values: Sequence[dict[str, Any]], name: str) -> set[str]:
    """What these say under a name, but for what is of no protocol."""
    return {said for value in values if isinstance(said := value.get(name), str)}
