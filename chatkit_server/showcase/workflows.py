"""Workflows and tasks: what an assistant does and thinks, while it does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Final

from chatkit.types import (
    CustomSummary,
    CustomTask,
    DurationSummary,
    EndOfTurnItem,
    FileTask,
    ImageTask,
    SearchTask,
    Task,
    TaskItem,
    ThoughtTask,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemUpdatedEvent,
    Workflow,
    WorkflowItem,
    WorkflowTaskAdded,
    WorkflowTaskUpdated,
)

from chatkit_server.showcase.commands import Arguments, Command
from chatkit_server.showcase.sources import FILE, PLAIN_URL, URL
from chatkit_server.showcase.stage import Event, Stage

TASKS: Final[Sequence[Task]] = (
    CustomTask(title="Read the request", icon="notebook", content="It asks for a **bridge**."),
    SearchTask(
        title="Searched the web",
        title_query="bridge 1742",
        queries=["bridge 1742", "who built the bridge"],
        sources=[URL, PLAIN_URL],
    ),
    ThoughtTask(title="Weighing what was found", content="The gazette and the stones agree."),
    FileTask(title="Read a file", sources=[FILE]),
    ImageTask(title="Looked at a picture"),
    CustomTask(title="A task without content or icon"),
)

THOUGHTS: Final = (
    ("Understanding the question", "The user wants to know who built the bridge. "),
    ("Comparing the sources", "The stones give a year. The gazette gives a name, but which? "),
    ("Settling on an answer", "Nobody knows, and it is better to say so."),
)


async def workflow(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """A workflow of every kind of task, one after the other."""
    expanded = arguments.has("expanded")
    item = WorkflowItem(
        **stage.fields("workflow"),
        workflow=Workflow(type="custom", tasks=[], expanded=True),
    )
    yield ThreadItemAddedEvent(item=item.model_copy(deep=True))
    for index, task in enumerate(TASKS):
        loading = task.model_copy(update={"status_indicator": "loading"})
        complete = task.model_copy(update={"status_indicator": "complete"})
        yield ThreadItemUpdatedEvent(
            item_id=item.id, update=WorkflowTaskAdded(task_index=index, task=loading)
        )
        await stage.pause(0.4)
        yield ThreadItemUpdatedEvent(
            item_id=item.id, update=WorkflowTaskUpdated(task_index=index, task=complete)
        )
        item.workflow.tasks.append(complete)
    item.workflow.summary = CustomSummary(title="Found out about the bridge", icon="search")
    item.workflow.expanded = expanded
    yield ThreadItemDoneEvent(item=item)
    yield stage.text("The workflow is done.")


async def reasoning(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Thoughts that are streamed, then folded into their duration."""
    item = WorkflowItem(**stage.fields("workflow"), workflow=Workflow(type="reasoning", tasks=[]))
    yield ThreadItemAddedEvent(item=item.model_copy(deep=True))
    for index, (title, content) in enumerate(THOUGHTS):
        thought = ThoughtTask(title=title, content="", status_indicator="loading")
        yield ThreadItemUpdatedEvent(
            item_id=item.id,
            update=WorkflowTaskAdded(task_index=index, task=thought.model_copy()),
        )
        for word in content.split(" "):
            thought.content += f"{word} "
            yield ThreadItemUpdatedEvent(
                item_id=item.id,
                update=WorkflowTaskUpdated(task_index=index, task=thought.model_copy()),
            )
            await stage.pause(0.03)
        thought.status_indicator = "complete"
        item.workflow.tasks.append(thought)
        yield ThreadItemUpdatedEvent(
            item_id=item.id, update=WorkflowTaskUpdated(task_index=index, task=thought.model_copy())
        )
    duration = arguments.count("seconds", 12, most=100_000)
    item.workflow.summary = DurationSummary(duration=duration)
    yield ThreadItemDoneEvent(item=item)
    yield stage.text("Nobody knows who built it.")


async def tasks(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Tasks that stand for themselves, in every state."""
    for task in TASKS:
        yield ThreadItemDoneEvent(item=TaskItem(**stage.fields("task"), task=task))
        await stage.pause(0.1)
    loading = CustomTask(title="Still at work", status_indicator="loading")
    item = TaskItem(**stage.fields("task"), task=loading)
    yield ThreadItemAddedEvent(item=item)
    await stage.pause(0.8)
    complete = CustomTask(title="At work no more", status_indicator="complete")
    yield ThreadItemDoneEvent(item=item.model_copy(update={"task": complete}))


async def turns(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Two turns of the assistant in one response."""
    yield stage.text("This is the end of a turn.")
    yield ThreadItemDoneEvent(item=EndOfTurnItem(**stage.fields()))
    yield stage.text("And this is another turn of the same response.")


COMMANDS: Final = (
    Command(
        "workflow",
        "Tasks that appear one by one with their state, sources and content; then one line with "
        "the summary, which opens them again. With `expanded` they stay open.",
        workflow,
        usage="expanded",
    ),
    Command(
        "reasoning",
        "Thoughts while they are thought; then one line with the time it took.",
        reasoning,
        usage="SECONDS",
    ),
    Command(
        "tasks",
        "Every kind of task outside a workflow; the last one goes from at work to done.",
        tasks,
    ),
    Command("turns", "Two answers, each with actions of its own, to one message.", turns),
)
