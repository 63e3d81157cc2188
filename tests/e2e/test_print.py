"""Conversations on paper."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

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


PRINTED = """() => {
    window.printed = new Promise((resolve) => {
        new MutationObserver((changes) => {
            for (const { addedNodes } of changes) for (const node of addedNodes) {
                if (!(node instanceof HTMLIFrameElement)) continue;
                const view = node.contentWindow;
                view.print = () => {
                    // Chromium makes files of pages, not of frames: the frame becomes the page.
                    Object.assign(node.style, {
                        position: 'static', width: '100%', height: `${
                            view.document.documentElement.scrollHeight}px`,
                    });
                    resolve(view.document.body.firstChild.shadowRoot.firstElementChild.outerHTML);
                };
            }
        }).observe(document.body, { childList: true });
    });
}"""
CUT = """() => {
    const root = document.querySelector('openai-chatkit').shadowRoot;
    return [...root.querySelectorAll('.ck-code, .ck-code-body, [data-item-type=widget] *')]
        .filter((part) => {
            const { overflowX, overflowY } = getComputedStyle(part);
            return (
                (overflowX !== 'visible' && part.scrollWidth > part.clientWidth + 1)
                || (overflowY !== 'visible' && part.scrollHeight > part.clientHeight + 1)
            ) && part.clientWidth > 1;
        })
        .map((part) => part.outerHTML.slice(0, 200));
}"""
KEYWORD = """() => {
    const host = getComputedStyle(document.querySelector('openai-chatkit'));
    return Number.parseFloat(host.getPropertyValue('--ck-code-keyword').match(/[\\d.]+/)[0]);
}"""
"""How light a word of a language is printed, from 0 to 100 (the build writes colours as lab)."""


def words_of(pdf: bytes) -> str:
    """What is on the pages of a file, with one space between words."""
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_pdf_has_addresses_widgets_and_code_in_full(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase("{ theme: 'dark' }", viewport={"width": 400, "height": 500})
    chat.say("The very first message")
    for command in ("/text links", "/text code", "/widgets card", "The very last message"):
        chat.say(f"{command} instant")
    chat.page.emulate_media(media="print")
    expect(chat.element.locator(".ck-code pre")).not_to_have_count(0)
    expect(chat.widgets).not_to_have_count(0)
    assert chat.page.evaluate(CUT) == []
    scheme = "() => getComputedStyle(document.querySelector('openai-chatkit')).colorScheme"
    assert chat.page.evaluate(scheme) == "light"
    assert chat.page.evaluate(KEYWORD) < 60
    text = words_of(chat.page.pdf())
    assert "The very first message" in text
    assert "The very last message" in text
    assert "(https://" in text
    assert "Message the AI" not in text
    assert "Send message" not in text


def test_the_printed_thread_has_what_was_not_loaded(new_element: Callable[..., Any]) -> None:
    chat = new_element("{ theme: 'dark' }")
    for number in range(12):
        chat.say(f"Add task number {number}")
    thread = chat.chatkit("threads.list", limit=1)["data"][0]["id"]
    chat.page.evaluate("document.querySelector('openai-chatkit').setThreadId(null)")
    chat.page.evaluate("(id) => document.querySelector('openai-chatkit').setThreadId(id)", thread)
    expect(chat.turns.last).to_be_visible()
    assert chat.turns.count() < 24
    chat.page.evaluate(PRINTED)
    chat.element.get_by_role("button", name="More", exact=True).click()
    chat.element.get_by_role("menuitem", name="Print").click()
    html = chat.page.evaluate("window.printed")
    assert "Message the AI" not in html
    text = words_of(chat.page.pdf())
    assert "Added “Number 0”" in text
    assert "Added “Number 11”" in text
