"""What is cleaned away from time to time, behind everything else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextvars import Context
from datetime import timedelta
from functools import partial
from typing import Final

from chatkit_server.context import RequestContext
from chatkit_server.settings import Settings
from chatkit_server.tasks.service import TaskService
from stores.attachments.store import FileStore
from stores.errors import StoreUnavailable

logger = logging.getLogger(__name__)

Sweep = Callable[[], Awaitable[object]]


SWEEP_SECONDS: Final = 3600.0


def sweeps(
    settings: Settings, files: FileStore[RequestContext] | None, tasks: TaskService
) -> Mapping[str, Sweep]:
    """What a server cleans away, by what it is called in the log."""
    sweeps: dict[str, Sweep] = {}
    if files is not None:
        sweeps["files that nobody needs"] = files.sweep
    if settings.deleted_task_days:
        kept_for = timedelta(days=settings.deleted_task_days)
        sweeps["deleted tasks"] = partial(tasks.purge, kept_for)
    return sweeps


class Sweeper:
    """Cleans up now and then; what fails is tried again the next time, and holds nothing else up.

    Args:
        sweeps: What is to be done each time, by what it cleans away.
        interval: Seconds between two times.
    """

    def __init__(self, sweeps: Mapping[str, Sweep], interval: float = SWEEP_SECONDS) -> None:
        self._sweeps = sweeps
        self._interval = interval
        self._sweeping: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Clean now, without being waited for, and go on until `aclose`."""
        self._sweeping = asyncio.create_task(self._go_on(), name="sweeper", context=Context())

    async def aclose(self) -> None:
        """Stop; what is left is for the next time."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.wait([self._sweeping])
            self._sweeping = None

    async def sweep(self) -> None:
        """Clean once."""
        for name, sweep in self._sweeps.items():
            try:
                await sweep()
            except StoreUnavailable:
                logger.warning("%s could not be cleaned away", name)
            except Exception:  # the outermost of this task: the next time may fare better
                logger.exception("%s could not be cleaned away", name)

    async def _go_on(self) -> None:
        while True:
            await self.sweep()
            await asyncio.sleep(self._interval)
