"""Pages in hosted mode: of another site, with a client secret and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openai import OpenAI
from playwright.sync_api import Page, Request, expect

from tests.e2e.back_ends import NODE_MODULES, make_key, running_back_end
from tests.e2e.pages import SET_OPTIONS, ChatPage
from tests.e2e.serving import ROOT, RunningServer
from tests.e2e.sites import Site
from tests.ports import free_port

EXAMPLES = ROOT / "docs" / "examples" / "hosted"
VENDORS_SCRIPT = "https://cdn.platform.openai.com/deployments/chatkit/chatkit.js"
WORKFLOW = "wf_68e1a3c5"
TEXT = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"Oats, salt"}


@pytest.fixture(scope="module")
def ports() -> tuple[int, int]:
    """Where the page of a test is, by itself or with a back end."""
    return free_port(), free_port()


@pytest.fixture(scope="module")
def server(start_server: Callable[..., RunningServer], ports: tuple[int, int]) -> RunningServer:
    """A server with an assistant that is called as the vendor's workflow was."""
    origins = ",".join(f"http://localhost:{port}" for port in ports)
    return start_server(f"{WORKFLOW}=tasks", CHATKIT_CORS_ORIGINS=origins)


@pytest.fixture(scope="module")
def key(server: RunningServer) -> str:
    return make_key(server)


# The move of two addresses


@pytest.mark.parametrize("program", ["back_end.py", "back_end.mjs"])
def test_a_page_moves_here_by_two_addresses(
    program: str,
    server: RunningServer,
    key: str,
    ports: tuple[int, int],
    new_guest: Callable[..., Page],
    tmp_path: Path,
) -> None:
    for name in (program, "page.html"):
        shutil.copy(EXAMPLES / name, tmp_path)
    if NODE_MODULES.is_dir():
        (tmp_path / "node_modules").symlink_to(NODE_MODULES)
    page_file = tmp_path / "page.html"
    page_file.write_text(page_file.read_text().replace(VENDORS_SCRIPT, f"{server.url}/chatkit.js"))
    moved = {"OPENAI_BASE_URL": f"{server.url}/v1", "OPENAI_API_KEY": key}
    with running_back_end(tmp_path / program, ports[0], {**server.environ, **moved}) as origin:
        page = new_guest(f"{origin}/", origin=origin)
        chat = ChatPage(page)
        expect(chat.composer).to_be_editable()
        chat.say("Add buy milk")
        expect(chat.widgets.first).to_contain_text("Buy milk")
        attach(chat)
        answer = chat.say("Keep this")
        expect(chat.turns.nth(2)).to_contain_text("notes.txt")
        expect(answer).to_be_visible()
        page.reload()
        chat.element.get_by_role("button", name="Show chats").click()
        expect(chat.element.locator("[part=history]")).to_contain_text("Add buy milk")
        assert {cookie["name"] for cookie in page.context.cookies()} == {"visitor"}


# What the element does with a secret


class HostedPage(ChatPage):
    """A page whose secrets the test makes, as a back end would.

    Attributes:
        sessions: Those that were made, by id, the newest last.
        asked: The former secret, each time that the page asked for one.
        fails: Whether it gets none.
        sent: What was sent to the server.
    """

    def __init__(
        self, page: Page, server: RunningServer, key: str, configuration: dict[str, Any]
    ) -> None:
        super().__init__(page)
        self.server = server
        self.client = OpenAI(base_url=f"{server.url}/v1", api_key=key, max_retries=0)
        self.configuration = configuration
        self.user = f"user-{id(self)}"
        self.sessions: list[str] = []
        self.asked: list[str | None] = []
        self.secrets: list[str] = []
        self.fails = False
        self.sent: list[Request] = []
        page.on("request", self._note)
        page.expose_function("makeSecret", self.make_secret)
        page.evaluate(f"() => ({SET_OPTIONS})({{ api: {{ getClientSecret: window.makeSecret }} }})")

    def make_secret(self, current: str | None) -> str:
        self.asked.append(current)
        if self.fails:
            raise RuntimeError("no session today")
        session = self.client.beta.chatkit.sessions.create(
            user=self.user,
            workflow={"id": WORKFLOW},
            chatkit_configuration=self.configuration,  # type: ignore[arg-type] # of a test
            rate_limits={"max_requests_per_1_minute": 1000},
        )
        self.sessions.append(session.id)
        self.secrets.append(session.client_secret)
        return session.client_secret

    def cancel(self) -> None:
        self.client.beta.chatkit.sessions.cancel(self.sessions[-1])

    def _note(self, request: Request) -> None:
        if request.method == "POST" and request.url.startswith(f"{self.server.url}/chatkit"):
            self.sent.append(request)


