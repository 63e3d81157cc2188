"""Data for every widget: what the gallery shows, and what the golden files were made of."""

from __future__ import annotations

from collections.abc import Mapping

from widgets.builder import Builder
from widgets.chat import Approval, ApprovalCall, Argument, Interrupted
from widgets.tasks import (
    Action,
    ActionButton,
    AllDone,
    Badge,
    Choice,
    Column,
    Confirm,
    DeletedRow,
    Empty,
    Gone,
    More,
    Moved,
    Outcome,
    Summary,
    TaskCard,
    TaskForm,
    TaskGroup,
    TaskList,
    TaskRow,
    Tile,
    Week,
)

_TIMES = (Choice(value="09:00", label="9:00 AM"), Choice(value="09:30", label="9:30 AM"))
_SHOW_OPEN = ActionButton(
    label="Show open tasks", action=Action(type="tasks.list", payload={"status": "open"})
)
_SHOW_DONE = ActionButton(
    label="Show finished tasks", action=Action(type="tasks.list", payload={"status": "done"})
)
_CANCEL = ActionButton(label="Cancel", action=Action(type="tasks.list", payload={"back": True}))
_MAIL = ApprovalCall(
    title="Send mail",
    arguments=(
        Argument(name="To", value="ada@example.com"),
        Argument(name="Text", value="The meeting is at noon.\nBring the plans."),
    ),
    more="and 2 more",
)
_WHY = "If you reject, say why"
_REJECT = ActionButton(label="Reject", action=Action(type="run.reject", payload={}))
_ALWAYS = ActionButton(
    label="Always allow here", action=Action(type="run.approve", payload={"always": True})
)
_APPROVE = ActionButton(label="Approve", action=Action(type="run.approve", payload={}))

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
_PASSPORT = TaskRow(
    id="tsk_5",
    title="Renew passport",
    quoted="“Renew passport”",
    badges=(Badge(label="Overdue · Yesterday", tone="danger"),),
)
_PLANTS = TaskRow(
    id="tsk_6",
    title="Water the plants",
    quoted="“Water the plants”",
    badges=(Badge(label="Today", tone="info"),),
)

