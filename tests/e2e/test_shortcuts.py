"""The keyboard of the element alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.axe import expect_clean


@pytest.fixture
def talk(new_element: Callable[..., Any]) -> Any:
    chat = new_element(
        "{}", reduced_motion="reduce", permissions=["clipboard-read", "clipboard-write"]
    )
    chat.say("What can you do?")
    chat.element.get_by_role("log").focus()
    return chat


def test_the_list_of_shortcuts_opens_and_gives_the_focus_back(talk: Any) -> None:
    talk.composer.focus()
    talk.page.keyboard.press("Control+/")
    sheet = talk.element.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    expect_clean(talk.page, headed=False)
    talk.page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(talk.composer).to_be_focused()
    talk.page.keyboard.type("What? No help while I type")
    expect(sheet).to_be_hidden()
    expect(talk.composer).to_have_value("What? No help while I type")


def test_single_keys_do_what_the_list_says(talk: Any) -> None:
    keys = talk.page.keyboard
    keys.press("k")
    expect(talk.turns.nth(1)).to_be_focused()
    keys.press("k")
    expect(talk.turns.nth(0)).to_be_focused()
    keys.press("j")
    expect(talk.turns.nth(1)).to_be_focused()
    keys.press("c")
    expect(talk.element.locator("[part=note]")).to_contain_text("Copied")
    formats = talk.page.evaluate(
        """async () => {
            const [item] = await navigator.clipboard.read();
            const text = async (type) => (await item.getType(type)).text();
            return [await text('text/plain'), await text('text/html')];
        }"""
    )
    assert "**Add**" in formats[0]
    assert "<strong>Add</strong>" in formats[1]
    keys.press("q")
    expect(talk.composer).to_be_focused()
    expect(talk.element.get_by_text("Replying to")).to_have_count(1)
    talk.element.get_by_role("log").focus()
    keys.press("h")
    expect(talk.element.get_by_role("navigation", name="Chats")).to_be_focused()
    keys.press("Escape")
    expect(talk.element.get_by_role("navigation", name="Chats")).to_be_hidden()
    talk.element.get_by_role("log").focus()
    keys.press("n")
    expect(talk.turns).to_have_count(0)
    expect(talk.composer).to_be_focused()


def test_keys_outside_of_the_element_are_the_pages(talk: Any) -> None:
    talk.page.evaluate("document.activeElement.blur()")
    talk.page.keyboard.press("n")
    talk.page.keyboard.press("?")
    expect(talk.turns).to_have_count(2)
    expect(talk.element.get_by_role("dialog")).to_have_count(0)
