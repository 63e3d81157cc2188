from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from chatkit_server.assistant.embedded.commands import Filter, Reference
from chatkit_server.assistant.embedded.matching import best_match
from chatkit_server.assistant.embedded.references import read_reference
from chatkit_server.assistant.embedded.text import read
from chatkit_server.assistant.embedded.transcript import Task

NOW = datetime(2026, 11, 21, 5, 42, tzinfo=ZoneInfo("Europe/Berlin"))
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it", Reference(focus=True)),
        ("those", Reference(focus=True, many=True)),
        ("all of them", Reference(focus=True, many=True, filter=Filter())),
        ("the second one", Reference(ordinals=(2,))),
        ("number 3", Reference(ordinals=(3,))),
        ("#3", Reference(ordinals=(3,))),
        ("task two", Reference(ordinals=(2,))),
        ("1 and 3", Reference(ordinals=(1, 3), many=True)),
        ("the first and the last", Reference(ordinals=(1, -1), many=True)),
        ("2-4", Reference(ordinals=(2, 3, 4), many=True)),
        ("the first two", Reference(first=2, many=True)),
        ("the last three tasks", Reference(last=3, many=True)),
        ("the others", Reference(rest=True, many=True)),
        ("everything", Reference(many=True, filter=Filter())),
        ("everything overdue", Reference(many=True, filter=Filter(overdue=True))),
        ("all finished tasks", Reference(many=True, filter=Filter(status="done"))),
        ("all high priority tasks", Reference(many=True, filter=Filter(priority="high"))),
        ("the ones tagged home", Reference(many=True, filter=Filter(tag="home"))),
        (
            "the tasks due today",
            Reference(many=True, filter=Filter(due_from=TODAY, due_to=TODAY)),
        ),
        ("the overdue one", Reference(filter=Filter(overdue=True))),
        ('"delete all tasks"', Reference(words="delete all tasks", exact=True)),
        ("the dentist", Reference(words="dentist")),
    ],
)
def test_a_reference_is_read(text: str, expected: Reference) -> None:
    assert read_reference(read(text), NOW) == expected


def test_an_exception_is_kept_apart() -> None:
    found = read_reference(read("everything except the dentist"), NOW)
    assert found.filter == Filter()
    assert found.excluded == Reference(words="dentist")


TASKS = [
    Task(str(place), title)
    for place, title in enumerate(
        [
            "Buy milk",
            "Call the dentist",
            "Pay the dentist bill",
            "Book flight to Rome",
            "Delete all tasks",
            "Clean home",
        ]
    )
]


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("milk", ["Buy milk"]),
        ("the mlik", ["Buy milk"]),
        ("bought the milk", ["Buy milk"]),
        ("dentist", ["Call the dentist", "Pay the dentist bill"]),
        ("call the dentst", ["Call the dentist"]),
        ("dentist bill", ["Pay the dentist bill"]),
        ("the flights", ["Book flight to Rome"]),
        ("delete all tasks", ["Delete all tasks"]),
        ("call the plumber", []),
        ("unicorn", []),
        ("", []),
    ],
)
def test_words_find_the_titles_they_mean(words: str, titles: list[str]) -> None:
    assert [task.title for task in best_match(words, TASKS).tasks] == titles


def test_a_short_word_is_not_mistaken_for_its_neighbour() -> None:
    assert best_match("home", TASKS).tasks == (TASKS[5],)
    assert best_match("rome", TASKS).tasks == (TASKS[3],)
