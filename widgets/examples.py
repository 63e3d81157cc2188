"""Data for every widget: what the gallery shows, and what the golden files were made of."""

from __future__ import annotations

from collections.abc import Mapping

from widgets.builder import Builder
from widgets.chat import Interrupted
from widgets.tasks import (
    Action,
    ActionButton,
    AllDone,
    Badge,
    Choice,
    Confirm,
    Deleted,
    DeletedRow,
    Empty,
    Gone,
    More,
    Summary,
    TaskCard,
    TaskForm,
    TaskList,
    TaskRow,
    Tile,
)

_TIMES = (Choice(value="09:00", label="9:00 AM"), Choice(value="09:30", label="9:30 AM"))
_SHOW_OPEN = ActionButton(
    label="Show open tasks", action=Action(type="tasks.list", payload={"status": "open"})
)
_SHOW_DONE = ActionButton(
    label="Show finished tasks", action=Action(type="tasks.list", payload={"status": "done"})
)

_MILK = TaskRow(
    id="tsk_1",
    title="Buy milk",
    quoted="“Buy milk”",
    badges=(
        Badge(label="Tomorrow, 9:00 AM"),
        Badge(label="High priority", tone="danger"),
        Badge(label="#errands", outline=True),
    ),
)
_DENTIST = TaskRow(
    id="tsk_2",
    title="Call the dentist",
    quoted="“Call the dentist”",
    done=True,
    badges=(Badge(label="Done today", tone="success"),),
)

EXAMPLES: Mapping[str, Builder] = {
    "task_list": TaskList(
        key="k",
        heading="Due this week · 1 of 3 done",
        rows=(
            _MILK,
            _DENTIST,
            TaskRow(id="tsk_3", title="Plain", quoted="“Plain”"),
            DeletedRow(key="tsk_4", text="Deleted “Renew passport”", task_ids=("tsk_4",)),
        ),
        more=More(label="Show 20 more", limit=24),
    ),
    "task_list_all_done": TaskList(
        key="k", heading="Errands · done", all_done=True, rows=(_DENTIST,)
    ),
    "task_card": TaskCard(
        key="k", id="tsk_1", title="Buy milk", notes="Oat,\ntwo litres", badges=_MILK.badges
    ),
    "task_card_done": TaskCard(key="k", id="tsk_2", title="Call the dentist", done=True),
    "task_form": TaskForm(
        key="k",
        id="tsk_1",
        title="Buy milk",
        notes="Oat",
        due="2026-11-22T00:00:00",
        due_time="09:00",
        times=_TIMES,
        priority="high",
    ),
    "task_form_bare": TaskForm(key="k", id="tsk_3", title="Plain", times=_TIMES),
    "confirm": Confirm(
        key="k",
        question="Delete 7 tasks?",
        lines=("Buy milk", "Call the dentist"),
        more="and 5 more",
        note="You can undo this afterwards.",
        tone="danger",
        confirm=ActionButton(
            label="Delete",
            action=Action(
                type="tasks.delete", payload={"task_ids": ["tsk_1", "tsk_2"], "confirmed": True}
            ),
        ),
        cancel=ActionButton(
            label="Cancel", action=Action(type="tasks.list", payload={"back": True})
        ),
    ),
    "deleted": Deleted(key="k", text="Deleted “Buy milk”", task_ids=("tsk_1",)),
    "deleted_several": Deleted(
        key="k",
        text="Deleted 6 tasks",
        lines=("Buy milk", "Call the dentist"),
        more="and 4 more",
        task_ids=("tsk_1", "tsk_2"),
    ),
    "deleted_restored": Deleted(key="k", text="Restored “Buy milk”"),
    "summary": Summary(
        key="k",
        title="Your tasks",
        tiles=(
            Tile(label="Open", value=1234),
            Tile(label="Overdue", value=2, tone="danger"),
            Tile(label="Due today", value=0),
            Tile(label="Due this week", value=5),
        ),
        achievement="3 tasks done this week",
        button=_SHOW_OPEN,
    ),
    "empty": Empty(key="k", title="Due this week", text="No tasks here.", button=_SHOW_OPEN),
    "all_done": AllDone(
        key="k", title="All done", text="You have no open tasks left.", button=_SHOW_DONE
    ),
    "interrupted": Interrupted(
        key="run.interrupted",
        text="This answer was interrupted.",
        button=ActionButton(
            label="Retry", action=Action(type="run.retry", payload={"item_id": "msg_1"})
        ),
    ),
    "gone": Gone(key="k", text="This task no longer exists.", button=_SHOW_OPEN),
}
"""By the name of the golden file; the name of the template comes first in it."""
