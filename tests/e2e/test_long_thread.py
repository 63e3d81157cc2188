"""A thread of thousands of items: it opens at its end, and what is drawn of it stays little."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

ITEMS = 5_000
MOST_NODES = 2_500

STATE = """() => {
    const root = document.querySelector('openai-chatkit').shadowRoot;
    const view = root.querySelector('[part=thread]');
    const frame = view.getBoundingClientRect();
    const seen = [...view.querySelectorAll('[data-turn]')].filter((turn) => {
        const { top, bottom } = turn.getBoundingClientRect();
        return bottom > frame.top && top < frame.bottom;
    });
    return {
        nodes: root.querySelectorAll('*').length,
        top: view.scrollTop,
        left: view.scrollHeight - view.scrollTop - view.clientHeight,
        first: seen[0]?.dataset.turn ?? null,
        at: seen[0]?.getBoundingClientRect().top ?? null,
    };
}"""
# Scrolls up as a wheel does, and says how far what was seen has moved.
STEP = """async (pixels) => {
    const root = document.querySelector('openai-chatkit').shadowRoot;
    const view = root.querySelector('[part=thread]');
    const frame = view.getBoundingClientRect();
    const item = [...view.querySelectorAll('[data-item-id]')].find((candidate) => {
        return candidate.getBoundingClientRect().bottom > frame.top;
    });
    const was = item.getBoundingClientRect().top;
    const room = view.scrollTop;
    view.scrollTop -= pixels;
    for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame);
    const same = root.querySelector(`[data-item-id="${item.dataset.itemId}"]`);
    return { moved: same.getBoundingClientRect().top - was, expected: Math.min(pixels, room) };
}"""


@pytest.fixture
def chat(new_showcase: Callable[..., Any]) -> Any:
    """A page that shows the long thread."""
    chat = new_showcase("{ thread: { autoScroll: true } }")
    chat.say(f"/fill {ITEMS} instant")
    effect = "window.events.find(({ type }) => type === 'chatkit.effect')"
    chat.page.wait_for_function(f"{effect} !== undefined")
    thread_id = chat.page.evaluate(f"{effect}.detail.data.thread_id")
    chat.page.evaluate(
        "(id) => document.querySelector('openai-chatkit').setThreadId(id)", thread_id
    )
    expect(turn(chat, f"Answer {ITEMS // 2}:")).to_be_in_viewport()
    return chat


def turn(chat: Any, start: str) -> Locator:
    found: Locator = chat.turns.filter(has_text=start)
    return found


def test_it_opens_at_its_end(chat: Any) -> None:
    state = chat.page.evaluate(STATE)
    assert state["left"] < 2
    assert state["nodes"] < MOST_NODES


def test_scrolling_up_moves_what_is_seen_by_just_that_much(chat: Any) -> None:
    for number in range(120):
        step = chat.page.evaluate(STEP, 500)
        if step["expected"] < 500:  # the next page is still on its way
            chat.page.wait_for_function(
                "(top) => document.querySelector('openai-chatkit').shadowRoot"
                ".querySelector('[part=thread]').scrollTop > top",
                arg=step["expected"],
            )
            continue
        assert abs(step["moved"] - 500) < 2, f"step {number}"
    state = chat.page.evaluate(STATE)
    assert state["left"] > 50_000
    assert state["nodes"] < MOST_NODES


def test_the_way_back_to_the_end_is_short(chat: Any) -> None:
    for _ in range(60):
        chat.page.evaluate(STEP, 700)
    chat.element.get_by_role("button", name="Jump to latest").click()
    expect(turn(chat, f"Answer {ITEMS // 2}:")).to_be_in_viewport()
    assert chat.page.evaluate(STATE)["left"] < 2


def test_a_narrower_window_keeps_the_place(chat: Any) -> None:
    for _ in range(60):
        chat.page.evaluate(STEP, 700)
    before = chat.page.evaluate(STATE)
    chat.page.set_viewport_size({"width": 420, "height": 800})
    chat.page.evaluate("() => new Promise(requestAnimationFrame)")
    after = chat.page.evaluate(STATE)
    assert after["first"] == before["first"]
    assert abs(after["at"] - before["at"]) < 2


def test_a_new_message_comes_to_the_end(chat: Any) -> None:
    for _ in range(60):
        chat.page.evaluate(STEP, 700)
    chat.composer.fill("/text instant")
    chat.composer.press("Enter")
    expect(turn(chat, "/text instant")).to_be_in_viewport()
    expect(chat.actions_of(chat.turns.last)).to_be_in_viewport()
    assert chat.page.evaluate(STATE)["nodes"] < MOST_NODES
