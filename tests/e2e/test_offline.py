"""A network that goes away, and servers that refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.pages import HOST_PATH, SET_OPTIONS

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
    headers = {"X-Request-Id": ID, "Retry-After": "6"}
    chat.page.route(
        "**/chatkit", lambda route: route.fulfill(status=status, headers=headers, body="{}")
    )
    chat.composer.fill("Add apples")
    chat.composer.press("Enter")
    expect(chat.element.locator("[part=error]")).to_contain_text(text)
    again = chat.element.get_by_role("button", name="Try again")
    if status == 429:
        expect(again).to_be_disabled()
    expect(chat.element.locator("[part=error]")).to_contain_text(ID)
    chat.element.get_by_role("button", name="Copy the request id").click()
    expect(chat.element.get_by_role("button", name="Copied")).to_be_visible()
    assert chat.page.evaluate("navigator.clipboard.readText()") == ID

    chat.page.unroute("**/chatkit")
    again.click()
    expect(chat.turns.nth(1)).to_contain_text("Added “Apples”")


OFFLINE = "Will be sent when you are back online"
ATTACHMENTS = """{
    api: {
        url: '/chatkit', domainKey: 'any',
        uploadStrategy: { type: 'direct', uploadUrl: '/api/attachments' },
    },
    composer: { attachments: { enabled: true } },
}"""


def keep_files(chat: Any) -> None:
    """Has the page's files come as from a cache, so that it can be reloaded offline."""

    def answer(route: Route) -> None:
        request = route.request
        if request.method != "GET" or "/api/" in request.url:
            return route.fallback()
        return route.fulfill(response=chat.page.request.get(request.url))

    chat.page.route(lambda url: HOST_PATH not in url, answer)
    # A page that is loaded anew hears of being offline a moment too late.
    chat.page.add_init_script("""{
        const isOnline = () => localStorage.getItem('test:offline') === null;
        if (!isOnline()) Object.defineProperty(navigator, 'onLine', { get: isOnline });
    }""")


def go_offline(chat: Any) -> None:
    chat.page.evaluate("localStorage.setItem('test:offline', 'yes')")
    chat.page.context.set_offline(True)


def go_online(chat: Any) -> None:
    chat.page.evaluate("localStorage.removeItem('test:offline')")
    chat.page.context.set_offline(False)


def reload(chat: Any, options: str = "{}") -> None:
    chat.page.reload()
    chat.page.evaluate(f"() => ({SET_OPTIONS})({options})")


def test_a_page_in_place_of_an_answer_is_an_error_below_however_long_a_message(
    new_element: Callable[..., Any],
) -> None:
    chat = new_element("{}", viewport={"width": 600, "height": 500})
    page = "<html>Please sign in to the network.</html>"
    chat.page.route("**/chatkit", lambda route: route.fulfill(body=page, content_type="text/html"))
    chat.composer.fill("apples\n" * 40)
    chat.composer.press("Enter")
    expect(chat.element.get_by_text("Not sent")).to_be_visible()
    error = chat.element.locator("[part=error]")
    expect(error).to_contain_text("The server has a problem")
    expect(error).to_be_in_viewport(ratio=1)


def test_a_reload_loses_nothing_of_what_was_sent_offline_in_a_new_chat(
    new_element: Callable[..., Any],
) -> None:
    chat = new_element(ATTACHMENTS)
    keep_files(chat)
    chat.element.locator("input[type=file]").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Buy pears"}
    )
    expect(chat.element.locator("form [part=attachment][data-status=done]")).to_have_count(1)
    go_offline(chat)
    for text in ("Add pears", "Add plums", "Add figs"):
        chat.composer.fill(text)
        chat.composer.press("Enter")
    chat.composer.fill("Half a thought")
    for _ in range(2):
        reload(chat, ATTACHMENTS)
        expect(chat.element.get_by_text(OFFLINE)).to_have_count(3)
        expect(chat.composer).to_have_value("Half a thought")
        expect(chat.element.locator("form [part=attachment]")).to_have_count(0)
        expect(chat.element.locator("[data-item-type=user_message]").first).to_contain_text(
            "notes.txt"
        )

    # One is taken back, and stays so.
    figs = chat.element.locator("[data-item-type=user_message]").filter(has_text="Add figs")
    chat.composer.fill("")
    figs.get_by_role("button", name="Edit").click()
    expect(chat.composer).to_have_value("Add figs")
    reload(chat, ATTACHMENTS)
    expect(chat.element.get_by_text(OFFLINE)).to_have_count(2)
    expect(chat.composer).to_have_value("Add figs")

    go_online(chat)
    expect(chat.turns).to_have_count(4)
    expect(chat.actions_of(chat.turns.nth(3))).to_be_visible()
    expect(chat.turns.nth(0)).to_contain_text("notes.txt")
    assert set(chat.saved_tasks()) == {"Pears", "Plums"}
    assert len(chat.chatkit("threads.list")["data"]) == 1
    assert chat.page.evaluate("Object.keys(sessionStorage)") == []
    reload(chat, ATTACHMENTS)
    expect(chat.element.get_by_text(OFFLINE)).to_have_count(0)
    assert set(chat.saved_tasks()) == {"Pears", "Plums"}


