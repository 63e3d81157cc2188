import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from chatkit_server.errors import InvalidRequest, NotFound
from chatkit_server.tasks import repository
from chatkit_server.tasks.model import NewTask, TaskChanges, TaskFilter
from chatkit_server.tasks.service import TaskService
from stores.errors import StoreUnavailable

BERLIN = ZoneInfo("Europe/Berlin")
ALL = TaskFilter(status="all")
UNSTORABLE = ["", "nobody", "tsk_\0", "tsk_\ud800", "tsk_é", "%", "' OR 1=1 --", "x" * 100_000]


async def titles(service, owner="ann", criteria=ALL, **page):
    return [task.title for task in (await service.find(owner, criteria, BERLIN, **page)).tasks]


async def add(service, *new, owner="ann"):
    return await service.add(owner, [NewTask(n) if isinstance(n, str) else n for n in new])


# Adding and loading


async def test_asking_again_for_the_same_reason_adds_nothing(service):
    wanted = [NewTask("Milk"), NewTask("milk"), NewTask("Bread")]
    first = await service.add("ann", wanted, origin="msg_1")
    await service.update("ann", first[2].id, TaskChanges(title="Rye bread"))

    again = await service.add("ann", [*wanted, NewTask("Salt")], origin="msg_1")

    assert [task.id for task in again[:3]] == [task.id for task in first]
    assert again[2].title == "Rye bread"
    assert len(await titles(service)) == 4


async def test_another_reason_another_owner_or_a_deletion_adds_anew(service):
    (first,) = await service.add("ann", [NewTask("Milk")], origin="msg_1")

    (other,) = await service.add("ann", [NewTask("Milk")], origin="msg_2")
    (foreign,) = await service.add("bob", [NewTask("Milk")], origin="msg_1")
    await service.delete("ann", [first.id])
    (anew,) = await service.add("ann", [NewTask("Milk")], origin="msg_1")

    assert len({first.id, other.id, foreign.id, anew.id}) == 4


async def test_a_task_comes_back_as_it_was_added(service, clock):
    new = NewTask(
        'Buy "milk" {{ 1 }} 👩‍👩‍👧 %_\\',
        notes="two\nlitres",
        due=datetime(2026, 11, 22, 9, tzinfo=BERLIN),
        priority="high",
        tags=["Home", "shop"],
    )
    (added,) = await service.add("ann", [new])
    assert added.id.startswith("tsk_")
    assert (added.title, added.notes, added.priority) == (new.title, "two\nlitres", "high")
    assert added.due == datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert added.tags == ("home", "shop")
    assert added.status == "open"
    assert added.created_at == added.updated_at == clock.now
    assert await service.get("ann", [added.id]) == [added]


@pytest.mark.parametrize(
    "due",
    [
        None,
        date(1970, 1, 1),
        date(2026, 11, 21),
        date(9998, 12, 31),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC),
        datetime(9998, 12, 31, 23, 59, 59, tzinfo=UTC),
    ],
)
async def test_every_kind_of_due_comes_back(service, due):
    (added,) = await add(service, NewTask("x", due=due))
    (loaded,) = await service.get("ann", [added.id])
    assert loaded.due == due
    assert type(loaded.due) is type(due)


async def test_the_longest_values_come_back(service):
    new = NewTask("é" * 500, notes="\ufdfa" * 10_000, tags=[f"{n:050}" for n in range(20)])
    (added,) = await add(service, new)
    assert await service.get("ann", [added.id]) == [added]


async def test_moments_are_in_utc_whatever_the_clock_says(engine, clock):
    def elsewhere():
        return clock.now.astimezone(timezone(timedelta(hours=9)))

    service = TaskService(engine, clock=elsewhere)
    (added,) = await add(service, "x")
    (loaded,) = await service.get("ann", [added.id])
    assert loaded.created_at == clock.now
    assert loaded.created_at.tzinfo is UTC


async def test_adding_nothing_adds_nothing(service):
    assert await service.add("ann", []) == []


async def test_tasks_come_in_the_order_asked_for_each_once(service):
    a, b, c = await add(service, "a", "b", "c")
    assert await service.get("ann", [c.id, a.id, "tsk_unknown", c.id, b.id]) == [c, a, b]


