"""A small task list in memory, with the semantics of the real one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

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
