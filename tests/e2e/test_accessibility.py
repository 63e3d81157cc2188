"""No screen has what axe finds wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.axe import expect_clean

PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    """Colours are part of it: contrast."""
    name: str = request.param
    return name


@pytest.fixture
def open_chat(new_chat: Callable[..., Any], scheme: str) -> Callable[..., Any]:
    """Opens the page where nothing moves: axe judges colours as they are at the moment."""

    def open_still(**options: object) -> Any:
        return new_chat(color_scheme=scheme, reduced_motion="reduce", **options)

    return open_still


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desktop", "phone"])
def test_the_start_screen(open_chat: Callable[..., Any], options: dict[str, Any]) -> None:
    chat = open_chat(**options)
    expect(chat.element.get_by_role("list", name="Suggestions")).to_be_visible()
    expect_clean(chat.page)


def test_a_thread_with_every_kind_of_widget(open_chat: Callable[..., Any], today: date) -> None:
    chat = open_chat()
    chat.add("Buy milk", due="2026-01-05", priority="low", tags=["home"])
    chat.add("Water the plants", due=today.isoformat(), priority="medium")
    chat.say("Add call the dentist tomorrow at 9 and renew passport, high priority")
    chat.say("mark the dentist as done")
    chat.say("How am I doing?")
    chat.say("Show all my tasks")
    chat.say("delete everything")
    chat.button("Edit “Buy milk”").first.click()
    expect(chat.button("Save")).to_be_visible()
    expect_clean(chat.page)

    chat.widgets.get_by_label("Title").fill("")
    chat.button("Save").click()
    expect(chat.widgets.get_by_label("Title")).to_have_attribute("aria-invalid", "true")
    chat.tasks.get_by_role("button", name="Edit Renew passport").click()
    expect_clean(chat.page)


def test_an_answer_that_is_being_written(open_chat: Callable[..., Any]) -> None:
    chat = open_chat()
    answer = chat.send("What can you do?")
    expect(answer.locator("[part=assistant-message]")).to_be_visible()
    expect_clean(chat.page)


@pytest.mark.parametrize("name", ["Chats", "Tasks"])
def test_the_drawers_of_a_phone(open_chat: Callable[..., Any], name: str) -> None:
    chat = open_chat(**PHONE)
    chat.say("Add buy milk tomorrow, high priority")
    buttons = chat.element.locator("[part=header] button")
    (buttons.first if name == "Chats" else buttons.last).click()
    expect(chat.page.get_by_role("dialog", name=name)).to_be_visible()
    expect_clean(chat.page)


def test_a_menu_and_an_undo(open_chat: Callable[..., Any]) -> None:
    chat = open_chat()
    chat.say("Add apples")
    chat.say("Add pears")
    chat.tasks.get_by_role("button", name="Delete Apples").click()
    expect(chat.page.get_by_role("button", name="Undo")).to_be_visible()
    chat.sidebar.get_by_role("button", name="Options for").click()
    expect(chat.sidebar.get_by_role("button", name="Rename")).to_be_visible()
    expect_clean(chat.page)
