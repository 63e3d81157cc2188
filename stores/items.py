"""What a store has to know of an item's content."""

from __future__ import annotations

from chatkit.types import (
    AssistantMessageItem,
    GeneratedImageItem,
    HiddenContextItem,
    SDKHiddenContextItem,
    Task,
    TaskItem,
    ThreadItem,
    WorkflowItem,
)


def is_hidden(item: ThreadItem) -> bool:
    """Whether the item is context that a client never sees."""
    return isinstance(item, HiddenContextItem | SDKHiddenContextItem)


def is_empty(item: ThreadItem) -> bool:
    """Whether an item that was cut short has nothing to show."""
    match item:
        case AssistantMessageItem(content=content):
            return not any(part.text.strip() for part in content)
        case WorkflowItem(workflow=workflow):
            return not workflow.tasks
        case GeneratedImageItem(image=image):
            return image is None
        case _:
            return False


def end_work(item: ThreadItem) -> bool:
    """Show of no task in the item that it is at work; returns whether one was shown to be."""
    tasks: list[Task]
    match item:
        case WorkflowItem(workflow=workflow):
            tasks = workflow.tasks
        case TaskItem(task=task):
            tasks = [task]
        case _:
            return False
    at_work = [task for task in tasks if task.status_indicator == "loading"]
    for task in at_work:
        task.status_indicator = "none"
    return bool(at_work)
