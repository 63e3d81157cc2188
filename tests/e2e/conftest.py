"""The real server, the real page and a real browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.pages import PATIENCE, ZONE, ChatPage, bare_page_of, guests_of, reports
from tests.e2e.serving import ROOT, RunningServer, servers_in

HERE = Path(__file__).parent
DIST = ROOT / "web" / "dist"
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "allowed_console_errors(*patterns): what a page may complain of in this test"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests of this folder, gives each up to three tries, and runs them last.

    More than one, since a browser on a busy machine may do what no user's would; one that needed
    it is counted as rerun in the last line.

    Playwright keeps an event loop running from its first use on, under which no asynchronous
    test of another folder could run.
    """
    here = [item for item in items if item.path.is_relative_to(HERE)]
    for item in here:
        item.add_marker(pytest.mark.e2e)
        item.add_marker(pytest.mark.flaky(reruns=2))
    items[:] = [item for item in items if item not in here] + here


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keeps each phase's report where fixtures can look at it."""
    report = yield
    item.stash.setdefault(reports, {})[report.when] = report
    return report


@pytest.fixture(scope="session")
def built_page() -> None:
    """Fails where the page is not built, rather than testing an old or empty one."""
    missing = [name for name in ("index.html", "chatkit.js") if not (DIST / name).is_file()]
    if missing:
        pytest.fail(f"web/dist lacks {' and '.join(missing)}: run `make web` first")


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


@pytest.fixture
def new_chat(new_guest: Callable[..., Page]) -> Callable[..., ChatPage]:
    """Opens the page as a new guest, like ``new_guest``, and waits until one can type."""

    def open_chat(path: str = "/", **options: object) -> ChatPage:
        chat = ChatPage(new_guest(path, **options))
        expect(chat.composer).to_be_editable()
        return chat

    return open_chat


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
