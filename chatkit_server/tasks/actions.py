"""What the buttons and forms of task widgets do.

The tasks are the truth and a widget is their picture: an action changes the tasks and answers
with the widget as it is now. So an action that is sent twice does no harm, and one about a task
that is gone says so and shows what is there.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace

from chatkit.types import (
    ClientEffectEvent,
    HiddenContextItem,
    NoticeEvent,
    ThreadItemDoneEvent,
    ThreadItemReplacedEvent,
    ThreadStreamEvent,
)

from chatkit_server.assistant.base import ActionCall, ActionHandler
from chatkit_server.clock import item_now
from chatkit_server.errors import InvalidRequest
from chatkit_server.tasks.due import format_due
from chatkit_server.tasks.forms import read_day, read_form
from chatkit_server.tasks.keys import read
from chatkit_server.tasks.model import Task, TaskChanges, TaskFilter
from chatkit_server.tasks.payloads import chosen_ids, limit_of, payload_of, task_ids
from chatkit_server.tasks.service import TaskService
from chatkit_server.tasks.showing import TaskWidgets
from chatkit_server.tasks.tools import TASKS_CHANGED
from chatkit_server.tasks.views import (
    ConfirmView,
    Deed,
    EditTaskView,
    Move,
    OutcomeView,
    TaskCardView,
    TaskListView,
    View,
)

MAX_ROWS = 500
_HEADINGS = {"open": "Open tasks", "done": "Done", "all": "All tasks"}

Events = AsyncIterator[ThreadStreamEvent]


class TaskActions:
    """Handlers for the actions of task widgets."""

    def __init__(self, service: TaskService, widgets: TaskWidgets) -> None:
        self._service = service
        self._widgets = widgets

    def handlers(self) -> Mapping[str, ActionHandler]:
        """The handlers by action type."""
        return {
            "tasks.complete": self.complete,
            "tasks.reopen": self.reopen,
            "tasks.edit": self.edit,
            "tasks.save": self.save,
            "tasks.reschedule": self.reschedule,
            "tasks.delete": self.delete,
            "tasks.restore": self.restore,
            "tasks.list": self.list,
        }

    async def complete(self, call: ActionCall) -> Events:
        """Mark tasks as done."""
        async for event in self._set_status(call, "complete"):
            yield event

    async def reopen(self, call: ActionCall) -> Events:
        """Mark tasks as open again."""
        async for event in self._set_status(call, "reopen"):
            yield event

    async def edit(self, call: ActionCall) -> Events:
        """Turn the widget into a form for one task."""
        task_id = task_ids(call)[0]
        if not await self._service.get(call.context.owner, [task_id]):
            async for event in self._gone(call):
                yield event
            return
        yield await self._turn(call, EditTaskView(task_id=task_id, back=_behind(_view_of(call))))

    async def save(self, call: ActionCall) -> Events:
        """Save the form's fields; a field that makes no sense leaves the form as it is."""
        task_id = task_ids(call)[0]
        try:
            changes = read_form(payload_of(call), call.context.zone)
            tasks = await self._service.update_all(call.context.owner, [task_id], changes)
        except InvalidRequest as error:
            yield NoticeEvent(level="warning", message=error.message)
            return
        view = _view_of(call)
        if isinstance(view, EditTaskView) and tasks:
            view = view.back
        async for event in self._changed(call, tasks, view or TaskCardView(task_id=task_id)):
            yield event

    async def reschedule(self, call: ActionCall) -> Events:
        """Give a task the day of a date picker, at the time that it had; with a way back."""
        owner, zone = call.context.owner, call.context.zone
        task_id = task_ids(call)[0]
        before = await self._service.get(owner, [task_id])
        if not before:
            async for event in self._gone(call):
                yield event
            return
        try:
            changes = TaskChanges(due=read_day(payload_of(call), before[0], zone))
        except InvalidRequest as error:
            yield NoticeEvent(level="warning", message=error.message)
            return
        after = await self._service.update_all(owner, [task_id], changes)
        card = TaskCardView(task_id=task_id)
        if after and payload_of(call).get("undo") is not True:
            old, new = (
                "" if task.due is None else format_due(task.due, zone)
                for task in (before[0], after[0])
            )
            shown = _view_of(call)
            if old == new and isinstance(shown, TaskCardView):
                card = shown  # it was sent twice: the way back stays what it was
            else:
                card = replace(card, moved=Move(before=old, after=new))
        async for event in self._changed(call, after, card):
            yield event

    async def delete(self, call: ActionCall) -> Events:
        """Ask for confirmation; once confirmed, delete, with a way back."""
        view = _view_of(call)
        if not payload_of(call).get("confirmed"):
            tasks = await self._service.get(call.context.owner, task_ids(call))
            if not tasks:
                async for event in self._gone(call):
                    yield event
                return
            named = tuple(task.id for task in tasks)
            yield await self._turn(call, ConfirmView("delete", named, back=_behind(view)))
            return
        ids = chosen_ids(call)
        if not ids:
            yield _NONE_CHOSEN
            return
        tasks = await self._service.delete(call.context.owner, ids)
        deleted = tuple(task.id for task in tasks)
        behind = _behind(view)
        if isinstance(behind, TaskListView):
            earlier = tuple(task_id for task_id in behind.deleted_ids if task_id not in deleted)
            behind = replace(behind, deleted_ids=(*earlier, *deleted))
        else:
            behind = OutcomeView("delete", deleted)
        async for event in self._changed(call, tasks, behind):
            yield event

    async def restore(self, call: ActionCall) -> Events:
        """Bring deleted tasks back."""
        tasks = await self._service.restore(call.context.owner, task_ids(call))
        restored = {task.id for task in tasks}
        view = _view_of(call)
        if isinstance(view, TaskListView):
            view = replace(
                view,
                deleted_ids=tuple(i for i in view.deleted_ids if i not in restored),
                task_ids=(*view.task_ids, *sorted(restored - set(view.task_ids))),
            )
        elif view is None or isinstance(view, OutcomeView | ConfirmView):
            view = _view_for(tasks)
        async for event in self._changed(call, tasks, view):
            yield event

    async def list(self, call: ActionCall) -> Events:
        """Show more of a list, go back to what a form or a question covered, or list anew."""
        payload = payload_of(call)
        view = _view_of(call)
        status = payload.get("status")
        if status is not None:
            if status not in _HEADINGS:
                raise InvalidRequest("payload.status must be open, done or all.")
            page = await self._service.find(
                call.context.owner, TaskFilter(status=status), call.context.zone, limit=MAX_ROWS
            )
            ids = tuple(task.id for task in page.tasks)
            listed = TaskListView(heading=_HEADINGS[status], task_ids=ids, grouped=True)
            item = await self._widgets.item(listed, call.thread, call.context)
            yield ThreadItemDoneEvent(item=item)
            return
        if payload.get("back"):
            if isinstance(view, EditTaskView):
                view = view.back or TaskCardView(task_id=view.task_id)
            elif isinstance(view, ConfirmView):
                view = view.back or _view_of_ids(view.task_ids, "Kept")
        limit = limit_of(call)
        if limit is not None and isinstance(view, TaskListView | ConfirmView):
            view = replace(view, limit=min(limit, MAX_ROWS))
        if view is not None:
            yield await self._turn(call, view)

    async def _set_status(self, call: ActionCall, deed: Deed) -> Events:
        """Complete or reopen tasks: one by its button, or many after a question."""
        view = _view_of(call)
        confirmed = payload_of(call).get("confirmed") is True
        ids = chosen_ids(call) if confirmed else task_ids(call)
        if not ids:
            yield _NONE_CHOSEN
            return
        change = self._service.complete if deed == "complete" else self._service.reopen
        tasks = await change(call.context.owner, ids)
        if confirmed:
            view = OutcomeView(deed, tuple(task.id for task in tasks))
        elif view is None or isinstance(view, OutcomeView | ConfirmView):  # it was taken back
            view = _view_for(tasks)
        elif isinstance(view, TaskCardView):
            view = TaskCardView(view.task_id)  # to undo an earlier change is no longer at hand
        async for event in self._changed(call, tasks, view):
            yield event

    async def _changed(
        self, call: ActionCall, tasks: Sequence[Task], view: View | None
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Show what an action did: in its widget, to the page, to the agent, everywhere else."""
        if not tasks or view is None:
            async for event in self._gone(call):
                yield event
            return
        yield await self._turn(call, view)
        ids = [task.id for task in tasks]
        yield ClientEffectEvent(name=TASKS_CHANGED, data={"task_ids": ids})
        yield ThreadItemDoneEvent(item=self._note(call, ids))
        but_not = [call.sender.id] if call.sender is not None else []
        for item in await self._widgets.redraw_thread(
            call.thread, call.context, ids, but_not=but_not
        ):
            yield ThreadItemReplacedEvent(item=item)

    async def _gone(self, call: ActionCall) -> AsyncIterator[ThreadStreamEvent]:
        yield NoticeEvent(level="warning", message="That task no longer exists.")
        if call.sender is not None and (view := _view_of(call)) is not None:
            yield await self._turn(call, view)

    async def _turn(self, call: ActionCall, view: View) -> ThreadStreamEvent:
        """The sender showing a view; a new widget when the action came from none of ours."""
        if call.sender is not None and _view_of(call) is not None:
            item = await self._widgets.turn(call.sender, view, call.context)
            return ThreadItemReplacedEvent(item=item)
        return ThreadItemDoneEvent(item=await self._widgets.item(view, call.thread, call.context))

    def _note(self, call: ActionCall, ids: Sequence[str]) -> HiddenContextItem:
        """What the agent is told of a pressed button."""
        facts = json.dumps({"type": call.action.type, "task_ids": list(ids)})
        return HiddenContextItem(
            id=self._widgets.generate_id(call.thread, call.context),
            thread_id=call.thread.id,
            created_at=item_now(),
            content=f"<user_action>{facts}</user_action>",
        )


_NONE_CHOSEN = NoticeEvent(level="warning", message="Choose at least one task, or cancel.")


def _view_of(call: ActionCall) -> View | None:
    return None if call.sender is None else read(call.sender.widget)


def _behind(view: View | None) -> View | None:
    """What a form or a question covers; the view itself when it is neither."""
    return view.back if isinstance(view, EditTaskView | ConfirmView) else view


def _view_for(tasks: Sequence[Task]) -> View | None:
    return _view_of_ids(tuple(task.id for task in tasks), "Tasks") if tasks else None


def _view_of_ids(ids: tuple[str, ...], heading: str) -> View:
    if len(ids) == 1:
        return TaskCardView(task_id=ids[0])
    return TaskListView(heading=heading, task_ids=ids)
