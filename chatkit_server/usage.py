"""What answers took: tokens and time, kept for each run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from sqlalchemy import func, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.database import runs
from chatkit_server.spending import Spent
from stores.engine import Database

Purpose: TypeAlias = Literal["answer", "title", "summary"]
"""What a model was asked for."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a user's runs took on one day.

    Attributes:
        user: Whose they are.
        day: In UTC, ``YYYY-MM-DD``.
        runs: How many answers there were.
        input_tokens: Of all calls of models, for titles and summaries too, as providers count them.
        output_tokens: Likewise.
        seconds: From the beginning of each answer to its end.
    """

    user: str
    day: str
    runs: int
    input_tokens: int
    output_tokens: int
    seconds: float


class Usage:
    """Writes down what runs took, and adds it up.

    Args:
        engine: The migrations have run on it.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._database = Database(engine)

    async def record(
        self,
        run_id: str,
        thread_id: str,
        owner: str,
        spent: Spent,
        *,
        outcome: str,
        seconds: float,
        purpose: Purpose = "answer",
    ) -> None:
        """Note a run that has ended."""
        now = datetime.now(UTC)
        await self._database.execute(
            insert(runs).values(
                id=run_id,
                owner=owner,
                thread_id=thread_id,
                purpose=purpose,
                assistant=spent.assistant,
                model=spent.model,
                input_tokens=spent.input_tokens,
                output_tokens=spent.output_tokens,
                seconds=seconds,
                outcome=outcome,
                day=now.date().isoformat(),
                created_at=now,
            )
        )

    async def by_day(
        self,
        *,
        first: str,
        last: str,
        user: str | None = None,
        after: tuple[str, str] | None = None,
        limit: int = 100,
    ) -> list[Day]:
        """What was used, by day and user, in that order.

        Args:
            first: The first day, ``YYYY-MM-DD``.
            last: The last day.
            user: Only this one's.
            after: The day and the user of the last row that is known.
            limit: How many rows at most.
        """
        answers = runs.c.purpose == "answer"
        query = (
            select(
                runs.c.owner,
                runs.c.day,
                func.count().filter(answers),
                func.sum(runs.c.input_tokens),
                func.sum(runs.c.output_tokens),
                func.coalesce(func.sum(runs.c.seconds).filter(answers), 0.0),
            )
            .where(runs.c.day.between(first, last))
            .group_by(runs.c.day, runs.c.owner)
            .order_by(runs.c.day, runs.c.owner)
            .limit(limit)
        )
        if user is not None:
            query = query.where(runs.c.owner == user)
        if after is not None:
            query = query.where(tuple_(runs.c.day, runs.c.owner) > tuple_(*after))
        rows = await self._database.execute(query)
        return [
            Day(owner, day, count, int(taken), int(given), round(seconds, 3))
            for owner, day, count, taken, given, seconds in map(tuple, rows)
        ]
