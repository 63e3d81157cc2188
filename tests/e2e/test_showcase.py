"""The showcase in a real browser: every command, and the page that shows it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from chatkit_server.showcase.answer import Showcase
from chatkit_server.showcase.faults import Faults
from chatkit_server.showcase.images import SHAPES
from tests.e2e.pages import ChatPage

OPTIONS = "{ onClientTool: async ({ name }) => ({ done: name }) }"
COMMANDS = [f"/{command.name} {command.example}" for command in Showcase(Faults()).repertoire]
LATER = ("/http ", "/late ", "/drop ")
"""What spoils the next message, or the connection: each has a test of its own."""


def responses(chat: Any) -> int:
    """How many answers have ended."""
    count: int = chat.page.evaluate(
        "window.events.filter(({ type }) => type === 'chatkit.response.end').length"
    )
    return count


def perform(chat: Any, command: str) -> None:
    """Says something and waits until it is answered."""
    before = responses(chat)
    chat.composer.fill(command)
    chat.composer.press("Enter")
    chat.page.wait_for_function(
        "(before) => window.events.filter("
        "({ type }) => type === 'chatkit.response.end').length > before",
        arg=before,
    )
    expect(chat.stop).to_have_count(0)


# `/pictures` and the images of `/widgets` have one that is not there, on purpose.
@pytest.mark.allowed_console_errors("404")
def test_every_command_is_shown_without_a_complaint(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase(OPTIONS)
    for command in COMMANDS:
        if not command.startswith(LATER):
            perform(chat, f"{command} instant")


@pytest.mark.allowed_console_errors("ERR_INCOMPLETE_CHUNKED_ENCODING")
def test_an_answer_is_whole_after_the_connection_was_cut(
    new_showcase: Callable[..., Any],
) -> None:
    chat = new_showcase()
    perform(chat, "/drop 3 fast")
    expect(chat.turns.last).to_contain_text("The rest was said without a listener.")


@pytest.mark.allowed_console_errors("503")
def test_a_refused_message_is_not_lost(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase()
    perform(chat, "/http 503")
    chat.send("/text emoji")
    expect(chat.element.get_by_role("alert")).to_contain_text("told to answer with 503")
    chat.element.get_by_role("button", name="Try again").click()
    expect(chat.turns.last).to_contain_text("Families")


def test_bytes_may_come_in_any_portions(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase()
    perform(chat, "/split bytes size=1000 instant")
    expect(chat.turns.last).to_contain_text("Families 👨‍👩‍👧‍👦")
    expect(chat.turns.last).to_contain_text("The end.")


def test_the_page_shows_what_the_assistant_says_of_itself(
    new_showcase_guest: Callable[..., Page],
) -> None:
    page = new_showcase_guest()
    element = page.locator("openai-chatkit")
    expect(page).to_have_title("Showcase")
    expect(element.get_by_text("What would you like to see?")).to_be_visible()
    expect(page.get_by_role("region", name="Tasks")).to_have_count(0)
    expect(page.get_by_role("button", name="Tasks")).to_have_count(0)
    element.get_by_role("button", name="What is there?").click()
    expect(element.get_by_role("heading", name="Connections")).to_be_visible()
    expect(page).to_have_title("/help · Showcase")


def test_a_tool_of_the_page_is_used(new_showcase_guest: Callable[..., Page]) -> None:
    page = new_showcase_guest(color_scheme="light")
    element = page.locator("openai-chatkit")
    element.get_by_role("textbox", name="Message", exact=True).fill("/tool switch_theme")
    element.get_by_role("button", name="Send message").click()
    expect(element.get_by_text('switch_theme returned {"theme":"dark"}')).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_generated_image_is_a_file_of_this_server_and_there_after_a_reload(
    new_showcase_guest: Callable[..., Page],
) -> None:
    chat = ChatPage(new_showcase_guest())
    chat.say("image landscape fast")
    image = chat.element.get_by_role("img", name="Generated image")
    expect(image).to_have_js_property("naturalWidth", SHAPES["landscape"][0])
    expect(image).to_have_attribute("src", re.compile(r"/api/attachments/atc_\w+/content\?"))
    chat.page.reload()
    expect(image).to_have_js_property("naturalWidth", SHAPES["landscape"][0])
    kept = chat.chatkit("items.list", thread_id=chat.thread_id())
    assert "data:image" not in str(kept)


def test_what_was_asked_is_answered_once_in_all_tabs(
    new_showcase_guest: Callable[..., Page],
) -> None:
    chat = ChatPage(new_showcase_guest())
    chat.send("ask single fast")
    form = chat.element.get_by_role("form", name="A question for you")
    expect(form).to_be_visible()
    other = chat.new_tab()
    other.page.goto(chat.page.url)
    other.element.get_by_role("radio", name="Lisbon").check()
    form.get_by_role("radio", name="Berlin").check()
    form.get_by_role("button", name="Send answer").click()
    for tab in (chat, other):
        expect(tab.element.locator("[part=answers] dd")).to_have_text("Berlin")
        expect(tab.element.get_by_text("single: Berlin")).to_be_visible()
        expect(tab.element.get_by_role("form")).to_have_count(0)


def test_the_tools_of_an_agent_are_seen_with_what_they_found(
    new_showcase_guest: Callable[..., Page],
) -> None:
    chat = ChatPage(new_showcase_guest())
    chat.say("tools fast")
    thought, calls = (chat.element.locator("[data-item-type=workflow]").nth(at) for at in (0, 1))
    thought.get_by_role("button", name="Thought").click()
    expect(thought).to_contain_text("The stones give a year.")
    calls.get_by_role("button", name="Done").click()
    expect(calls.get_by_role("link", name="https://example.com/bridge")).to_be_visible()
    expect(calls).to_contain_text("survey-1989.pdf")
    expect(calls).to_contain_text("Nobody knows, but the stones say 1742.")
    expect(chat.element.get_by_role("button", name="4 sources")).to_be_visible()
