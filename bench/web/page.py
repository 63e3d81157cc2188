"""A page with the built element, whose server is in the page: what is measured is the element."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, Route, sync_playwright

ROOT = Path(__file__).parent.parent.parent
DIST = ROOT / "web" / "dist"
ORIGIN = "http://bench.test"
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'"
HTML = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bench</title>
<link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/page.css">
<script src="/page.js"></script><script src="/chatkit.js"></script></head>
<body><openai-chatkit></openai-chatkit></body></html>"""
CSS = "html, body { height: 100%; margin: 0 } openai-chatkit { display: block; height: 100% }"
TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium, the one of the browser tests."""
    finder = ROOT / "tests" / "e2e" / "browser.py"
    found = subprocess.run([sys.executable, finder], capture_output=True, text=True, check=True)
    flags = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=flags)
        yield browser
        browser.close()


def open_page(browser: Browser, start: str = "bench.start()", **options: Any) -> Page:
    """Opens the page and starts an answer; ``bench`` in the page writes it (see ``page.js``)."""
    if not (DIST / "chatkit.js").is_file():
        sys.exit("web/dist has no chatkit.js: run `make web` first")
    page = browser.new_page(viewport={"width": 900, "height": 800}, **options)
    page.on("pageerror", lambda error: print(f"thrown: {error}", file=sys.stderr))
    page.on(
        "console",
        lambda message: (
            print(f"console: {message.text}", file=sys.stderr) if message.type == "error" else None
        ),
    )
    page.route(f"{ORIGIN}/**", _serve)
    page.goto(f"{ORIGIN}/")
    page.evaluate(start)
    return page


def _serve(route: Route) -> None:
    path = route.request.url.removeprefix(ORIGIN).partition("?")[0]
    headers = {"Content-Security-Policy": POLICY}
    if path == "/":
        route.fulfill(body=HTML, content_type="text/html", headers=headers)
    elif path == "/icon.svg":
        route.fulfill(status=204)
    elif path == "/page.css":
        route.fulfill(body=CSS, content_type="text/css")
    else:
        folder = Path(__file__).parent if path == "/page.js" else DIST
        file = folder / path.lstrip("/")
        if file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=TYPES.get(file.suffix, ""))
        else:
            route.fulfill(status=404)


class Metrics:
    """What the page's main thread has done, in milliseconds, by Chromium's own counters."""

    NAMES = ("TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration")

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def read(self) -> dict[str, float]:
        """All counters so far; durations in milliseconds, the others as they are."""
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return {
            metric["name"]: metric["value"] * (1000 if metric["name"] in self.NAMES else 1)
            for metric in metrics
        }

    def since(self, before: dict[str, float]) -> dict[str, float]:
        """How much more it is than before."""
        return {name: value - before[name] for name, value in self.read().items()}
