"""Limits of the server, as a reader meets them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import ChatPage
from tests.e2e.serving import RunningServer, servers_in


@pytest.fixture(scope="module")
def showcase(built_page: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with servers_in(tmp_path_factory.mktemp("limits")) as start:
        limits = {"CHATKIT_MAX_CONCURRENT_RUNS": "1", "CHATKIT_MAX_MESSAGE_CHARS": "1000"}
        yield start("showcase", **limits)


@pytest.mark.allowed_console_errors("status of 429")
def test_a_message_that_is_too_much_for_now_waits_and_goes_out_again(
    new_showcase: Callable[..., ChatPage],
) -> None:
    chat = new_showcase("{ history: { enabled: true } }")
    chat.send("/stream plain size=2000 delay=1")
    expect(chat.stop).to_be_visible()
    chat.element.get_by_role("button", name="New chat").click()
    chat.composer.fill("/text plain")
    chat.composer.press("Enter")
    error = chat.element.locator("[part=error]")
    expect(error).to_contain_text("You can try again at")
    expect(chat.element.get_by_text("Not sent")).to_be_visible()
    again = chat.element.get_by_role("button", name="Try again")
    expect(again).to_be_disabled()
    expect(again).to_have_text(re.compile(r"Try again ?[1-5]s"))
    # The answer in the other thread ends, and with it what stood in the way.
    assert chat.page.evaluate(
        """async () => {
            const post = (type, params) => fetch('/chatkit', {
                method: 'POST',
                headers: { 'Content-Type': 'application/json' },
                body: JSON.stringify({ type, params }),
            }).then((response) => response.json());
            const threads = await post('threads.list', {});
            for (const { id } of threads.data) await post('x.threads.stop', { thread_id: id });
            return threads.data.length;
        }"""
    )
    expect(again).to_be_enabled()
    again.click()
    expect(error).to_be_hidden()
    expect(chat.turns).to_have_count(2)
    expect(chat.actions_of(chat.turns.nth(1))).to_be_visible()


def test_the_composer_knows_how_long_a_message_may_be(
    new_showcase: Callable[..., ChatPage],
) -> None:
    chat = new_showcase()
    chat.say("/text plain")
    note = chat.element.locator(".ck-length")
    send = chat.element.get_by_role("button", name="Send message")
    chat.composer.fill("a" * 899)
    expect(send).to_be_enabled()
    expect(note).to_be_hidden()
    chat.composer.fill("a" * 950)
    expect(note).to_have_text("950 / 1,000")
    expect(send).to_be_enabled()
    chat.composer.fill("a" * 1001)
    expect(note).to_contain_text("1,001 / 1,000")
    expect(chat.element.get_by_role("status").get_by_text("too large")).to_have_count(1)
    expect(send).to_be_disabled()
    chat.composer.fill("/text plain")
    expect(note).to_be_hidden()
    expect(send).to_be_enabled()
