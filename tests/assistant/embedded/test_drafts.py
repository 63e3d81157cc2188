from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from chatkit_server.assistant.embedded.drafts import read_drafts
from chatkit_server.assistant.embedded.intents.clauses import split_clauses
from chatkit_server.assistant.embedded.segments import sentences_of
from chatkit_server.assistant.embedded.text import read

NOW = datetime(2026, 11, 21, 5, 42, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("buy milk and eggs", ["Buy milk and eggs"]),
        ("buy milk and call mum", ["Buy milk", "Call mum"]),
        ("buy bread and water the plants", ["Buy bread", "Water the plants"]),
        ("buy bread and water", ["Buy bread and water"]),
        ("wash and iron the shirts", ["Wash and iron the shirts"]),
        ("clean, dry and fold the laundry", ["Clean, dry and fold the laundry"]),
        ("find the receipt and send it to Bob", ["Find the receipt and send it to Bob"]),
        ("milk, eggs and bread", ["Milk", "Eggs", "Bread"]),
        ("buy milk, eggs and bread", ["Buy milk, eggs and bread"]),
        (
            "buy milk, bread, call mum, and fix the sink",
            ["Buy milk, bread", "Call mum", "Fix the sink"],
        ),
        ("dinner with Anna, Bob and Chris", ["Dinner with Anna, Bob and Chris"]),
        ("gym on Monday and Wednesday", ["Gym", "Gym"]),
        ("go to the shop and buy milk", ["Go to the shop and buy milk"]),
        ("1) buy milk 2) call mum", ["Buy milk", "Call mum"]),
        ("buy stamps; post letter", ["Buy stamps", "Post letter"]),
        ('"buy milk and call mum, urgent"', ["buy milk and call mum, urgent"]),
        ("set up iPhone", ["Set up iPhone"]),
        ("iPhone repair", ["iPhone repair"]),
        ("pay 1,000 euros to Bob", ["Pay 1,000 euros to Bob"]),
    ],
)  # fmt: skip
def test_an_and_cuts_only_between_tasks(text: str, titles: list[str]) -> None:
    assert [draft.title for draft in read_drafts(read(text), NOW)] == titles


def test_what_trails_belongs_to_the_last_task_unless_it_says_all() -> None:
    first, last = read_drafts(read("buy milk and call mum, high priority"), NOW)
    assert (first.priority, last.priority) == (None, "high")
    first, last = read_drafts(read("buy milk and call mum, both high priority"), NOW)
    assert (first.priority, last.priority) == ("high", "high")


@pytest.mark.parametrize(
    ("text", "priority", "tags", "notes"),
    [
        ("call Bob urgently", "high", (), ""),
        ("call Bob, low prio #work", "low", ("work",), ""),
        ("call Bob p2", "medium", (), ""),
        ("call Bob!!!", "high", (), ""),
        ("call Bob asap with note: he is away on Friday", "high", (), "he is away on Friday"),
        ("call Bob tagged work and private", None, ("work", "private"), ""),
        ("reply to urgent email from Bob", None, (), ""),
        ("buy important documents folder", None, (), ""),
        ("watch the #1 hit", None, (), ""),
    ],
)
def test_attributes_are_told_from_titles(
    text: str, priority: str | None, tags: tuple[str, ...], notes: str
) -> None:
    (draft,) = read_drafts(read(text), NOW)
    assert (draft.priority, draft.tags, draft.notes) == (priority, tags, notes)


def test_a_title_that_is_too_long_keeps_its_text_in_the_notes() -> None:
    text = "explain " + "word " * 300
    (draft,) = read_drafts(read(text), NOW)
    assert len(draft.title) <= 500
    assert draft.notes.startswith("Explain word")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Call Dr. Smith at 9 a.m. tomorrow", 1),
        ("Buy milk. Call mum.", 2),
        ("Is it done? Show me.", 2),
        ("Pay 3.50 euros", 1),
    ],
)
def test_a_stop_ends_a_sentence_only_where_it_does(text: str, count: int) -> None:
    assert len(sentences_of(read(text))) == count


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("mark milk as done and move the dentist to Monday", 2),
        ("add buy milk and call mum", 1),
        ("add buy milk and mark the dentist as done", 2),
        ("rename milk to buy bread and butter", 1),
        ("delete milk and eggs", 1),
        ("move milk to Monday, the dentist to Friday and Rome to Sunday", 3),
        ("I called the dentist and need to buy milk", 2),
    ],
)
def test_a_new_command_begins_a_new_clause(text: str, clauses: int) -> None:
    assert len(split_clauses(read(text), NOW)) == clauses
