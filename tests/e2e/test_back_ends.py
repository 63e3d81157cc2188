"""What back ends and plain callers do is seen at once in pages that are open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Response, expect

from tests.e2e.serving import ROOT, RunningServer


@pytest.fixture
def key(server: RunningServer) -> str:
    """An API key that is good for users, as the command line makes it."""
    made = subprocess.run(
        [
            sys.executable,
            "-c",
            "from chatkit_server.cli import main; exit(main())",
            *("keys", "create", "--name", "shop", "--scope", "users"),
        ],
        cwd=ROOT,
        env={**os.environ, **server.environ},
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout.strip()


def follows(response: Response) -> bool:
    """Whether it is the beginning of what tells of changes."""
    return "x.threads.follow" in (response.request.post_data or "")


def test_what_comes_from_elsewhere_is_in_all_open_tabs_at_once(
    chat: Any, server: RunningServer, key: str
) -> None:
    chat.say("Add buy milk")
    thread, context = chat.thread_id(), chat.page.context
    # A page hears of what comes from the moment on at which it is answered.
    with chat.page.expect_response(follows):
        chat.page.reload()
    second = chat.new_tab()
    second.page.goto(chat.page.url)
    expect(second.turns).to_have_count(2)
    user = context.request.post(f"{server.url}/api/auth/guest").json()["user"]["id"]
    place = f"{server.url}/api/admin/users/{user}/threads"

    def back_end(method: str, path: str, body: Any) -> Any:
        request: APIRequestContext = context.request
        answer = request.fetch(
            f"{place}{path}",
            method=method,
            data=json.dumps(body),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        assert answer.ok, answer.text()
        return answer

    back_end(
        "POST", f"/{thread}/messages", {"role": "assistant", "content": "Milk is **sold out**."}
    )
    for tab in (chat, second):
        expect(tab.element.get_by_text("Milk is sold out.")).to_be_visible()
    back_end("POST", f"/{thread}/runs", {"input": "How am I doing?"})
    for tab in (chat, second):
        expect(tab.element.get_by_text("How am I doing?")).to_be_visible()
        expect(tab.element.get_by_text("1 open task").first).to_be_visible()
    plain = context.request.post(
        f"{server.url}/api/chat",
        data={"message": "Add buy figs", "conversation_id": thread},
    )
    assert plain.ok, plain.text()
    for tab in (chat, second):
        expect(tab.element.get_by_text("Add buy figs", exact=True)).to_be_visible()

    back_end("PATCH", f"/{thread}", {"status": {"type": "locked", "reason": "We are counting."}})
    for tab in (chat, second):
        expect(tab.composer).to_be_disabled()
        expect(tab.element.get_by_text("We are counting.")).to_be_visible()
    back_end("PATCH", f"/{thread}", {"status": {"type": "active"}})
    for tab in (chat, second):
        expect(tab.composer).to_be_enabled()

    # The one that asked goes: the other one takes its place.
    with second.page.expect_response(follows):
        chat.page.close()
    back_end("POST", f"/{thread}/messages", {"role": "assistant", "content": "Figs are here."})
    expect(second.element.get_by_text("Figs are here.")).to_be_visible()
    second.composer.fill("Half a thought")
    back_end("DELETE", f"/{thread}", {})
    expect(second.element.get_by_text("was deleted in another window")).to_be_visible()
    expect(second.composer).to_have_value("Half a thought")


@pytest.fixture
def tell_everybody(chat: Any, server: RunningServer, key: str) -> Iterator[Callable[..., None]]:
    """Has a back end tell everybody something, and nothing any more without arguments."""
    request: APIRequestContext = chat.page.context.request
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    url = f"{server.url}/api/admin/notice"

    def tell(**notice: str) -> None:
        method = "PUT" if notice else "DELETE"
        answer = request.fetch(url, method=method, data=json.dumps(notice), headers=headers)
        assert answer.ok, answer.text()

    yield tell
    tell()


def test_what_everybody_is_told_is_on_open_pages_until_it_is_over(
    chat: Any, tell_everybody: Callable[..., None]
) -> None:
    chat.say("Add buy milk")
    with chat.page.expect_response(follows):
        chat.page.reload()
    expect(chat.turns).to_have_count(2)
    tell_everybody(level="warning", title="Maintenance", message="From **22:00** to 23:00 UTC.")
    notice = chat.element.locator("[part=notice]")
    expect(notice).to_contain_text("Maintenance")
    expect(notice.locator("strong", has_text="22:00")).to_be_visible()

    # A tab that is opened later learns it from the others, and an answer says it once more.
    second = chat.new_tab()
    second.page.goto(chat.page.url)
    later = second.element.locator("[part=notice]")
    expect(later).to_have_count(1)
    second.say("How am I doing?")
    expect(second.element.get_by_text("1 open task").first).to_be_visible()
    expect(later).to_have_count(1)
    second.page.reload()
    expect(later).to_have_count(1)

    notice.get_by_role("button").click()
    expect(notice).to_have_count(0)
    expect(later).to_have_count(1)
    tell_everybody(level="info", message="Back at 23:30.")
    for shown in (notice, later):
        expect(shown).to_have_text("Back at 23:30.")
    tell_everybody()
    for shown in (notice, later):
        expect(shown).to_have_count(0)


def test_a_page_that_is_opened_at_a_new_chat_says_at_once_what_everybody_is_told(
    chat: Any, tell_everybody: Callable[..., None]
) -> None:
    tell_everybody(level="info", message="Back at 23:30.")
    chat.page.reload()
    expect(chat.element.locator("[part=notice]")).to_have_text("Back at 23:30.")
    tell_everybody()
    expect(chat.element.locator("[part=notice]")).to_have_count(0)
