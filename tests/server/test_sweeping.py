"""What is cleaned away from time to time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.settings import Settings
from chatkit_server.sweeping import Sweeper, sweeps
from chatkit_server.tasks.model import NewTask, TaskFilter
from chatkit_server.tasks.service import TaskService
from stores.errors import StoreUnavailable


@pytest.mark.parametrize("error", [StoreUnavailable("away"), RuntimeError("nobody foresaw this")])
async def test_what_fails_holds_up_nothing_else_and_is_tried_again(error: Exception) -> None:
    failures, swept = 0, asyncio.Event()

    async def fail() -> None:
        nonlocal failures
        failures += 1
        raise error

    async def sweep() -> None:
        if failures == 3:
            swept.set()

    sweeper = Sweeper({"these": fail, "those": sweep}, 0)
    sweeper.start()
    async with asyncio.timeout(60):
        await swept.wait()
    await sweeper.aclose()
    before = failures
    await asyncio.sleep(0)
    assert failures == before


@pytest.mark.parametrize(("days", "kept"), [(1, ["new"]), (3, ["old", "new"]), (0, ["old", "new"])])
async def test_deleted_tasks_are_kept_for_as_long_as_is_set(
    engine: AsyncEngine, days: int, kept: list[str]
) -> None:
    now = datetime.now(UTC)
    ids = []
    for title, deleted_at in (("old", now - timedelta(days=2)), ("new", now)):
        service = TaskService(engine, clock=lambda moment=deleted_at: moment)  # type: ignore[misc] # no type can be told
        (task,) = await service.add("ann", [NewTask(title)])
        await service.delete("ann", [task.id])
        ids.append(task.id)
    service = TaskService(engine)
    await Sweeper(sweeps(Settings(deleted_task_days=days), None, service)).sweep()
    found = await service.get("ann", ids, deleted=True)
    assert [task.title for task in found] == kept
    assert [task.title for task in await service.restore("ann", ids)] == kept


async def test_of_many_none_is_left_and_what_is_not_deleted_stays(engine: AsyncEngine) -> None:
    service = TaskService(engine)
    await service.add("ann", [NewTask("kept")])
    added = await service.add("bob", [NewTask(str(n)) for n in range(1001)])
    await service.delete("bob", [task.id for task in added])
    assert await service.purge(timedelta()) == 1001
    assert await service.purge(timedelta()) == 0
    assert [task.title for task in (await service.find("ann", TaskFilter(), UTC)).tasks] == ["kept"]
