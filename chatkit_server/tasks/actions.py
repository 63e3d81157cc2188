"""What the buttons and forms of task widgets do.

The tasks are the truth and a widget is their picture: an action changes the tasks and answers
with the widget as it is now. So an action that is sent twice does no harm, and one about a task
that is gone says so and shows what is there.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

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
from chatkit_server.tasks.due import parse_due
from chatkit_server.tasks.model import UNSET, Due, Task, TaskChanges, TaskFilter, Unset
from chatkit_server.tasks.service import TaskService
from chatkit_server.tasks.showing import TaskWidgets
from chatkit_server.tasks.tools import TASKS_CHANGED
from chatkit_server.tasks.views import (
    ConfirmDeleteView,
    DeletedView,
    EditTaskView,
    TaskCardView,
    TaskListView,
    View,
    read,
)

MAX_IDS = 500
MAX_ROWS = 500
_HEADINGS = {"open": "Open tasks", "done": "Done", "all": "All tasks"}


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
            "tasks.delete": self.delete,
            "tasks.restore": self.restore,
            "tasks.list": self.list,
        }

    async def complete(self, call: ActionCall) -> AsyncIterator[ThreadStreamEvent]:
        """Mark tasks as done."""
        tasks = await self._service.complete(call.context.owner, _task_ids(call))
        async for event in self._changed(call, tasks, _view_of(call) or _view_for(tasks)):
            yield event

    async def reopen(self, call: ActionCall) -> AsyncIterator[ThreadStreamEvent]:
        """Mark tasks as open again."""
        tasks = await self._service.reopen(call.context.owner, _task_ids(call))
        async for event in self._changed(call, tasks, _view_of(call) or _view_for(tasks)):
            yield event

    async def edit(self, call: ActionCall) -> AsyncIterator[ThreadStreamEvent]:
        """Turn the widget into a form for one task."""
        task_id = _task_ids(call)[0]
        if not await self._service.get(call.context.owner, [task_id]):
            async for event in self._gone(call):
                yield event
            return
        yield await self._turn(call, EditTaskView(task_id=task_id, back=_behind(_view_of(call))))

    async def save(self, call: ActionCall) -> AsyncIterator[ThreadStreamEvent]:
        """Save the form's fields; a field that makes no sense leaves the form as it is."""
        task_id = _task_ids(call)[0]
        try:
            changes = _changes(call)
        except InvalidRequest as error:
            yield NoticeEvent(level="warning", message=error.message)
            return
        tasks = await self._service.update_all(call.context.owner, [task_id], changes)
        view = _view_of(call)
        if isinstance(view, EditTaskView):
            view = view.back
        async for event in self._changed(call, tasks, view or TaskCardView(task_id=task_id)):
            yield event

    async def delete(self, call: ActionCall) -> AsyncIterator[ThreadStreamEvent]:
        """Ask for confirmation; once confirmed, delete, with a way back."""
        ids = _task_ids(call)
        view = _view_of(call)
        if not _payload(call).get("confirmed"):
            tasks = await self._service.get(call.context.owner, ids)
            if not tasks:
                async for event in self._gone(call):
                    yield event
                return
            named = tuple(task.id for task in tasks)
            yield await self._turn(call, ConfirmDeleteView(task_ids=named, back=_behind(view)))
            return
        tasks = await self._service.delete(call.context.owner, ids)
        deleted = tuple(task.id for task in tasks)
        behind = _behind(view)
        if isinstance(behind, TaskListView):
            earlier = tuple(task_id for task_id in behind.deleted_ids if task_id not in deleted)
            behind = replace(behind, deleted_ids=(*earlier, *deleted))
        else:
            behind = DeletedView(task_ids=deleted)
        async for event in self._changed(call, tasks, behind):
            yield event

    async def restore(self, call: ActionCall) -> AsyncIterator[ThreadStreamEvent]:
        """Bring deleted tasks back."""
        tasks = await self._service.restore(call.context.owner, _task_ids(call))
        restored = {task.id for task in tasks}
        view = _view_of(call)
        if isinstance(view, TaskListView):
            view = replace(
                view,
                deleted_ids=tuple(i for i in view.deleted_ids if i not in restored),
                task_ids=(*view.task_ids, *sorted(restored - set(view.task_ids))),
            )
        elif view is None or isinstance(view, DeletedView):
            view = _view_for(tasks)
        async for event in self._changed(call, tasks, view):
            yield event

    async def list(self, call: ActionCall) -> AsyncIterator[ThreadStreamEvent]:
        """Show more of a list, go back to what a form or a question covered, or list anew."""
        payload = _payload(call)
        view = _view_of(call)
        status = payload.get("status")
        if status is not None:
            if status not in _HEADINGS:
                raise InvalidRequest("payload.status must be open, done or all.")
            page = await self._service.find(
                call.context.owner, TaskFilter(status=status), call.context.zone, limit=MAX_ROWS
            )
            ids = tuple(task.id for task in page.tasks)
            listed = TaskListView(heading=_HEADINGS[status], task_ids=ids)
            item = await self._widgets.item(listed, call.thread, call.context)
            yield ThreadItemDoneEvent(item=item)
            return
        if payload.get("back"):
            if isinstance(view, EditTaskView):
                view = view.back or TaskCardView(task_id=view.task_id)
            elif isinstance(view, ConfirmDeleteView):
                view = view.back or _view_of_ids(view.task_ids, "Kept")
        limit = payload.get("limit")
        if limit is not None:
            if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
                raise InvalidRequest("payload.limit must be a positive number.")
            if isinstance(view, TaskListView):
                view = replace(view, limit=min(limit, MAX_ROWS))
        if view is not None:
            yield await self._turn(call, view)

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


