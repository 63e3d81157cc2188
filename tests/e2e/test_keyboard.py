"""Point 5: everything by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

NAME_OF_FOCUS = """() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active === document.body ? '' : active.getAttribute('aria-label') ?? active.innerText;
}"""


def focused(page: Page) -> str:
    """The name of what has the focus."""
    name: str = page.evaluate(NAME_OF_FOCUS)
    return name.strip()


def walk(page: Page, target: str, key: str = "Tab") -> None:
    """Presses a key until something of that name has the focus."""
    passed = []
    while focused(page) != target:
        passed.append(focused(page))
        assert len(passed) < 40, f"{key} does not lead to {target}, but past {passed}"
        page.keyboard.press(key)


@pytest.fixture
def listed(chat: Any) -> Any:
    """A chat with a list of two tasks; the focus is where one types."""
    chat.say("Add buy milk and water the plants")
    expect(chat.row("Buy milk")).to_be_visible()
    expect(chat.composer).to_be_focused()
    return chat


def test_tab_leads_through_the_page_in_the_order_of_its_parts(chat: Any) -> None:
    chat.page.evaluate("document.activeElement.blur()")
    order = []
    for _ in range(15):
        chat.page.keyboard.press("Tab")
        order.append(focused(chat.page))
    assert order == [
        "Skip to the message box",
        "New chat",
        "System",
        "More",
        "Add a few tasks at once",
        "What's due this week?",
        "How am I doing?",
        "What can you do?",
        "Message",
        "Add to the message",
        "Mention something",
        "Close tasks",
        "New task",
        "Done",
        "",
    ]


def test_the_first_stop_leads_to_the_message_box(chat: Any) -> None:
    chat.page.evaluate("document.activeElement.blur()")
    chat.page.keyboard.press("Tab")
    chat.page.keyboard.press("Enter")
    expect(chat.composer).to_be_focused()
    assert "#" not in chat.page.url


def test_enter_sends_and_shift_enter_makes_a_new_line(chat: Any) -> None:
    chat.composer.focus()
    chat.page.keyboard.type("Add apples")
    chat.page.keyboard.press("Shift+Enter")
    chat.page.keyboard.type("Add pears")
    expect(chat.composer).to_have_value("Add apples\nAdd pears")
    chat.page.keyboard.press("Enter")
    expect(chat.composer).to_have_value("")
    expect(chat.row("Pears")).to_be_visible()
    expect(chat.composer).to_be_focused()


def test_a_pressed_prompt_leaves_the_focus_in_the_composer(chat: Any) -> None:
    walk(chat.page, "How am I doing?")
    chat.page.keyboard.press("Enter")
    expect(chat.turns).to_have_count(2)
    expect(chat.composer).to_be_focused()


def test_a_task_is_completed_and_the_focus_stays_at_its_button(listed: Any) -> None:
    walk(listed.page, "Complete “Buy milk”", "Shift+Tab")
    listed.page.keyboard.press("Enter")
    expect(listed.button("Reopen “Buy milk”")).to_be_focused()
    expect(listed.button("Reopen “Buy milk”")).to_be_enabled()
    listed.page.keyboard.press("Space")
    expect(listed.button("Complete “Buy milk”")).to_be_focused()


def test_a_task_is_edited_and_the_focus_returns_to_its_row(listed: Any) -> None:
    walk(listed.page, "Edit “Buy milk”", "Shift+Tab")
    listed.page.keyboard.press("Enter")
    expect(listed.widgets.get_by_label("Title")).to_be_focused()
    expect(listed.button("Save")).to_be_enabled()
    listed.page.keyboard.press("Control+A")
    listed.page.keyboard.type("Buy oat milk")
    listed.page.keyboard.press("Enter")
    expect(listed.button("Edit “Buy oat milk”")).to_be_focused()


def test_cancel_leads_back_to_the_button_that_opened_the_question(listed: Any) -> None:
    walk(listed.page, "Delete “Buy milk”", "Shift+Tab")
    listed.page.keyboard.press("Enter")
    expect(listed.button("Cancel")).to_be_enabled()
    walk(listed.page, "Cancel")
    listed.page.keyboard.press("Enter")
    expect(listed.button("Delete “Buy milk”")).to_be_focused()


def test_a_task_is_deleted_and_the_focus_leads_on_to_undo(listed: Any) -> None:
    walk(listed.page, "Delete “Buy milk”", "Shift+Tab")
    listed.page.keyboard.press("Enter")
    expect(listed.button("Delete")).to_be_enabled()
    expect_focus_in(listed.widgets)
    walk(listed.page, "Delete")
    listed.page.keyboard.press("Enter")
    expect(listed.button("Undo")).to_be_enabled()
    expect_focus_in(listed.widgets)
    walk(listed.page, "Undo")
    listed.page.keyboard.press("Enter")
    expect(listed.button("Complete “Buy milk”")).to_be_visible()
    expect_focus_in(listed.widgets)


def test_an_answer_is_stopped_and_the_focus_is_where_one_types(chat: Any) -> None:
    chat.send("What can you do?")
    expect(chat.stop).to_be_visible()
    walk(chat.page, "Stop")
    chat.page.keyboard.press("Enter")
    expect(chat.stop).to_be_hidden()
    expect(chat.composer).to_be_focused()


def test_a_chat_is_renamed_and_deleted_from_its_menu(listed: Any) -> None:
    page = listed.page
    title = "Add buy milk and water the plants"
    walk(page, title, "Shift+Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert focused(page) == "Rename"
    page.keyboard.press("ArrowDown")
    assert focused(page) == "Delete"
    page.keyboard.press("Escape")
    assert focused(page) == f"Options for {title}"

    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Chat title")).to_be_focused()
    page.keyboard.type("Errands")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Errands")).to_be_focused()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Errands")).to_be_hidden()
    assert focused(page) == "New chat"


def test_a_task_of_the_panel_is_edited_and_escape_leaves_it(listed: Any) -> None:
    page = listed.page
    walk(page, "New task")
    page.keyboard.type("Call the dentist")
    page.keyboard.press("Enter")
    dentist = listed.tasks.get_by_role("button", name="Edit Call the dentist")
    expect(dentist).to_be_enabled()
    expect(listed.tasks.get_by_role("textbox", name="New task")).to_be_focused()

    dentist.focus()
    page.keyboard.press("Enter")
    expect(listed.tasks.get_by_label("Title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dentist).to_be_focused()


def expect_focus_in(container: Locator) -> None:
    """The focus is on something inside."""
    expect(container.locator(":focus")).to_have_count(1)
