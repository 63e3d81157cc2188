"""Where questions for approval are kept until they are answered, across restarts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, null, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.approvals.model import Approval, AskedCall, Outcome
from chatkit_server.database import approvals
from stores.engine import Database


class ApprovalRecords:
    """The table of approvals. Whoever is not the owner finds nothing.

    Args:
        engine: The migrations have run on it.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._database = Database(engine)

    async def add(self, approval: Approval) -> None:
        """Keep a question, and drop the runs of anyone's that were not answered in time."""
        values = {name: getattr(approval, name) for name in approvals.c.keys()}
        values["calls"] = [asdict(call) for call in approval.calls]
        async with self._database.transaction() as connection:
            await connection.execute(insert(approvals).values(values))
            late = approvals.c.expires_at <= approval.created_at, approvals.c.state.is_not(None)
            await connection.execute(update(approvals).where(*late).values(state=null()))

    async def find(self, thread_id: str, item_ids: Sequence[str], owner: str) -> list[Approval]:
        """The questions of these cards; in no particular order."""
        return await self._select(
            approvals.c.thread_id == thread_id,
            approvals.c.item_id.in_(item_ids),
            approvals.c.owner == owner,
        )

    async def always(self, thread_id: str, owner: str) -> set[tuple[str, str]]:
        """Agents and tools that the user wants to be asked about no more in a thread."""
        found = await self._select(
            approvals.c.thread_id == thread_id,
            approvals.c.owner == owner,
            approvals.c.always,
        )
        return {(call.agent, call.tool) for each in found for call in each.calls if call.granted}

    async def end(
        self,
        approval: Approval,
        outcome: Outcome,
        *,
        now: datetime,
        calls: Sequence[AskedCall] = (),
        always: bool = False,
        reason: str | None = None,
    ) -> bool:
        """End a question, and drop its run: only one of those who try does, and only in time.

        Args:
            now: An answer counts until the question expires.
            calls: With what the user said to each.
        """
        wanted = [*_is(approval), approvals.c.outcome.is_(None)]
        values: dict[str, Any] = {"outcome": outcome, "state": null()}
        if outcome == "answered":
            wanted.append(approvals.c.expires_at > now)
            values |= {
                "calls": [asdict(call) for call in calls],
                "always": always,
                "reason": reason,
            }
        ended = await self._database.execute(
            update(approvals).where(*wanted).values(values).returning(approvals.c.item_id)
        )
        return len(ended) == 1

    async def forget_thread(self, thread_id: str, owner: str) -> None:
        """Drop all questions of a thread that is gone."""
        await self._database.execute(
            delete(approvals).where(approvals.c.thread_id == thread_id, approvals.c.owner == owner)
        )

    async def _select(self, *wanted: ColumnElement[bool]) -> list[Approval]:
        rows = await self._database.execute(select(approvals).where(*wanted))
        return [_approval(row) for row in rows]


def _is(approval: Approval) -> tuple[ColumnElement[bool], ...]:
    return (
        approvals.c.thread_id == approval.thread_id,
        approvals.c.item_id == approval.item_id,
        approvals.c.owner == approval.owner,
    )


def _approval(row: Row[Any]) -> Approval:
    values = dict(row._mapping)
    values["calls"] = tuple(AskedCall(**call) for call in values["calls"])
    return Approval(**values)
