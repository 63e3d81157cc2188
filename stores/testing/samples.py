"""One of everything that a store keeps, with every field set to more than its default."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from chatkit.types import (
    Annotation,
    AssistantMessageContent,
    AssistantMessageItem,
    Attachment,
    AttachmentUploadDescriptor,
    ClientToolCallItem,
    ClosedStatus,
    CustomSummary,
    CustomTask,
    DurationSummary,
    EndOfTurnItem,
    EntitySource,
    FileAttachment,
    FileSource,
    FileTask,
    GeneratedImage,
    GeneratedImageItem,
    HiddenContextItem,
    ImageAttachment,
    ImageTask,
    InferenceOptions,
    LockedStatus,
    SDKHiddenContextItem,
    SearchTask,
    StructuredInputAnswer,
    StructuredInputFreeform,
    StructuredInputItem,
    StructuredInputMultipleChoice,
    StructuredInputMultipleChoiceOption,
    TaskItem,
    ThoughtTask,
    ThreadItem,
    ThreadMetadata,
    ThreadStatus,
    ToolChoice,
    URLSource,
    UserMessageItem,
    UserMessageTagContent,
    UserMessageTextContent,
    WidgetItem,
    Workflow,
    WorkflowItem,
)
from chatkit.widgets import DynamicWidgetRoot
from pydantic import AnyUrl, TypeAdapter

NAIVE = datetime(2026, 3, 29, 2, 30, 15, 123456)  # noqa: DTZ001  # the SDK's own are naive
"""Local time that, where clocks are put forward that night, does not exist."""

MOMENTS = (
    NAIVE,
    NAIVE.replace(microsecond=0),
    NAIVE.replace(tzinfo=UTC),
    NAIVE.replace(tzinfo=timezone(timedelta(hours=5, minutes=30))),
    NAIVE.replace(tzinfo=timezone(-timedelta(hours=9, minutes=30)), microsecond=1),
)
"""Moments without an offset, and with several."""

TEXTS = (
    "",
    " \t\r\n leading and trailing \n",
    "NUL \x00 and other controls \x01\x1f\x7f\x85",
    "quotes \" ' ` and \\ backslashes, \\u0000, %s, :name, {{ braces }}, <b>&amp;</b>",
    "übergrößen, 日本語, עברית, العربية, 👩‍👩‍👧‍👦, \u202eright to left, \ufffe\uffff, 𝄞",
    "long " * 20_000,
)
"""Texts that databases and encoders stumble over."""

JSON: dict[str, Any] = {
    "null": None,
    "true": True,
    "integer": 2**53 + 1,
    "negative": -0.5,
    "large": 1e300,
    "text": "\x00\u2028 'é'",
    "empty": {"list": [], "object": {}, "text": ""},
    "nested": [[{"deep": [1, "2", None]}]],
}

_SOURCES: tuple[URLSource | FileSource | EntitySource, ...] = (
    URLSource(
        title="A page",
        description="About it",
        timestamp="2026-03-29",
        group="web",
        url="https://example.com/?q=1&r=ü#part",
        attribution="Example",
    ),
    FileSource(
        title="A file", description="Of words", timestamp="today", group="disk", filename="a b.txt"
    ),
    EntitySource(
        title="A thing",
        description="Known",
        timestamp="now",
        group="things",
        id="thing-1",
        icon="agent",
        label="Thing",
        inline_label="T",
        interactive=True,
        data=JSON,
        preview="lazy",
    ),
)


def attachments() -> list[Attachment]:
    """Return a file and an image, and one of each with the bare necessities."""
    upload = AttachmentUploadDescriptor(
        url=AnyUrl("https://example.com/upload?id=1"), method="PUT", headers={"X-Key": "é"}
    )
    return [
        FileAttachment(id="atc_bare_file", name="", mime_type="text/plain"),
        FileAttachment(
            id="atc_file",
            name="résumé\x00.pdf",
            mime_type="application/pdf",
            upload_descriptor=upload,
            metadata=JSON,
        ),
        ImageAttachment(
            id="atc_bare_image",
            name="a.png",
            mime_type="image/png",
            preview_url=AnyUrl("https://example.com/a.png"),
        ),
        ImageAttachment(
            id="atc_image",
            name="b.png",
            mime_type="image/png",
            preview_url=AnyUrl("https://example.com/b.png?size=1"),
            upload_descriptor=upload,
            metadata={},
        ),
    ]


def threads() -> list[ThreadMetadata]:
    """Return threads of every status, with every kind of moment."""
    statuses: tuple[ThreadStatus, ...] = (
        LockedStatus(reason="\x00 paid"),
        LockedStatus(),
        ClosedStatus(reason="done"),
        ClosedStatus(),
    )
    return [
        ThreadMetadata(id="thr_bare", created_at=NAIVE),
        *(
            ThreadMetadata(
                id=f"thr_status_{index}",
                created_at=NAIVE,
                title=TEXTS[index],
                status=status,
                allowed_image_domains=["example.com", ""],
                metadata=JSON,
            )
            for index, status in enumerate(statuses)
        ),
        *(
            ThreadMetadata(id=f"thr_moment_{index}", created_at=moment, allowed_image_domains=[])
            for index, moment in enumerate(MOMENTS)
        ),
    ]


def items(thread_id: str) -> list[ThreadItem]:
    """Return items of every type, bare and with every field, for one thread."""
    return [
        content.model_copy(
            update={"id": f"item_{index:03}", "thread_id": thread_id, "created_at": NAIVE}
        )
        for index, content in enumerate(_contents(thread_id))
    ] + [
        EndOfTurnItem(id=f"moment_{index}", thread_id=thread_id, created_at=moment)
        for index, moment in enumerate(MOMENTS)
    ]


def message(thread_id: str, item_id: str, text: str = "Hello") -> AssistantMessageItem:
    """Return an assistant's message."""
    return AssistantMessageItem(
        id=item_id,
        thread_id=thread_id,
        created_at=NAIVE,
        content=[AssistantMessageContent(text=text)],
    )