@pytest.fixture
def open_page(
    server: RunningServer, key: str, ports: tuple[int, int], new_guest: Callable[..., Page]
) -> Iterator[Callable[..., HostedPage]]:
    """Opens a page of another site; its sessions may do what is said."""
    html = (
        "<!doctype html><html lang='en'><head><title>Theirs</title>"
        f"<script src='{server.url}/chatkit.js' async></script></head>"
        "<body><openai-chatkit style='height: 90vh'></openai-chatkit></body></html>"
    )
    site = Site({"/index.html": html.encode(), "/favicon.ico": b""}, {})
    with site.serve(ports[1]) as origin:

        def open_hosted(**configuration: Any) -> HostedPage:
            page = new_guest(f"{origin}/", origin=origin)
            hosted = HostedPage(page, server, key, configuration)
            expect(hosted.composer).to_be_editable()
            return hosted

        yield open_hosted


def attach(chat: ChatPage) -> None:
    chat.element.locator("input[type=file]").set_input_files([TEXT])
    expect(chat.element.locator("form [part=attachment][data-status=done]")).to_have_count(1)


def test_whatever_the_element_asks_for_carries_the_secret(
    open_page: Callable[..., HostedPage], server: RunningServer
) -> None:
    chat = open_page(file_upload={"enabled": True})
    expect(chat.element.locator("input[type=file]")).to_have_count(0)  # not asked for: no "+"
    chat.say("Add buy milk and water the plants")
    chat.button("Complete “Buy milk”").click()
    expect(chat.button("Reopen “Buy milk”")).to_be_visible()
    tasks = chat.page.evaluate(
        """async ([server, secret]) => {
            const headers = { Authorization: `Bearer ${secret}` };
            return (await fetch(`${server}/api/tasks`, { headers })).json();
        }""",
        [server.url, chat.secrets[-1]],
    )
    assert {task["title"]: task["status"] for task in tasks["data"]} == {
        "Buy milk": "done",
        "Water the plants": "open",
    }
    assert chat.asked == [None]
    assert {request.headers["authorization"] for request in chat.sent} == {
        f"Bearer {chat.secrets[0]}"
    }
    assert chat.page.context.cookies() == []


@pytest.mark.allowed_console_errors("401")
def test_a_cancelled_secret_is_replaced_once_for_all_requests(
    open_page: Callable[..., HostedPage],
) -> None:
    chat = open_page()
    chat.say("Add buy milk")
    first = chat.secrets[0]
    chat.cancel()
    chat.page.evaluate(
        """async () => {
            const chat = document.querySelector('openai-chatkit');
            await Promise.all([chat.fetchUpdates(), chat.showHistory()]);
        }"""
    )
    expect(chat.element.locator("[part=history]")).to_contain_text("Add buy milk")
    assert chat.asked == [None, first]
    chat.page.evaluate("() => document.querySelector('openai-chatkit').hideHistory()")
    chat.say("List my tasks")
    assert chat.asked == [None, first]


def test_a_conversation_outlives_its_sessions_where_there_is_no_history(
    open_page: Callable[..., HostedPage],
) -> None:
    chat = open_page(history={"enabled": False})
    chat.say("Add buy milk")
    chat.page.evaluate("() => { const { now } = Date; Date.now = () => now.call(Date) + 595_000; }")
    chat.say("List my tasks")
    assert chat.asked == [None, chat.secrets[0]]
    former = [request.headers.get("chatkit-former-secret") for request in chat.sent]
    assert chat.secrets[0] in former
    other = open_page(history={"enabled": False})
    other.user = chat.user
    other.page.evaluate("() => document.querySelector('openai-chatkit').showHistory()")
    expect(other.element.locator("[part=history]")).not_to_contain_text("buy milk")


@pytest.mark.allowed_console_errors("401", "session")
def test_a_page_without_a_secret_says_so_and_goes_on_when_there_is_one(
    open_page: Callable[..., HostedPage],
) -> None:
    chat = open_page()
    chat.say("Add buy milk")
    chat.cancel()
    chat.fails = True
    chat.send("List my tasks")
    expect(chat.element.get_by_text("You are not signed in any more.").first).to_be_visible()
    chat.page.wait_for_function("() => window.events.some(({ type }) => type === 'chatkit.error')")
    chat.fails = False
    chat.element.get_by_role("button", name="Try again").first.click()
    expect(chat.widgets).to_have_count(2)
