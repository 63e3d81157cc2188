"""How a thread's items are told to a model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from agents import TResponseInputItem
from chatkit.agents import ThreadItemConverter
from chatkit.types import (
    AssistantMessageItem,
    Attachment,
    HiddenContextItem,
    SDKHiddenContextItem,
    UserMessageItem,
    UserMessageTagContent,
    WidgetItem,
)
from openai.types.responses import (
    EasyInputMessageParam,
    ResponseInputContentParam,
    ResponseInputTextParam,
)
from openai.types.responses.response_input_item_param import Message

MAX_FILE_CHARS = 40_000
"""Characters of the files of one message that a model is shown."""

_TEXT_PROPS = ("value", "label", "text", "title", "alt", "defaultValue")


class FilesForModel(Protocol):
    """Tells a model of files."""

    async def show(self, attachment: Attachment, max_chars: int) -> ResponseInputContentParam:
        """What the model gets to see of a file, with ``max_chars`` of its text at most."""


class HistoryConverter(ThreadItemConverter):
    """Converts items so that both Responses and Chat Completions models take them.

    Args:
        widgets: What to say of widgets, by item id; the others get an outline of their text.
        files: Tells of files; without it the model gets to know their names.
    """

    def __init__(self, widgets: Mapping[str, str], files: FilesForModel | None = None) -> None:
        self._widgets = widgets
        self._files = files
        self._share = MAX_FILE_CHARS

    async def user_message_to_input(
        self, item: UserMessageItem, is_last_message: bool = True
    ) -> TResponseInputItem | list[TResponseInputItem] | None:
        """The text, and the files, which share the room there is for them."""
        self._share = MAX_FILE_CHARS // max(1, len(item.attachments))
        return await super().user_message_to_input(item, is_last_message)

    async def assistant_message_to_input(self, item: AssistantMessageItem) -> TResponseInputItem:
        """Plain text: Chat Completions models reject the SDK's content parts."""
        return EasyInputMessageParam(
            type="message",
            role="assistant",
            content="\n\n".join(part.text for part in item.content),
        )

    async def widget_to_input(self, item: WidgetItem) -> TResponseInputItem:
        """What the widget shows, not how it is drawn."""
        shown = self._widgets.get(item.id) or item.copy_text or outline(item)
        return _user_text(f"<shown_to_user>{shown}</shown_to_user>")

    async def hidden_context_to_input(self, item: HiddenContextItem) -> TResponseInputItem:
        """Strings as they are, anything else as JSON."""
        content = item.content
        return _user_text(content if isinstance(content, str) else json.dumps(content))

    async def sdk_hidden_context_to_input(self, item: SDKHiddenContextItem) -> TResponseInputItem:
        """The SDK's own notes."""
        return _user_text(f"<note>{item.content}</note>")

    async def attachment_to_message_content(
        self, attachment: Attachment
    ) -> ResponseInputContentParam:
        """The content, as far as a model can take it; the name and the type at least."""
        if self._files is None:
            return attachment_text(attachment)
        return await self._files.show(attachment, self._share)

    async def tag_to_message_content(self, tag: UserMessageTagContent) -> ResponseInputContentParam:
        """The entity that the tag stands for, as JSON."""
        facts = json.dumps({"id": tag.id, "text": tag.text, "group": tag.group, "data": tag.data})
        return _text(f"<mention>{facts}</mention>")


def attachment_text(
    attachment: Attachment, content: str = "", note: str = ""
) -> ResponseInputTextParam:
    """A file in words: its name and type, what is to be known of it, its text."""
    facts = {"name": attachment.name, "mime_type": attachment.mime_type}
    if note:
        facts["note"] = note
    told = json.dumps(facts, ensure_ascii=False) + (f"\n{content}" if content else "")
    # What a file says, or is called, must not pass for the end of it.
    told = told.replace("</attachment", "<\\/attachment")
    return _text(f"<attachment>{told}</attachment>")


def outline(item: WidgetItem) -> str:
    """The words of a widget, a line for each."""
    words: list[str] = []

    def visit(node: Any) -> None:
        if isinstance(node, list):
            for child in node:
                visit(child)
        elif isinstance(node, dict):
            words.extend(
                text for prop in _TEXT_PROPS if isinstance(text := node.get(prop), str) and text
            )
            for prop in ("status", "children", "confirm", "cancel"):
                visit(node.get(prop))

    visit(item.widget.model_dump(mode="json"))
    return "\n".join(words)


def _text(text: str) -> ResponseInputTextParam:
    return ResponseInputTextParam(type="input_text", text=text)


def _user_text(text: str) -> Message:
    return Message(type="message", role="user", content=[_text(text)])
