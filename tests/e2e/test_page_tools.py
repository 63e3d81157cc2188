"""What agents have the page do: its theme, what is selected in it, a task beside the chat."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.pages import HOST_PATH, HOST_POLICY, ChatPage
from tests.e2e.serving import ROOT

EXAMPLE = ROOT / "docs" / "examples" / "page_tools" / "page.js"
EXAMPLE_PAGE = """<!doctype html>
<html lang="en" data-theme="light">
<head><title>A page of somebody else's</title><link rel="icon" href="/favicon.svg">
<script src="/chatkit.js" async></script><script src="/_page.js" defer></script></head>
<body><p>Ask Bob about the invoice.</p><openai-chatkit></openai-chatkit></body>
</html>"""


def select(text: Any) -> None:
    """Selects a line as users do, who leave the composer for it and come back to write."""
    text.click(click_count=3)


def theme_of(chat: ChatPage) -> Any:
    return expect(chat.page.locator("html"))


@pytest.mark.parametrize(("before", "after"), [("light", "dark"), ("dark", "light")])
def test_the_theme_is_switched_and_stays(
    new_chat: Callable[..., ChatPage], before: str, after: str
) -> None:
    chat = new_chat(color_scheme=before)
    theme_of(chat).to_have_attribute("data-theme", before)
    answer = chat.say(f"switch to {after} mode, please")
    expect(answer).to_contain_text(f"Done: the page is {after} now.")
    theme_of(chat).to_have_attribute("data-theme", after)
    chosen = chat.sidebar.get_by_role("radio", name=after.capitalize(), exact=True)
    expect(chosen).to_be_checked()
    chat.page.reload()
    theme_of(chat).to_have_attribute("data-theme", after)
    # The call was between the page and the agent: nothing of it is left to be seen.
    expect(chat.element.locator("[data-item-type=client_tool_call]")).to_have_count(0)
    answer = chat.say("follow the system theme and add buy milk")
    expect(answer).to_contain_text("the page follows your device now. Added “Buy milk”")
    theme_of(chat).to_have_attribute("data-theme", before)
    assert list(chat.saved_tasks()) == ["Buy milk"]


def test_what_is_selected_in_the_page_is_told_and_becomes_a_task(chat: ChatPage) -> None:
    expect(chat.say("what did I select?")).to_contain_text("Nothing is selected in the page.")
    select(chat.tasks.get_by_text("Nothing to do."))
    chat.composer.click()
    said = chat.say("what did I select?")
    expect(said).to_contain_text("You have selected 12 words: “Nothing to do. Add a task above")
    # What is said in the chat is a part of the page as well.
    select(said.get_by_text("You have selected"))
    chat.composer.click()
    expect(chat.say("add my selection as a task")).to_contain_text("Added “You have selected")
    assert [title[:17] for title in chat.saved_tasks()] == ["You have selected"]


def test_a_task_is_opened_beside_the_chat(chat: ChatPage) -> None:
    chat.add("Buy milk", notes="Two litres")
    chat.add("Call Bob")
    expect(chat.say("open the milk task")).to_contain_text("Here is “Buy milk”.")
    expect(chat.widgets).to_have_count(1)
    editor = chat.tasks.get_by_role("form", name="Edit Buy milk")
    expect(editor.get_by_role("textbox", name="Title")).to_have_value("Buy milk")


def test_a_task_is_opened_over_the_chat_where_there_is_no_room_beside_it(
    new_chat: Callable[..., ChatPage],
) -> None:
    chat = new_chat(viewport={"width": 360, "height": 740})
    chat.add("Buy milk")
    chat.send("open the milk task")
    expect(chat.tasks.get_by_role("form", name="Edit Buy milk")).to_be_visible()


def test_a_reload_while_the_page_is_asked_locks_nothing(chat: ChatPage) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        if "add_client_tool_output" in (route.request.post_data or ""):
            held.append(route)  # The page is closed before its answer is out.
        else:
            route.fallback()

    chat.page.route("**/chatkit", hold)
    with chat.page.expect_request(lambda sent: "add_client_tool_output" in (sent.post_data or "")):
        chat.send("switch to dark mode")
    chat.page.reload()
    chat.page.unroute("**/chatkit", hold)
    expect(chat.element.locator("[part=tool-call]")).to_contain_text("switch theme")
    expect(chat.say("add buy milk")).to_contain_text("Added “Buy milk”")
    expect(chat.say("light mode")).to_contain_text("Done: the page is light now.")
    theme_of(chat).to_have_attribute("data-theme", "light")


@pytest.fixture
def example(new_guest: Callable[..., Page]) -> ChatPage:
    """The page of the documentation's example, of the task assistant."""
    page = new_guest("about:blank")
    page.request.post("/api/auth/guest")
    page.route(
        f"**{HOST_PATH}",
        lambda route: route.fulfill(
            body=EXAMPLE_PAGE,
            content_type="text/html",
            headers={"Content-Security-Policy": HOST_POLICY},
        ),
    )
    page.route(
        "**/_page.js", lambda route: route.fulfill(path=EXAMPLE, content_type="text/javascript")
    )
    page.goto(HOST_PATH)
    chat = ChatPage(page)
    expect(chat.composer).to_be_editable()
    return chat


def test_a_page_of_ones_own_can_offer_the_same(example: ChatPage) -> None:
    expect(example.say("dark mode")).to_contain_text("Done: the page is dark now.")
    theme_of(example).to_have_attribute("data-theme", "dark")
    select(example.page.get_by_text("Ask Bob about the invoice."))
    example.composer.click()
    added = example.say("add my selection as a task")
    expect(added).to_contain_text("Added “Ask Bob about the invoice”")
    example.say("open it")
    (task,) = example.saved_tasks().values()
    expect(example.page).to_have_url(re.compile(f"#{task['id']}$"))