def _payload(call: ActionCall) -> Mapping[str, Any]:
    payload = call.action.payload
    if payload is None:
        return {}
    if not isinstance(payload, dict):
        raise InvalidRequest("payload must be an object.")
    return payload


def _task_ids(call: ActionCall) -> list[str]:
    payload = _payload(call)
    ids = payload.get("task_ids")
    if ids is None and "task_id" in payload:
        ids = [payload["task_id"]]
    if (
        not isinstance(ids, list)
        or not 0 < len(ids) <= MAX_IDS
        or not all(isinstance(task_id, str) for task_id in ids)
    ):
        raise InvalidRequest("payload.task_id must be the id of a task.")
    return ids


def _view_of(call: ActionCall) -> View | None:
    return None if call.sender is None else read(call.sender.widget)


def _behind(view: View | None) -> View | None:
    """What a form or a question covers; the view itself when it is neither."""
    return view.back if isinstance(view, (EditTaskView, ConfirmDeleteView)) else view


def _view_for(tasks: Sequence[Task]) -> View | None:
    return _view_of_ids(tuple(task.id for task in tasks), "Tasks") if tasks else None


def _view_of_ids(ids: tuple[str, ...], heading: str) -> View:
    if len(ids) == 1:
        return TaskCardView(task_id=ids[0])
    return TaskListView(heading=heading, task_ids=ids)


def _changes(call: ActionCall) -> TaskChanges:
    payload = _payload(call)
    for name in ("title", "notes", "due", "due_time", "priority"):
        if not isinstance(payload.get(name, ""), str | None):
            raise InvalidRequest(f"{name} must be text.")
    priority = payload.get("priority") or UNSET
    return TaskChanges(
        title=payload.get("title", UNSET),
        notes=UNSET if "notes" not in payload else payload["notes"] or "",
        due=_due(call, payload),
        priority=priority,
    )


def _due(call: ActionCall, payload: Mapping[str, Any]) -> Due | Unset | None:
    if "due" not in payload:
        return UNSET
    day, time = payload["due"] or "", payload.get("due_time") or ""
    if not day:
        if time:
            raise InvalidRequest("A time needs a day as well.")
        return None
    # A date picker may send midnight along; the form's own field says whether there is a time.
    return parse_due(f"{day[:10]}T{time}" if time else day[:10], call.context.zone)
