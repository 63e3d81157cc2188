from collections.abc import Callable

import pytest

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

Fill = Callable[[str], list[Builder]]


def _fill(text: str) -> list[Builder]:
    action = Action(type=text, payload={text: [text, {"deep": text}]})
    button = ActionButton(label=text, action=action)
    call = ApprovalCall(title=text, arguments=(Argument(name=text, value=text),), more=text)
    badges = (Badge(label=text), Badge(label=text, tone="danger", outline=True))
    rows = (
        TaskRow(id=text, title=text, quoted=text, badges=badges),
        TaskRow(id=text, title=text, quoted=text, done=True),
        DeletedRow(key=text, text=text, task_ids=(text, text)),
    )
    group = TaskGroup(key=text, label=text, rows=rows)
    more = More(label=text, limit=30)
    return [
        TaskList(key=text, heading=text, progress=text, groups=(group,), more=more),
        TaskList(
            key=text, heading=text, progress=text, sorted=True, groups=(group, group), more=more
        ),
        TaskCard(
            key=text,
            id=text,
            title=text,
            notes=text,
            badges=badges,
            due="2026-11-27T00:00:00",
            moved=Moved(text=text, due=text),
        ),
        TaskForm(
            key=text,
            id=text,
            title=text,
            notes=text,
            due="2026-11-27T00:00:00",
            due_time="09:00",
            times=(Choice(value=text, label=text),),
            priority="high",
            tags=text,
            was={text: text},
        ),
        Confirm(
            key=text,
            question=text,
            hint=text,
            choices=(Choice(value=text, label=text), Choice(value=text, label=text)),
            more=more,
            note=text,
            tone="danger",
            confirm=button,
            cancel=button,
        ),
        Outcome(key=text, text=text, lines=(text, text), more=text, undo=action),
        Summary(
            key=text,
            title=text,
            tiles=(Tile(label=text, value=1), Tile(label=text, value=2, tone="danger")),
            achievement=text,
            button=button,
        ),
        Week(
            key=text,
            title=text,
            days=text,
            tiles=(Tile(label=text, value=1), Tile(label=text, value=2)),
            columns=(Column(day=text, done=1, added=2),),
            text=text,
            button=button,
        ),
        Empty(key=text, title=text, text=text, button=button),
        AllDone(key=text, title=text, text=text, button=button),
        Gone(key=text, text=text, button=button),
        Interrupted(key=text, text=text, button=button),
        Approval(
            key=text,
            title=text,
            calls=(call, call),
            why=text,
            reject=button,
            always=button,
            approve=button,
        ),
        Approval(key=text, title=text, calls=(call,), said=text),
    ]


@pytest.fixture(scope="session")
def fill() -> Fill:
    """Every builder with every optional part, and one text wherever free text can stand."""
    return _fill