def test_a_reload_sends_what_waited_to_its_thread_once_that_can_be_loaded(
    new_element: Callable[..., Any],
) -> None:
    chat = new_element("{}")
    keep_files(chat)
    chat.say("Add apples")
    thread = chat.chatkit("threads.list")["data"][0]["id"]
    options = f"{{ initialThread: '{thread}' }}"
    go_offline(chat)
    for text in ("Add pears", "Add plums"):
        chat.composer.fill(text)
        chat.composer.press("Enter")
    reload(chat, options)
    expect(chat.element.get_by_text(OFFLINE)).to_have_count(2)
    # The device says that there is a network again, and the server cannot be reached yet.
    chat.page.route("**/chatkit", lambda route: route.abort())
    go_online(chat)
    expect(chat.element.get_by_text("You are offline")).to_be_hidden()
    expect(chat.element.get_by_text("Sending…")).to_have_count(2)
    chat.page.unroute("**/chatkit")
    chat.element.get_by_role("button", name="Try again").click()
    expect(chat.turns).to_have_count(6)
    expect(chat.actions_of(chat.turns.nth(5))).to_be_visible()
    for number, text in ((0, "apples"), (2, "pears"), (4, "plums")):
        expect(chat.turns.nth(number)).to_contain_text(f"Add {text}")
    assert set(chat.saved_tasks()) == {"Apples", "Pears", "Plums"}


DEAF = """{
    api: {
        url: '/chatkit', domainKey: 'any',
        fetch: async (url, init) => {
            const answer = await fetch(url, init);
            if (!String(init.body).includes('threads.create')) return answer;
            await answer.text();
            window.arrived = true;
            return new Promise(() => {});
        },
    },
}"""


def test_what_may_have_arrived_before_a_reload_is_not_sent_again_by_itself(
    new_element: Callable[..., Any],
) -> None:
    chat = new_element(DEAF)
    keep_files(chat)
    go_offline(chat)
    for text in ("Add pears", "Add plums"):
        chat.composer.fill(text)
        chat.composer.press("Enter")
    expect(chat.element.get_by_text(OFFLINE)).to_have_count(2)
    # The server has the first, and the page is loaded again before it hears of that.
    go_online(chat)
    chat.page.wait_for_function("() => window.arrived")
    reload(chat)
    first = chat.element.locator("[data-item-type=user_message]").filter(has_text="Add pears")
    expect(first).to_contain_text("Not sent")
    expect(chat.turns.filter(has_text="Added “Plums”")).to_have_count(1)
    assert set(chat.saved_tasks()) == {"Pears", "Plums"}

    # It is there until its author decides, however often the page is loaded.
    changed = (
        "window.events.findLast(({ type }) => type === 'chatkit.thread.change').detail.threadId"
    )
    options = f"{{ initialThread: '{chat.page.evaluate(changed)}' }}"
    reload(chat, options)
    expect(first).to_contain_text("Not sent")
    first.get_by_role("button", name="Edit").click()
    expect(chat.composer).to_have_value("Add pears")
    expect(first).to_have_count(0)
    reload(chat, options)
    expect(chat.composer).to_have_value("Add pears")
    assert (
        chat.page.evaluate("Object.keys(sessionStorage).filter((n) => n.includes('queue'))") == []
    )
    assert set(chat.saved_tasks()) == {"Pears", "Plums"}
    assert len(chat.chatkit("threads.list")["data"]) == 2
