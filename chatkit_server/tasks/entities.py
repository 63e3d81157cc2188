"""What can be mentioned in a message: the user's tasks and chats, and what they look like."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from chatkit.store import NotFoundError
from chatkit.types import ThreadMetadata
from chatkit.widgets import DynamicWidgetRoot

from chatkit_server.context import RequestContext
from chatkit_server.errors import NotFound
from chatkit_server.ranking import rank
from chatkit_server.session_limits import SessionLimits
from chatkit_server.tasks.fields import MAX_QUERY
from chatkit_server.tasks.model import Task, TaskFilter
from chatkit_server.tasks.service import TaskService
from chatkit_server.tasks.wording import badges_of
from stores.sql_store import SQLStore
from widgets import ui
from widgets.labels import day_label, shorten

MAX_TASKS: Final = 10
MAX_CHATS: Final = 5
MAX_CHATS_READ: Final = 500
"""Chats whose titles are looked at, the latest first."""

PREVIEW_CHARS: Final = 200


@dataclass(frozen=True, slots=True)
class Entity:
    """Something that can be mentioned.

    Attributes:
        id: The task's or the thread's.
        data: ``type``, which is ``task`` or ``chat``; of a task its ``status``, too.
    """

    id: str
    title: str
    icon: Literal["check-circle", "empty-circle", "notebook"]
    group: Literal["Tasks", "Chats"]
    data: dict[str, str] = field(default_factory=dict)


class Entities:
    """Finds and shows what a user can mention.

    Args:
        service: The tasks.
        store: The threads.
        limits: Say which threads a chat session can see.
    """

    def __init__(
        self, service: TaskService, store: SQLStore[RequestContext], limits: SessionLimits
    ) -> None:
        self._service = service
        self._store = store
        self._limits = limits

    async def search(self, typed: str, context: RequestContext) -> list[Entity]:
        """Find tasks and chats by a part of their names, the best first in each group.

        Without anything typed: the open tasks that are due first, and the latest chats.
        """
        typed = typed[:MAX_QUERY].replace("\0", " ").strip()
        return [*await self._tasks(typed, context), *await self._chats(typed, context)]

    async def preview(self, entity_id: str, context: RequestContext) -> DynamicWidgetRoot:
        """Draw a task or a chat as it is now; a deleted task, that it is deleted.

        Raises:
            NotFound: The user has no such thing, or their chat session cannot see it.
        """
        for task in await self._service.get(context.owner, [entity_id], deleted=True):
            return _task_preview(task, context.now.astimezone(context.zone))
        try:
            scope = await self._limits.scope(context)
            if scope is None or await self._store.has_thread(entity_id, scope, context):
                return _chat_preview(await self._store.load_thread(entity_id, context))
        except NotFoundError:
            pass
        raise NotFound("There is nothing with that id.")

    async def _tasks(self, typed: str, context: RequestContext) -> list[Entity]:
        if not typed:
            page = await self._service.find(
                context.owner, TaskFilter(), context.zone, limit=MAX_TASKS
            )
            return [_task(task.id, task.title, done=False) for task in page.tasks]
        found = await self._service.named(context.owner, typed, limit=MAX_TASKS)
        return [_task(title.id, title.title, done=title.done) for title in found]

    async def _chats(self, typed: str, context: RequestContext) -> list[Entity]:
        page = await self._store.load_threads_with_activity(
            MAX_CHATS_READ if typed else 2 * MAX_CHATS,
            None,
            "desc",
            context,
            scope=await self._limits.scope(context),
        )
        chats = [(row.thread.id, row.thread.title) for row in page.data if row.thread.title]
        if typed:
            chats = [chats[place] for place in rank(typed, [t for _, t in chats], MAX_CHATS)]
        return [
            Entity(thread_id, title, "notebook", "Chats", {"type": "chat"})
            for thread_id, title in chats[:MAX_CHATS]
        ]


def _task(task_id: str, title: str, *, done: bool) -> Entity:
    data = {"type": "task", "status": "done" if done else "open"}
    return Entity(task_id, title, "check-circle" if done else "empty-circle", "Tasks", data)


def _task_preview(task: Task, now: datetime) -> DynamicWidgetRoot:
    heading = ui.text(shorten(task.title, PREVIEW_CHARS), weight="semibold")
    if task.deleted_at is not None:
        return ui.basic(heading, ui.caption("This task was deleted."), gap=1)
    badges = [
        ui.badge(badge.label, color=badge.tone, variant="outline" if badge.outline else "soft")
        for badge in badges_of(task, now)
    ]
    return ui.basic(
        heading,
        ui.row(*badges, gap=1, wrap="wrap") if badges else ui.caption("No due date"),
        ui.caption(shorten(task.notes, PREVIEW_CHARS)) if task.notes else None,
        gap=2,
    )


def _chat_preview(thread: ThreadMetadata) -> DynamicWidgetRoot:
    begun = thread.created_at
    return ui.basic(
        ui.text(shorten(thread.title or "Untitled chat", PREVIEW_CHARS), weight="semibold"),
        ui.caption(f"Chat, begun {day_label(begun.date(), datetime.now(begun.tzinfo).date())}"),
        gap=1,
    )
