"""A client that knows nothing but ``docs/conformance.md``: what it keeps of a stream of events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

Item: TypeAlias = dict[str, Any]


class SmallClient:
    """A thread as a client keeps it.

    Attributes:
        thread: Without its items.
        items: By id, in the order in which they were first heard of.
        grown: Items as the updates alone have made them, taken down when they were done.
    """

    def __init__(self) -> None:
        self.thread: dict[str, Any] = {}
        self.items: dict[str, Item] = {}
        self.grown: dict[str, Item] = {}
        self._growing: set[str] = set()

    def take(self, event: dict[str, Any]) -> None:
        """Heed an event; what is unknown changes nothing."""
        match event:
            case {"type": "thread.created" | "thread.updated", "thread": thread}:
                self.thread |= {name: thread[name] for name in thread if name != "items"}
            case {"type": "thread.item.added", "item": {"id": str(item_id)} as item}:
                self.items[item_id] = item
                self._growing.add(item_id)
            case {"type": "thread.item.done", "item": {"id": str(item_id)} as item}:
                if item_id in self._growing:
                    self.grown[item_id] = self.items[item_id]
                self.items[item_id] = item
                self._growing.discard(item_id)
            case {"type": "thread.item.replaced", "item": {"id": str(item_id)} as item}:
                self.items[item_id] = item
            case {"type": "thread.item.removed", "item_id": item_id}:
                self.items.pop(item_id, None)
                self._growing.discard(item_id)
            case {
                "type": "thread.item.updated",
                "item_id": item_id,
                "update": {"type": str(kind)} as update,
            } if item_id in self._growing and kind in UPDATES:
                UPDATES[kind](self.items[item_id], update)


def _add_part(item: Item, update: dict[str, Any]) -> None:
    item["content"][update["content_index"] :] = [update["content"]]


def _set_part(item: Item, update: dict[str, Any]) -> None:
    item["content"][update["content_index"]] = update["content"]


def _say(item: Item, update: dict[str, Any]) -> None:
    item["content"][update["content_index"]]["text"] += update["delta"]


def _cite(item: Item, update: dict[str, Any]) -> None:
    annotations = item["content"][update["content_index"]]["annotations"]
    annotations[update["annotation_index"] :] = [update["annotation"]]


def _set_task(item: Item, update: dict[str, Any]) -> None:
    item["workflow"]["tasks"][update["task_index"] :] = [update["task"]]


def _change_task(item: Item, update: dict[str, Any]) -> None:
    item["workflow"]["tasks"][update["task_index"]] = update["task"]


def _set_root(item: Item, update: dict[str, Any]) -> None:
    item["widget"] = update["widget"]


def _set_component(item: Item, update: dict[str, Any]) -> None:
    component = _component(item["widget"], update["component_id"])
    component.clear()
    component |= update["component"]


def _say_in_widget(item: Item, update: dict[str, Any]) -> None:
    component = _component(item["widget"], update["component_id"])
    component["value"] = component.get("value", "") + update["delta"]


def _component(node: Any, component_id: str) -> dict[str, Any]:
    """The one of that id in a widget."""
    if isinstance(node, dict) and node.get("id") == component_id:
        return node
    for child in node.values() if isinstance(node, dict) else node:
        if isinstance(child, dict | list) and (found := _component(child, component_id)):
            return found
    return {}


def _set_image(item: Item, update: dict[str, Any]) -> None:
    item["image"] = update["image"]


UPDATES: Final[dict[str, Callable[[Item, dict[str, Any]], None]]] = {
    "assistant_message.content_part.added": _add_part,
    "assistant_message.content_part.text_delta": _say,
    "assistant_message.content_part.annotation_added": _cite,
    "assistant_message.content_part.done": _set_part,
    "widget.root.updated": _set_root,
    "widget.component.updated": _set_component,
    "widget.streaming_text.value_delta": _say_in_widget,
    "workflow.task.added": _set_task,
    "workflow.task.updated": _change_task,
    "generated_image.updated": _set_image,
}
