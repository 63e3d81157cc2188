"""Stores that are wrong in one way each, and the test of the contract that has to see it.

Not a test module by itself: ``test_contract.py`` runs it.
"""

from __future__ import annotations

import asyncio
from datetime import UTC

import pytest
from chatkit.store import NotFoundError
from chatkit.types import Page, WidgetItem

from stores.engine import create_engine
from stores.migrations import upgrade
from stores.sql_store import SQLStore
from stores.testing import StoreContract


class IgnoresWhoAsks(SQLStore[str]):
    seen_by = "test_another_owners_thread_is_unknown"

    def __init__(self, engine, *, owner):
        super().__init__(engine, owner=lambda context: "everyone")


class GivesMomentsAnOffset(SQLStore[str]):
    seen_by = "test_an_item_comes_back_as_it_was_given"

    async def load_item(self, *args):
        item = await super().load_item(*args)
        return item.model_copy(update={"created_at": item.created_at.replace(tzinfo=UTC)})


class DropsWhatTheStrictWidgetClassesDoNotKnow(SQLStore[str]):
    seen_by = "test_an_item_comes_back_as_it_was_given"

    async def load_item(self, *args):
        item = await super().load_item(*args)
        if isinstance(item, WidgetItem):
            return WidgetItem.model_validate_json(item.model_dump_json())
        return item


class ReplacesWhateverIsAddedTwice(SQLStore[str]):
    seen_by = "test_adding_another_item_of_the_same_id_fails"

    async def add_thread_item(self, *args):
        await self.save_item(*args)


class RefusesAWorkflowThatGoesOn(SQLStore[str]):
    seen_by = "test_a_workflow_that_goes_on"

    async def add_thread_item(self, thread_id, item, context):
        page = await self.load_thread_items(thread_id, None, 100, "asc", context)
        if any(known.id == item.id for known in page.data):
            raise ValueError
        await super().add_thread_item(thread_id, item, context)


class MovesASavedItemToTheEnd(SQLStore[str]):
    seen_by = "test_saving_an_item_replaces_it_in_its_place"

    async def save_item(self, thread_id, item, context):
        await self.delete_thread_item(thread_id, item.id, context)
        await super().save_item(thread_id, item, context)


class SortsByTheItemsOwnMoments(SQLStore[str]):
    seen_by = "test_a_clock_that_runs_backwards"

    async def load_thread_items(self, thread_id, after, limit, order, context):
        page = await super().load_thread_items(thread_id, after, limit, order, context)
        page.data.sort(key=lambda item: item.created_at, reverse=order == "desc")
        return page


class SortsByIdWhereMomentsAreTheSame(SQLStore[str]):
    seen_by = "test_paging_shows_every_item_once"

    async def load_thread_items(self, thread_id, after, limit, order, context):
        page = await super().load_thread_items(thread_id, after, limit, order, context)
        page.data.sort(key=lambda item: item.id, reverse=order == "desc")
        return page


class StartsOverAfterAnUnknownRow(SQLStore[str]):
    seen_by = "test_a_page_after_an_unknown_row"

    async def load_thread_items(self, thread_id, after, limit, order, context):
        try:
            return await super().load_thread_items(thread_id, after, limit, order, context)
        except NotFoundError:
            return await super().load_thread_items(thread_id, None, limit, order, context)


class SaysThatMoreFollowsTheLastPage(SQLStore[str]):
    seen_by = "test_the_last_page_says"

    async def load_thread_items(self, thread_id, after, limit, order, context):
        page = await super().load_thread_items(thread_id, after, limit, order, context)
        return Page(data=page.data, has_more=len(page.data) == limit, after=page.after)


class LeavesTheItemsOfADeletedThread(SQLStore[str]):
    seen_by = "test_a_deleted_thread_takes_its_items_with_it"
    deleted = ""

    async def delete_thread(self, thread_id, context):
        self.deleted = thread_id

    async def load_thread(self, thread_id, context):
        if thread_id == self.deleted:
            raise NotFoundError
        return await super().load_thread(thread_id, context)


class DeletesInTwoSteps(SQLStore[str]):
    seen_by = "test_a_write_that_is_cancelled"

    async def delete_thread(self, thread_id, context):
        for item in (await self.load_thread_items(thread_id, None, 9, "asc", context)).data:
            await self.delete_thread_item(thread_id, item.id, context)
        await super().delete_thread(thread_id, context)


class BreaksWhenItIsCancelled(SQLStore[str]):
    seen_by = "test_a_write_that_is_cancelled"
    broken = False

    async def add_thread_item(self, *args):
        if self.broken:
            raise RuntimeError("broken")
        try:
            await super().add_thread_item(*args)
        except asyncio.CancelledError:
            self.broken = True
            raise


class MutantContract(StoreContract):
    __test__ = False

    @pytest.fixture
    async def store(self):
        engine = create_engine("sqlite://")
        await upgrade(engine)
        yield self.mutant(engine, owner=lambda context: context)
        await engine.dispose()


for _mutant in SQLStore.__subclasses__():
    if _mutant.__module__ == __name__:
        globals()[f"Test{_mutant.__name__}"] = type(
            f"Test{_mutant.__name__}", (MutantContract,), {"mutant": _mutant, "__test__": True}
        )
