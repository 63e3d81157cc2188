"""The menus of the task assistant: a task is mentioned, a command is chosen."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect


def test_a_mentioned_task_is_shown_done_and_opened(chat: Any) -> None:
    for title in ("Buy milk", "Buy milk powder", "Call Bob"):
        chat.add(title)
    chat.composer.press_sequentially("complete @buy mlik")
    option = chat.element.get_by_role("option")
    expect(option.filter(has_text="powder")).to_be_visible()
    expect(chat.element.get_by_text("No due date")).to_be_visible()  # the preview
    option.filter(has_not_text="powder").click()
    expect(option).to_have_count(0)
    chat.composer.press("Enter")
    expect(chat.turns.nth(1)).to_contain_text("Marked “Buy milk” as done")
    done = {task for task, facts in chat.saved_tasks().items() if facts["status"] == "done"}
    assert done == {"Buy milk"}

    tag = chat.turns.first.get_by_role("button", name="Buy milk")
    tag.click()
    expect(chat.tasks.get_by_role("textbox", name="Title")).to_have_value("Buy milk")


def test_a_command_is_chosen_from_the_menu(chat: Any) -> None:
    chat.add("Buy milk")
    chat.composer.press_sequentially("/tod")
    option = chat.element.get_by_role("option", name="/today")
    expect(option).to_contain_text("Show what is due today")
    chat.composer.press("Enter")
    expect(chat.turns.first).to_contain_text("/today")
    expect(chat.turns.nth(1)).to_contain_text("Nothing is due today")
    expect(chat.actions_of(chat.turns.nth(1))).to_be_visible()
    expect(chat.composer).to_have_value("")

    chat.composer.press_sequentially("/new")
    # The command that was typed, however fast, and not "New chat" of the element's own.
    chat.composer.press("Enter")
    expect(chat.composer).to_have_value("/new ")
    chat.composer.press_sequentially("water the plants today")
    chat.composer.press("Enter")
    expect(chat.turns.nth(3)).to_contain_text("Added “Water the plants”")
