"""What a chat session may do, wherever its client secret is sent.

The session's configuration decides: which of its user's threads can be seen, and whether, how
large and how many files are taken. An identity without a session is limited by nothing here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from typing import Final

from chatkit.store import NotFoundError
from chatkit.types import (
    AttachmentsDeleteReq,
    ThreadCreatedEvent,
    ThreadsAddUserMessageReq,
    ThreadsCreateReq,
    ThreadStreamEvent,
)

from chatkit_server.access.chat_sessions import ChatSessions
from chatkit_server.access.model import MEGABYTE, ChatSession
from chatkit_server.context import RequestContext
from chatkit_server.errors import Forbidden, OverQuota, TooLarge
from chatkit_server.extensions import Request, ThreadsBranchReq
from stores.scope import ThreadScope
from stores.sql_store import SQLStore

NO_FILES: Final = "This chat takes no files."


class SessionLimits:
    """Holds requests to the configuration of the chat session they belong to.

    Args:
        sessions: Remembers what was made and taken in each.
        store: The threads.
    """

    def __init__(self, sessions: ChatSessions, store: SQLStore[RequestContext]) -> None:
        self._sessions = sessions
        self._store = store

    async def admit(self, request: Request, context: RequestContext) -> None:
        """Check a request of the protocol before anything of it is done.

        Raises:
            NotFoundError: It names a thread that the session cannot see, or a file of one.
            Forbidden: It sends files where none are taken.
        """
        session = context.session
        if session is None:
            return
        match request:
            case ThreadsCreateReq() | ThreadsAddUserMessageReq() | ThreadsBranchReq():
                message = request.params.input
                if message and message.attachments and not session.configuration.uploads:
                    raise Forbidden(NO_FILES)
                for attachment_id in message.attachments if message else ():
                    await self.require_file(attachment_id, context)
            case AttachmentsDeleteReq():
                await self.require_file(request.params.attachment_id, context)
            case _:
                pass
        thread_id: str | None = getattr(request.params, "thread_id", None)
        if thread_id is None:
            return
        scope = await self.scope(context)
        if scope is not None and not await self._store.has_thread(thread_id, scope, context):
            raise NotFoundError(f"no thread {thread_id}")

    async def require_file(self, attachment_id: str, context: RequestContext) -> None:
        """Check that the session can see a file: it was not sent yet, or in a thread it can see.

        Raises:
            NotFoundError: It was sent in threads that the session cannot see.
        """
        scope = await self.scope(context)
        if scope is None:
            return
        threads = await self._store.threads_with(attachment_id, context)
        for thread_id in threads:
            if await self._store.has_thread(thread_id, scope, context):
                return
        if threads:
            raise NotFoundError(f"no attachment {attachment_id}")

    async def hears(self, thread_id: str, context: RequestContext) -> bool:
        """Whether who has begun to follow may be told of a thread now: the session may be over."""
        if context.session is None:
            return True
        session = await self._sessions.find_active(context.session.id)
        if session is None:
            return False
        scope = await self.scope(replace(context, session=session))
        if scope is None or thread_id in scope.ids:  # also of one that is deleted by now
            return True
        return await self._store.has_thread(thread_id, scope, context)

    async def scope(self, context: RequestContext) -> ThreadScope | None:
        """Which of the user's threads can be seen; None for all."""
        session = context.session
        if session is None or not hides_threads(session):
            return None
        configuration = session.configuration
        recent = (configuration.recent_threads or 0) if configuration.history else 0
        return ThreadScope(recent, await self._sessions.threads_of(session))

    def noting_threads(
        self, events: AsyncGenerator[ThreadStreamEvent, None], context: RequestContext
    ) -> AsyncGenerator[ThreadStreamEvent, None]:
        """The same response; the thread that it makes is remembered as the session's own."""
        session = context.session
        if session is None or not hides_threads(session):
            return events
        return self._note_threads(events, session)

    @asynccontextmanager
    async def taking_file(
        self, context: RequestContext, size: int | None = None
    ) -> AsyncIterator[None]:
        """Around the taking of a file, which counts unless it fails.

        Args:
            context: Whose file it is.
            size: Bytes, where they are known; see `bounded` for where they are not.

        Raises:
            Forbidden: No files are taken.
            TooLarge: It is larger than any that is taken.
            OverQuota: As many as are taken were.
        """
        session = context.session
        if session is None:
            yield
            return
        if not session.configuration.uploads:
            raise Forbidden(NO_FILES)
        _check_size(session, size or 0)
        if not await self._sessions.take_file(session):
            most = session.configuration.max_files
            raise OverQuota(f"At most {most} files can be uploaded here, and there were as many.")
        try:
            yield
        except BaseException:
            await asyncio.shield(self._sessions.give_back_file(session))
            raise

    async def bounded(
        self, chunks: AsyncIterator[bytes], context: RequestContext
    ) -> AsyncIterator[bytes]:
        """Pass the bytes of a file on, as long as there are no more than may be.

        Raises:
            TooLarge: There are.
        """
        size = 0
        async for chunk in chunks:
            size += len(chunk)
            if context.session is not None:
                _check_size(context.session, size)
            yield chunk

    async def _note_threads(
        self, events: AsyncGenerator[ThreadStreamEvent, None], session: ChatSession
    ) -> AsyncGenerator[ThreadStreamEvent, None]:
        async with aclosing(events):
            async for event in events:
                if isinstance(event, ThreadCreatedEvent):
                    # Before anybody hears of it: the next request may be for it.
                    await self._sessions.note_thread(session, event.thread.id)
                yield event


def hides_threads(session: ChatSession) -> bool:
    """Whether there may be threads of the session's user that it cannot see."""
    configuration = session.configuration
    return not configuration.history or configuration.recent_threads is not None


def _check_size(session: ChatSession, size: int) -> None:
    if size > session.configuration.max_file_bytes:
        megabytes = session.configuration.max_file_bytes // MEGABYTE
        raise TooLarge(f"The file is larger than {megabytes} MB, the most that is taken here.")
