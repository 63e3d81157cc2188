from collections.abc import Callable

import pytest

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

Fill = Callable[[str], list[Builder]]


def _fill(text: str) -> list[Builder]:
    action = Action(type=text, payload={text: [text, {"deep": text}]})
    button = ActionButton(label=text, action=action)
    badges = (Badge(label=text), Badge(label=text, tone="danger", outline=True))
    return [
        TaskList(
            key=text,
            heading=text,
            rows=(
                TaskRow(id=text, title=text, quoted=text, badges=badges),
                TaskRow(id=text, title=text, quoted=text, done=True),
                DeletedRow(key=text, text=text, task_ids=(text, text)),
            ),
            more=More(label=text, limit=30),
        ),
        TaskCard(key=text, id=text, title=text, notes=text, badges=badges),
        TaskForm(
            key=text,
            id=text,
            title=text,
            notes=text,
            due="2026-11-27T00:00:00",
            due_time="09:00",
            times=(Choice(value=text, label=text),),
            priority="high",
        ),
        Confirm(
            key=text,
            question=text,
            lines=(text, text),
            more=text,
            note=text,
            tone="danger",
            confirm=button,
            cancel=button,
        ),
        Deleted(key=text, text=text, lines=(text, text), more=text, task_ids=(text,)),
        Summary(
            key=text,
            title=text,
            tiles=(Tile(label=text, value=1), Tile(label=text, value=2, tone="danger")),
            achievement=text,
            button=button,
        ),
        Empty(key=text, title=text, text=text, button=button),
        AllDone(key=text, title=text, text=text, button=button),
        Gone(key=text, text=text, button=button),
        Interrupted(key=text, text=text, button=button),
    ]


@pytest.fixture(scope="session")
def fill() -> Fill:
    """Every builder with every optional part, and one text wherever free text can stand."""
    return _fill
