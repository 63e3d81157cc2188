"""Items as the hosted API shows them, which knows six types: what comes nearest for the others.

Generated images become widgets, questions and their answers become groups of tasks; the mark of
the end of a turn is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from chatkit.types import (
    Annotation,
    AssistantMessageContent,
    AssistantMessageItem,
    Attachment,
    ClientToolCallItem,
    CustomTask,
    FileSource,
    FileTask,
    GeneratedImageItem,
    ImageAttachment,
    ImageTask,
    InferenceOptions,
    SearchTask,
    StructuredInput,
    StructuredInputItem,
    Task,
    TaskItem,
    ThoughtTask,
    ThreadItem,
    URLSource,
    UserMessageItem,
    WidgetItem,
    WorkflowItem,
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


def unix_seconds(moment: datetime) -> int:
    """A moment as the API has it; the SDK's own are naive and local."""
    return int(moment.timestamp())


def item_json(item: ThreadItem) -> dict[str, Any]:
    """Write an item as the API shows it.

    Raises:
        ValueError: There is nothing for items of its type.
    """
    return {
        "id": item.id,
        "object": "chatkit.thread_item",
        "created_at": unix_seconds(item.created_at),
        "thread_id": item.thread_id,
        **_content(item),
    }


def _content(item: ThreadItem) -> dict[str, Any]:
    match item:
        case UserMessageItem():
            return {
                "type": "chatkit.user_message",
                "content": list(_said(item)),
                "attachments": [_attachment(attachment) for attachment in item.attachments],
                "inference_options": _options(item.inference_options),
            }
        case AssistantMessageItem(content=content):
            return {"type": "chatkit.assistant_message", "content": [_part(p) for p in content]}
        case WidgetItem(widget=widget):
            return {"type": "chatkit.widget", "widget": serialize(widget).decode()}
        case GeneratedImageItem(image=image):
            children = [] if image is None else [{"type": "Image", "src": image.url}]
            return {
                "type": "chatkit.widget",
                "widget": _json({"type": "Basic", "children": children}),
            }
        case ClientToolCallItem():
            return {
                "type": "chatkit.client_tool_call",
                "status": "completed" if item.status == "completed" else "in_progress",
                "call_id": item.call_id,
                "name": item.name,
                "arguments": _json(item.arguments),
                "output": None if item.output is None else _json(item.output),
            }
        case TaskItem(task=task):
            kind, heading, summary = _task(task)
            return {
                "type": "chatkit.task",
                "task_type": kind,
                "heading": heading,
                "summary": summary,
            }
        case WorkflowItem(workflow=workflow):
            return _group([_task(task) for task in workflow.tasks])
        case StructuredInputItem(inputs=inputs):
            return _group([("custom", asked.question, _answer(asked)) for asked in inputs])
        case _:
            raise ValueError(f"the hosted API has nothing for {item.type}")


def _said(item: UserMessageItem) -> Iterator[dict[str, Any]]:
    """A user's words, what they quote first; a tag is the text that stood for it."""
    if item.quoted_text:
        yield {"type": "quoted_text", "text": item.quoted_text}
    for part in item.content:
        yield {"type": "input_text", "text": part.text}


def _attachment(attachment: Attachment) -> dict[str, Any]:
    preview = attachment.preview_url if isinstance(attachment, ImageAttachment) else None
    return {
        "id": attachment.id,
        "type": attachment.type,
        "name": attachment.name,
        "mime_type": attachment.mime_type,
        "preview_url": None if preview is None else str(preview),
    }


def _options(options: InferenceOptions) -> dict[str, Any] | None:
    if options.model is None and options.tool_choice is None:
        return None
    choice = options.tool_choice
    return {"model": options.model, "tool_choice": None if choice is None else {"id": choice.id}}


def _part(part: AssistantMessageContent) -> dict[str, Any]:
    found = (_annotation(annotation) for annotation in part.annotations)
    return {
        "type": "output_text",
        "text": part.text,
        "annotations": [annotation for annotation in found if annotation is not None],
    }


def _annotation(annotation: Annotation) -> dict[str, Any] | None:
    match annotation.source:
        case URLSource(url=url):
            return {"type": "url", "source": {"type": "url", "url": url}}
        case FileSource(filename=filename):
            return {"type": "file", "source": {"type": "file", "filename": filename}}
        case _:
            return None  # entities are the page's own


_Heading = tuple[str, str | None, str | None]
"""A task's type, heading and summary."""


def _task(task: Task) -> _Heading:
    match task:
        case ThoughtTask(title=title, content=content):
            return "thought", title, content
        case CustomTask(title=title, content=content):
            return "custom", title, content
        case SearchTask(title=title, title_query=query, queries=queries):
            return "custom", title or query, ", ".join(queries) or None
        case FileTask(title=title, sources=sources):
            return "custom", title, ", ".join(source.filename for source in sources) or None
        case ImageTask(title=title):
            return "custom", title, None


def _answer(asked: StructuredInput) -> str | None:
    answer = asked.answer
    return None if answer is None else ", ".join(answer.values) or None


def _group(tasks: Sequence[_Heading]) -> dict[str, Any]:
    return {
        "type": "chatkit.task_group",
        "tasks": [
            {"type": kind, "heading": heading, "summary": summary}
            for kind, heading, summary in tasks
        ],
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
