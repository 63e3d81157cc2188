"""Items as the hosted API shows them, which knows six types: what comes nearest for the others.

Generated images become widgets, questions and their answers become groups of tasks; the mark of
the end of a turn is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, TypedDict

from chatkit import types as protocol
from openai.types.beta.chatkit import (
    ChatKitAttachment,
    ChatKitResponseOutputText,
    ChatKitThreadAssistantMessageItem,
    ChatKitThreadUserMessageItem,
    ChatKitWidgetItem,
)
from openai.types.beta.chatkit.chatkit_response_output_text import (
    Annotation,
    AnnotationFile,
    AnnotationFileSource,
    AnnotationURL,
    AnnotationURLSource,
)
from openai.types.beta.chatkit.chatkit_thread_item_list import (
    Data,
    DataChatKitClientToolCall,
    DataChatKitTask,
    DataChatKitTaskGroup,
    DataChatKitTaskGroupTask,
)
from openai.types.beta.chatkit.chatkit_thread_user_message_item import (
    Content,
    ContentInputText,
    ContentQuotedText,
    InferenceOptions,
    InferenceOptionsToolChoice,
)

from chatkit_server.wire import serialize

SHOWN_TYPES: Final = frozenset(
    {
        "user_message",
        "assistant_message",
        "widget",
        "client_tool_call",
        "task",
        "workflow",
        "generated_image",
        "structured_input",
    }
)
"""The types of item that there is something for."""


class _Head(TypedDict):
    """What all items have."""

    id: str
    object: Any
    created_at: int
    thread_id: str


def unix_seconds(moment: datetime) -> int:
    """A moment as the API has it; the SDK's own are naive and local."""
    return int(moment.timestamp())


def shown_item(item: protocol.ThreadItem) -> Data:
    """An item as the API shows it.

    Raises:
        ValueError: There is nothing for items of its type.
    """
    head = _Head(
        id=item.id,
        object="chatkit.thread_item",
        created_at=unix_seconds(item.created_at),
        thread_id=item.thread_id,
    )
    match item:
        case protocol.UserMessageItem():
            return _user_message(item, head)
        case protocol.AssistantMessageItem(content=content):
            return ChatKitThreadAssistantMessageItem(
                **head,
                type="chatkit.assistant_message",
                content=[_part(part) for part in content],
            )
        case protocol.WidgetItem(widget=widget):
            return ChatKitWidgetItem(
                **head, type="chatkit.widget", widget=serialize(widget).decode()
            )
        case protocol.GeneratedImageItem(image=image):
            children = [] if image is None else [{"type": "Image", "src": image.url}]
            root = {"type": "Basic", "children": children}
            return ChatKitWidgetItem(**head, type="chatkit.widget", widget=_json(root))
        case protocol.ClientToolCallItem():
            return DataChatKitClientToolCall(
                **head,
                type="chatkit.client_tool_call",
                status="completed" if item.status == "completed" else "in_progress",
                call_id=item.call_id,
                name=item.name,
                arguments=_json(item.arguments),
                output=None if item.output is None else _json(item.output),
            )
        case protocol.TaskItem():
            task = _task(item.task)
            return DataChatKitTask(
                **head,
                type="chatkit.task",
                task_type=task.type,
                heading=task.heading,
                summary=task.summary,
            )
        case protocol.WorkflowItem(workflow=workflow):
            return _group(head, (_task(task) for task in workflow.tasks))
        case protocol.StructuredInputItem(inputs=inputs):
            return _group(head, (_question(asked) for asked in inputs))
        case _:
            raise ValueError(f"the hosted API has nothing for {item.type}")


def _user_message(item: protocol.UserMessageItem, head: _Head) -> ChatKitThreadUserMessageItem:
    # What the words quote stands before them; a tag is the text that stood for it.
    content: list[Content] = [
        ContentInputText(type="input_text", text=p.text) for p in item.content
    ]
    if item.quoted_text:
        content.insert(0, ContentQuotedText(type="quoted_text", text=item.quoted_text))
    return ChatKitThreadUserMessageItem(
        **head,
        type="chatkit.user_message",
        content=content,
        attachments=[_attachment(attachment) for attachment in item.attachments],
        inference_options=_options(item.inference_options),
    )


def _attachment(attachment: protocol.Attachment) -> ChatKitAttachment:
    preview = attachment.preview_url if isinstance(attachment, protocol.ImageAttachment) else None
    return ChatKitAttachment(
        id=attachment.id,
        type=attachment.type,
        name=attachment.name,
        mime_type=attachment.mime_type,
        preview_url=None if preview is None else str(preview),
    )


def _options(options: protocol.InferenceOptions) -> InferenceOptions | None:
    tool = options.tool_choice
    if options.model is None and tool is None:
        return None
    choice = None if tool is None else InferenceOptionsToolChoice(id=tool.id)
    return InferenceOptions(model=options.model, tool_choice=choice)


def _part(part: protocol.AssistantMessageContent) -> ChatKitResponseOutputText:
    found = (_annotation(annotation.source) for annotation in part.annotations)
    return ChatKitResponseOutputText(
        type="output_text",
        text=part.text,
        annotations=[annotation for annotation in found if annotation is not None],
    )


def _annotation(source: protocol.Source) -> Annotation | None:
    match source:
        case protocol.URLSource(url=url):
            return AnnotationURL(type="url", source=AnnotationURLSource(type="url", url=url))
        case protocol.FileSource(filename=filename):
            file = AnnotationFileSource(type="file", filename=filename)
            return AnnotationFile(type="file", source=file)
        case _:
            return None  # entities are the page's own


def _task(task: protocol.Task) -> DataChatKitTaskGroupTask:
    match task:
        case protocol.ThoughtTask(title=title, content=content):
            return DataChatKitTaskGroupTask(type="thought", heading=title, summary=content)
        case protocol.CustomTask(title=title, content=content):
            return DataChatKitTaskGroupTask(type="custom", heading=title, summary=content)
        case protocol.SearchTask(title=title, title_query=query, queries=queries):
            return _custom(title or query, queries)
        case protocol.FileTask(title=title, sources=sources):
            return _custom(title, [source.filename for source in sources])
        case protocol.ImageTask(title=title):
            return _custom(title, [])


def _question(asked: protocol.StructuredInput) -> DataChatKitTaskGroupTask:
    return _custom(asked.question, [] if asked.answer is None else asked.answer.values)


def _custom(heading: str | None, details: list[str]) -> DataChatKitTaskGroupTask:
    summary = ", ".join(details) or None
    return DataChatKitTaskGroupTask(type="custom", heading=heading, summary=summary)


def _group(head: _Head, tasks: Iterable[DataChatKitTaskGroupTask]) -> DataChatKitTaskGroup:
    return DataChatKitTaskGroup(**head, type="chatkit.task_group", tasks=list(tasks))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