def workflow(thread_id: str, item_id: str, *thoughts: str) -> WorkflowItem:
    """Return a workflow with a task for each thought."""
    return WorkflowItem(
        id=item_id,
        thread_id=thread_id,
        created_at=NAIVE,
        workflow=Workflow(type="reasoning", tasks=[ThoughtTask(content=text) for text in thoughts]),
    )


def hidden(thread_id: str, item_id: str) -> HiddenContextItem:
    """Return an item that no client sees."""
    return HiddenContextItem(id=item_id, thread_id=thread_id, created_at=NAIVE, content="secret")


def _contents(thread_id: str) -> Iterator[ThreadItem]:
    base: dict[str, Any] = {"id": "", "thread_id": thread_id, "created_at": NAIVE}
    yield from _messages(base)
    yield from _workflows(base)
    yield from _widgets(base)
    for status in ("pending", "completed"):
        yield ClientToolCallItem(
            **base,
            status=status,
            call_id="call_1",
            name="switch_theme",
            arguments=JSON,
            output=None if status == "pending" else [JSON, 1.5, "text", None],
        )
    for image in (None, GeneratedImage(id="img_1", url="data:image/png;base64,AAAA")):
        yield GeneratedImageItem(**base, image=image)
    yield from _structured_inputs(base)
    for content in (None, "text", JSON, [JSON], 0):
        yield HiddenContextItem(**base, content=content)
    yield SDKHiddenContextItem(**base, content=TEXTS[2])
    yield EndOfTurnItem(**base)


def _messages(base: dict[str, Any]) -> Iterator[ThreadItem]:
    yield UserMessageItem(**base, content=[], inference_options=InferenceOptions())
    yield UserMessageItem(
        **base,
        content=[
            *(UserMessageTextContent(text=text) for text in TEXTS),
            UserMessageTagContent(
                id="tag_1", text="@thing", data=JSON, group="things", interactive=True
            ),
        ],
        attachments=attachments(),
        quoted_text="> quoted\x00",
        inference_options=InferenceOptions(tool_choice=ToolChoice(id="search"), model="small"),
    )
    yield AssistantMessageItem(**base, content=[])
    yield AssistantMessageItem(
        **base,
        content=[
            AssistantMessageContent(
                text=text,
                annotations=[
                    Annotation(source=source, index=index) for index, source in enumerate(_SOURCES)
                ],
            )
            for text in TEXTS
        ],
    )


def _structured_inputs(base: dict[str, Any]) -> Iterator[ThreadItem]:
    for answer in (None, StructuredInputAnswer(values=["", "tea\x00"], skipped=True)):
        yield StructuredInputItem(
            **base,
            status="answered" if answer else "pending",
            inputs=[
                StructuredInputMultipleChoice(
                    id="q1",
                    question="Which?",
                    answer=answer,
                    options=[StructuredInputMultipleChoiceOption(value=text) for text in TEXTS[:3]],
                    multiple=True,
                ),
                StructuredInputFreeform(
                    id="q2", question="Why?", answer=answer, description="In a few words"
                ),
            ],
        )
    yield StructuredInputItem(**base, status="skipped", inputs=[])


def _workflows(base: dict[str, Any]) -> Iterator[ThreadItem]:
    tasks = (
        CustomTask(status_indicator="loading", title="Look", icon="agent", content="**Here**"),
        SearchTask(
            status_indicator="complete",
            title="Search",
            title_query="tea",
            queries=["green tea", ""],
            sources=[source for source in _SOURCES if isinstance(source, URLSource)],
        ),
        ThoughtTask(status_indicator="complete", title="Think", content=TEXTS[2]),
        FileTask(
            status_indicator="complete",
            title="Read",
            sources=[source for source in _SOURCES if isinstance(source, FileSource)],
        ),
        ImageTask(status_indicator="loading", title="Draw"),
    )
    for task in tasks:
        yield TaskItem(**base, task=task)
    for summary in (
        None,
        CustomSummary(title="Done"),
        CustomSummary(title="", icon="agent"),
        DurationSummary(duration=12),
    ):
        yield WorkflowItem(
            **base,
            workflow=Workflow(type="reasoning", tasks=[*tasks], summary=summary, expanded=True),
        )
    yield WorkflowItem(**base, workflow=Workflow(type="custom", tasks=[]))


def _widgets(base: dict[str, Any]) -> Iterator[ThreadItem]:
    button = {
        "type": "Button",
        "key": "b",
        "label": TEXTS[3],
        "onClickAction": {"type": "tasks.complete", "payload": {"task_id": "1", "flags": [1]}},
        "unknownToTheSdk": {"x": [1, 2.5, True]},
    }
    strict: Any = TypeAdapter(WidgetItem).validate_python(
        {
            **base,
            "widget": {
                "type": "Card",
                "key": "strict",
                "size": "md",
                "children": [{"type": "Text", "value": "Milk", "streaming": True}],
                "confirm": {"label": "OK", "action": {"type": "ok", "payload": {"id": 1}}},
            },
        }
    )
    yield strict
    for root in (
        {"type": "Card", "key": "view", "id": "w", "children": [button], "novel": 1},
        {"type": "Card", "children": button},
        {"type": "ListView", "children": [{"type": "ListViewItem", "children": [button]}]},
        {"type": "Basic", "children": [{"type": "Table", "rows": [["a", 1]]}]},
    ):
        yield WidgetItem(
            **base, widget=DynamicWidgetRoot.model_validate(root), copy_text="Milk\x00"
        )
