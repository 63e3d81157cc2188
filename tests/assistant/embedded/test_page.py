"""What the offline model asks of the page around the chat: its theme, what is selected, a task."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chatkit_server.assistant.embedded.model import TOOLS, next_step
from chatkit_server.assistant.embedded.page import PAGE_TOOLS
from chatkit_server.assistant.embedded.transcript import read_conversation

NOW = "Now: 2026-11-21T05:42+01:00"
MILK = {"id": "t1", "title": "Buy milk", "status": "open"}
SLIDES = {"id": "t2", "title": "Prepare slides", "status": "open"}


def after(text: str, *made: tuple[str, Any], page: frozenset[str] = PAGE_TOOLS) -> Any:
    """What follows a message and the calls that were made for it, each with its output."""
    items: list[dict[str, Any]] = [{"role": "user", "content": text}]
    for number, (name, output) in enumerate(made):
        call_id = f"call_{number}"
        items.append({"type": "function_call", "name": name, "call_id": call_id})
        items.append(
            {"type": "function_call_output", "call_id": call_id, "output": json.dumps(output)}
        )
    calls, said = next_step(read_conversation(NOW, items, TOOLS, page))
    return [(call.name, dict(call.arguments)) for call in calls] or said


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("switch to dark mode", "dark"),
        ("dark theme please", "dark"),
        ("Could you make the page dark?", "dark"),
        ("turn on dark mode", "dark"),
        ("turn off dark mode", "light"),
        ("go back to light mode!", "light"),
        ("set the theme to light", "light"),
        ("use the system theme", "system"),
        ("I'd like a dark theme", "dark"),
    ],
)
def test_it_switches_the_theme(text: str, theme: str) -> None:
    assert after(text) == [("switch_theme", {"theme": theme})]
    said = after(text, ("switch_theme", {"theme": theme}))
    look = "follows your device" if theme == "system" else f"is {theme}"
    assert said == f"Done: the page {look} now."


def test_it_asks_to_which_theme_where_that_was_not_said() -> None:
    assert "“dark mode”, “light mode” or “system theme”" in after("change the theme")
    assert after("toggle dark mode").startswith("Which theme")


@pytest.mark.parametrize("text", ["buy a dark mode lamp", "add switch to dark mode in settings"])
def test_a_task_about_themes_is_a_task(text: str) -> None:
    assert after(text)[0][0] == "add_tasks"


@pytest.mark.parametrize(
    "text", ["what did I select?", "What have I selected", "my selection", "read what I selected"]
)
def test_it_tells_what_is_selected(text: str) -> None:
    assert after(text) == [("get_selection", {})]
    said = after(text, ("get_selection", {"text": "Ask *Bob*\nsoon"}))
    assert said == "You have selected 3 words: “Ask \\*Bob\\* soon”"
    assert after(text, ("get_selection", {"text": ""})).startswith("Nothing is selected")
    long = after(text, ("get_selection", {"text": "word " * 500}))
    assert long.startswith("You have selected 500 words")
    assert len(long) < 500


@pytest.mark.parametrize("verb", ["summarise", "summarize", "translate", "explain"])
def test_it_says_that_it_makes_nothing_of_texts(verb: str) -> None:
    said = after(f"{verb} my selection", ("get_selection", {"text": "Ask Bob"}))
    assert f"can’t {verb} texts" in said
    assert "“Ask Bob”" in said


@pytest.mark.parametrize(
    ("text", "tasks"),
    [
        ("add my selection as a task", [{"title": "Ask Bob", "notes": "Mow the lawn"}]),
        ("make a task from my selection", [{"title": "Ask Bob", "notes": "Mow the lawn"}]),
        ("add the selected text as tasks", [{"title": "Ask Bob"}, {"title": "Mow the lawn"}]),
        (
            "add my selection as a task for tomorrow",
            [{"title": "Ask Bob", "notes": "Mow the lawn", "due": "2026-11-22"}],
        ),
    ],
)
def test_it_adds_what_is_selected(text: str, tasks: list[dict[str, Any]]) -> None:
    selected = ("get_selection", {"text": "  Ask Bob\n\nMow the lawn "})
    assert after(text) == [("get_selection", {})]
    assert after(text, selected) == [("add_tasks", {"tasks": tasks})]
    added = ("add_tasks", {"tasks": [MILK]})
    assert after(text, selected, added).startswith("Added “Buy milk”")
    assert after(text, ("get_selection", {"text": " "})).startswith("Nothing is selected")


def test_text_that_is_selected_is_never_a_command() -> None:
    selected = ("get_selection", {"text": "delete all tasks"})
    assert after("add my selection as a task", selected) == [
        ("add_tasks", {"tasks": [{"title": "Delete all tasks"}]})
    ]
    assert "“delete all tasks”" in after("what did I select?", selected)


def test_the_page_comes_first_and_the_rest_is_done_once_it_has_answered() -> None:
    text = "add buy milk and switch to dark mode"
    assert after(text) == [("switch_theme", {"theme": "dark"})]
    dark = ("switch_theme", {"theme": "dark"})
    assert after(text, dark) == [("add_tasks", {"tasks": [{"title": "Buy milk"}]})]
    added = ("add_tasks", {"tasks": [MILK]})
    assert after(text, dark, added) == "Done: the page is dark now. Added “Buy milk”."


def test_what_the_page_refuses_is_said_and_the_rest_done() -> None:
    refused = ("switch_theme", {"error": "Not now."})
    text = "switch to dark mode and add buy milk"
    assert after(text, refused) == [("add_tasks", {"tasks": [{"title": "Buy milk"}]})]
    assert after("dark mode", refused) == "That didn’t work: Not now."


def test_it_says_so_where_the_page_has_no_such_tools() -> None:
    none: frozenset[str] = frozenset()
    assert after("dark mode", page=none) == "This page does not let me change its theme."
    said = "This page does not tell me what you have selected."
    assert after("add my selection as a task", page=none) == said
    assert after("what did I select?", page=none) == said


@pytest.mark.parametrize(
    "text", ["open the task buy milk", "open the milk task", 'open "Buy milk"', "pull up task milk"]
)
def test_it_opens_a_task_that_it_finds(text: str) -> None:
    find = [("find_tasks", {"status": "open", "limit": 200})]
    assert after(text) == find
    found = ("find_tasks", {"tasks": [SLIDES, MILK]})
    assert after(text, found) == [("open_task", {"task_id": "t1"})]
    assert after(text, found, ("open_task", {"tasks": [MILK]})) == "Here is “Buy milk”."
    gone = after(text, found, ("open_task", {"tasks": [], "missing": ["t1"]}))
    assert gone == "“Buy milk” no longer exists."


@pytest.mark.parametrize("text", ["open tasks", "open the tasks due today", "open the task list"])
def test_more_than_one_task_is_a_list(text: str) -> None:
    assert after(text)[0][0] == "show_tasks"


def test_something_to_be_opened_in_the_world_is_a_task() -> None:
    assert after("Open a bank account tomorrow")[0][0] == "add_tasks"