async def test_more_tasks_than_fit_into_one_statement_can_be_asked_for(service):
    added = await add(service, *(f"task {n}" for n in range(1_100)))
    ids = [task.id for task in reversed(added)]
    assert [task.id for task in await service.get("ann", ids + ["tsk_x"] * 40_000)] == ids
    assert [task.id for task in await service.complete("ann", ids)] == ids
    assert (await service.summary("ann", BERLIN)).done == 1_100


@pytest.mark.parametrize("task_id", UNSTORABLE)
async def test_an_id_that_cannot_be_is_nobodys(service, task_id):
    await add(service, "a")
    assert await service.get("ann", [task_id]) == []
    assert await service.complete("ann", [task_id]) == []
    assert await service.delete("ann", [task_id]) == []
    with pytest.raises(NotFound):
        await service.update("ann", task_id, TaskChanges(title="b"))
    with pytest.raises(NotFound):
        await service.find("ann", ALL, BERLIN, after=task_id)


# Owners


async def test_an_owner_neither_sees_nor_touches_anothers_tasks(service):
    (mine,) = await add(service, "mine")
    (theirs,) = await add(service, "theirs", owner="bob")
    ids = [mine.id, theirs.id]

    assert await service.get("ann", ids, deleted=True) == [mine]
    assert await titles(service) == ["mine"]
    assert await titles(service, criteria=TaskFilter(query="theirs")) == []
    assert (await service.summary("ann", BERLIN)).open == 1
    for operation in (service.complete, service.reopen, service.delete, service.restore):
        assert [task.id for task in await operation("ann", ids)] == [mine.id]
    assert len(await service.update_all("ann", ids, TaskChanges(title="taken"))) == 1
    with pytest.raises(NotFound):
        await service.update("ann", theirs.id, TaskChanges(title="taken"))
    with pytest.raises(NotFound):
        await service.find("ann", ALL, BERLIN, after=theirs.id)

    assert await service.get("bob", [theirs.id]) == [theirs]


# Completing, reopening, deleting, restoring


async def test_completing_twice_keeps_the_first_moment(service, clock):
    (task,) = await add(service, "a")
    completed_at = clock.move(minutes=1)
    (done,) = await service.complete("ann", [task.id])
    assert done == replace(task, status="done", completed_at=completed_at, updated_at=completed_at)
    clock.move(minutes=1)
    assert await service.complete("ann", [task.id]) == [done]
    assert await service.get("ann", [task.id]) == [done]


async def test_reopening_clears_the_moment(service, clock):
    (task,) = await add(service, "a")
    await service.complete("ann", [task.id])
    reopened_at = clock.move(minutes=1)
    for _ in range(2):
        (opened,) = await service.reopen("ann", [task.id])
        assert opened == replace(task, updated_at=reopened_at)
        clock.move(minutes=1)


async def test_a_deleted_task_is_gone_until_it_is_restored(service, clock):
    (task,) = await add(service, "a")
    deleted_at = clock.move(minutes=1)
    (deleted,) = await service.delete("ann", [task.id])
    assert deleted.deleted_at == deleted_at
    clock.move(minutes=1)
    assert await service.delete("ann", [task.id]) == [deleted]

    assert await service.get("ann", [task.id]) == []
    assert await service.get("ann", [task.id], deleted=True) == [deleted]
    assert await titles(service) == []
    assert (await service.summary("ann", BERLIN)).open == 0
    assert await service.complete("ann", [task.id]) == []
    assert await service.reopen("ann", [task.id]) == []
    with pytest.raises(NotFound):
        await service.update("ann", task.id, TaskChanges(title="b"))

    restored_at = clock.now
    for _ in range(2):
        assert await service.restore("ann", [task.id]) == [replace(task, updated_at=restored_at)]
        clock.move(minutes=1)
    assert await titles(service) == ["a"]


async def test_what_was_done_is_done_again_after_it_is_restored(service):
    (task,) = await add(service, "a")
    await service.complete("ann", [task.id])
    await service.delete("ann", [task.id])
    (restored,) = await service.restore("ann", [task.id])
    assert restored.status == "done"


async def test_tasks_that_are_gone_do_not_stop_the_others(service):
    a, b = await add(service, "a", "b")
    await service.delete("ann", [a.id])
    done = await service.complete("ann", [b.id, "tsk_unknown", a.id, b.id])
    assert [task.id for task in done] == [b.id]


# Updating


