"""What an item looks like after the updates streamed for it so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageContentPartAdded,
    AssistantMessageContentPartAnnotationAdded,
    AssistantMessageContentPartDone,
    AssistantMessageContentPartTextDelta,
    AssistantMessageItem,
    GeneratedImageItem,
    GeneratedImageUpdated,
    ThreadItem,
    ThreadItemUpdate,
    WidgetComponentUpdated,
    WidgetItem,
    WidgetRootUpdated,
    WidgetStreamingTextValueDelta,
    WorkflowItem,
    WorkflowTaskAdded,
    WorkflowTaskUpdated,
)
from chatkit.widgets import DynamicWidgetRoot


def apply_update(item: ThreadItem, update: ThreadItemUpdate) -> None:
    """Apply one streamed update to an item, in place.

    An update that does not fit the item (another type, an index out of range) is ignored: the
    final ``thread.item.done`` carries the truth.
    """
    match item, update:
        case AssistantMessageItem(), AssistantMessageContentPartTextDelta():
            _part(item, update.content_index).text += update.delta
        case (
            AssistantMessageItem(),
            AssistantMessageContentPartAdded() | AssistantMessageContentPartDone(),
        ):
            _part(item, update.content_index)
            item.content[update.content_index] = update.content.model_copy(deep=True)
        case AssistantMessageItem(), AssistantMessageContentPartAnnotationAdded():
            annotations = _part(item, update.content_index).annotations
            annotations.insert(min(update.annotation_index, len(annotations)), update.annotation)
        case WorkflowItem(), WorkflowTaskAdded():
            item.workflow.tasks.insert(
                min(update.task_index, len(item.workflow.tasks)), update.task.model_copy(deep=True)
            )
        case WorkflowItem(), WorkflowTaskUpdated():
            if 0 <= update.task_index < len(item.workflow.tasks):
                item.workflow.tasks[update.task_index] = update.task.model_copy(deep=True)
        case GeneratedImageItem(), GeneratedImageUpdated():
            item.image = update.image
        case WidgetItem(), WidgetRootUpdated():
            item.widget = update.widget
        case WidgetItem(), WidgetStreamingTextValueDelta():
            delta, done = update.delta, update.done

            def extend(node: dict[str, Any]) -> dict[str, Any]:
                return {
                    **node,
                    "value": str(node.get("value", "")) + delta,
                    "streaming": not done,
                }

            _change_component(item, update.component_id, extend)
        case WidgetItem(), WidgetComponentUpdated():
            component = update.component.model_dump(mode="json")
            _change_component(item, update.component_id, lambda _: component)
        case _:
            pass


def _part(item: AssistantMessageItem, index: int) -> AssistantMessageContent:
    while len(item.content) <= index:
        item.content.append(AssistantMessageContent(text="", annotations=[]))
    return item.content[index]


def _change_component(
    item: WidgetItem, component_id: str, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    def visit(node: Any) -> Any:
        if isinstance(node, list):
            return [visit(child) for child in node]
        if not isinstance(node, dict):
            return node
        if node.get("id") == component_id:
            return change(node)
        if "children" in node:
            return {**node, "children": visit(node["children"])}
        return node

    item.widget = DynamicWidgetRoot.model_validate(visit(item.widget.model_dump(mode="json")))
