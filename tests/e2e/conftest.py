"""The real server, the real page and a real browser."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
DIST = ROOT / "web" / "dist"
RESULTS = ROOT / "test-results"
START_SECONDS = 60
STOP_SECONDS = 15
PATIENCE = 15_000
"""How long the page may take for anything, in milliseconds: test machines are slow and shared."""

# The users of these tests live where it is about noon now, so that no day ends during a test.
ZONE = ZoneInfo(f"Etc/GMT{datetime.now(UTC).hour - 12:+d}")
HOST_PATH = "/_host"
HOST_PAGE = """<!doctype html>
<html lang="en">
<head><title>A page of somebody else's</title>
<meta name="viewport" content="width=device-width">
<link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/_host.css">
<script src="/chatkit.js" async></script></head>
<body><main><openai-chatkit></openai-chatkit></main></body>
</html>"""
HOST_STYLE = "html, body, main { height: 100%; margin: 0 } openai-chatkit { height: 100% }"
HOST_POLICY = "default-src 'self'; script-src 'self'; style-src 'self'"
SET_OPTIONS = """async (source) => {
    await customElements.whenDefined('openai-chatkit');
    const element = document.querySelector('openai-chatkit');
    window.events = [];
    const names = ['ready', 'error', 'effect', 'deeplink', 'log', 'response.start', 'response.end',
        'thread.change', 'thread.load.start', 'thread.load.end', 'tool.change', 'history.open',
        'history.close'];
    for (const name of names) {
        element.addEventListener(`chatkit.${name}`, ({ type, detail }) => {
            window.events.push({ type, detail });
        });
    }
    const ready = new Promise((resolve) => {
        element.addEventListener('chatkit.ready', resolve, { once: true });
    });
    element.setOptions({ api: { url: '/chatkit', domainKey: 'any' }, ...source });
    await ready;
}"""
LOCAL_SCHEMES = ("about:", "blob:", "data:")
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]

_reports = pytest.StashKey[dict[str, pytest.TestReport]]()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "allowed_console_errors(*patterns): what a page may complain of in this test"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests of this folder, and runs them last.

    Playwright keeps an event loop running from its first use on, under which no asynchronous
    test of another folder could run.
    """
    here = [item for item in items if item.path.is_relative_to(HERE)]
    for item in here:
        item.add_marker(pytest.mark.e2e)
    items[:] = [item for item in items if item not in here] + here


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keeps each phase's report where fixtures can look at it."""
    report = yield
    item.stash.setdefault(_reports, {})[report.when] = report
    return report


@dataclass
class RunningServer:
    """A ``chatkit-server serve`` of its own.

    Attributes:
        url: Where it serves; the same after a restart.
        data_dir: Its data directory, which outlives it.
        log: What it has printed.
        assistant: What it serves.
    """

    data_dir: Path
    port: int
    environ: Mapping[str, str] = field(repr=False)
    assistant: str = "tasks"
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.data_dir.with_suffix(".log")

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-c",
                    "from chatkit_server.cli import main; exit(main())",
                    "serve",
                    self.assistant,
                ],
                cwd=self.data_dir.parent,
                env=dict(self.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait_until_ready(self.process)

    def stop(self, *, kill: bool = False) -> None:
        """Ends it: asks it to stop, or takes it away in the middle of whatever it does."""
        if self.process is None:
            return
        process, self.process = self.process, None
        process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.returncode != (-signal.SIGKILL if kill else 0):
            pytest.fail(f"the server ended with {process.returncode}:\n{self.log.read_text()}")

    def restart(self, *, kill: bool = False) -> None:
        """Ends it and starts it again on the same data and port."""
        self.stop(kill=kill)
        self.start()

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        # It listens before it can answer, so the request below waits for it: nothing is polled
        # but the moment before it listens.
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=START_SECONDS):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                try:
                    process.wait(0.05)
                except subprocess.TimeoutExpired:
                    continue
                break
        self.stop(kill=True)
        pytest.fail(f"the server did not start:\n{self.log.read_text()}")


@pytest.fixture(scope="session")
def built_page() -> None:
    """Fails where the page is not built, rather than testing an old or empty one."""
    missing = [name for name in ("index.html", "chatkit.js") if not (DIST / name).is_file()]
    if missing:
        pytest.fail(f"web/dist lacks {' and '.join(missing)}: run `make web` first")


@contextmanager
def servers_in(folder: Path) -> Iterator[Callable[..., RunningServer]]:
    """Starts servers whose data is in a folder, and stops them in the end."""
    servers: list[RunningServer] = []

    def start(assistant: str = "tasks", **environ: str) -> RunningServer:
        data_dir = folder / f"data-{len(servers)}"
        port = _free_port()
        inherited = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ
        }
        server = RunningServer(
            data_dir,
            port,
            inherited
            | {
                "PYTHONPATH": str(ROOT),
                "HOST": "127.0.0.1",
                "PORT": str(port),
                "CHATKIT_DATA_DIR": str(data_dir),
            }
            | environ,
            assistant,
        )
        servers.append(server)
        server.start()
        return server

    try:
        yield start
    finally:
        for server in servers:
            server.stop()


