"""The element by itself, on a page that sets its options, under the strictest policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect


def test_a_page_says_what_stands_in_the_empty_field(new_element: Callable[..., Any]) -> None:
    chat = new_element("{ composer: { placeholder: 'Ask the librarian' } }")
    expect(chat.composer).to_have_attribute("placeholder", "Ask the librarian")
    expect(chat.say("Add return the atlas")).to_contain_text("Return the atlas")
    events = [event["type"] for event in chat.page.evaluate("window.events")]
    assert events[0] == "chatkit.ready"
    assert events.count("chatkit.response.end") == 1
