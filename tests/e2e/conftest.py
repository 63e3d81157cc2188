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
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
DIST = ROOT / "web" / "dist"
RESULTS = ROOT / "test-results"
START_SECONDS = 60
STOP_SECONDS = 15
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
    """

    data_dir: Path
    port: int
    environ: Mapping[str, str] = field(repr=False)
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
            pytest.fail(f"the server did not stop within {STOP_SECONDS} s:\n{self.log.read_text()}")

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


@pytest.fixture
def start_server(built_page: None, tmp_path: Path) -> Iterator[Callable[..., RunningServer]]:
    """Starts servers of the test's own: ``start_server(CHATKIT_MODEL=...)``."""
    servers: list[RunningServer] = []

    def start(**environ: str) -> RunningServer:
        data_dir = tmp_path / f"data-{len(servers)}"
        port = _free_port()
        inherited = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ
        }
        server = RunningServer(
            data_dir,
            port,
            inherited
            | {"HOST": "127.0.0.1", "PORT": str(port), "CHATKIT_DATA_DIR": str(data_dir)}
            | environ,
        )
        servers.append(server)
        server.start()
        return server

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def server(start_server: Callable[..., RunningServer]) -> RunningServer:
    """A server with default settings and an empty data directory."""
    return start_server()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; each test has contexts of its own in it."""
    found = subprocess.run(
        [sys.executable, HERE / "browser.py"], capture_output=True, text=True, check=False
    )
    if found.returncode != 0:
        pytest.fail(found.stderr.strip())
    flags = [*FLAGS, "--no-sandbox"] if os.name != "nt" and os.geteuid() == 0 else FLAGS
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
    for anything. A test that provokes errors lists patterns of them in the marker
    ``allowed_console_errors``.
    """
    contexts: list[BrowserContext] = []
    pages: list[Page] = []
    complaints: list[str] = []
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
                complain(f"console: {message.text}") if message.type == "error" else None
            ),
        )
        page.on("pageerror", lambda error: complain(f"thrown: {error}"))
        page.on(
            "request",
            lambda sent: (
                None
                if sent.url.startswith((f"{server.url}/", *LOCAL_SCHEMES))
                else complain(f"asked {sent.url}")
            ),
        )

    def open_page(path: str = "/", **options: object) -> Page:
        context = browser.new_context(base_url=server.url, **options)
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
def page(new_guest: Callable[..., Page]) -> Page:
    """The page of one guest."""
    return new_guest()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
