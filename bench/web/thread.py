"""A long thread: how soon it is there, and what scrolling through it costs.

Usage: ``python bench/web/thread.py [--items 5000] [--screens 100]``
"""

from __future__ import annotations

import argparse
import statistics

from page import Metrics, chromium, open_page
from playwright.sync_api import Browser, Page

RUNS = 5
MOST_OPENING = 300
MOST_JUMP = 2
MOST_NODES = 3_000

# A server with one thread. `page.first` is when its first page of items was there.
START = """async (total) => {
    const created_at = '2026-01-01T00:00:00Z';
    const some = ['a', 'word', 'or', 'another', 'of', 'those'];
    const words = (count, seed) =>
        Array.from({ length: count }, (_, index) => some[(index * 7 + seed) % 6]).join(' ');
    const item = (number) => ({
        id: `item-${number}`, thread_id: 'thread', created_at,
        ...(number % 2 === 0
            ? { type: 'user_message', attachments: [], inference_options: {},
                content: [{ type: 'input_text', text: `Question ${number}` }] }
            : { type: 'assistant_message', content: [{ type: 'output_text', annotations: [],
                text: `Answer ${number}\\n\\n${words(20 + (number * 37) % 200, number)}\\n\\n` +
                    `- one\\n- **two**\\n\\n${words(10 + (number * 13) % 90, number)}` }] }),
    });
    const items = Array.from({ length: total }, (_, index) => item(total - 1 - index));
    const thread = { id: 'thread', created_at, title: 'Long', status: { type: 'active' },
        metadata: {}, items: { data: [], has_more: false } };
    window.page = { first: 0 };
    const fetch = async (_url, { body }) => {
        const { type, params } = JSON.parse(body);
        if (type === 'threads.get_by_id') return Response.json(thread);
        if (type !== 'items.list') return Response.json({ data: [], has_more: false });
        const from = params.after ? items.findIndex(({ id }) => id === params.after) + 1 : 0;
        const data = items.slice(from, from + params.limit);
        const answer = { data, has_more: from + data.length < total, after: data.at(-1)?.id };
        const response = Response.json(answer);
        window.page.first ||= performance.now();
        return response;
    };
    await customElements.whenDefined('openai-chatkit');
    const element = document.querySelector('openai-chatkit');
    element.setOptions({ api: { url: '/chatkit', domainKey: 'any', fetch } });
    await new Promise((ready) => element.addEventListener('chatkit.ready', ready, { once: true }));
}"""
OPEN = """async (total) => {
    const element = document.querySelector('openai-chatkit');
    const root = element.shadowRoot;
    element.setThreadId('thread');
    const isThere = () => {
        const last = root.querySelector(`[data-item-id="item-${total - 1}"]`);
        const frame = root.querySelector('[part=thread]')?.getBoundingClientRect();
        return last && last.getBoundingClientRect().bottom <= frame.bottom;
    };
    while (!isThere()) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return performance.now() - window.page.first;
}"""
# Scrolls up by one view; says by how much more or less what was seen has moved.
SCROLL = """async () => {
    const root = document.querySelector('openai-chatkit').shadowRoot;
    const view = root.querySelector('[part=thread]');
    const top = view.getBoundingClientRect().top;
    const item = [...view.querySelectorAll('[data-item-id]')]
        .find((candidate) => candidate.getBoundingClientRect().bottom > top);
    const was = item.getBoundingClientRect().top;
    const way = Math.min(view.clientHeight, view.scrollTop);
    view.scrollTop -= way;
    for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame);
    const same = root.querySelector(`[data-item-id="${item.dataset.itemId}"]`);
    return {
        jump: Math.abs(same.getBoundingClientRect().top - was - way),
        nodes: root.querySelectorAll('*').length,
    };
}"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=5_000)
    parser.add_argument("--screens", type=int, default=100, help="how far it is scrolled up")
    arguments = parser.parse_args()
    with chromium() as browser:
        opened = [open_thread(browser, arguments.items)[1] for _ in range(RUNS)]
        short = [open_thread(browser, 30)[1] for _ in range(RUNS)]
        page, _ = open_thread(browser, arguments.items)
        metrics = Metrics(page)
        before = metrics.read()
        steps = [page.evaluate(SCROLL) for _ in range(arguments.screens)]
        spent = metrics.since(before)
    jump = max(step["jump"] for step in steps)
    nodes = max(step["nodes"] for step in steps)
    print(f"{arguments.items} items, from the first page to the end in view: {_times(opened)}")
    print(f"{'30':>{len(str(arguments.items))}} items, the same:{' ' * 34}{_times(short)}")
    print(f"{arguments.screens} views up: largest jump {jump:.1f} px, most nodes {nodes}")
    print(f"  main thread for each view: {spent['TaskDuration'] / len(steps):.1f} ms")
    failed = statistics.median(opened) > MOST_OPENING or jump > MOST_JUMP or nodes > MOST_NODES
    return 1 if failed else 0


def open_thread(browser: Browser, items: int) -> tuple[Page, float]:
    """A page that shows a thread, and how long that took, in milliseconds."""
    page = open_page(browser, start=f"({START})({items})")
    return page, page.evaluate(OPEN, items)


def _times(milliseconds: list[float]) -> str:
    return (
        f"median {statistics.median(milliseconds):.0f} ms, {min(milliseconds):.0f} to "
        f"{max(milliseconds):.0f}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
