"""Elements with everything that a composer can have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator

VALUE = "() => document.querySelector('openai-chatkit').getComposerValue()"
OPTIONS = """{
    composer: {
        tools: [
            { id: 'web', label: 'Search the web', shortLabel: 'Web', icon: 'globe', pinned: true },
            { id: 'image', label: 'Create an image', icon: 'images' },
            { id: 'deep', label: 'Deep research', icon: 'compass', persistent: true },
        ],
        models: [
            { id: 's', label: 'Swift', description: 'Quick answers' },
            { id: 'l', label: 'Thorough', description: 'Takes its time', default: true },
        ],
    },
    entities: {
        showComposerMenu: true,
        onTagSearch: async (query) => [
            { id: 'u1', title: 'Ada Lovelace', group: 'People', icon: 'user', interactive: true },
            { id: 'u2', title: 'Grace Hopper', group: 'People', icon: 'user' },
            { id: 'd1', title: 'Q2 Plan', group: 'Documents', icon: 'document' },
        ].filter(({ title }) => title.toLowerCase().includes(query.toLowerCase())),
        onClick: (entity) => { window.clicked = entity; },
        onRequestPreview: async ({ title }) => ({
            preview: { type: 'Basic', children: [{ type: 'Text', value: `About ${title}` }] },
        }),
    },
    commands: {
        enabled: true,
        onSearch: async () => [
            { id: 'ticket', label: 'Open a ticket', description: 'For support', icon: 'lifesaver' },
            { id: 'status', label: 'Status of a service', group: 'Support' },
        ],
        onSelect: async ({ id }) => {
            window.selected = id;
            if (id === 'status') {
                return { type: 'menu', commands: [{ id: 'pay', label: 'Payments' }] };
            }
            if (id === 'pay') {
                return { type: 'entity', entity: { id: 's1', title: 'Payments: up' } };
            }
        },
    },
    LOCALE
}"""


OpenElement = Callable[..., Any]


def opened(new_element: OpenElement, *, locale: str = "", **context: object) -> Any:
    more = f"locale: {locale!r}" if locale else ""
    return new_element(OPTIONS.replace("LOCALE", more), **context)


@pytest.fixture
def chat(new_element: OpenElement) -> Any:
    """An element with everything that a composer can have."""
    return opened(new_element)


def content_of(chat: Any) -> list[tuple[str, str]]:
    """What would be sent: the parts as (kind, text)."""
    parts = chat.page.evaluate(VALUE)["content"]
    return [(part["type"].removeprefix("input_"), part["text"]) for part in parts]


def options_of(chat: Any) -> Locator:
    options: Locator = chat.element.get_by_role("option")
    return options
