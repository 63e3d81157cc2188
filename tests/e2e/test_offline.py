"""A network that goes away, and servers that refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.allowed_console_errors("net::ERR_", "status of (401|413|429|502)")
ID = "req_01a1fcebac98715cbe8cc98c09a8f3d4"


def test_what_is_sent_offline_goes_out_in_order_when_the_network_is_back(
    new_element: Callable[..., Any],
) -> None:
    chat = new_element("{}")
    chat.say("Add apples")
    chat.page.context.set_offline(True)
    expect(chat.element.get_by_text("You are offline")).to_be_visible()
    for text in ("Add pears", "Add plums"):
        chat.composer.fill(text)
        chat.composer.press("Enter")
    expect(chat.element.get_by_text("Will be sent when you are back online")).to_have_count(2)
    chat.page.context.set_offline(False)
    expect(chat.turns).to_have_count(6)
    expect(chat.actions_of(chat.turns.nth(5))).to_be_visible()
    expect(chat.element.get_by_text("You are offline")).to_be_hidden()
    assert set(chat.saved_tasks()) == {"Apples", "Pears", "Plums"}


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (401, "You are not signed in any more"),
        (413, "This is too large for the server"),
        (429, "You can try again at"),
        (502, "The server has a problem"),
    ],
)
def test_a_refusal_is_said_in_words_with_the_request_id(
    new_element: Callable[..., Any], status: int, text: str
) -> None:
    chat = new_element("{}", permissions=["clipboard-read", "clipboard-write"])
    headers = {"X-Request-Id": ID, "Retry-After": "2"}
    chat.page.route(
        "**/chatkit", lambda route: route.fulfill(status=status, headers=headers, body="{}")
    )
    chat.composer.fill("Add apples")
    chat.composer.press("Enter")
    expect(chat.element.locator("[part=error]")).to_contain_text(text)
    expect(chat.element.locator("[part=error]")).to_contain_text(ID)
    chat.element.get_by_role("button", name="Copy the request id").click()
    expect(chat.element.get_by_role("button", name="Copied")).to_be_visible()
    assert chat.page.evaluate("navigator.clipboard.readText()") == ID

    chat.page.unroute("**/chatkit")
    again = chat.element.get_by_role("button", name="Try again")
    if status == 429:
        expect(again).to_be_disabled()
    again.click()
    expect(chat.turns.nth(1)).to_contain_text("Added “Apples”")
