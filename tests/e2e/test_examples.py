"""The pages of docs/examples/element, built as their readers would, on the real server."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pages import HOST_POLICY, ChatPage
from tests.e2e.serving import ROOT
from tests.e2e.sites import Site

DIST = ROOT / "docs" / "examples" / "element" / "dist"
# What Next.js writes has scripts in the page; a site with a strict policy gives them a nonce.
NEXT_POLICY = "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self'"


@pytest.fixture
def open_example(new_guest: Callable[..., Page]) -> Callable[..., ChatPage]:
    """Opens an example below ``/examples`` of the server, as somebody who was never there."""

    def open_page(name: str, **context: object) -> ChatPage:
        policy = NEXT_POLICY if name == "next" else HOST_POLICY
        site = Site.of_folder(DIST / name, {"Content-Security-Policy": policy})
        page = new_guest("about:blank", **context)
        site.put_below(page, f"/examples/{name}")
        page.goto(f"/examples/{name}/")
        return ChatPage(page)

    return open_page


def converse(chat: ChatPage) -> None:
    expect(chat.composer).to_be_editable()
    chat.say("Add buy milk")
    expect(chat.widgets.first).to_contain_text("Buy milk")


@pytest.mark.parametrize("name", ["plain", "bundled"])
def test_one_can_talk_on_a_page_without_a_framework(
    open_example: Callable[..., ChatPage], name: str
) -> None:
    converse(open_example(name))


@pytest.mark.parametrize("name", ["react", "vue", "svelte", "angular", "next"])
def test_one_can_talk_on_a_page_of_a_framework_which_hears_of_it(
    open_example: Callable[..., ChatPage], name: str
) -> None:
    chat = open_example(name)
    output = chat.page.locator("output").first
    expect(output).to_have_text("A new chat")
    converse(chat)
    expect(output).to_have_text("A saved chat")


@pytest.mark.parametrize("name", ["vue", "svelte", "angular"])
def test_the_options_of_a_component_follow_its_state(
    open_example: Callable[..., ChatPage], name: str
) -> None:
    chat = open_example(name)
    expect(chat.element).to_have_attribute("data-theme", "light")
    chat.page.get_by_label("Dark").check()
    expect(chat.element).to_have_attribute("data-theme", "dark")


def test_the_hook_of_the_react_wrapper_drives_the_element(
    open_example: Callable[..., ChatPage],
) -> None:
    chat = open_example("react")
    expect(chat.composer).to_be_editable()
    chat.page.get_by_role("button", name="Show my tasks").click()
    expect(chat.actions_of(chat.turns.nth(1))).to_be_visible()


def test_next_renders_the_page_with_the_element_in_it() -> None:
    html = (DIST / "next" / "index.html").read_text(encoding="utf-8")
    body = html.partition("<body")[2].partition("<script")[0]
    assert "<h1>Our assistant</h1>" in body
    assert '<openai-chatkit class="chat"' in body


def test_a_bundle_of_the_package_has_its_chunks_and_needs_no_script_of_the_server(
    open_example: Callable[..., ChatPage],
) -> None:
    chat = open_example("bundled", locale="de-DE")
    composer = chat.element.get_by_role("textbox", name="Nachricht", exact=True)
    expect(composer).to_be_editable()
    loaded = chat.page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    assert [url for url in loaded if "/examples/bundled/assets/de-DE" in url]
    assert not [url for url in loaded if "/chatkit.js" in url or "/chatkit/" in url]


def test_the_button_opens_and_closes_the_chat_and_keeps_the_focus(
    open_example: Callable[..., ChatPage],
) -> None:
    chat = open_example("toggle")
    button = chat.page.get_by_role("button", name="Chat with us")
    expect(button).to_be_visible()
    expect(chat.element).to_be_hidden()
    button.press("Enter")
    expect(chat.composer).to_be_focused()
    converse(chat)
    chat.composer.press("Escape")
    expect(chat.element).to_be_hidden()
    expect(button).to_be_focused()
    # What was said is there when it is opened again.
    button.press("Enter")
    expect(chat.widgets.first).to_contain_text("Buy milk")
    chat.element.get_by_role("button", name="Close").click()
    expect(chat.element).to_be_hidden()


def test_the_toggle_asks_nothing_of_the_server_before_it_is_opened(
    open_example: Callable[..., ChatPage], new_guest: Callable[..., Page]
) -> None:
    chat = open_example("toggle")
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))
    chat.page.reload(wait_until="networkidle")
    assert not [url for url in asked if "/api/" in url or url.endswith("/chatkit")]


def test_the_page_of_a_web_view_talks_with_its_app(
    open_example: Callable[..., ChatPage], new_guest: Callable[..., Page], server: Any
) -> None:
    site = Site.of_folder(DIST / "webview", {"Content-Security-Policy": HOST_POLICY})
    page = new_guest("about:blank")
    # An app's own sign-in; the page itself has no cookie.
    guest = page.request.post("/api/auth/guest", headers={"Origin": server.url}).json()
    page.context.clear_cookies()
    page.add_init_script(
        """window.told = [];
        window.ReactNativeWebView = {
            postMessage(text) {
                window.told.push(JSON.parse(text));
                window.dispatchEvent(new Event('told'));
            },
        };"""
    )
    site.put_below(page, "/examples/webview")

    def wait_until_told(type: str) -> dict[str, Any]:
        message: dict[str, Any] = page.evaluate(
            """(type) => new Promise((resolve) => {
                const look = () => {
                    const found = window.told.find((message) => message.type === type);
                    if (found) resolve(found);
                };
                window.addEventListener('told', look);
                look();
            })""",
            type,
        )
        return message

    def send(**message: str) -> None:
        page.evaluate("(text) => window.postMessage(text)", json.dumps(message))

    page.goto("/examples/webview/")
    wait_until_told("loaded")
    send(type="start", token=guest["token"], colorScheme="dark")
    wait_until_told("ready")
    chat = ChatPage(page)
    expect(chat.element).to_have_attribute("data-theme", "dark")
    send(type="send", text="Add buy milk")
    expect(chat.widgets.first).to_contain_text("Buy milk")
    assert wait_until_told("thread")["threadId"].startswith("thr_")
    send(type="send", text="")
    assert wait_until_told("error")["message"]
