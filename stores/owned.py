"""Statements that are run for the owner of a request, whatever they are about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic

from chatkit.store import TContext
from sqlalchemy import Executable, Row
from sqlalchemy.ext.asyncio import AsyncEngine

from stores.engine import Database
from stores.rows import check_ids, only
from stores.statements.parts import parameters


class OwnedRows(Generic[TContext]):
    """Runs statements, each for the owner whom a context tells.

    Args:
        engine: From `stores.engine.create_engine`; `stores.migrations.upgrade` has run on it.
        owner: Tells whose data a request may see.
    """

    def __init__(self, engine: AsyncEngine, *, owner: Callable[[TContext], str]) -> None:
        self._database = Database(engine)
        self._dialect = engine.dialect.name
        self._owner = owner

    async def _run(
        self, statement: Executable, context: TContext, **values: Any
    ) -> Sequence[Row[Any]]:
        return await self._database.execute(statement, self._parameters(context, **values))

    async def _page(
        self, query: Executable, after_is_known: Executable, context: TContext, **values: Any
    ) -> Sequence[Row[Any]]:
        if values["limit"] < 1:
            raise ValueError("a page has at least one row")
        parameters = self._parameters(context, **values)
        parameters["b_limit"] += 1  # one more than asked for tells whether there is more
        rows = await self._database.execute(query, parameters)
        # Past an unknown row there is nothing either: only then the question costs a statement.
        if not rows and values["after"] is not None:
            only(await self._database.execute(after_is_known, parameters), "row", values["after"])
        return rows

    def _parameters(self, context: TContext, **values: Any) -> dict[str, Any]:
        names = ("thread_id", "source_id", "id", "after")
        check_ids(*(values[name] for name in names if values.get(name)))
        return parameters(owner=self._owner(context), **values)
