"""The tools of the built-in assistant, over the list in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from agents import FunctionTool, function_tool
from pydantic import BaseModel, ConfigDict

from tests.assistant.embedded.task_list import Item, TaskList

Status = Literal["open", "done", "all"]


class NewTask(BaseModel):
    """A task as ``add_tasks`` takes it."""

    model_config = ConfigDict(extra="forbid")

    title: str
    notes: str | None = None
    due: str | None = None
    priority: Literal["none", "low", "medium", "high"] | None = None
    tags: list[str] | None = None


def make_tools(store: TaskList) -> list[FunctionTool]:
    """The tools, as the built-in assistant defines them."""

    def note(name: str, **arguments: Any) -> None:
        store.calls.append((name, {k: v for k, v in arguments.items() if v is not None}))

    def result(found: Sequence[Item], **more: Any) -> str:
        return json.dumps({"tasks": [store.facts(i) for i in found], **more}, ensure_ascii=False)

    @function_tool
    def add_tasks(tasks: list[NewTask]) -> str:
        given = [task.model_dump(exclude_none=True) for task in tasks]
        note("add_tasks", tasks=given)
        if store.broken == "add_tasks":
            return json.dumps({"error": "The storage does not answer; nothing was changed."})
        added = []
        for new in given:
            assert new["title"].strip() and len(new["title"]) <= 500
            if "due" in new:
                datetime.fromisoformat(new["due"])
            tags = tuple(tag.lower() for tag in new.pop("tags", ()))
            added.append(store.add(Item(id=f"t{len(store.items) + 1}", tags=tags, **new)))
        store.picture(added, "Added")
        return result(added)

    @function_tool
    def find_tasks(
        query: str | None = None,
        status: Status = "open",
        due_from: str | None = None,
        due_to: str | None = None,
        overdue: bool = False,
        no_due: bool = False,
        priority: str | None = None,
        tag: str | None = None,
        limit: int = 50,
    ) -> str:
        note("find_tasks", query=query, status=status, tag=tag)
        found = store.matching(
            query=query, status=status, due_from=due_from, due_to=due_to, overdue=overdue,
            no_due=no_due, priority=priority, tag=tag,
        )  # fmt: skip
        return result(found[:limit], has_more=len(found) > limit)

    @function_tool
    def show_tasks(
        heading: str,
        query: str | None = None,
        status: Status = "open",
        due_from: str | None = None,
        due_to: str | None = None,
        overdue: bool = False,
        no_due: bool = False,
        priority: str | None = None,
        tag: str | None = None,
        limit: int = 50,
    ) -> str:
        assert heading
        note("show_tasks", heading=heading)
        found = store.matching(
            query=query, status=status, due_from=due_from, due_to=due_to, overdue=overdue,
            no_due=no_due, priority=priority, tag=tag,
        )[:limit]  # fmt: skip
        store.widget("task_list", found, heading)
        return result(found, has_more=False)

    @function_tool
    def open_task(task_id: str) -> str:
        note("open_task", task_id=task_id)
        found = [store.items[task_id]] if task_id in store.items else []
        store.picture(found, "Opened")
        return result(found)

    def state(name: str, heading: str, **changes: Any) -> Callable[[list[str], bool], str]:
        def run(task_ids: list[str], ask_first: bool = False) -> str:
            note(name, task_ids=task_ids)
            if ask_first:
                named = [store.items[i] for i in task_ids]
                store.widget(f"confirm_{name.removesuffix('_tasks')}", named)
                return result(named, status="needs_confirmation")
            if store.broken == name:
                return json.dumps({"error": "The storage does not answer; nothing was changed."})
            changed, missing = store.change(task_ids, **changes)
            store.picture(changed, heading)
            return result(changed, missing=missing)

        run.__name__ = name
        return run

    @function_tool
    def update_tasks(
        task_ids: list[str],
        title: str | None = None,
        notes: str | None = None,
        due: str | None = None,
        clear_due: bool = False,
        priority: str | None = None,
        add_tags: list[str] | None = None,
        remove_tags: list[str] | None = None,
    ) -> str:
        note("update_tasks", task_ids=task_ids)
        assert title is None or len(task_ids) == 1
        given = {"title": title, "notes": notes, "due": due, "priority": priority}
        changes: dict[str, Any] = {k: v for k, v in given.items() if v is not None}
        if due is not None:
            datetime.fromisoformat(due)
        if clear_due:
            changes["due"] = None
        changed, missing = store.change(task_ids, **changes)
        for item in changed:
            kept = [t for t in item.tags if t not in (remove_tags or ())]
            tags = tuple(dict.fromkeys((*kept, *(t.lower() for t in add_tags or ()))))
            store.change([item.id], tags=tags)
        changed = [store.items[item.id] for item in changed]
        store.picture(changed, "Updated")
        return result(changed, missing=missing)

    @function_tool
    def delete_tasks(task_ids: list[str], confirmed: bool = False) -> str:
        note("delete_tasks", task_ids=task_ids, confirmed=confirmed)
        named = [store.items[i] for i in task_ids if i in store.items]
        if named and not confirmed:
            store.widget("confirm_delete", named)
            return result(named, status="needs_confirmation")
        deleted, missing = store.change(task_ids, deleted=True)
        if deleted:
            store.widget("deleted_tasks", deleted)
        return result(deleted, status="deleted", missing=missing)

    @function_tool
    def summarize_tasks() -> str:
        note("summarize_tasks")
        store.widget("summary", [])
        every = [i for i in store.items.values() if not i.deleted]
        open_items = [i for i in every if i.status == "open"]
        today = store.now.date()
        sunday = today + timedelta(days=6 - today.weekday())
        monday = sunday - timedelta(days=6)
        return json.dumps(
            {
                "open": len(open_items),
                "done": len(every) - len(open_items),
                "overdue": sum(store._late(i) for i in open_items),
                "due_today": sum(bool(i.due) and i.due[:10] == str(today) for i in open_items),
                "due_this_week": sum(
                    bool(i.due) and str(monday) <= i.due[:10] <= str(sunday) for i in open_items
                ),
                "completed_this_week": len(every) - len(open_items),
                "high_priority": sum(i.priority == "high" for i in open_items),
            }
        )

    @function_tool
    def summarize_week(weeks_ago: int = 0) -> str:
        note("summarize_week", weeks_ago=weeks_ago)
        store.widget("week_summary", [])
        return json.dumps({"done": 3, "added": 4, "due_and_open": 1})

    return [
        add_tasks,
        find_tasks,
        show_tasks,
        open_task,
        update_tasks,
        delete_tasks,
        summarize_tasks,
        summarize_week,
        function_tool(state("complete_tasks", "Completed", status="done")),
        function_tool(state("reopen_tasks", "Reopened", status="open")),
        function_tool(state("restore_tasks", "Restored", deleted=False)),
    ]
