"""What the element does while nobody does anything: it should be nothing.

Usage: ``python bench/web/idle.py [--seconds 5]``
"""

from __future__ import annotations

import argparse
import json
from collections import Counter

from documents import DOCUMENTS
from page import Metrics, chromium, open_page

WORK = ("TimerFire", "FireAnimationFrame", "Layout", "UpdateLayoutTree", "Paint", "FunctionCall")
COUNTERS = ("LayoutCount", "RecalcStyleCount", "TaskDuration", "ScriptDuration")
CATEGORIES = ["devtools.timeline"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    arguments = parser.parse_args()
    with chromium() as browser:
        page = open_page(browser)
        page.evaluate("text => bench.flood(text, 16)", DOCUMENTS["mixed"](10_000))
        page.evaluate("bench.end()")
        # What follows the end of an answer, such as a smooth scroll, is over by then.
        page.wait_for_timeout(2_000)
        metrics = Metrics(page)
        browser.start_tracing(page=page, categories=CATEGORIES)
        before = metrics.read()
        page.wait_for_timeout(arguments.seconds * 1000)
        spent = metrics.since(before)
        events = json.loads(browser.stop_tracing())["traceEvents"]
        page.close()
    done = Counter(event["name"] for event in events if event["name"] in WORK)
    print(f"in {arguments.seconds:g} s: {dict(done) or 'no timers, frames, layout or script'}")
    for name in COUNTERS:
        print(f"  {name:18}{spent[name]:8.2f}")
    return 1 if done else 0


if __name__ == "__main__":
    raise SystemExit(main())
