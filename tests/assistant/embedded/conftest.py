"""A small in-memory task list behind the agent's tools, and a chat with the embedded model."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from agents import Agent, FunctionTool, RunConfig, Runner, function_tool
from agents.items import TResponseInputItem
from pydantic import BaseModel, ConfigDict

from chatkit_server.assistant.embedded import EmbeddedModel

NOW = "2026-11-21T05:42:00+01:00 Europe/Berlin"
"""A Saturday morning, well before anyone gets up."""

PRIORITIES = ("none", "low", "medium", "high")


@dataclass(frozen=True)
class Item:
    """A task of the fake list."""

    id: str
    title: str
    notes: str = ""
    due: str | None = None
    priority: str = "none"
    tags: tuple[str, ...] = ()
    status: str = "open"
    deleted: bool = False


STANDARD = (
    Item("t1", "Buy milk", due="2026-11-22T09:00"),
    Item("t2", "Call the dentist", due="2026-11-27"),
    Item("t3", "Renew passport", priority="high", notes="Form is in the drawer"),
    Item("t4", "Pay electricity bill", due="2026-11-18", tags=("home",)),
    Item("t5", "Water the plants", due="2026-11-21", tags=("home",)),
    Item("t6", "Prepare slides for Monday meeting", due="2026-11-23", tags=("work",),
         priority="medium"),
    Item("t7", "Book flight to Rome", tags=("travel",)),
    Item("t8", "Buy birthday present for Anna", due="2026-12-03"),
    Item("t9", "Clean the kitchen", status="done", tags=("home",)),
    Item("t10", "Send invoice to Bob", status="done", tags=("work",)),
)  # fmt: skip


@dataclass
class TaskList:
    """The tasks, with the semantics of the real tools."""

    now: datetime
    items: dict[str, Item] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    shown: list[dict[str, Any]] = field(default_factory=list)
    broken: str = ""

    def add(self, item: Item) -> Item:
        self.items[item.id] = item
        return item

    def facts(self, item: Item) -> dict[str, Any]:
        due = item.due
        if due and len(due) > 10:
            due = datetime.fromisoformat(due).replace(tzinfo=self.now.tzinfo).isoformat()
        return {
            "id": item.id,
            "title": item.title,
            "status": item.status,
            "priority": item.priority,
            "due": due,
            "tags": list(item.tags),
            "notes": item.notes,
        }

    def brief(self, item: Item) -> dict[str, Any]:
        """What a widget tells of a task."""
        return {k: v for k, v in self.facts(item).items() if k not in ("tags", "notes")}

    def matching(self, **wanted: Any) -> list[Item]:
        found = [item for item in self.items.values() if not item.deleted]
        if wanted["status"] != "all":
            found = [item for item in found if item.status == wanted["status"]]
        if wanted["query"]:
            words = wanted["query"].lower()
            found = [i for i in found if words in " ".join((i.title, i.notes, *i.tags)).lower()]
        for bound, keep in (("due_from", lambda d, b: d >= b), ("due_to", lambda d, b: d <= b)):
            if wanted[bound]:
                found = [i for i in found if i.due and keep(i.due[:10], wanted[bound])]
        if wanted["overdue"]:
            found = [i for i in found if i.status == "open" and self._late(i)]
        if wanted["no_due"]:
            found = [i for i in found if i.due is None]
        if wanted["priority"]:
            found = [i for i in found if i.priority == wanted["priority"]]
        if wanted["tag"]:
            found = [i for i in found if wanted["tag"].lower().lstrip("#") in i.tags]
        return sorted(
            found,
            key=lambda i: (
                i.status == "done",
                i.due is None,
                i.due if i.due and len(i.due) > 10 else f"{i.due}T23:59",
                -PRIORITIES.index(i.priority),
            ),
        )

    def _late(self, item: Item) -> bool:
        if item.due is None:
            return False
        if len(item.due) == 10:
            return date.fromisoformat(item.due) < self.now.date()
        return datetime.fromisoformat(item.due) < self.now.replace(tzinfo=None)

    def change(self, task_ids: Sequence[str], **changes: Any) -> tuple[list[Item], list[str]]:
        found = [self.items[i] for i in task_ids if i in self.items]
        found = [i for i in found if not i.deleted or changes.get("deleted") is False]
        changed = [self.add(replace(item, **changes)) for item in found]
        return changed, [i for i in task_ids if i not in {item.id for item in changed}]

    def widget(self, kind: str, items: Sequence[Item], heading: str = "") -> None:
        self.shown.append({"widget": kind, "ids": [item.id for item in items], "heading": heading})

    def picture(self, items: Sequence[Item], heading: str) -> None:
        if items:
            self.widget("task_card" if len(items) == 1 else "task_list", items, heading)

    def describe(self, shown: dict[str, Any]) -> str:
        items = [self.items[i] for i in shown["ids"]]
        keep = shown["widget"] == "deleted_tasks"
        facts: dict[str, Any] = {"widget": shown["widget"]}
        if shown["widget"] == "task_list":
            facts["heading"] = shown["heading"]
            undoable = [self.items[i] for i in shown["ids"] if self.items[i].deleted]
            if undoable:
                facts["deleted"] = [self.brief(item) for item in undoable]
        done = {"confirm_complete": "done", "confirm_reopen": "open"}.get(shown["widget"])
        items = [item for item in items if item.status != done]
        facts["tasks"] = [self.brief(item) for item in items if item.deleted is keep]
        return json.dumps(facts, ensure_ascii=False)


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


class Chat:
    """A conversation with the embedded model, through the real agent loop."""

    def __init__(self, items: Sequence[Item] = STANDARD, now: str = NOW) -> None:
        moment, zone = now.split(" ")
        self.now = datetime.fromisoformat(moment).astimezone(ZoneInfo(zone))
        self.tasks = TaskList(self.now, {item.id: item for item in items})
        self.history: list[dict[str, Any]] = []
        self.reply = ""
        self.events: list[Any] = []
        self._agent = Agent(
            name="Task assistant",
            instructions=(
                "You are a task assistant.\n\n"
                f"Now: {self.now.isoformat(timespec='seconds')} ({self.now:%A}), "
                f"time zone {zone}\n\nBe brief."
            ),
            tools=list(make_tools(self.tasks)),
            model=EmbeddedModel(pace=0),
        )

    def input(self) -> list[TResponseInputItem]:
        items: list[Any] = []
        for entry in self.history:
            if "shown" in entry:
                text = f"<shown_to_user>{self.tasks.describe(entry['shown'])}</shown_to_user>"
                items.append(_user(text))
            elif "assistant" in entry:
                items.append(
                    {"type": "message", "role": "assistant", "content": entry["assistant"]}
                )
            else:
                items.append(_user(entry["user"]))
        return items

    async def say(self, text: str) -> str:
        """Send a message and return the reply."""
        self.history.append({"user": text})
        self.tasks.shown.clear()
        self.tasks.calls.clear()
        result = Runner.run_streamed(
            self._agent, self.input(), run_config=RunConfig(tracing_disabled=True)
        )
        self.events = [
            event.data
            async for event in result.stream_events()
            if event.type == "raw_response_event"
        ]
        self.reply = str(result.final_output)
        self.history += [{"shown": dict(shown)} for shown in self.tasks.shown]
        self.history.append({"assistant": self.reply})
        return self.reply

    def press(self, action: str, *task_ids: str) -> None:
        """Press a button of a widget; the widget that shows the tasks turns with them."""
        changes: dict[str, dict[str, Any]] = {
            "tasks.complete": {"status": "done"},
            "tasks.reopen": {"status": "open"},
            "tasks.delete": {"deleted": True},
            "tasks.restore": {"deleted": False},
        }
        self.tasks.change(task_ids, **changes[action])
        if action == "tasks.delete":
            for entry in self.history:
                shown = entry.get("shown")
                if shown and shown["widget"] in ("confirm_delete", "task_card"):
                    if set(shown["ids"]) <= set(task_ids):
                        shown["widget"] = "deleted_tasks"
        facts = json.dumps({"type": action, "task_ids": list(task_ids)})
        self.history.append({"user": f"<user_action>{facts}</user_action>"})


def _user(text: str) -> dict[str, Any]:
    return {
        "type": "message",
        "role": "user",
        "content": [{"type": "input_text", "text": text}],
    }


def snapshot(tasks: TaskList) -> dict[str, Item]:
    """The tasks as they are, to compare with later."""
    return dict(tasks.items)


def difference(before: dict[str, Item], tasks: TaskList) -> dict[str, Any]:
    """What has changed, in the words of the evaluation set."""
    found: dict[str, Any] = {}

    def put(key: str, value: Any) -> None:
        found.setdefault(key, []).append(value)

    for item in tasks.items.values():
        old = before.get(item.id)
        if old is None:
            new = {"title": item.title}
            new |= {k: getattr(item, k) for k in ("due", "notes") if getattr(item, k)}
            new |= {"priority": item.priority} if item.priority != "none" else {}
            put("added", new | ({"tags": list(item.tags)} if item.tags else {}))
            continue
        if old == item:
            continue
        if old.deleted != item.deleted:
            put("deleted" if item.deleted else "restored", item.title)
        if old.status != item.status:
            put("done" if item.status == "done" else "reopened", item.title)
        changed = {
            name: list(value) if isinstance(value := getattr(item, name), tuple) else value
            for name in ("title", "due", "priority", "tags", "notes")
            if getattr(old, name) != getattr(item, name)
        }
        if changed:
            found.setdefault("changed", {})[old.title] = changed
    for shown in tasks.shown:
        if shown["widget"].startswith("confirm_"):
            key = shown["widget"].removesuffix("_delete")
            found[key] = [tasks.items[i].title for i in shown["ids"]]
        if shown["widget"] == "task_list" and any(n == "show_tasks" for n, _ in tasks.calls):
            found["shown"] = [tasks.items[i].title for i in shown["ids"]]
        if shown["widget"] == "summary":
            found["summary"] = True
        if shown["widget"] == "week_summary":
            found["week"] = next(a["weeks_ago"] for n, a in tasks.calls if n == "summarize_week")
    return found


@pytest.fixture
def new_chat() -> type[Chat]:
    """Makes conversations."""
    return Chat


@pytest.fixture
def effects() -> Any:
    """``snapshot`` and ``difference``."""
    return snapshot, difference
