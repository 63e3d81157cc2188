"""The parts of the element that are files of their own, and the pages that load it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

CHUNKS = re.compile(r"/chatkit/[\w-]+\.js")


def use_locale(chat: Any, locale: str) -> None:
    chat.page.evaluate(
        """(locale) => document.querySelector('openai-chatkit')
            .setOptions({ api: { url: '/chatkit', domainKey: 'any' }, locale })""",
        locale,
    )


def fail_to_use_locale(chat: Any, locale: str) -> None:
    """Returns when the element has said that the words cannot be loaded."""
    chat.page.evaluate(
        """(locale) => new Promise((resolve) => {
            const element = document.querySelector('openai-chatkit');
            element.addEventListener('chatkit.log', ({ detail }) => {
                if (detail.name === 'locale.failed') resolve();
            });
            element.setOptions({ api: { url: '/chatkit', domainKey: 'any' }, locale });
        })""",
        locale,
    )


def textbox(chat: Any, name: str) -> Any:
    return chat.element.get_by_role("textbox", name=name, exact=True)


def test_the_words_of_a_locale_are_loaded_when_it_is_used(
    new_element: Callable[..., Any],
) -> None:
    chat = new_element()
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))
    use_locale(chat, "de-DE")
    expect(textbox(chat, "Nachricht")).to_be_visible()
    assert len([url for url in asked if CHUNKS.search(url)]) == 1
    use_locale(chat, "en")
    expect(chat.composer).to_be_visible()
    use_locale(chat, "de-DE")
    expect(textbox(chat, "Nachricht")).to_be_visible()
    assert len([url for url in asked if CHUNKS.search(url)]) == 1


@pytest.mark.allowed_console_errors("integrity")
def test_a_chunk_that_was_tampered_with_is_not_run(new_element: Callable[..., Any]) -> None:
    chat = new_element()
    tampered: list[str] = []

    def tamper(route: Route) -> None:
        tampered.append(route.request.url)
        body = route.fetch().text()
        route.fulfill(body=f"window.tampered = true;{body}", content_type="text/javascript")

    chat.page.route(CHUNKS, tamper)
    fail_to_use_locale(chat, "de-DE")
    assert tampered
    assert chat.page.evaluate("window.tampered") is None
    expect(chat.composer).to_be_visible()
    # It is asked for again when it is needed again.
    chat.page.unroute(CHUNKS)
    use_locale(chat, "en")
    use_locale(chat, "de-DE")
    expect(textbox(chat, "Nachricht")).to_be_visible()


@pytest.mark.allowed_console_errors("ERR_FAILED")
def test_a_chunk_that_could_not_be_loaded_is_asked_for_again(
    new_element: Callable[..., Any],
) -> None:
    chat = new_element()
    chat.page.route(CHUNKS, lambda route: route.abort())
    fail_to_use_locale(chat, "de-DE")
    chat.page.unroute(CHUNKS)
    use_locale(chat, "en")
    use_locale(chat, "de-DE")
    expect(textbox(chat, "Nachricht")).to_be_visible()


def test_every_chunk_can_be_loaded_on_a_strict_page_and_asks_nobody_else(
    new_element: Callable[..., Any],
) -> None:
    """The page would fail the test if it asked another host, or complained."""
    chat = new_element()
    # Its chunks are among them, and take what they share from it.
    chat.page.add_script_tag(url="/chatkit-widget.js")
    loaded = chat.page.evaluate(
        """async () => {
            const { chunks } = await (await fetch('/chatkit.json')).json();
            const names = Object.keys(chunks).map((path) => path.replace('chatkit/', ''));
            const modules = await Promise.all(names.map((name) => __openChatKit.load(name)));
            return modules.map((module) => Object.keys(module).length);
        }"""
    )
    assert loaded
    assert all(loaded)
    chat.say("Add buy milk")


CAMP = """{ startScreen: { prompts: [
    { label: 'Camp', prompt: 'Camp', icon: 'lucide:tent-tree' },
    { label: 'Home', prompt: 'Home', icon: 'lucide:home' },
] } }"""
ICONS = re.compile(r"/chatkit/icons-\d+-[\w-]+\.js")


def test_a_rare_icon_is_loaded_when_it_is_drawn(new_element: Callable[..., Any]) -> None:
    chat = new_element()
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))
    chat.page.evaluate(
        f"""() => document.querySelector('openai-chatkit').setOptions({{
            api: {{ url: '/chatkit', domainKey: 'any' }}, ...{CAMP} }})"""
    )
    for name in ("Camp", "Home"):
        icon = chat.element.get_by_role("button", name=name).locator("svg")
        expect(icon.locator("path").nth(1)).to_be_attached()
        assert icon.evaluate("({ clientWidth }) => clientWidth") > 0
    icons = [url for url in asked if ICONS.search(url)]
    assert len(icons) == len(set(icons)) == 2


@pytest.mark.allowed_console_errors("ERR_FAILED")
def test_an_icon_that_cannot_be_loaded_is_a_dot_until_the_network_is_back(
    new_element: Callable[..., Any],
) -> None:
    chat = new_element()
    chat.page.route(ICONS, lambda route: route.abort())
    chat.page.evaluate(
        f"""() => document.querySelector('openai-chatkit').setOptions({{
            api: {{ url: '/chatkit', domainKey: 'any' }}, ...{CAMP} }})"""
    )
    camp = chat.element.get_by_role("button", name="Camp").locator("svg")
    expect(camp.locator("circle[r='4']")).to_be_attached()
    said = [event["type"] for event in chat.page.evaluate("window.events")]
    assert "chatkit.error" not in said
    chat.page.unroute(ICONS)
    chat.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(camp.locator("path").nth(1)).to_be_attached()
