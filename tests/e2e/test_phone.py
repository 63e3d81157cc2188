"""Point 5: the layout on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänskajütentürschlüsselloch" * 2


@pytest.fixture
def chat(new_chat: Callable[..., Any]) -> Any:
    return new_chat(**PHONE)


def chats_button(chat: Any) -> Locator:
    return chat.element.locator("[part=header] button").first


def tasks_button(chat: Any) -> Locator:
    return chat.element.locator("[part=header] button").last


def drawer(chat: Any, name: str) -> Locator:
    return chat.page.get_by_role("dialog", name=name)


def expect_no_sideways_scrolling(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


def expect_inside_the_screen(locator: Locator) -> None:
    box = locator.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["viewport"]["width"]


def test_the_chat_has_the_whole_screen(chat: Any) -> None:
    expect(chat.sidebar).to_be_hidden()
    expect(chat.tasks).to_be_hidden()
    expect(chat.composer).to_be_in_viewport(ratio=1)
    expect_no_sideways_scrolling(chat.page)


def test_a_chat_is_opened_from_the_drawer(chat: Any) -> None:
    chat.say("Add apples")
    chats_button(chat).tap()
    expect(drawer(chat, "Chats")).to_be_visible()
    chat.sidebar.get_by_role("button", name="New chat").tap()
    expect(drawer(chat, "Chats")).to_be_hidden()
    expect(chat.turns).to_have_count(0)

    chats_button(chat).tap()
    chat.sidebar.get_by_role("link", name="Add apples").tap()
    expect(drawer(chat, "Chats")).to_be_hidden()
    expect(chat.turns).to_have_count(2)


def test_the_drawer_keeps_the_focus_and_gives_it_back(chat: Any) -> None:
    chats_button(chat).focus()
    chat.page.keyboard.press("Enter")
    expect(drawer(chat, "Chats")).to_be_visible()
    inside = "document.activeElement.closest('[role=dialog]') !== null"
    assert chat.page.evaluate(inside)
    for key in ["Tab"] * 8 + ["Shift+Tab"] * 10:
        chat.page.keyboard.press(key)
        assert chat.page.evaluate(inside), f"{key} led out of the drawer"
    chat.page.keyboard.press("Escape")
    expect(drawer(chat, "Chats")).to_be_hidden()
    expect(chats_button(chat)).to_be_focused()


def test_the_drawer_closes_by_its_button_and_by_a_tap_beside_it(chat: Any) -> None:
    chats_button(chat).tap()
    drawer(chat, "Chats").get_by_role("button", name="Close chats").tap()
    expect(drawer(chat, "Chats")).to_be_hidden()
    chats_button(chat).tap()
    expect(drawer(chat, "Chats")).to_be_visible()
    chat.page.touchscreen.tap(380, 400)
    expect(drawer(chat, "Chats")).to_be_hidden()


def test_tasks_are_in_a_drawer_of_their_own(chat: Any) -> None:
    chat.say("Add buy milk and water the plants")
    tasks_button(chat).tap()
    expect(drawer(chat, "Tasks")).to_be_visible()
    chat.tasks.get_by_role("checkbox", name="Buy milk").tap()
    expect(chat.tasks.get_by_role("checkbox", name="Buy milk")).to_be_hidden()
    chat.tasks.get_by_role("button", name="Close tasks").tap()
    expect(chat.tasks).to_be_hidden()
    expect(chat.button("Reopen “Buy milk”")).to_be_visible()


def test_the_tasks_are_reached_from_the_drawer_of_chats(chat: Any) -> None:
    chats_button(chat).tap()
    chat.sidebar.get_by_role("button", name="Tasks").tap()
    expect(drawer(chat, "Chats")).to_be_hidden()
    expect(drawer(chat, "Tasks")).to_be_visible()


def test_widgets_and_forms_fit_whatever_is_in_them(chat: Any) -> None:
    chat.add(LONG_WORD, priority="high", due="2026-01-05", tags=["urgent", "errand", "home"])
    chat.add("Buy milk")
    chat.say("Show all my tasks")
    expect_no_sideways_scrolling(chat.page)
    for button in chat.widgets.get_by_role("button").all():
        expect_inside_the_screen(button)
    chat.button("Edit “Buy milk”").tap()
    expect(chat.button("Save")).to_be_visible()
    for field in chat.widgets.locator("input, textarea, select, button").all():
        expect_inside_the_screen(field)
    expect_no_sideways_scrolling(chat.page)
    tasks_button(chat).tap()
    expect_no_sideways_scrolling(chat.page)