EXAMPLES: Mapping[str, Builder] = {
    "task_list": TaskList(
        key="k",
        heading="Due this week",
        progress="1 of 3 done",
        groups=(
            TaskGroup(
                key="tasks",
                rows=(
                    _MILK,
                    _DENTIST,
                    TaskRow(id="tsk_3", title="Plain", quoted="“Plain”"),
                    DeletedRow(key="tsk_4", text="Deleted “Renew passport”", task_ids=("tsk_4",)),
                ),
            ),
        ),
        more=More(label="Show 20 more", limit=24),
    ),
    "task_list_all_done": TaskList(
        key="k",
        heading="Errands",
        progress="done",
        all_done=True,
        groups=(TaskGroup(key="tasks", rows=(_DENTIST,)),),
    ),
    "task_list_grouped": TaskList(
        key="k",
        heading="Your tasks",
        progress="1 of 4 done",
        sorted=True,
        groups=(
            TaskGroup(key="Overdue", label="Overdue · 1", rows=(_PASSPORT,)),
            TaskGroup(key="Today", label="Today · 1", rows=(_PLANTS,)),
            TaskGroup(key="Tomorrow", label="Tomorrow · 1", rows=(_MILK,)),
            TaskGroup(key="Done", label="Done · 12", rows=(_DENTIST,)),
        ),
        more=More(label="Show 11 more", limit=15),
    ),
    "task_card": TaskCard(
        key="k",
        id="tsk_1",
        title="Buy milk",
        notes="Oat,\ntwo litres",
        badges=_MILK.badges,
        due="2026-11-22T00:00:00",
    ),
    "task_card_moved": TaskCard(
        key="k",
        id="tsk_1",
        title="Buy milk",
        badges=_MILK.badges,
        due="2026-11-22T00:00:00",
        moved=Moved(text="Now due Tomorrow, 9:00 AM.", due="2026-11-21T09:00:00+01:00"),
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
        tags="errands",
        was={"title": "Buy milk", "notes": "Oat"},
    ),
    "task_form_bare": TaskForm(key="k", id="tsk_3", title="Plain", times=_TIMES),
    "confirm": Confirm(
        key="k",
        question="Delete “Buy milk”?",
        note="You can undo this afterwards.",
        tone="danger",
        confirm=ActionButton(
            label="Delete",
            action=Action(type="tasks.delete", payload={"task_ids": ["tsk_1"], "confirmed": True}),
        ),
        cancel=_CANCEL,
    ),
    "confirm_several": Confirm(
        key="k",
        question="Complete 7 tasks?",
        hint="Uncheck those to leave as they are.",
        choices=(
            Choice(value="tsk_1", label="Buy milk"),
            Choice(value="tsk_2", label="Call the dentist"),
        ),
        more=More(label="Show 5 more", limit=7),
        note="You can undo this afterwards.",
        confirm=ActionButton(
            label="Complete",
            action=Action(
                type="tasks.complete", payload={"task_ids": ["tsk_1", "tsk_2"], "confirmed": True}
            ),
        ),
        cancel=_CANCEL,
    ),
    "outcome": Outcome(
        key="k",
        text="Deleted “Buy milk”",
        icon="lucide:trash-2",
        undo=Action(type="tasks.restore", payload={"task_ids": ["tsk_1"]}),
    ),
    "outcome_several": Outcome(
        key="k",
        text="Completed 6 tasks",
        lines=("Buy milk", "Call the dentist"),
        more="and 4 more",
        undo=Action(type="tasks.reopen", payload={"task_ids": ["tsk_1", "tsk_2"]}),
    ),
    "outcome_undone": Outcome(key="k", text="Restored “Buy milk”"),
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
    "week": Week(
        key="k",
        title="This week",
        days="16–22 Nov 2026",
        tiles=(
            Tile(label="Done", value=9),
            Tile(label="Added", value=7),
            Tile(label="Still due", value=2),
        ),
        columns=(
            Column(day="Mon", done=2, added=3),
            Column(day="Tue", done=0, added=1),
            Column(day="Wed", done=4, added=2),
            Column(day="Thu", done=1, added=0),
            Column(day="Fri", done=2, added=1),
            Column(day="Sat", done=0, added=0),
            Column(day="Sun", done=0, added=0),
        ),
        text="9 tasks done, 3 more than the week before. The most was done on Wednesday: 4 tasks.",
        button=_SHOW_OPEN,
    ),
    "week_empty": Week(
        key="k",
        title="Last week",
        days="9–15 Nov 2026",
        tiles=(
            Tile(label="Done", value=0),
            Tile(label="Added", value=0),
            Tile(label="Still due", value=0),
        ),
        text="Nothing was added or done, and nothing is due.",
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
    "approval": Approval(
        key="run.approval",
        title="Allow: Send mail?",
        calls=(_MAIL,),
        why=_WHY,
        reject=_REJECT,
        always=_ALWAYS,
        approve=_APPROVE,
    ),
    "approval_several": Approval(
        key="run.approval",
        title="Allow these actions?",
        calls=(_MAIL, ApprovalCall(title="Delete folder", more="Not shown: 3")),
        why=_WHY,
        reject=_REJECT,
        always=_ALWAYS,
        approve=_APPROVE,
    ),
    "approval_answered": Approval(
        key="run.approval",
        title="Actions",
        calls=(
            _MAIL.model_copy(update={"granted": True}),
            ApprovalCall(title="Delete folder", granted=False),
        ),
        said="You approved 1 of 2.",
        icon="check-circle",
    ),
    "approval_expired": Approval(
        key="run.approval",
        title="Empty the bin",
        calls=(ApprovalCall(title="Empty the bin"),),
        said="Nobody answered in time. Nothing was done.",
    ),
    "gone": Gone(key="k", text="This task no longer exists.", button=_SHOW_OPEN),
}
"""By the name of the golden file; the name of the template comes first in it."""
