"""Short requests to models beside the answers: for a title, for a summary."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from contextvars import Context
from typing import Any, TypeVar

from agents import Agent, RunConfig, Runner
from chatkit.store import NotFoundError

from chatkit_server.assistant.models import ModelChoice
from chatkit_server.assistant.normalize import mend
from chatkit_server.context import RequestContext
from chatkit_server.logs import request_id
from chatkit_server.spending import Spent
from chatkit_server.usage import Purpose, Usage
from stores.errors import StoreUnavailable
from stores.ids import new_id
from stores.sql_store import SQLStore

logger = logging.getLogger(__name__)

_T = TypeVar("_T")


class Asides:
    """Asks models for something beside a conversation, in tasks that outlive the answer.

    Args:
        store: The threads.
        usage: Notes what it took.
    """

    def __init__(self, store: SQLStore[RequestContext], usage: Usage) -> None:
        self._store = store
        self._usage = usage
        self._tasks: set[asyncio.Task[Any]] = set()

    def begin(
        self, what: str, work: Coroutine[Any, Any, _T], seconds: float, context: RequestContext
    ) -> asyncio.Task[_T | None]:
        """Begin something that the answer goes on without; it gives None where it fails.

        Args:
            what: What it is, for logs: nothing that was said.
            work: What asks.
            seconds: After that it is given up.
            context: The request it belongs to.
        """
        # Nothing of the answer's task goes on in this one but the name of the request.
        kept = Context()
        kept.run(request_id.set, context.request_id)
        task = asyncio.create_task(_careful(what, work, seconds), name=what, context=kept)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def ask(
        self,
        model: ModelChoice,
        instructions: str,
        text: str,
        *,
        purpose: Purpose,
        thread_id: str,
        context: RequestContext,
    ) -> str:
        """Ask a model once, without tools.

        Returns:
            What it says, as any database can hold it.

        Raises:
            NotFoundError: The thread is gone by then: nothing is noted of it any more.
        """
        began = time.monotonic()
        agent = Agent[None](purpose, instructions=instructions, model=model.named)
        config = RunConfig(model_provider=model.provider, tracing_disabled=True)
        result = await Runner.run(agent, text, max_turns=1, run_config=config)
        await self._store.load_thread(thread_id, context)
        took = result.context_wrapper.usage
        await self._usage.record(
            new_id("aside"),
            thread_id,
            context.owner,
            Spent(context.spent.assistant, model.name, took.input_tokens, took.output_tokens),
            outcome="completed",
            seconds=time.monotonic() - began,
            purpose=purpose,
        )
        return mend(str(result.final_output)).replace("\0", "")

    async def settled(self) -> None:
        """Wait until nothing is asked any more."""
        await asyncio.gather(*self._tasks)

    async def aclose(self) -> None:
        """Give up what is still asked."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _careful(what: str, work: Coroutine[Any, Any, _T], seconds: float) -> _T | None:
    try:
        async with asyncio.timeout(seconds):
            return await work
    except NotFoundError:
        pass  # the thread was deleted meanwhile
    except (StoreUnavailable, TimeoutError) as error:
        logger.warning("there is no %s: %s", what, type(error).__name__)
    except Exception as error:  # the outermost of this task; a provider's may quote the chat
        logger.warning("no model gave a %s: %s", what, type(error).__name__)
    return None
