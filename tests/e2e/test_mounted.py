"""The page below a path of somebody's application, and that of one of several assistants."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import ChatPage
from tests.e2e.serving import ROOT, RunningServer, servers_in

PREFIX = "/assistant"
EXAMPLE = [
    *(sys.executable, "-m", "uvicorn", "in_fastapi:app"),
    *("--app-dir", str(ROOT / "docs" / "examples"), "--timeout-graceful-shutdown", "5"),
]


@pytest.fixture(scope="module")
def server(built_page: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The example of `docs/assistant.md`, as it stands."""
    with servers_in(tmp_path_factory.mktemp("mounted")) as start:
        # Uvicorn ends by the signal that it was asked to stop with.
        yield start(command=EXAMPLE, prefix=PREFIX, ended=-signal.SIGTERM)


def in_thread(path: str) -> re.Pattern[str]:
    return re.compile(rf"^http://[^/]+{path}/threads/thr_\w+$")


def test_the_page_works_below_a_path(
    new_chat: Callable[..., ChatPage], server: RunningServer
) -> None:
    chat = new_chat(PREFIX)
    page = chat.page
    expect(page).to_have_title("Task assistant")
    assert page.request.get("/").json() == {"chat": PREFIX}
    chat.say("Add water the plants")
    expect(page).to_have_url(in_thread(PREFIX))
    expect(chat.tasks.get_by_text("Water the plants")).to_be_visible()
    expect(chat.sidebar.get_by_role("link", name="Add water the plants")).to_be_visible()

    chat.button("Complete").click()
    expect(chat.tasks.get_by_text("Nothing to do.")).to_be_visible()

    page.reload()
    expect(chat.widgets.get_by_text("Water the plants")).to_be_visible()
    page.get_by_role("button", name="New chat").first.click()
    expect(page).to_have_url(re.compile(rf"{PREFIX}/$"))
    page.go_back()
    expect(page).to_have_url(in_thread(PREFIX))
    expect(chat.widgets.get_by_text("Water the plants")).to_be_visible()


def test_each_assistant_has_a_page(new_chat: Callable[..., ChatPage]) -> None:
    chat = new_chat(f"{PREFIX}/a/support")
    page = chat.page
    expect(page).to_have_title("Support")
    expect(chat.tasks).to_be_hidden()
    expect(chat.say("Hello")).to_contain_text("offline")
    expect(page).to_have_url(in_thread(f"{PREFIX}/a/support"))
    page.reload()
    expect(chat.turns.first).to_contain_text("Hello")
    page.get_by_role("button", name="New chat").first.click()
    expect(page).to_have_url(re.compile(rf"{PREFIX}/a/support$"))

    # From the page of another assistant, what was begun with this one leads back to its own.
    page.goto(f"{PREFIX}/a/tasks")
    expect(page).to_have_title("Task assistant")
    chat.sidebar.get_by_role("link", name="Hello").click()
    expect(page).to_have_url(in_thread(f"{PREFIX}/a/support"))
    expect(page).to_have_title("Hello · Support")
    expect(chat.say("Add milk")).to_contain_text("offline")
    thread_id = chat.thread_id()
    page.goto(f"{PREFIX}/threads/{thread_id}")
    expect(page).to_have_url(in_thread(f"{PREFIX}/a/support"))
    expect(chat.turns.first).to_contain_text("Hello")
    page.go_back()
    expect(page).to_have_url(in_thread(f"{PREFIX}/a/support"))
    assert page.request.get(f"{PREFIX}/a/nobody").status == 404
