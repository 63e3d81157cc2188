"""What a model is told of the tasks and chats that a message mentions, as they are now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chatkit.store import NotFoundError
from chatkit.types import UserMessageTagContent

from chatkit_server.context import RequestContext
from chatkit_server.session_limits import hides_threads
from chatkit_server.tasks.service import TaskService
from chatkit_server.tasks.telling import task_facts
from stores.sql_store import SQLStore


class Mentions:
    """Looks up what tags stand for, by their ids; what they say of it themselves counts nothing.

    Args:
        service: The tasks.
        store: The threads.
    """

    def __init__(self, service: TaskService, store: SQLStore[RequestContext]) -> None:
        self._service = service
        self._store = store

    async def describe(
        self, tags: Sequence[UserMessageTagContent], context: RequestContext
    ) -> Mapping[str, Mapping[str, Any]]:
        """Tell of each tag, by id: a task, a chat, or that there is nothing (any more)."""
        ids = list(dict.fromkeys(tag.id for tag in tags))
        found = await self._service.get(context.owner, ids, deleted=True)
        told: dict[str, Mapping[str, Any]] = {}
        for task in found:
            facts = task_facts(task, context)
            told[task.id] = {
                "task": facts if task.deleted_at is None else facts | {"deleted": True}
            }
        for unknown in ids:
            if unknown not in told:
                told[unknown] = await self._chat(unknown, context)
        return told

    async def _chat(self, thread_id: str, context: RequestContext) -> Mapping[str, Any]:
        if context.session is None or not hides_threads(context.session):
            try:
                thread = await self._store.load_thread(thread_id, context)
                return {"chat": {"id": thread.id, "title": thread.title}}
            except NotFoundError:
                pass
        return {"unknown": True}
