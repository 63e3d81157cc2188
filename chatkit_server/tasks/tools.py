"""The agent's tools: each does one thing to the tasks and shows the outcome in the thread."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from agents import FunctionTool, ModelBehaviorError, RunContextWrapper, function_tool
from chatkit.types import ClientEffectEvent, ThreadItemReplacedEvent
from pydantic import BaseModel, Field

from chatkit_server.assistant.context import ChatContext
from chatkit_server.context import RequestContext
from chatkit_server.errors import InvalidRequest, ServerError
from chatkit_server.tasks.model import (
    UNSET,
    Due,
    NewTask,
    Priority,
    StatusFilter,
    Task,
    TaskChanges,
    TaskFilter,
)
from chatkit_server.tasks.service import TaskService
from chatkit_server.tasks.showing import TaskWidgets
from chatkit_server.tasks.views import (
    ConfirmDeleteView,
    DeletedView,
    SummaryView,
    TaskCardView,
    TaskListView,
    View,
)
from stores.errors import StoreUnavailable

logger = logging.getLogger(__name__)

TASKS_CHANGED = "tasks.changed"
"""The client effect that tells a page to read its tasks again; data ``{"task_ids"}``."""

Context = RunContextWrapper[ChatContext]

DueText = Annotated[
    str, Field(description="A day, YYYY-MM-DD, or a moment in the user's zone, YYYY-MM-DDTHH:MM")
]
Day = Annotated[str, Field(description="A day, YYYY-MM-DD")]


class TaskInput(BaseModel):
    """A task to add, as a model gives it."""

    title: str
    notes: str | None = None
    due: DueText | None = None
    priority: Priority | None = None
    tags: list[str] | None = None


def parse_due(text: str, context: RequestContext) -> Due:
    """A due as models and forms write it.

    Raises:
        InvalidRequest: It is neither a day nor a moment.
    """
    try:
        if len(text) <= len("YYYY-MM-DD"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidRequest("due must be YYYY-MM-DD or YYYY-MM-DDTHH:MM.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=context.zone)


def task_facts(task: Task, context: RequestContext) -> dict[str, Any]:
    """A task as a model sees it."""
    due = task.due.astimezone(context.zone) if isinstance(task.due, datetime) else task.due
    return {
        "id": task.id,
        "title": task.title,
        "status": task.status,
        "priority": task.priority,
        "due": due.isoformat() if due is not None else None,
        "tags": list(task.tags),
        "notes": task.notes,
    }


def explain_failure(wrapper: RunContextWrapper[Any], error: Exception) -> str:
    """What the model is told when a tool fails; only our own messages are passed on.

    It is not told that nothing was changed: a tool may fail after it did its work.
    """
    match error:
        case ServerError():
            message = error.message
        case ModelBehaviorError():
            message = "The arguments do not fit the tool's schema."
        case StoreUnavailable():
            message = "The storage does not answer."
        case _:
            logger.error("a tool failed", exc_info=error)
            message = "The tool failed."
    return json.dumps({"error": message})


class TaskTools:
    """Makes the tools over a task service."""

    def __init__(self, service: TaskService, widgets: TaskWidgets) -> None:
        self._service = service
        self._widgets = widgets

    def all(self) -> list[FunctionTool]:
        """The tools, ready for an agent."""
        return [
            function_tool(method, failure_error_function=explain_failure)
            for method in (
                self.add_tasks,
                self.find_tasks,
                self.show_tasks,
                self.complete_tasks,
                self.reopen_tasks,
                self.update_tasks,
                self.delete_tasks,
                self.restore_tasks,
                self.summarize_tasks,
            )
        ]

    async def add_tasks(self, wrapper: Context, tasks: list[TaskInput]) -> str:
        """Add tasks and show them to the user.

        Args:
            tasks: The tasks to add, in the user's order.
        """
        chat = wrapper.context
        context = chat.request_context
        added = await self._service.add(
            context.owner,
            [
                NewTask(
                    title=task.title,
                    notes=task.notes or "",
                    due=parse_due(task.due, context) if task.due else None,
                    priority=task.priority or "none",
                    tags=tuple(task.tags or ()),
                )
                for task in tasks
            ],
            origin=chat.message_id,
        )
        await self._show_changed(chat, added, "Added")
        return _result(chat, added)

    async def find_tasks(
        self,
        wrapper: Context,
        query: str | None = None,
        status: StatusFilter = "open",
        due_from: Day | None = None,
        due_to: Day | None = None,
        overdue: bool = False,
        no_due: bool = False,
        priority: Priority | None = None,
        tag: str | None = None,
        limit: int = 50,
    ) -> str:
        """Look tasks up without showing anything; use it to learn the ids of tasks.

        Args:
            query: Words that occur in the title, the notes or the tags.
            status: Which tasks to look among.
            due_from: The first day that a task may be due.
            due_to: The last one, included.
            overdue: Only open tasks whose due is past.
            no_due: Only tasks without a due.
            priority: Only tasks of this priority.
            tag: Only tasks with this tag.
            limit: How many at most.
        """
        found = _filter(query, status, due_from, due_to, overdue, no_due, priority, tag)
        chat = wrapper.context
        page = await self._find(chat, found, limit)
        return _result(chat, page.tasks, has_more=page.has_more)

    async def show_tasks(
        self,
        wrapper: Context,
        heading: str,
        query: str | None = None,
        status: StatusFilter = "open",
        due_from: Day | None = None,
        due_to: Day | None = None,
        overdue: bool = False,
        no_due: bool = False,
        priority: Priority | None = None,
        tag: str | None = None,
        limit: int = 50,
    ) -> str:
        """Show the user a list of tasks.

        Args:
            heading: A few words above the list, such as "Due this week".
            query: Words that occur in the title, the notes or the tags.
            status: Which tasks to show.
            due_from: The first day that a task may be due.
            due_to: The last one, included.
            overdue: Only open tasks whose due is past.
            no_due: Only tasks without a due.
            priority: Only tasks of this priority.
            tag: Only tasks with this tag.
            limit: How many at most.
        """
        found = _filter(query, status, due_from, due_to, overdue, no_due, priority, tag)
        chat = wrapper.context
        page = await self._find(chat, found, limit)
        await self._show(
            chat, TaskListView(heading=heading, task_ids=tuple(task.id for task in page.tasks))
        )
        return _result(chat, page.tasks, has_more=page.has_more)

    async def complete_tasks(self, wrapper: Context, task_ids: list[str]) -> str:
        """Mark tasks as done and show them.

        Args:
            task_ids: Ids from find_tasks or from what was shown.
        """
        chat = wrapper.context
        done = await self._service.complete(chat.request_context.owner, task_ids)
        await self._show_changed(chat, done, "Completed")
        return _result(chat, done, asked=task_ids)

    async def reopen_tasks(self, wrapper: Context, task_ids: list[str]) -> str:
        """Mark done tasks as open again and show them.

        Args:
            task_ids: Ids from find_tasks or from what was shown.
        """
        chat = wrapper.context
        opened = await self._service.reopen(chat.request_context.owner, task_ids)
        await self._show_changed(chat, opened, "Reopened")
        return _result(chat, opened, asked=task_ids)

    async def restore_tasks(self, wrapper: Context, task_ids: list[str]) -> str:
        """Bring deleted tasks back and show them.

        Args:
            task_ids: Ids of the deleted tasks.
        """
        chat = wrapper.context
        restored = await self._service.restore(chat.request_context.owner, task_ids)
        await self._show_changed(chat, restored, "Restored")
        return _result(chat, restored, asked=task_ids)

    async def update_tasks(
        self,
        wrapper: Context,
        task_ids: list[str],
        title: str | None = None,
        notes: str | None = None,
        due: DueText | None = None,
        clear_due: bool = False,
        priority: Priority | None = None,
        add_tags: list[str] | None = None,
        remove_tags: list[str] | None = None,
    ) -> str:
        """Change tasks and show them; what is left out stays as it is.

        Args:
            task_ids: Ids from find_tasks or from what was shown.
            title: A new title; for one task only.
            notes: New notes, in place of the old ones.
            due: A new due.
            clear_due: Take the due away.
            priority: A new priority.
            add_tags: Tags to add.
            remove_tags: Tags to take away.
        """
        chat = wrapper.context
        if title is not None and len(task_ids) > 1:
            raise InvalidRequest("A title can only be given to one task at a time.")
        new_due = parse_due(due, chat.request_context) if due else UNSET
        changed = await self._service.update_all(
            chat.request_context.owner,
            task_ids,
            TaskChanges(
                title=UNSET if title is None else title,
                notes=UNSET if notes is None else notes,
                due=None if clear_due else new_due,
                priority=UNSET if priority is None else priority,
                add_tags=tuple(add_tags or ()),
                remove_tags=tuple(remove_tags or ()),
            ),
        )
        await self._show_changed(chat, changed, "Updated")
        return _result(chat, changed, asked=task_ids)

    async def delete_tasks(
        self, wrapper: Context, task_ids: list[str], confirmed: bool = False
    ) -> str:
        """Delete tasks, or ask the user first.

        Args:
            task_ids: Ids from find_tasks or from what was shown.
            confirmed: True if the user named this one task to delete, or agreed to this very
                deletion; otherwise they are asked on a card.
        """
        chat = wrapper.context
        owner = chat.request_context.owner
        if not confirmed:
            named = await self._service.get(owner, task_ids)
            if named:
                ids = tuple(task.id for task in named)
                await self._show(chat, ConfirmDeleteView(task_ids=ids, back=None))
            return _result(chat, named, asked=task_ids, status="needs_confirmation")
        deleted = await self._service.delete(owner, task_ids)
        if deleted:
            await self._show(chat, DeletedView(task_ids=tuple(task.id for task in deleted)))
            await self._announce(chat, deleted)
        return _result(chat, deleted, asked=task_ids, status="deleted")

    async def summarize_tasks(self, wrapper: Context) -> str:
        """Count the user's tasks and show a summary card."""
        chat = wrapper.context
        context = chat.request_context
        summary = await self._service.summary(context.owner, context.zone)
        await self._show(chat, SummaryView())
        return json.dumps({name: getattr(summary, name) for name in summary.__slots__})

    async def _find(self, chat: ChatContext, criteria: TaskFilter, limit: int) -> Any:
        context = chat.request_context
        return await self._service.find(context.owner, criteria, context.zone, limit=limit)

    async def _show(self, chat: ChatContext, view: View) -> None:
        await chat.show([await self._widgets.item(view, chat.thread, chat.request_context)])

    async def _show_changed(self, chat: ChatContext, tasks: Sequence[Task], heading: str) -> None:
        if not tasks:
            return
        view: View
        if len(tasks) == 1:
            view = TaskCardView(task_id=tasks[0].id)
        else:
            view = TaskListView(heading=heading, task_ids=tuple(task.id for task in tasks))
        await self._show(chat, view)
        await self._announce(chat, tasks)

    async def _announce(self, chat: ChatContext, tasks: Sequence[Task]) -> None:
        """Let the page and the thread's other widgets follow a change."""
        ids = [task.id for task in tasks]
        await chat.stream(ClientEffectEvent(name=TASKS_CHANGED, data={"task_ids": ids}))
        for item in await self._widgets.redraw_thread(chat.thread, chat.request_context, ids):
            await chat.stream(ThreadItemReplacedEvent(item=item))


def _filter(
    query: str | None,
    status: StatusFilter,
    due_from: str | None,
    due_to: str | None,
    overdue: bool,
    no_due: bool,
    priority: Priority | None,
    tag: str | None,
) -> TaskFilter:
    return TaskFilter(
        status=status,
        query=query or None,
        due_from=_day(due_from),
        due_to=_day(due_to),
        overdue=overdue,
        no_due=no_due,
        priority=priority,
        tag=tag or None,
    )


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise InvalidRequest("Days are written YYYY-MM-DD.") from None


def _result(
    chat: ChatContext,
    tasks: Sequence[Task],
    *,
    asked: Sequence[str] | None = None,
    has_more: bool | None = None,
    status: Literal["deleted", "needs_confirmation"] | None = None,
) -> str:
    facts: dict[str, Any] = {
        "tasks": [task_facts(task, chat.request_context) for task in tasks],
    }
    if status is not None:
        facts["status"] = status
    if asked is not None:
        found = {task.id for task in tasks}
        facts["missing"] = [task_id for task_id in asked if task_id not in found]
    if has_more is not None:
        facts["has_more"] = has_more
    return json.dumps(facts, ensure_ascii=False)
