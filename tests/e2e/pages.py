"""Pages in a real browser, and what a user does with the chat in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, JSHandle, Locator, Page, expect

from tests.e2e.serving import ROOT, RunningServer

RESULTS = ROOT / "test-results"
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
REMEMBER = """(element, selector) => {
    const seen = [];
    const look = () => {
        const found = [...element.shadowRoot.querySelectorAll(selector)];
        const text = found.map((each) => each.textContent).join('\\n');
        if (found.length > 0 && text !== seen.at(-1)) seen.push(text);
    };
    const changes = { attributes: true, characterData: true, childList: true, subtree: true };
    new MutationObserver(look).observe(element.shadowRoot, changes);
    look();
    return seen;
}"""
LOCAL_SCHEMES = ("about:", "blob:", "data:")

reports = pytest.StashKey[dict[str, pytest.TestReport]]()
"""What came of each phase of a test."""


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
    report = request.node.stash.get(reports, {}).get("call")
    if report is not None and report.failed:
        RESULTS.mkdir(exist_ok=True)
        name = re.sub(r"[^\w.-]+", "-", request.node.name)
        for number, page in enumerate(pages):
            if not page.is_closed():
                page.screenshot(path=RESULTS / f"{name}-{number}.png")
        (RESULTS / f"{name}.log").write_bytes(server.log.read_bytes())
    for page in pages:
        if not page.is_closed():
            # What a page asks for as a test ends needs no answer any more.
            page.unroute_all(behavior="ignoreErrors")
    for context in contexts:
        context.close()
    if complaints and (report is None or report.passed):
        pytest.fail("the page complained:\n" + "\n".join(complaints), pytrace=False)


class Memory:
    """The texts that something has had."""

    def __init__(self, seen: JSHandle) -> None:
        self._seen = seen

    @property
    def texts(self) -> list[str]:
        """The newest last."""
        texts: list[str] = self._seen.json_value()
        return texts

    def had(self, *parts: str) -> bool:
        """Whether these parts were there, none of them before the one that is named before it."""
        texts, place = self.texts, 0
        for part in parts:
            while place < len(texts) and part not in texts[place]:
                place += 1
        return place < len(texts)


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

    def remember(self, selector: str) -> Memory:
        """Keeps the texts that a part of the element has from now on, for however short a moment.

        Playwright looks once a second, and what it waits for may have come and gone by then.
        """
        return Memory(self.element.evaluate_handle(REMEMBER, selector))

    def row(self, title: str) -> Locator:
        """The rows of the widgets that show a task."""
        return self.widgets.get_by_role("listitem").filter(has_text=title)

    def button(self, name: str) -> Locator:
        """Buttons of the widgets."""
        return self.widgets.get_by_role("button", name=name, exact=True)

    def choose(self, field: Locator, choice: str | date) -> None:
        """Opens the select or the date picker of a widget, and chooses an option or a day."""
        field.click()
        popover = field.locator("xpath=..").locator("[part=widget-popover]")
        if isinstance(choice, str):
            popover.get_by_role("option", name=choice, exact=True).click()
        else:
            popover.get_by_label("year", exact=True).select_option(str(choice.year))
            popover.get_by_label("month", exact=True).select_option(str(choice.month))
            popover.locator(f"[data-day='{choice.isoformat()}']").click()
        expect(popover).to_be_hidden()

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
