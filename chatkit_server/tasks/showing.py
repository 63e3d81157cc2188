"""Task widgets in a thread: drawn from the tasks as they are now, and kept in step with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from json import dumps

from chatkit.store import Store
from chatkit.types import ThreadMetadata, WidgetItem

from chatkit_server.clock import item_now
from chatkit_server.context import RequestContext
from chatkit_server.tasks.describing import describe
from chatkit_server.tasks.drawing import render
from chatkit_server.tasks.keys import read
from chatkit_server.tasks.model import Summary, Task
from chatkit_server.tasks.scene import Picture
from chatkit_server.tasks.service import TaskService
from chatkit_server.tasks.views import (
    EditTaskView,
    View,
    WeekView,
    follows_every_task,
    needs_summary,
    task_ids_of,
)
from widgets.equality import same_widget

RECENT_ITEMS = 50
"""How far back a change redraws widgets at once; older ones are redrawn when they are fetched."""


class TaskWidgets:
    """Draws task views as widget items.

    A widget carries its view (what it shows of which tasks) and nothing that matters beyond
    that: the tasks are read anew whenever it is drawn.
    """

    def __init__(self, service: TaskService, store: Store[RequestContext]) -> None:
        self._service = service
        self._store = store

    def generate_id(self, thread: ThreadMetadata, context: RequestContext) -> str:
        """An id for a new item of a thread."""
        return self._store.generate_item_id("message", thread, context)

    async def item(self, view: View, thread: ThreadMetadata, context: RequestContext) -> WidgetItem:
        """A new item that shows a view."""
        (picture,) = await self._pictures([view], context)
        return WidgetItem(
            id=self.generate_id(thread, context),
            thread_id=thread.id,
            created_at=item_now(),
            widget=picture.widget,
            copy_text=picture.copy_text,
        )

    async def turn(self, item: WidgetItem, view: View, context: RequestContext) -> WidgetItem:
        """The same item, showing another view."""
        (picture,) = await self._pictures([view], context)
        return _repainted(item, picture)

    async def redraw(
        self, items: Sequence[WidgetItem], context: RequestContext
    ) -> list[WidgetItem]:
        """Those of the items that look different now.

        A form is left alone: somebody may be typing in it.
        """
        shown = [
            (item, view)
            for item in items
            if (view := read(item.widget)) is not None and not isinstance(view, EditTaskView)
        ]
        pictures = await self._pictures([view for _, view in shown], context)
        return [
            _repainted(item, picture)
            for (item, _), picture in zip(shown, pictures, strict=True)
            if not same_widget(picture.widget, item.widget)
        ]

    async def redraw_thread(
        self,
        thread: ThreadMetadata,
        context: RequestContext,
        changed: Collection[str],
        *,
        but_not: Collection[str] = (),
    ) -> list[WidgetItem]:
        """The thread's recent widgets that a change of tasks made look different."""
        page = await self._store.load_thread_items(thread.id, None, RECENT_ITEMS, "desc", context)
        affected = [
            item
            for item in page.data
            if isinstance(item, WidgetItem)
            and item.id not in but_not
            and (view := read(item.widget)) is not None
            and (follows_every_task(view) or task_ids_of(view) & set(changed))
        ]
        return await self.redraw(affected, context)

    async def describe(
        self, items: Sequence[WidgetItem], context: RequestContext
    ) -> Mapping[str, str]:
        """What a model is told that the widgets show, by item id."""
        views = {item.id: view for item in items if (view := read(item.widget)) is not None}
        tasks = await self._tasks(views.values(), context)
        return {
            item_id: dumps(describe(view, tasks, context.now), ensure_ascii=False)
            for item_id, view in views.items()
        }

    async def _pictures(self, views: Sequence[View], context: RequestContext) -> list[Picture]:
        tasks = await self._tasks(views, context)
        summary: Summary | None = None
        if any(needs_summary(view) for view in views):
            summary = await self._service.summary(context.owner, context.zone)
        weeks = {
            monday: await self._service.week(context.owner, monday, context.zone)
            for monday in {view.monday for view in views if isinstance(view, WeekView)}
        }
        return [
            render(view, tasks, now=context.now, summary=summary, weeks=weeks) for view in views
        ]

    async def _tasks(self, views: Collection[View], context: RequestContext) -> Mapping[str, Task]:
        ids = {task_id for view in views for task_id in task_ids_of(view)}
        if not ids:
            return {}
        found = await self._service.get(context.owner, sorted(ids), deleted=True)
        return {task.id: task for task in found}


def _repainted(item: WidgetItem, picture: Picture) -> WidgetItem:
    return item.model_copy(update={"widget": picture.widget, "copy_text": picture.copy_text})
