"""Point 5: light and dark follow the system, and the switch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

IS_DARK = """(expected) => {
    const brightness = (element) => {
        const [red, green, blue] = getComputedStyle(element).backgroundColor.match(/[\\d.]+/g);
        return (Number(red) + Number(green) + Number(blue)) / 3;
    };
    const chat = document.querySelector('openai-chatkit').shadowRoot;
    return [document.body, chat.querySelector('[part=root]')].every(
        (element) => (expected ? brightness(element) < 60 : brightness(element) > 200),
    );
}"""


def expect_scheme(page: Page, scheme: str) -> None:
    """The page and the element are both dark, or both light, to the eye."""
    expect(page.locator("html")).to_have_attribute("data-theme", scheme)
    expect(page.locator("openai-chatkit")).to_have_attribute("data-theme", scheme)
    page.wait_for_function(IS_DARK, arg=scheme == "dark")


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_page_is_as_the_system_is_and_follows_it(
    new_chat: Callable[..., Any], system: str
) -> None:
    chat = new_chat(color_scheme=system)
    expect_scheme(chat.page, system)
    other = {"light": "dark", "dark": "light"}[system]
    chat.page.emulate_media(color_scheme=other)
    expect_scheme(chat.page, other)


def test_the_switch_overrules_the_system_and_is_remembered(new_chat: Callable[..., Any]) -> None:
    chat = new_chat(color_scheme="light")
    switch = chat.sidebar.get_by_role("radiogroup", name="Theme")
    expect(switch.get_by_role("radio", name="System")).to_be_checked()
    switch.get_by_role("radio", name="Dark").check()
    expect_scheme(chat.page, "dark")
    chat.page.reload()
    expect(chat.composer).to_be_editable()
    expect_scheme(chat.page, "dark")
    expect(switch.get_by_role("radio", name="Dark")).to_be_checked()
    switch.get_by_role("radio", name="System").check()
    expect_scheme(chat.page, "light")


def test_a_remembered_choice_is_there_before_anything_is_painted(
    new_chat: Callable[..., Any],
) -> None:
    chat = new_chat(color_scheme="light")
    chat.sidebar.get_by_role("radio", name="Dark").check()
    chat.page.goto("/", wait_until="commit")
    chat.page.locator("body").wait_for(state="attached")
    assert chat.page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_choice_holds_in_the_users_other_tabs(new_chat: Callable[..., Any]) -> None:
    chat = new_chat(color_scheme="light")
    other = chat.new_tab().page
    other.goto("/")
    expect_scheme(other, "light")
    chat.sidebar.get_by_role("radio", name="Dark").check()
    expect_scheme(other, "dark")
