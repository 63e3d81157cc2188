"""What is done when a run has ended: what it took is noted, what was cut off is marked."""

from __future__ import annotations

import logging
import time

from chatkit.types import ThreadItem, ThreadItemDoneEvent

from chatkit_server.interruption import Interruptions
from chatkit_server.runs.run import Outcome, Run
from chatkit_server.usage import Usage
from stores.errors import StoreUnavailable

logger = logging.getLogger(__name__)


class RunEndings:
    """Leaves a thread in order once a run in it has ended and its items are settled.

    Args:
        interruptions: Mark answers that were cut off.
        usage: Notes what answers took; None where nobody wants to know.
    """

    def __init__(self, interruptions: Interruptions, usage: Usage | None) -> None:
        self._interruptions = interruptions
        self._usage = usage

    async def settle(self, run: Run, outcome: Outcome) -> None:
        """Note what a run took, and mark in its thread that it was cut off, where it was."""
        if run.thread_id is None:
            return
        await self._note_usage(run, run.thread_id, outcome)
        if outcome is Outcome.COMPLETED:
            return
        card: ThreadItem | None = None
        if run.answers:
            await self._interruptions.note(run.thread_id, run.context)
            if outcome is not Outcome.STOPPED:
                card = await self._interruptions.mark(run.thread_id, run.context)
        if outcome in (Outcome.ABANDONED, Outcome.SHUTDOWN):
            if card is None:
                run.tell_interruption(allow_retry=True)
            else:
                run.append(ThreadItemDoneEvent(item=card))
        # A failure has been told by its error event; its card is for later readers.

    async def _note_usage(self, run: Run, thread_id: str, outcome: Outcome) -> None:
        asked = run.answers or run.context.spent.model is not None
        if self._usage is None or not asked:
            return
        try:
            await self._usage.record(
                run.id,
                thread_id,
                run.context.owner,
                run.context.spent,
                outcome=outcome.value,
                seconds=time.monotonic() - run.began,
            )
        except StoreUnavailable:  # the answer is worth more than what it took
            logger.error("what run %s took could not be stored", run.id)
