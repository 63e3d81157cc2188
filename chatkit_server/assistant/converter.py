"""How a thread's items are told to a model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from agents import TResponseInputItem
from chatkit.agents import ThreadItemConverter
from chatkit.types import (
    AssistantMessageItem,
    Attachment,
    HiddenContextItem,
    SDKHiddenContextItem,
    UserMessageTagContent,
    WidgetItem,
)
from openai.types.responses import (
    EasyInputMessageParam,
    ResponseInputContentParam,
    ResponseInputTextParam,
)
from openai.types.responses.response_input_item_param import Message

_TEXT_PROPS = ("value", "label", "text", "title", "alt", "defaultValue")


class HistoryConverter(ThreadItemConverter):
    """Converts items so that both Responses and Chat Completions models take them.

    Args:
        widgets: What to say of widgets, by item id; the others get an outline of their text.
    """

    def __init__(self, widgets: Mapping[str, str]) -> None:
        self._widgets = widgets

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
        """The name and the type; the model is not shown the content."""
        facts = json.dumps({"name": attachment.name, "mime_type": attachment.mime_type})
        return _text(f"<attachment>{facts}</attachment>")

    async def tag_to_message_content(self, tag: UserMessageTagContent) -> ResponseInputContentParam:
        """The entity that the tag stands for, as JSON."""
        facts = json.dumps({"id": tag.id, "text": tag.text, "group": tag.group, "data": tag.data})
        return _text(f"<mention>{facts}</mention>")


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
