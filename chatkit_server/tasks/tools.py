"""The agent's tools: each does one thing to the tasks and shows the outcome in the thread."""

from __future__ import annotations

import json
from collections.abc import Sequence

from agents import FunctionTool, RunContextWrapper, function_tool
from chatkit.types import ClientEffectEvent, ThreadItemReplacedEvent

from chatkit_server.assistant.context import ChatContext
from chatkit_server.errors import InvalidRequest
from chatkit_server.tasks.model import (
    Priority,
    StatusFilter,
    Task,
    TaskFilter,
    TaskPage,
)
from chatkit_server.tasks.service import TaskService
from chatkit_server.tasks.showing import TaskWidgets
from chatkit_server.tasks.telling import (
    Day,
    DueText,
    TaskInput,
    explain_failure,
    task_changes,
    task_filter,
    tool_result,
    week_facts,
)
from chatkit_server.tasks.views import (
    ConfirmView,
    Deed,
    OutcomeView,
    SummaryView,
    TaskCardView,
    TaskListView,
    View,
    WeekView,
    awaits,
)
from chatkit_server.tasks.week import monday_of

TASKS_CHANGED = "tasks.changed"
"""The client effect that tells a page to read its tasks again; data ``{"task_ids"}``."""

OPEN_TASK = "tasks.open"
"""The client effect that tells a page to open a task beside the chat; data ``{"task_id"}``."""

MAX_WEEKS = 520
"""How many weeks back a summary may go."""

Context = RunContextWrapper[ChatContext]


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
                self.open_task,
                self.complete_tasks,
                self.reopen_tasks,
                self.update_tasks,
                self.delete_tasks,
                self.restore_tasks,
                self.summarize_tasks,
                self.summarize_week,
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
            [task.new_task(context) for task in tasks],
            origin=chat.message_id,
        )
        await self._show_changed(chat, added, "Added")
        return tool_result(chat.request_context, added)

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
        found = task_filter(query, status, due_from, due_to, overdue, no_due, priority, tag)
        chat = wrapper.context
        page = await self._find(chat, found, limit)
        return tool_result(chat.request_context, page.tasks, has_more=page.has_more)

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
        found = task_filter(query, status, due_from, due_to, overdue, no_due, priority, tag)
        chat = wrapper.context
        page = await self._find(chat, found, limit)
        ids = tuple(task.id for task in page.tasks)
        await self._show(chat, TaskListView(heading=heading, task_ids=ids, grouped=True))
        return tool_result(chat.request_context, page.tasks, has_more=page.has_more)

    async def open_task(self, wrapper: Context, task_id: str) -> str:
        """Open one task for the user, to read and to edit.

        Args:
            task_id: An id from find_tasks or from what was shown.
        """
        chat = wrapper.context
        found = await self._service.get(chat.request_context.owner, [task_id])
        for task in found:
            # The card is for pages that have no place of their own for a task.
            await self._show(chat, TaskCardView(task_id=task.id))
            await chat.stream(ClientEffectEvent(name=OPEN_TASK, data={"task_id": task.id}))
        return tool_result(chat.request_context, found, asked=[task_id])

    async def complete_tasks(
        self, wrapper: Context, task_ids: list[str], ask_first: bool = False
    ) -> str:
        """Mark tasks as done and show them, or ask the user first.

        Args:
            task_ids: Ids from find_tasks or from what was shown.
            ask_first: True if the user meant several tasks by what they have in common, such as
                "everything overdue", and has not agreed yet: they are asked on a card.
        """
        chat = wrapper.context
        if ask_first:
            return await self._ask(chat, "complete", task_ids)
        done = await self._service.complete(chat.request_context.owner, task_ids)
        await self._show_changed(chat, done, "Completed")
        return tool_result(chat.request_context, done, asked=task_ids)

    async def reopen_tasks(
        self, wrapper: Context, task_ids: list[str], ask_first: bool = False
    ) -> str:
        """Mark done tasks as open again and show them, or ask the user first.

        Args:
            task_ids: Ids from find_tasks or from what was shown.
            ask_first: As for complete_tasks.
        """
        chat = wrapper.context
        if ask_first:
            return await self._ask(chat, "reopen", task_ids)
        opened = await self._service.reopen(chat.request_context.owner, task_ids)
        await self._show_changed(chat, opened, "Reopened")
        return tool_result(chat.request_context, opened, asked=task_ids)

    async def restore_tasks(self, wrapper: Context, task_ids: list[str]) -> str:
        """Bring deleted tasks back and show them.

        Args:
            task_ids: Ids of the deleted tasks.
        """
        chat = wrapper.context
        restored = await self._service.restore(chat.request_context.owner, task_ids)
        await self._show_changed(chat, restored, "Restored")
        return tool_result(chat.request_context, restored, asked=task_ids)

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
        changed = await self._service.update_all(
            chat.request_context.owner,
            task_ids,
            task_changes(
                chat.request_context,
                task_ids,
                title=title,
                notes=notes,
                due=due,
                clear_due=clear_due,
                priority=priority,
                add_tags=add_tags,
                remove_tags=remove_tags,
            ),
        )
        await self._show_changed(chat, changed, "Updated")
        return tool_result(chat.request_context, changed, asked=task_ids)

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
            return await self._ask(chat, "delete", task_ids)
        deleted = await self._service.delete(owner, task_ids)
        if deleted:
            await self._show(chat, OutcomeView("delete", tuple(task.id for task in deleted)))
            await self._announce(chat, deleted)
        return tool_result(chat.request_context, deleted, asked=task_ids, status="deleted")

    async def summarize_tasks(self, wrapper: Context) -> str:
        """Count the user's tasks and show a summary card."""
        chat = wrapper.context
        context = chat.request_context
        summary = await self._service.summary(context.owner, context.zone)
        await self._show(chat, SummaryView())
        return json.dumps({name: getattr(summary, name) for name in summary.__slots__})

    async def summarize_week(self, wrapper: Context, weeks_ago: int = 0) -> str:
        """Count what the user did in a week, day by day, and show it in a chart.

        Args:
            weeks_ago: 0 for this week, from Monday; 1 for the last one.
        """
        chat = wrapper.context
        context = chat.request_context
        if not 0 <= weeks_ago <= MAX_WEEKS:
            raise InvalidRequest(f"weeks_ago must be 0 to {MAX_WEEKS}.")
        monday = monday_of(context.now.date(), weeks_ago)
        week = await self._service.week(context.owner, monday, context.zone)
        await self._show(chat, WeekView(monday))
        return json.dumps(week_facts(week))

    async def _ask(self, chat: ChatContext, deed: Deed, task_ids: Sequence[str]) -> str:
        """Ask on a card whether to do it to those of the tasks to which it is not done yet."""
        named = await self._service.get(chat.request_context.owner, task_ids)
        waiting = [task for task in named if awaits(deed, task)]
        if waiting:
            await self._show(chat, ConfirmView(deed, tuple(task.id for task in waiting)))
        return tool_result(
            chat.request_context, waiting, asked=task_ids, status="needs_confirmation"
        )

    async def _find(self, chat: ChatContext, criteria: TaskFilter, limit: int) -> TaskPage:
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
