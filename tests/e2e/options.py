"""The options of the element in tests: set, changed and seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SET = """(source) => {
    document.querySelector('openai-chatkit')
        .setOptions({ api: { url: '/chatkit', domainKey: 'any' }, ...source });
    return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}"""


STYLE = """([part, property]) => {
    const root = document.querySelector('openai-chatkit').shadowRoot;
    return getComputedStyle(root.querySelector(part)).getPropertyValue(property);
}"""

ROOT = "[part=root]"

NewElement = Callable[..., Any]


def use(chat: Any, options: str = "{}") -> None:
    """Sets all options anew, and waits until they are drawn."""
    chat.page.evaluate(f"() => ({SET})({options})")


def style(chat: Any, part: str, name: str) -> str:
    value: str = chat.page.evaluate(STYLE, [part, name])
    return value


def recorded(chat: Any) -> list[str]:
    """What functions among the options have put into ``window.heard``."""
    heard: list[str] = chat.page.evaluate("window.heard ?? []")
    return heard


def button(chat: Any, name: str) -> Any:
    return chat.element.get_by_role("button", name=name, exact=True)
