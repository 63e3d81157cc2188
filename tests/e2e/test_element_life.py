"""Elements that come late, go and come back, are several, and get their options again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pages import ChatPage

NewElement = Callable[..., Any]

COUNTED = """async (name) => window.events.filter(({ type }) => type === name).length"""


def count(chat: Any, name: str) -> int:
    """How often the page has heard an event."""
    found: int = chat.page.evaluate(COUNTED, f"chatkit.{name}")
    return found


def ended(chat: Any, answers: int) -> None:
    chat.page.wait_for_function(
        "(count) => window.events.filter("
        "({ type }) => type === 'chatkit.response.end').length >= count",
        arg=answers,
    )


def test_options_that_are_set_at_every_keystroke_and_frame_lose_nothing(
    new_showcase: NewElement,
) -> None:
    chat = new_showcase()
    chat.page.evaluate(
        """() => {
            const element = document.querySelector('openai-chatkit');
            window.again = () => element.setOptions({
                api: { url: '/chatkit', domainKey: 'any' },
                composer: { tools: [{ id: 'web', label: 'Web', icon: 'globe', pinned: true }] },
                startScreen: { prompts: [{ label: 'A', prompt: 'a' }] },
                entities: { onTagSearch: async () => [{ id: 'u1', title: 'Ada' }] },
                threadItemActions: { feedback: true },
                onClientTool: async () => ({}),
            });
            for (const name of ['input', 'keydown', 'keyup']) {
                element.addEventListener(name, window.again);
            }
        }"""
    )
    chat.page.evaluate("window.again()")
    chat.element.get_by_role("button", name="Web").click()
    chat.composer.press_sequentially("Meet @A")
    option = chat.element.get_by_role("option", name="Ada")
    expect(option).to_be_visible()
    chat.composer.press("Enter")
    chat.composer.press_sequentially("today")
    expect(chat.composer).to_have_value("Meet Ada today")
    expect(chat.composer).to_be_focused()
    chat.composer.press("Enter")
    answer = chat.turns.nth(1)
    expect(answer).to_contain_text("tag: Ada")
    expect(answer).to_contain_text("tool: web")

    chat.page.evaluate(
        """() => {
            const each = () => {
                if (window.enough) return;
                window.again();
                requestAnimationFrame(each);
            };
            each();
        }"""
    )
    answer = chat.say("/stream plain size=400 fast")
    chat.page.evaluate("window.enough = true")
    expect(answer).to_contain_text("The river rises")
    assert count(chat, "ready") == 1
    assert count(chat, "response.end") == 2
    assert count(chat, "thread.change") == 1
    assert count(chat, "error") == 0
    expect(chat.turns).to_have_count(4)


def test_an_element_that_is_removed_while_it_is_answered_comes_back_with_the_answer(
    new_showcase: NewElement,
) -> None:
    chat = new_showcase()
    answer = chat.send("/stream plain size=400 fast")
    expect(answer).to_contain_text("The river")
    chat.composer.fill("Half a thought")
    chat.page.evaluate(
        """() => {
            window.element = document.querySelector('openai-chatkit');
            window.element.remove();
        }"""
    )
    ended(chat, 1)
    chat.page.evaluate("document.querySelector('main').append(window.element)")
    expect(chat.turns).to_have_count(2)
    expect(chat.actions_of(answer)).to_be_visible()
    expect(answer).to_contain_text("The river rises")
    expect(chat.composer).to_have_value("Half a thought")
    shown = answer.locator("[part=assistant-message]").inner_text()
    chat.page.evaluate(
        """async () => {
            const id = window.events.find(({ type }) => type === 'chatkit.thread.change')
                .detail.threadId;
            await window.element.setThreadId(null);
            await window.element.setThreadId(id);
        }"""
    )
    assert answer.locator("[part=assistant-message]").inner_text() == shown
    assert count(chat, "ready") == 1


def test_several_elements_on_a_page_talk_at_once_and_keep_apart(new_showcase: NewElement) -> None:
    chat = new_showcase("{ theme: 'dark', locale: 'en' }")
    chat.page.evaluate(
        """async () => {
            const second = document.createElement('openai-chatkit');
            document.querySelector('main').append(second);
            window.second = [];
            for (const name of ['ready', 'response.start', 'response.end', 'thread.change']) {
                second.addEventListener(`chatkit.${name}`, () => window.second.push(name));
            }
            second.setOptions({
                api: { url: '/chatkit', domainKey: 'any' },
                composer: { placeholder: 'The second' },
            });
            const first = document.querySelector('openai-chatkit');
            await Promise.all([
                first.sendUserMessage({ text: '/text plain' }),
                second.sendUserMessage({ text: '/text emoji' }),
            ]);
        }"""
    )
    first, second = chat.element.nth(0), chat.element.nth(1)
    expect(first.locator("[data-turn]").nth(1)).to_contain_text("The river rises")
    expect(second.locator("[data-turn]").nth(1)).to_contain_text("Families")
    expect(first.locator("[data-turn]")).to_have_count(2)
    expect(second.locator("[data-turn]")).to_have_count(2)
    expect(first).to_have_attribute("data-theme", "dark")
    expect(second).to_have_attribute("data-theme", "light")
    expect(second.locator("textarea")).to_have_attribute("placeholder", "The second")
    expect(first.locator("textarea")).to_have_attribute("placeholder", "Message the AI")
    ended(chat, 1)
    chat.page.wait_for_function("() => window.second.includes('response.end')")
    assert chat.page.evaluate("window.second") == [
        "ready",
        "response.start",
        "thread.change",
        "response.end",
    ]
    assert count(chat, "ready") == count(chat, "response.end") == 1


LATE = '<!doctype html><link rel="icon" href="/favicon.svg"><openai-chatkit></openai-chatkit>'
ADD_SCRIPT = """(source) => new Promise((resolve) => {
    const script = document.createElement('script');
    script.src = source;
    script.onload = resolve;
    document.head.append(script);
})"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_element_may_be_there_before_its_script(
    new_showcase_guest: Callable[..., Page], moment: str
) -> None:
    page = new_showcase_guest("about:blank")
    page.route("**/_late", lambda route: route.fulfill(body=LATE, content_type="text/html"))
    page.goto("/_late")
    page.request.post("/api/auth/guest", headers={"Origin": page.url.removesuffix("/_late")})
    page.evaluate(
        """(before) => {
            const element = document.querySelector('openai-chatkit');
            window.ready = new Promise((resolve) => {
                element.addEventListener('chatkit.ready', resolve);
            });
            const options = { api: { url: '/chatkit', domainKey: 'any' } };
            const start = () => customElements.whenDefined('openai-chatkit')
                .then(() => element.setOptions(options));
            if (before) start();
            else window.start = start;
        }""",
        moment == "before",
    )
    page.evaluate(ADD_SCRIPT, "/chatkit.js")
    if moment == "after":
        page.evaluate(ADD_SCRIPT, "/chatkit.js?again")  # a second script changes nothing
        page.evaluate("window.start()")
    page.evaluate("window.ready.then(() => undefined)")
    chat = ChatPage(page)
    expect(chat.say("/text plain instant")).to_contain_text("The river rises")


