"""``/v1/chatkit/threads/…/items`` by the official Python client."""

from __future__ import annotations

import json
from typing import Any

from chatkit import types as protocol
from chatkit.widgets import Card, Text

from tests.http.hosted import NOW, make_thread

from .hosted import BackEnd


def head(item_id: str) -> dict[str, Any]:
    return {"id": item_id, "thread_id": "thr_1", "created_at": NOW}


async def test_items_are_of_the_documented_types(back_end: BackEnd) -> None:
    source = protocol.URLSource(title="Site", url="https://example.com/")
    file = protocol.FileSource(title="A file", filename="a.pdf")
    entity = protocol.EntitySource(title="Ada", id="u_1")
    tasks: list[Any] = [
        protocol.CustomTask(title="Look", content="at it"),
        protocol.ThoughtTask(content="Hm."),
        protocol.SearchTask(title_query="milk", queries=["milk", "oats"], sources=[source]),
        protocol.FileTask(title="Read", sources=[file]),
        protocol.ImageTask(title="Draw"),
    ]
    await make_thread(
        back_end,
        "thr_1",
        protocol.UserMessageItem(
            **head("msg_1"),
            content=[
                protocol.UserMessageTextContent(text="Ask "),
                protocol.UserMessageTagContent(id="u_1", text="Ada", data={}),
            ],
            quoted_text="as you said",
            inference_options=protocol.InferenceOptions(
                tool_choice=protocol.ToolChoice(id="search"), model="big"
            ),
        ),
        protocol.HiddenContextItem(**head("hidden"), content="secret"),
        protocol.AssistantMessageItem(
            **head("msg_2"),
            content=[
                protocol.AssistantMessageContent(
                    text="See there.",
                    annotations=[protocol.Annotation(source=one) for one in (source, file, entity)],
                )
            ],
        ),
        protocol.WidgetItem(**head("wid_1"), widget=Card(children=[Text(value="Milk")])),
        protocol.ClientToolCallItem(
            **head("tc_1"), call_id="call_1", name="open", arguments={"page": "ü"}
        ),
        protocol.ClientToolCallItem(
            **head("tc_2"),
            status="completed",
            call_id="call_2",
            name="open",
            arguments={},
            output={"ok": True},
        ),
        protocol.TaskItem(**head("tsk_1"), task=tasks[1]),
        protocol.WorkflowItem(
            **head("wf_1"), workflow=protocol.Workflow(type="custom", tasks=tasks)
        ),
        protocol.GeneratedImageItem(
            **head("img_1"), image=protocol.GeneratedImage(id="i", url="https://example.com/i.png")
        ),
        protocol.GeneratedImageItem(**head("img_2")),
        protocol.StructuredInputItem(
            **head("inp_1"),
            inputs=[
                protocol.StructuredInputFreeform(
                    id="q1",
                    question="When?",
                    answer=protocol.StructuredInputAnswer(values=["now", "then"]),
                ),
                protocol.StructuredInputFreeform(id="q2", question="Why?"),
            ],
        ),
        protocol.EndOfTurnItem(**head("end")),
        title=None,
    )
    expected: list[dict[str, Any]] = [
        {
            "id": "msg_1",
            "type": "chatkit.user_message",
            "content": [
                {"type": "quoted_text", "text": "as you said"},
                {"type": "input_text", "text": "Ask "},
                {"type": "input_text", "text": "Ada"},
            ],
            "attachments": [],
            "inference_options": {"model": "big", "tool_choice": {"id": "search"}},
        },
        {
            "id": "msg_2",
            "type": "chatkit.assistant_message",
            "content": [
                {
                    "type": "output_text",
                    "text": "See there.",
                    "annotations": [
                        {"type": "url", "source": {"type": "url", "url": "https://example.com/"}},
                        {"type": "file", "source": {"type": "file", "filename": "a.pdf"}},
                    ],
                }
            ],
        },
        {
            "id": "wid_1",
            "type": "chatkit.widget",
            "widget": {"type": "Card", "children": [{"type": "Text", "value": "Milk"}]},
        },
        {
            "id": "tc_1",
            "type": "chatkit.client_tool_call",
            "status": "in_progress",
            "call_id": "call_1",
            "name": "open",
            "arguments": '{"page":"ü"}',
            "output": None,
        },
        {
            "id": "tc_2",
            "type": "chatkit.client_tool_call",
            "status": "completed",
            "call_id": "call_2",
            "name": "open",
            "arguments": "{}",
            "output": '{"ok":true}',
        },
        {
            "id": "tsk_1",
            "type": "chatkit.task",
            "task_type": "thought",
            "heading": None,
            "summary": "Hm.",
        },
        {
            "id": "wf_1",
            "type": "chatkit.task_group",
            "tasks": [
                {"type": "custom", "heading": "Look", "summary": "at it"},
                {"type": "thought", "heading": None, "summary": "Hm."},
                {"type": "custom", "heading": "milk", "summary": "milk, oats"},
                {"type": "custom", "heading": "Read", "summary": "a.pdf"},
                {"type": "custom", "heading": "Draw", "summary": None},
            ],
        },
        {
            "id": "img_1",
            "type": "chatkit.widget",
            "widget": {
                "type": "Basic",
                "children": [{"type": "Image", "src": "https://example.com/i.png"}],
            },
        },
        {"id": "img_2", "type": "chatkit.widget", "widget": {"type": "Basic", "children": []}},
        {
            "id": "inp_1",
            "type": "chatkit.task_group",
            "tasks": [
                {"type": "custom", "heading": "When?", "summary": "now, then"},
                {"type": "custom", "heading": "Why?", "summary": None},
            ],
        },
    ]
    shown = [
        item.to_dict()
        async for item in back_end.client.beta.chatkit.threads.list_items(
            "thr_1", order="asc", limit=3
        )
    ]
    for item in shown:
        if item["type"] == "chatkit.widget":
            item["widget"] = json.loads(item["widget"])  # type: ignore[arg-type] # it is JSON in a string
    common = {
        "object": "chatkit.thread_item",
        "created_at": int(NOW.timestamp()),
        "thread_id": "thr_1",
    }
    assert shown == [{**item, **common} for item in expected]


async def test_items_are_paged_both_ways(back_end: BackEnd) -> None:
    await make_thread(
        back_end,
        "thr_1",
        *(
            protocol.AssistantMessageItem(
                **head(f"msg_{number}"), content=[protocol.AssistantMessageContent(text="Yes.")]
            )
            for number in range(5)
        ),
        protocol.EndOfTurnItem(**head("end")),
    )
    threads = back_end.client.beta.chatkit.threads
    newest = await threads.list_items("thr_1", limit=2)
    assert [item.id for item in newest.data] == ["msg_4", "msg_3"]
    assert (newest.has_more, newest.last_id) == (True, "msg_3")
    everything = [item.id async for item in threads.list_items("thr_1", limit=2)]
    assert everything == [f"msg_{number}" for number in (4, 3, 2, 1, 0)]
    before = await threads.list_items("thr_1", limit=2, before="msg_0")
    assert [item.id for item in before.data] == ["msg_2", "msg_1"]
    between = await threads.list_items("thr_1", order="asc", after="msg_0", before="msg_3")
    assert [item.id for item in between.data] == ["msg_1", "msg_2"]
    assert not between.has_more
    past = await threads.list_items("thr_1", after="msg_0")
    assert (past.data, past.last_id) == ([], None)
