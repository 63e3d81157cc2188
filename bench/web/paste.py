"""What it costs to paste a long text into the message field, and to write on after it.

Usage: ``python bench/web/paste.py [--size 1000000] [kind ...]``
"""

from __future__ import annotations

import argparse

from page import chromium, open_page
from playwright.sync_api import Browser, Page
from streaming import tasks_of

SENTENCE = "The quick brown fox jumps over the lazy dog. "
TEXTS = {
    "lines": lambda size: (SENTENCE * 2 + "\n") * (size // len(SENTENCE) // 2),
    "paragraphs": lambda size: (SENTENCE * 20 + "\n\n") * (size // len(SENTENCE) // 20),
    "one line": lambda size: SENTENCE * (size // len(SENTENCE)),
}
KEYS = 5
MOST = 300
"""Milliseconds that one task may take."""

COPY = """(text) => {
    const field = document.createElement('textarea');
    document.body.append(field);
    field.value = text;
    field.select();
    document.execCommand('copy');
    field.remove();
}"""
PLAIN = """() => {
    const field = document.createElement('textarea');
    field.style.cssText = 'width: 700px; height: 240px; font: 16px/24px sans-serif';
    document.body.replaceChildren(field);
}"""
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", help=f"of: {', '.join(TEXTS)}")
    parser.add_argument("--size", type=int, default=1_000_000, help="characters")
    arguments = parser.parse_args()
    print(f"{arguments.size} characters; the longest task in milliseconds\n")
    print(f"{'text':14}{'pasted':>10}{'plain field':>14}{'a key':>10}{'plain field':>14}")
    failed = False
    with chromium() as browser:
        for kind in arguments.kinds or TEXTS:
            text = TEXTS[kind](arguments.size)
            ours = measure(browser, text, plain=False)
            # The browser's own field, which is the least that it can cost.
            plain = measure(browser, text, plain=True)
            failed = failed or ours[0] > max(MOST, 2 * plain[0])
            print(f"{kind:14}{ours[0]:10.0f}{plain[0]:14.0f}{ours[1]:10.0f}{plain[1]:14.0f}")
    return 1 if failed else 0


def measure(browser: Browser, text: str, *, plain: bool) -> tuple[float, float]:
    """The longest tasks while a text is pasted, and while something is typed after it."""
    page = open_page(browser, "bench.open()")
    if plain:
        page.evaluate(PLAIN)
    page.evaluate(COPY, text)
    page.locator("textarea").focus()
    pasted = longest_task(browser, page, ["Control+v"])
    typed = longest_task(browser, page, ["x"] * KEYS)
    length = page.locator("textarea").evaluate("(field) => field.value.length")
    assert length == len(text) + KEYS, f"{length} characters are there"
    page.close()
    return pasted, typed


def longest_task(browser: Browser, page: Page, keys: list[str]) -> float:
    browser.start_tracing(page=page, categories=["toplevel", "blink.user_timing"])
    for key in keys:
        page.keyboard.press(key)
        page.evaluate(PAINTED)
    return max(tasks_of(browser.stop_tracing()))


if __name__ == "__main__":
    raise SystemExit(main())