MOVE = """(where) => {
    const element = window.chat ?? document.querySelector('openai-chatkit');
    window.chat = element;
    const frame = document.querySelector('iframe')
        ?? document.body.appendChild(document.createElement('iframe'));
    frame.title = 'Chat';
    const target = where === 'frame' ? frame.contentDocument : document;
    target.adoptNode(element);
    target.body.append(element);
}"""
LOOK = """(element) => {
    const root = element.shadowRoot;
    const style = (part) => getComputedStyle(root.querySelector(`[part~=${part}]`));
    return [
        style('user-bubble').backgroundColor,
        style('user-bubble').borderRadius,
        style('composer').display,
        getComputedStyle(element).getPropertyValue('--ck-theme-accent'),
    ];
}"""


def test_an_element_that_moves_into_a_frame_looks_and_works_as_before(
    new_showcase: NewElement,
) -> None:
    chat = new_showcase("{ theme: { color: { accent: { primary: '#c02060', level: 1 } } } }")
    chat.say("/text plain instant")
    before = chat.element.evaluate(LOOK)
    assert before[3] == "#c02060"
    framed = type(chat)(chat.page)
    inside = chat.page.frame_locator("iframe").locator("openai-chatkit")
    for where, element in (("frame", inside), ("page", chat.element)):
        chat.page.evaluate(MOVE, where)
        framed.element = element
        turns = element.locator("[data-turn]")
        expect(turns).to_have_count(2 if where == "frame" else 4)
        assert element.evaluate(LOOK) == before
        # What is drawn there for the first time brings rules along.
        element.get_by_role("button", name="Show chats").press("Enter")
        panel = element.get_by_role("navigation", name="Chats")
        expect(panel.locator(".ck-history-open")).to_have_count(1)
        expect(panel).to_have_css("position", "absolute")
        panel.press("Escape")
        count = turns.count()
        field = element.get_by_role("textbox", name="Message", exact=True)
        field.fill("/text code instant")
        field.press("Enter")
        expect(turns).to_have_count(count + 2)
        expect(framed.actions_of(turns.last)).to_be_visible()