@pytest.fixture(scope="module")
def start_server(
    built_page: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., RunningServer]]:
    """Starts servers of a module's own: ``start_server(CHATKIT_MODEL=...)``."""
    with servers_in(tmp_path_factory.mktemp("own")) as start:
        yield start


@pytest.fixture(scope="session")
def server(built_page: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with default settings that all tests share, each as a guest of its own.

    A module that stops its servers or sets something has a fixture of this name of its own.
    """
    with servers_in(tmp_path_factory.mktemp("shared")) as start:
        yield start()


@pytest.fixture(scope="session")
def showcase(built_page: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with the showcase that all tests share, each as a guest of its own.

    Its commands are in ``docs/conformance.md``; ``/unknown`` and the like may well be refused by a
    client with a line in the console.
    """
    with servers_in(tmp_path_factory.mktemp("showcase")) as start:
        yield start("showcase")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; each test has contexts of its own in it."""
    found = subprocess.run(
        [sys.executable, HERE / "browser.py"], capture_output=True, text=True, check=False
    )
    if found.returncode != 0:
        pytest.fail(found.stderr.strip())
    flags = [*FLAGS, "--no-sandbox"] if os.name != "nt" and os.geteuid() == 0 else FLAGS
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found.stdout.strip(), args=flags)
        yield chromium
        chromium.close()


@contextmanager
def guests_of(
    server: RunningServer, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Opens the page of a server in fresh browser profiles, and watches over them."""
    contexts: list[BrowserContext] = []
    pages: list[Page] = []
    complaints: list[str] = []
    origins = {server.url}
    marker = request.node.get_closest_marker("allowed_console_errors")
    allowed = [re.compile(pattern) for pattern in (marker.args if marker else ())]

    def complain(text: str) -> None:
        if not any(pattern.search(text) for pattern in allowed):
            complaints.append(text)

    def watch(page: Page) -> None:
        pages.append(page)
        page.on(
            "console",
            lambda message: (
                complain(f"console: {message.text} {message.location['url']}")
                if message.type == "error"
                else None
            ),
        )
        page.on("pageerror", lambda error: complain(f"thrown: {error}"))
        page.on(
            "request",
            lambda sent: (
                None
                if sent.url.startswith((*(f"{origin}/" for origin in origins), *LOCAL_SCHEMES))
                else complain(f"asked {sent.url}")
            ),
        )

    def open_page(path: str = "/", *, origin: str | None = None, **options: object) -> Page:
        origins.update({origin} if origin else ())
        context = browser.new_context(
            base_url=server.url, **{"timezone_id": ZONE.key, "locale": "en-US"} | options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        context.on("page", watch)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    report = request.node.stash.get(_reports, {}).get("call")
    if report is not None and report.failed:
        RESULTS.mkdir(exist_ok=True)
        name = re.sub(r"[^\w.-]+", "-", request.node.name)
        for number, page in enumerate(pages):
            if not page.is_closed():
                page.screenshot(path=RESULTS / f"{name}-{number}.png")
        (RESULTS / f"{name}.log").write_bytes(server.log.read_bytes())
    for context in contexts:
        context.close()
    if complaints and (report is None or report.passed):
        pytest.fail("the page complained:\n" + "\n".join(complaints), pytrace=False)


@pytest.fixture
def new_guest(
    browser: Browser, server: RunningServer, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Opens the page in a fresh browser profile: ``new_guest(locale="de-DE", ...)``.

    The test fails at its end if a page logged an error, threw one, or asked any other server
    for anything: other than this one and ``origin``, which is for a page of another site. A test
    that provokes errors lists patterns of them in the marker ``allowed_console_errors``.
    """
    with guests_of(server, browser, request) as open_page:
        yield open_page


@pytest.fixture
def new_showcase_guest(
    browser: Browser, showcase: RunningServer, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """The same as ``new_guest`` on the server of the showcase."""
    with guests_of(showcase, browser, request) as open_page:
        yield open_page


class ChatPage:
    """The page in the hands of a user, and what its scripts could ask the server.

    Attributes:
        element: The chat; what is in it is found through its shadow root.
        turns: What the user and the assistant said, in turns, the newest last.
        widgets: All of the thread.
        sidebar: The list of chats.
        tasks: The panel beside the chat.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.element = page.locator("openai-chatkit")
        self.composer = self.element.get_by_role("textbox", name="Message", exact=True)
        self.stop = self.element.get_by_role("button", name="Stop", exact=True)
        self.turns = self.element.locator("[data-turn]")
        self.widgets = self.element.locator("[data-item-type=widget]")
        self.sidebar = page.get_by_role("navigation", name="Chats")
        self.tasks = page.get_by_role("region", name="Tasks")

    def send(self, text: str) -> Locator:
        """Sends a message as soon as that is possible; returns the turn that answers it."""
        self.composer.fill(text)
        expect(self.element.get_by_role("button", name="Send message")).to_be_enabled()
        answer = self.turns.nth(self.turns.count() + 1)
        self.composer.press("Enter")
        return answer

    def say(self, text: str) -> Locator:
        """Sends a message and waits for the end of the answer."""
        answer = self.send(text)
        expect(self.actions_of(answer)).to_be_visible()
        return answer

    def actions_of(self, answer: Locator) -> Locator:
        """The buttons below an answer; they appear when it has ended."""
        return answer.get_by_role("group", name="Actions for this answer")

    def row(self, title: str) -> Locator:
        """The rows of the widgets that show a task."""
        return self.widgets.get_by_role("listitem").filter(has_text=title)

    def button(self, name: str) -> Locator:
        """Buttons of the widgets."""
        return self.widgets.get_by_role("button", name=name, exact=True)

    def new_tab(self) -> ChatPage:
        """An empty tab of the same browser."""
        return ChatPage(self.page.context.new_page())

    def request(self, method: str, path: str, data: Any = None) -> Any:
        """Sends a request with this guest's cookie; returns the JSON of the answer."""
        answer = self.page.request.fetch(
            path, method=method, data=data, headers={"X-Timezone": ZONE.key}
        )
        assert answer.ok, f"{method} {path}: {answer.status} {answer.text()}"
        return answer.json() if answer.body() else None

    def chatkit(self, type: str, **params: Any) -> Any:
        """Sends a request of the protocol that is answered with JSON."""
        return self.request("POST", "/chatkit", {"type": type, "params": params})

    def add(self, title: str, **fields: Any) -> Any:
        """Adds a task behind the page's back."""
        return self.request("POST", "/api/tasks", {"title": title, **fields})

    def saved_tasks(self, status: str = "all") -> dict[str, Any]:
        """The tasks as the server has them, by title."""
        tasks = self.request("GET", f"/api/tasks?status={status}&limit=100")["data"]
        by_title = {task["title"]: task for task in tasks}
        assert len(by_title) == len(tasks), "a task is there twice"
        return by_title

    def thread_id(self) -> str:
        """The thread that the address bar names."""
        return self.page.url.rpartition("/threads/")[2]


@pytest.fixture
def new_chat(new_guest: Callable[..., Page]) -> Callable[..., ChatPage]:
    """Opens the page as a new guest, like ``new_guest``, and waits until one can type."""

    def open_chat(path: str = "/", **options: object) -> ChatPage:
        chat = ChatPage(new_guest(path, **options))
        expect(chat.composer).to_be_editable()
        return chat

    return open_chat


def bare_page_of(server: RunningServer, new_guest: Callable[..., Page]) -> Callable[..., ChatPage]:
    """Opens pages that have the element of a server and nothing else."""

    def open_element(options: str = "{}", **context: object) -> ChatPage:
        page = new_guest("about:blank", **context)
        page.request.post("/api/auth/guest", headers={"Origin": server.url})
        page.route(
            f"**{HOST_PATH}.css",
            lambda route: route.fulfill(body=HOST_STYLE, content_type="text/css"),
        )
        page.route(
            f"**{HOST_PATH}",
            lambda route: route.fulfill(
                body=HOST_PAGE,
                content_type="text/html",
                headers={"Content-Security-Policy": HOST_POLICY},
            ),
        )
        page.goto(HOST_PATH)
        page.evaluate(f"() => ({SET_OPTIONS})({options})")
        chat = ChatPage(page)
        # By what it is: what it is called depends on the language.
        expect(chat.element.locator("[part=composer-input]")).to_be_editable()
        return chat

    return open_element


@pytest.fixture
def new_element(new_guest: Callable[..., Page], server: RunningServer) -> Callable[..., ChatPage]:
    """Opens a page that has the element and nothing else, with the options of a test.

    ``new_element("{ composer: { placeholder: 'Ask' } }")``: the options are the source of a
    JavaScript object, so that they may have functions; ``api`` is this server where they do not
    say. The page keeps the element's events in ``window.events``.
    """
    return bare_page_of(server, new_guest)


@pytest.fixture
def new_showcase(
    new_showcase_guest: Callable[..., Page], showcase: RunningServer
) -> Callable[..., ChatPage]:
    """Opens a page that has the element and nothing else, like ``new_element``, on the showcase:
    ``new_showcase("{ threadItemActions: { retry: true } }").say("/text markdown")``.
    """
    return bare_page_of(showcase, new_showcase_guest)


@pytest.fixture
def chat(new_chat: Callable[..., ChatPage]) -> ChatPage:
    """The page of one guest."""
    return new_chat()


@pytest.fixture
def today() -> date:
    """The day that it is for the users."""
    return datetime.now(ZONE).date()


@pytest.fixture
def page(chat: ChatPage) -> Page:
    """The page of ``chat``."""
    return chat.page


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