async def test_an_update_changes_the_given_fields_and_no_others(service, clock):
    (task,) = await add(service, NewTask("a", notes="n", due=date(2026, 11, 21), tags=["x"]))
    updated_at = clock.move(minutes=1)
    updated = await service.update("ann", task.id, TaskChanges(title="b", due=None))
    assert updated == replace(task, title="b", due=None, updated_at=updated_at)
    assert await service.get("ann", [task.id]) == [updated]


async def test_an_update_that_changes_nothing_writes_nothing(service, clock):
    (task,) = await add(service, "a")
    clock.move(minutes=1)
    assert await service.update("ann", task.id, TaskChanges()) == task
    assert await service.update("ann", task.id, TaskChanges(title=" a ")) == task


async def test_an_updated_task_is_found_by_its_new_words_only(service):
    (task,) = await add(service, NewTask("Buy milk", tags=["shop"]))
    await service.update("ann", task.id, TaskChanges(title="Call Ölaf", tags=["phone"]))
    assert await titles(service, criteria=TaskFilter(query="ölaf PHONE")) == ["Call Ölaf"]
    assert await titles(service, criteria=TaskFilter(query="milk")) == []
    assert await titles(service, criteria=TaskFilter(tag="shop")) == []


async def test_several_tasks_are_updated_alike_or_not_at_all(service):
    a, full = await add(service, "a", NewTask("full", tags=[str(n) for n in range(20)]))
    with pytest.raises(InvalidRequest, match="tags must be at most 20"):
        await service.update_all("ann", [a.id, full.id], TaskChanges(add_tags=["new"]))
    assert await service.get("ann", [a.id, full.id]) == [a, full]

    updated = await service.update_all(
        "ann", [full.id, a.id], TaskChanges(priority="low", remove_tags=["0"])
    )
    assert [(task.title, task.priority) for task in updated] == [("full", "low"), ("a", "low")]
    assert await service.get("ann", [full.id, a.id]) == updated


# At the same time


async def test_two_updates_at_once_lose_no_field(service):
    (task,) = await add(service, "a")
    await asyncio.gather(
        service.update("ann", task.id, TaskChanges(title="b")),
        service.update("ann", task.id, TaskChanges(notes="n")),
        service.update("ann", task.id, TaskChanges(due=date(2026, 11, 22))),
        service.update("ann", task.id, TaskChanges(priority="high")),
        *(service.update("ann", task.id, TaskChanges(add_tags=[f"t{n}"])) for n in range(10)),
        service.complete("ann", [task.id]),
    )
    (after,) = await service.get("ann", [task.id])
    assert (after.title, after.notes, after.priority) == ("b", "n", "high")
    assert after.due == date(2026, 11, 22)
    assert set(after.tags) == {f"t{n}" for n in range(10)}
    assert after.status == "done"
    assert await titles(service, criteria=TaskFilter(status="done", query="b n t0 t9")) == ["b"]


async def test_changes_to_the_same_tasks_in_any_order_wait_for_each_other(service, monkeypatch):
    monkeypatch.setattr(repository, "BATCH", 3)
    ids = [task.id for task in await add(service, *(str(n) for n in range(10)))]
    operations = (service.complete, service.reopen, service.delete, service.restore)
    await asyncio.gather(
        *(operation("ann", order) for operation in operations for order in (ids, ids[::-1]))
    )
    assert len(await service.get("ann", ids, deleted=True)) == 10


async def test_a_change_that_is_cancelled_leaves_everything_or_nothing(service):
    ids = [task.id for task in await add(service, *(str(n) for n in range(30)))]
    for hops in range(12):
        change = asyncio.create_task(service.complete("ann", ids))
        for _ in range(hops):
            await asyncio.sleep(0)
        change.cancel()
        await asyncio.gather(change, return_exceptions=True)
        assert (await service.summary("ann", BERLIN)).done in (0, 30)
    await service.reopen("ann", ids)
    assert (await service.summary("ann", BERLIN)).open == 30


async def test_a_write_that_fails_in_the_middle_keeps_nothing(service, engine):
    a, b = await add(service, "a", "b")

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def fail(connection, cursor, statement, *rest):
        if statement.startswith("UPDATE"):
            raise OSError("disk gone")

    with pytest.raises(StoreUnavailable):
        await service.complete("ann", [a.id, b.id])
    event.remove(engine.sync_engine, "before_cursor_execute", fail)
    assert await service.get("ann", [a.id, b.id]) == [a, b]
    assert len(await service.complete("ann", [a.id, b.id])) == 2
