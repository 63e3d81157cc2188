"""The methods of the element on a real server: when they resolve, with what they reject."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

NewElement = Callable[..., Any]

CALL = """async ([name, ...parameters]) => {
    try {
        return { value: await document.querySelector('openai-chatkit')[name](...parameters) };
    } catch ({ code, message, status, requestId }) {
        return { code, message, status, requestId };
    }
}"""


def call(chat: Any, name: str, *parameters: Any) -> Any:
    """What a method resolves to, as ``value``; or the error that it rejects with."""
    return chat.page.evaluate(CALL, [name, *parameters])


def types(chat: Any) -> list[str]:
    """The events that the page has heard, without the log."""
    found: list[str] = chat.page.evaluate(
        "window.events.map(({ type }) => type.replace('chatkit.', ''))"
    )
    return [name for name in found if name != "log"]


def details(chat: Any, name: str) -> list[Any]:
    found: list[Any] = chat.page.evaluate(
        "(name) => window.events.filter(({ type }) => type === name).map(({ detail }) => detail)",
        f"chatkit.{name}",
    )
    return found


def ended(chat: Any, answers: int) -> None:
    """Waits until so many answers have ended."""
    chat.page.wait_for_function(
        "(count) => window.events.filter("
        "({ type }) => type === 'chatkit.response.end').length >= count",
        arg=answers,
    )


def test_events_come_in_their_order_with_what_they_say(new_showcase: NewElement) -> None:
    chat = new_showcase(
        "{ composer: { tools: [{ id: 'web', label: 'Web', icon: 'globe', pinned: true }] } }"
    )
    assert call(chat, "sendUserMessage", {"text": "/effects instant"}) == {"value": None}
    ended(chat, 1)
    assert types(chat) == [
        "ready",
        "response.start",
        "thread.change",
        "effect",
        "effect",
        "response.end",
    ]
    assert details(chat, "ready") == [None]
    assert details(chat, "response.start") == details(chat, "response.end") == [None]
    thread = chat.chatkit("threads.list")["data"][0]["id"]
    assert details(chat, "thread.change") == [{"threadId": thread}]

    chat.page.evaluate("window.events = []")
    call(chat, "setThreadId", None)
    call(chat, "setThreadId", thread)
    assert types(chat) == ["thread.change", "thread.change", "thread.load.start", "thread.load.end"]
    assert details(chat, "thread.change") == [{"threadId": None}, {"threadId": thread}]
    assert details(chat, "thread.load.start") == [{"threadId": thread}]
    assert details(chat, "thread.load.end") == [{"threadId": thread}]

    chat.page.evaluate("window.events = []")
    call(chat, "showHistory")
    call(chat, "hideHistory")
    chat.element.get_by_role("button", name="Show chats").click()
    chat.page.keyboard.press("Escape")
    expect(chat.element.locator("[part=history]")).to_have_count(0)
    assert types(chat) == ["history.open", "history.close"] * 2
    assert details(chat, "history.open") == [None, None]
    call(chat, "setComposerValue", {"selectedToolId": "web"})
    call(chat, "setComposerValue", {"selectedToolId": None})
    assert details(chat, "tool.change") == [{"toolId": "web"}, {"toolId": None}]
    assert details(chat, "error") == []


def test_a_link_for_the_page_reaches_it_and_leads_nowhere(new_showcase: NewElement) -> None:
    chat = new_showcase()
    chat.say("/text links instant")
    before = chat.page.url
    chat.element.locator("a[href^='chatkit-link:']").first.click()
    [link] = details(chat, "deeplink")
    assert set(link) == {"name", "data"}
    assert chat.page.url == before


@pytest.mark.allowed_console_errors("404")
def test_a_message_is_taken_before_it_is_answered_or_refused_with_a_reason(
    new_showcase: NewElement,
) -> None:
    chat = new_showcase()
    assert call(chat, "sendUserMessage", {"text": "/silence 2"}) == {"value": None}
    assert "response.end" not in types(chat)
    busy = call(chat, "sendUserMessage", {"text": "/text plain"})
    assert busy["code"] == "busy"
    action = call(chat, "sendCustomAction", {"type": "showcase.echo"})
    assert "already responding" in action["message"]
    ended(chat, 1)
    foreign = {"type": "file", "id": "atc_of_somebody_else", "name": "a", "mime_type": "text/plain"}
    refused = call(chat, "sendUserMessage", {"text": "Look", "attachments": [foreign]})
    assert refused["status"] == 404
    assert refused["requestId"]
    assert call(chat, "sendUserMessage", {})["code"] == "empty_message"
    sent = {
        "content": [
            {"type": "input_text", "text": "Meet "},
            {"type": "input_tag", "id": "u1", "text": "Ada", "data": {"age": 36}},
        ],
        "reply": "As you said",
        "newThread": True,
        "toolChoice": {"id": "web"},
        "model": "large",
    }
    assert call(chat, "sendUserMessage", sent) == {"value": None}
    answer = chat.turns.nth(1)
    for line in (
        'tag: Ada (id u1, group none, not interactive, data {"age":36})',
        "quoted: As you said",
        "tool: web",
        "model: large",
    ):
        expect(answer).to_contain_text(line)
    assert len(chat.chatkit("threads.list")["data"]) == 2


@pytest.mark.allowed_console_errors("404")
def test_a_thread_is_there_when_the_promise_says_so(new_showcase: NewElement) -> None:
    chat = new_showcase()
    chat.say("/text plain instant")
    thread = details(chat, "thread.change")[0]["threadId"]
    call(chat, "setThreadId", None)
    texts = chat.page.evaluate(
        """async (id) => {
            const element = document.querySelector('openai-chatkit');
            await element.setThreadId(id);
            await new Promise(requestAnimationFrame);
            return element.shadowRoot.querySelectorAll('[data-turn]').length;
        }""",
        thread,
    )
    assert texts == 2
    gone = call(chat, "setThreadId", "thr_that_nobody_has")
    assert gone["status"] == 404
    assert gone["requestId"]
    expect(chat.element.locator("[part=error]")).to_contain_text(gone["requestId"])


def test_the_composer_is_filled_focused_and_read(new_showcase: NewElement) -> None:
    chat = new_showcase("""{ composer: {
        tools: [{ id: 'web', label: 'Web', icon: 'globe' }],
        models: [{ id: 's', label: 'Swift' }, { id: 'l', label: 'Thorough', default: true }],
    } }""")
    value = {
        "text": "Meet Ada",
        "content": [
            {"type": "input_text", "text": "Meet "},
            {"type": "input_tag", "id": "u1", "text": "Ada", "data": {}},
        ],
        "reply": "As you said",
        "selectedToolId": "web",
        "selectedModelId": "s",
    }
    assert call(chat, "setComposerValue", value) == {"value": None}
    read = call(chat, "getComposerValue")["value"]
    assert read == read | {name: part for name, part in value.items() if name != "content"}
    assert [part["text"] for part in read["content"]] == ["Meet ", "Ada"]
    expect(chat.turns).to_have_count(0)
    call(chat, "focusComposer")
    expect(chat.composer).to_be_focused()
    chat.composer.press("Enter")
    expect(chat.turns.nth(1)).to_contain_text("tag: Ada (id u1")
    expect(chat.turns.nth(1)).to_contain_text("quoted: As you said")
    expect(chat.turns.nth(1)).to_contain_text("model: s")


def test_an_action_resolves_when_its_effects_are_there(new_showcase: NewElement) -> None:
    chat = new_showcase()
    chat.say("/actions instant")
    item = chat.widgets.first.get_attribute("data-item-id")
    action = {"type": "showcase.count", "payload": {"count": 4}}
    assert call(chat, "sendCustomAction", action, item) == {"value": None}
    expect(chat.widgets.first).to_contain_text("Counted to 5")
    failed = call(chat, "sendCustomAction", {"type": "showcase.fail", "payload": {"how": "crash"}})
    assert failed["message"]


def test_updates_are_fetched_when_the_page_says_that_there_are_some(
    new_showcase: NewElement,
) -> None:
    chat = new_showcase()
    chat.say("/text plain instant")
    thread = details(chat, "thread.change")[0]["threadId"]
    chat.chatkit("threads.update", thread_id=thread, title="Renamed elsewhere")
    assert call(chat, "fetchUpdates") == {"value": None}
    expect(chat.element.locator("[part=title]")).to_have_text("Renamed elsewhere")
    expect(chat.turns).to_have_count(2)


def test_an_answer_is_stopped_and_given_again_by_the_page(new_showcase: NewElement) -> None:
    chat = new_showcase()
    assert "code" in call(chat, "stop")
    call(chat, "sendUserMessage", {"text": "/silence 30"})
    expect(chat.stop).to_be_visible()
    assert call(chat, "stop") == {"value": None}
    ended(chat, 1)
    chat.say("/text plain instant")
    item = chat.turns.last.locator("[data-item-id]").first.get_attribute("data-item-id")
    assert call(chat, "retry", item) == {"value": None}
    assert chat.turns.last.locator("[data-item-id]").first.get_attribute("data-item-id") != item
    expect(chat.turns.last).to_contain_text("The river rises")
    assert "code" in call(chat, "retry", "msg_that_nobody_has")
