"""Tabs of one browser that show the same conversations."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect


@pytest.fixture
def other(chat: Any) -> Any:
    """A second tab on the thread of the first."""
    chat.say("Add buy milk")
    tab = chat.new_tab()
    tab.page.goto(chat.page.url)
    expect(tab.turns).to_have_count(2)
    return tab


def test_a_finished_answer_is_there_in_the_other_tab(chat: Any, other: Any) -> None:
    chat.say("How am I doing?")
    expect(other.turns).to_have_count(4)
    expect(other.turns.nth(3)).to_contain_text("1 open task")


def test_a_deleted_thread_is_left_with_what_was_being_written(chat: Any, other: Any) -> None:
    other.composer.fill("Half a thought")
    chat.page.evaluate(
        """async () => {
            const element = document.querySelector('openai-chatkit');
            await element.showHistory();
        }"""
    )
    chat.element.get_by_role("button", name="Delete Add buy milk").click()
    chats = chat.element.get_by_role("navigation", name="Chats")
    chats.get_by_role("button", name="Delete", exact=True).click()
    expect(other.element.get_by_text("was deleted in another window")).to_be_visible()
    expect(other.turns).to_have_count(0)
    expect(other.composer).to_have_value("Half a thought")
