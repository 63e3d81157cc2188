"""Conversations on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

HEIGHTS = """() => {
    const root = document.querySelector('openai-chatkit').shadowRoot;
    const thread = root.querySelector('.ck-thread');
    return [thread.scrollHeight, thread.clientHeight];
}"""
SURFACE = """() => getComputedStyle(
    document.querySelector('openai-chatkit').shadowRoot.querySelector('.ck-root'),
).backgroundColor"""


@pytest.fixture
def talk(new_element: Callable[..., Any]) -> Any:
    chat = new_element("{ theme: 'dark' }", viewport={"width": 700, "height": 500})
    chat.say("Add apples")
    chat.say("What can you do?")
    return chat


def test_the_browsers_print_has_all_of_the_thread_and_nothing_to_press(talk: Any) -> None:
    talk.page.emulate_media(media="print")
    expect(talk.composer).to_be_hidden()
    expect(talk.element.get_by_role("button", name="More", exact=True)).to_be_hidden()
    height, shown = talk.page.evaluate(HEIGHTS)
    assert height == shown > 500
    assert talk.page.evaluate(SURFACE) == "rgb(255, 255, 255)"


def test_print_in_the_menu_prints_the_thread_and_nothing_of_the_page(talk: Any) -> None:
    talk.page.add_init_script("window.print = () => undefined")
    talk.page.evaluate(
        """() => {
            window.printed = new Promise((resolve) => {
                new MutationObserver((changes) => {
                    for (const { addedNodes } of changes) for (const node of addedNodes) {
                        if (!(node instanceof HTMLIFrameElement)) continue;
                        const view = node.contentWindow;
                        view.print = () => {
                            resolve(view.document.body.firstChild.shadowRoot.textContent);
                            view.dispatchEvent(new Event('afterprint'));
                        };
                    }
                }).observe(document.body, { childList: true });
            });
        }"""
    )
    talk.element.get_by_role("button", name="More", exact=True).click()
    talk.element.get_by_role("menuitem", name="Print").click()
    text = talk.page.evaluate("window.printed")
    assert text.startswith("Add apples")
    assert "I keep your task list" in text
    assert "Message the AI" not in text
    expect(talk.page.locator("iframe")).to_have_count(0)
