"""What it costs to show an answer while it comes in: at full speed, and a delta for each frame.

Usage: ``python bench/web/streaming.py [--size 20000] [kind ...]``
"""

from __future__ import annotations

import argparse
import json

from documents import DOCUMENTS
from page import Metrics, chromium, open_page
from playwright.sync_api import Browser

DELTA = 4
PACED = 120
"""So many deltas are sent one a frame, at the start and at the end of the answer."""
REPETITIONS = 3
LONG_TASK = 50
MOST = 1.5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", help=f"of: {', '.join(DOCUMENTS)}")
    parser.add_argument("--size", type=int, default=20_000, help="characters of each answer")
    arguments = parser.parse_args()
    kinds = arguments.kinds or list(DOCUMENTS)
    print(f"{arguments.size} characters in deltas of {DELTA}; times in milliseconds\n")
    columns = (
        *("answer", "all at once", "of it script", "layout"),
        *("start", "end", "end/start", "long tasks"),
    )
    print(f"{columns[0]:20}" + "".join(f"{column:>14}" for column in columns[1:]))
    failed = False
    with chromium() as browser:
        for kind in kinds:
            text = DOCUMENTS[kind](arguments.size)
            flood = measure_flood(browser, text)
            # Of several runs the one that was disturbed least counts.
            runs = [measure_paced(browser, text) for _ in range(REPETITIONS)]
            start = min(run[0] for run in runs)
            end = min(run[1] for run in runs)
            failed = failed or bool(flood["long"]) or end > start * MOST
            print(
                f"{kind:20}{flood['task']:14.0f}{flood['script']:14.0f}{flood['layout']:14.0f}"
                f"{start:14.2f}{end:14.2f}{end / start:14.2f}    {flood['long'] or '-'}",
                flush=True,
            )
    return 1 if failed else 0


def measure_flood(browser: Browser, text: str) -> dict[str, object]:
    """All deltas at once, after a start that has loaded and compiled everything."""
    page = open_page(browser)
    warm = DOCUMENTS["mixed"](2_000) + "\n\nend.\n\n"
    page.evaluate("text => bench.flood(text, 16)", warm)
    page.wait_for_timeout(500)
    metrics = Metrics(page)
    browser.start_tracing(page=page, categories=["toplevel", "blink.user_timing"])
    before = metrics.read()
    page.evaluate("([text, size]) => bench.flood(text, size)", [text, DELTA])
    spent = metrics.since(before)
    page.evaluate("bench.end()")
    long_tasks = tasks_of(browser.stop_tracing())
    page.close()
    return {
        "task": spent["TaskDuration"],
        "script": spent["ScriptDuration"],
        "layout": spent["LayoutDuration"] + spent["RecalcStyleDuration"],
        "long": [round(task) for task in long_tasks if task > LONG_TASK],
    }


def tasks_of(trace: bytes) -> list[float]:
    """The tasks of the page's main thread in milliseconds of its own time, not of the clock's.

    What else a machine has to do would make tasks long that are not.
    """
    events = json.loads(trace)["traceEvents"]
    threads = [
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    ]
    tasks: dict[tuple[int, int], list[float]] = {thread: [] for thread in threads}
    for event in events:
        thread = (event["pid"], event["tid"])
        if thread in tasks and event["name"].endswith("RunTask") and event["ph"] == "X":
            tasks[thread].append(event.get("tdur", 0) / 1000)
    return max(tasks.values(), key=sum)


def measure_paced(browser: Browser, text: str) -> tuple[float, float]:
    """The cost of a delta near the start and at the end of an answer, a frame included."""
    page = open_page(browser)
    metrics = Metrics(page)
    warm = 1_200
    length = PACED * DELTA
    page.evaluate("text => bench.drip(text, 40)", text[:warm])
    costs = []
    for part, is_flood in (
        (text[warm : warm + length], False),
        (text[warm + length : -length], True),
        (text[-length:], False),
    ):
        before = metrics.read()
        command = "flood" if is_flood else "drip"
        page.evaluate(f"([text, size]) => bench.{command}(text, size)", [part, DELTA])
        if not is_flood:
            costs.append(metrics.since(before)["TaskDuration"] / PACED)
    page.close()
    return costs[0], costs[1]


if __name__ == "__main__":
    raise SystemExit(main())
