"""A chat with the embedded model, over a small task list in memory."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from agents import Agent, RunConfig, Runner
from agents.items import TResponseInputItem

from chatkit_server.assistant.embedded import EmbeddedModel
from tests.assistant.embedded.task_list import NOW, STANDARD, Item, TaskList
from tests.assistant.embedded.task_tools import make_tools


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
