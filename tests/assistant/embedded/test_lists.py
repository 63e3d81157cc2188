"""Nothing of a list is lost: as many tasks as items, and every word that meant nothing else."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatkit_server.assistant.embedded.commands import Add
from chatkit_server.assistant.embedded.intents import read_message
from chatkit_server.assistant.embedded.spelling import respelt
from chatkit_server.assistant.embedded.text import read

NOW = datetime(2026, 11, 21, 5, 42, tzinfo=ZoneInfo("Europe/Berlin"))

VERBS = ("buy", "call", "fix", "write", "pay", "read", "book", "check", "water", "")
THINGS = (
    "gym", "milk", "meeting with Anna", "lunch with Tom", "passport", "rent", "test 2", "Bob",
    "laundry", "yoga", "garage door", "taxes", "the report", "dentist", "bike (the red one)",
    "present for Lisa (her birthday is on 12 december)", "schedule", "haircut",
)  # fmt: skip
DATES = ("", "tomorrow", "12/03 10:30", "on Dec 4th at noon", "next Friday at 5pm", "yesterday")
PRIORITIES = ("", "high priority", "p2", "!!", "low prio")
SEPARATORS = ("; ", ";", "\n", "\n- ", "; add ", " ; ")


@st.composite
def items(draw: st.DrawFn) -> tuple[str, str]:
    """A title and the item with what is said of it."""
    title = f"{draw(st.sampled_from(VERBS))} {draw(st.sampled_from(THINGS))}".strip()
    parts = [title, draw(st.sampled_from(DATES)), draw(st.sampled_from(PRIORITIES))]
    return title, " ".join(part for part in parts if part)


@settings(max_examples=150)
@given(listed=st.lists(items(), min_size=2, max_size=6), separator=st.sampled_from(SEPARATORS))
def test_a_list_adds_as_many_tasks_as_it_has_items(
    listed: list[tuple[str, str]], separator: str
) -> None:
    head = "Add:" if separator == "\n- " else "Add "
    message = head + (separator if head == "Add:" else "") + separator.join(i for _, i in listed)
    (command,) = read_message(read(message), NOW)
    assert isinstance(command, Add)
    assert len(command.drafts) == len(listed), message
    for draft, (title, _) in zip(command.drafts, listed, strict=True):
        lost = set(title.lower().split()) - set(draft.title.lower().split()) - {"the"}
        assert not lost, (message, draft)


@pytest.mark.parametrize(
    ("message", "titles"),
    [
        ("Add meeting with Anna 12/03 10:30; lunch with Tom on Dec 4th at noon; gym",
         ["Meeting with Anna", "Lunch with Tom", "Gym"]),
        ("gym; buy milk; yoga", ["Gym", "Buy milk", "Yoga"]),
        ("buy milk\ngym\ncall mum", ["Buy milk", "Gym", "Call mum"]),
        ("gym\nmilk\nbread", ["Gym", "Milk", "Bread"]),
        ("add test; add test 2; add test 3", ["Test", "Test 2", "Test 3"]),
        ("Add:\ngym\nFriday\nmilk", ["Gym", "Friday", "Milk"]),
        ("add gym, milk 12/03 10:30, Anna", ["Gym", "Milk", "Anna"]),
    ],
)  # fmt: skip
def test_what_a_list_names_is_added(message: str, titles: list[str]) -> None:
    (command,) = read_message(read(message), NOW)
    assert isinstance(command, Add)
    assert [draft.title for draft in command.drafts] == titles


def test_a_command_behind_a_list_stays_a_command() -> None:
    added, moved = read_message(read("add gym; move the dentist to Friday"), NOW)
    assert isinstance(added, Add)
    assert not isinstance(moved, Add)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("compelte milk", "complete milk"),
        ("delte milk and mrak rent as done", "delete milk and mark rent as done"),
        ("gym tomorow mornig", "gym tomorrow morning"),
        ("move it to wednesdya", "move it to wednesday"),
        ("meet Sundar and Frida", "meet Sundar and Frida"),
        ("complex analysis homework", "complex analysis homework"),
        ("rewind the tape, attend the mourning", "rewind the tape, attend the mourning"),
        ("compete in the race", "compete in the race"),
        ('add "delte milk"', 'add "delte milk"'),
    ],
)
def test_only_what_can_mean_nothing_else_is_put_right(typed: str, meant: str) -> None:
    assert respelt(read(typed)).raw == meant
