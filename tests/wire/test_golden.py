"""Whole streams as they go over the wire, pinned; the web client's tests read the same files.

After a deliberate change: ``UPDATE_GOLDEN=1 pytest tests/wire``, then read the difference.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
from datetime import datetime
from pathlib import Path

import pytest
from chatkit.types import (
    Annotation,
    AssistantMessageContent,
    AssistantMessageContentPartAdded,
    AssistantMessageContentPartAnnotationAdded,
    AssistantMessageContentPartDone,
    AssistantMessageContentPartTextDelta,
    AssistantMessageItem,
    ClientEffectEvent,
    ClientToolCallItem,
    CustomTask,
    EndOfTurnItem,
    GeneratedImage,
    GeneratedImageItem,
    GeneratedImageUpdated,
    HiddenContextItem,
    NoticeEvent,
    ProgressUpdateEvent,
    StructuredInputFreeform,
    StructuredInputItem,
    StructuredInputMultipleChoice,
    StructuredInputMultipleChoiceOption,
    TaskItem,
    ThoughtTask,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemRemovedEvent,
    ThreadItemReplacedEvent,
    ThreadItemUpdatedEvent,
    URLSource,
    WidgetComponentUpdated,
    WidgetItem,
    WidgetRootUpdated,
    WidgetStreamingTextValueDelta,
    Workflow,
    WorkflowItem,
    WorkflowTaskAdded,
    WorkflowTaskUpdated,
)
from chatkit.widgets import DynamicWidgetComponent, DynamicWidgetRoot

from chatkit_server.testing import Call, Fail, Say, decode_events

GOLDEN = Path(__file__).parent / "golden"
NOW = datetime(2026, 11, 21, 5, 42)  # noqa: DTZ001 # as the SDK makes them


def card(*children):
    return DynamicWidgetRoot.model_validate({"type": "Card", "children": list(children)})


async def every_event(call):
    """Each kind of event, item and update that a server can send."""
    thread_id = call.thread.id
    base = {"thread_id": thread_id, "created_at": NOW}

    def message(item_id, text=""):
        content = [AssistantMessageContent(text=text)] if text else []
        return AssistantMessageItem(id=item_id, content=content, **base)

    def update(item_id, change):
        return ThreadItemUpdatedEvent(item_id=item_id, update=change)

    source = URLSource(title="A page", url="https://example.com/a")
    annotation = Annotation(source=source, index=5)

    yield ProgressUpdateEvent(icon="search", text="Looking it up…")
    yield ThreadItemAddedEvent(item=message("msg_a"))
    yield update(
        "msg_a",
        AssistantMessageContentPartAdded(content_index=0, content=AssistantMessageContent(text="")),
    )
    for delta in ("Ünïcödé ", "🛒 “quotes”\n", "\\ **bold**", ""):
        yield update("msg_a", AssistantMessageContentPartTextDelta(content_index=0, delta=delta))
    yield update(
        "msg_a",
        AssistantMessageContentPartAnnotationAdded(
            content_index=0, annotation_index=0, annotation=annotation
        ),
    )
    whole = AssistantMessageContent(
        text="Ünïcödé 🛒 “quotes”\n\\ **bold**", annotations=[annotation]
    )
    yield update("msg_a", AssistantMessageContentPartDone(content_index=0, content=whole))
    yield ThreadItemDoneEvent(item=AssistantMessageItem(id="msg_a", content=[whole], **base))

    workflow = WorkflowItem(id="wf_a", workflow=Workflow(type="reasoning", tasks=[]), **base)
    yield ThreadItemAddedEvent(item=workflow)
    yield update(
        "wf_a", WorkflowTaskAdded(task_index=0, task=ThoughtTask(content="Hm", title="Thinking"))
    )
    thought = ThoughtTask(content="Hm, yes.", title="Thought", status_indicator="complete")
    yield update("wf_a", WorkflowTaskUpdated(task_index=0, task=thought))
    yield ThreadItemDoneEvent(
        item=WorkflowItem(id="wf_a", workflow=Workflow(type="reasoning", tasks=[thought]), **base)
    )

    text = {"type": "Text", "id": "t", "value": "Hel", "streaming": True}
    yield ThreadItemAddedEvent(item=WidgetItem(id="wid_a", widget=card(text), **base))
    yield update("wid_a", WidgetStreamingTextValueDelta(component_id="t", delta="lo", done=True))
    badge = {"type": "Badge", "id": "b", "label": "one"}
    shown = {"type": "Text", "id": "t", "value": "Hello", "streaming": False}
    yield update("wid_a", WidgetRootUpdated(widget=card(shown, badge)))
    badge = {"type": "Badge", "id": "b", "label": "two"}
    yield update(
        "wid_a",
        WidgetComponentUpdated(
            component_id="b", component=DynamicWidgetComponent.model_validate(badge)
        ),
    )
    final = WidgetItem(id="wid_a", widget=card(shown, badge), copy_text="Hello", **base)
    yield ThreadItemDoneEvent(item=final)
    yield ThreadItemReplacedEvent(
        item=final.model_copy(update={"widget": card({"type": "Title", "value": "Replaced"})})
    )

    image = GeneratedImage(id="ig_1", url="https://images.example/1.png")
    yield ThreadItemAddedEvent(item=GeneratedImageItem(id="img_a", image=None, **base))
    yield update("img_a", GeneratedImageUpdated(image=image, progress=0.5))
    yield ThreadItemDoneEvent(item=GeneratedImageItem(id="img_a", image=image, **base))

    task = CustomTask(title="Checked", icon="check", content="All good")
    yield ThreadItemDoneEvent(item=TaskItem(id="tsk_a", task=task, **base))
    yield ThreadItemDoneEvent(item=HiddenContextItem(id="hid_a", content="hidden", **base))
    yield ThreadItemDoneEvent(item=message("msg_gone", "going"))
    yield ThreadItemRemovedEvent(item_id="msg_gone")
    options = [StructuredInputMultipleChoiceOption(value=value) for value in ("Yes", "No")]
    yield ThreadItemDoneEvent(
        item=StructuredInputItem(
            id="ask_a",
            inputs=[
                StructuredInputMultipleChoice(id="q1", question="Sure?", options=options),
                StructuredInputFreeform(id="q2", question="Why?"),
            ],
            **base,
        )
    )
    yield NoticeEvent(level="warning", message="Nearly *full*.", title="Storage")
    yield ClientEffectEvent(name="theme", data={"scheme": "dark"})
    yield ThreadItemDoneEvent(item=EndOfTurnItem(id="end_a", **base))
    yield ThreadItemDoneEvent(
        item=ClientToolCallItem(
            id="tc_a", call_id="call_a", name="read_selection", arguments={"max": 3}, **base
        )
    )


def stable(text: str) -> str:
    """The same text with ids and moments that do not change from run to run."""
    numbers: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        prefix = match[0].partition("_")[0]
        return numbers.setdefault(match[0], f"{prefix}_{len(numbers) + 1:02}")

    text = re.sub(r"\b[a-z]+_[0-9a-f]{32}\b", number, text)
    moment = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"
    return re.sub(rf'("created_at":\s*)"{moment}"', r'\1"2026-11-21T05:42:00+00:00"', text)


async def greeting(chat, model):
    model.then([Say(["Hello", ", how can", " I help?"])])
    return await raw(chat, "threads.create", input=chat.input("hi there"))


async def tasks(chat, model):
    add = {
        "tasks": [
            {"title": "Buy milk", "due": "2026-11-22T09:00"},
            {"title": "Call the dentist", "due": "2026-11-27", "priority": "high"},
        ]
    }
    model.then([Call("add_tasks", add)], [Say(["Added ", "two tasks."])])
    return await raw(chat, "threads.create", input=chat.input("add two tasks"))


async def action(chat, model):
    thread_id, _ = await tasks(chat, model)
    widget = next(item for item in await chat.items(thread_id) if item["type"] == "widget")
    task_id = widget["widget"]["children"][0]["key"]
    before = await chat.items(thread_id)
    result = await raw(
        chat,
        "threads.custom_action",
        thread_id=thread_id,
        item_id=widget["id"],
        action={"type": "tasks.complete", "payload": {"task_id": task_id}},
    )
    return (*result, before)


async def failure(chat, model):
    model.then([Say(["Half"]), Fail(RuntimeError("gone"))])
    return await raw(chat, "threads.create", input=chat.input("hi there"))


async def everything(chat, model):
    model.then([Say(["Hi."])])
    thread_id, _ = await chat.create("hi there")
    before = await chat.items(thread_id)
    result = await raw(
        chat, "threads.custom_action", thread_id=thread_id, action={"type": "every_event"}
    )
    return (*result, before)


async def raw(chat, type, **params):
    reply = await chat.reply(type, **params)
    stream = b"".join([chunk async for chunk in reply.body])
    thread_id = params.get("thread_id") or decode_events(stream)[0]["thread"]["id"]
    return thread_id, stream


@pytest.mark.parametrize("scenario", [greeting, tasks, action, failure, everything])
async def test_a_stream_goes_over_the_wire_as_pinned(scenario, make_chat, model):
    chat = make_chat(
        change=lambda assistant: dataclasses.replace(
            assistant, actions={**assistant.actions, "every_event": every_event}
        )
    )
    thread_id, stream, *before = await scenario(chat, model)
    items = {
        "before": before[0] if before else [],
        "after": [
            item
            for item in await chat.items(thread_id)
            # A failure's card is for later readers: the stream has told it already.
            if not (scenario is failure and item["type"] == "widget")
        ],
    }
    written = stable(stream.decode() + "\0" + json.dumps(items, indent=1, ensure_ascii=False))
    sse, states = written.split("\0")
    files = {f"{scenario.__name__}.sse": sse, f"{scenario.__name__}.items.json": states + "\n"}

    for name, content in files.items():
        if os.environ.get("UPDATE_GOLDEN"):
            GOLDEN.mkdir(exist_ok=True)
            (GOLDEN / name).write_text(content, encoding="utf-8")
        assert content == (GOLDEN / name).read_text(encoding="utf-8")
