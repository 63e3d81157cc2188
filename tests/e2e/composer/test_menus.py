"""The menus of the composer: mentions, commands, tools, models; in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.axe import expect_clean
from tests.e2e.composer.conftest import VALUE, OpenElement, content_of, opened, options_of


def active_option(chat: Any) -> str:
    """The text of the option that the field says is active."""
    active = chat.composer.get_attribute("aria-activedescendant")
    text: str = chat.element.locator(f"#{active}").inner_text()
    return text


def inside(chat: Any, popover: Locator) -> None:
    """Fails where a part of a popover is out of sight."""
    box, size = popover.bounding_box(), chat.page.viewport_size
    assert box is not None
    assert box["x"] >= 0, box
    assert box["y"] >= 0, box
    assert box["x"] + box["width"] <= size["width"], box
    assert box["y"] + box["height"] <= size["height"], box


def test_mentions_by_the_keyboard_alone(chat: Any) -> None:
    field = chat.composer
    field.press_sequentially("@")
    expect(options_of(chat)).to_have_count(3)
    assert active_option(chat) == "Ada Lovelace"
    for key, name in [
        ("ArrowUp", "Q2 Plan"),
        ("ArrowDown", "Ada Lovelace"),
        ("End", "Q2 Plan"),
        ("Home", "Ada Lovelace"),
        ("ArrowDown", "Grace Hopper"),
    ]:
        field.press(key)
        assert active_option(chat) == name
    expect(chat.element.get_by_text("About Grace Hopper")).to_be_visible()
    field.press("Tab")
    assert content_of(chat) == [("tag", "Grace Hopper"), ("text", " ")]
    expect(field).to_be_focused()

    field.press_sequentially("@")
    expect(options_of(chat)).to_have_count(3)
    field.press("Escape")
    expect(options_of(chat)).to_have_count(0)
    expect(field).to_have_value("Grace Hopper @")
    field.press_sequentially("nobody")
    expect(options_of(chat)).to_have_count(0)


def test_a_search_that_finds_nothing_says_so_and_enter_sends(new_element: OpenElement) -> None:
    chat = new_element("{ entities: { onTagSearch: async () => [] } }")
    chat.composer.press_sequentially("@nobody")
    expect(chat.element.get_by_text("Nothing found")).to_be_visible()
    chat.composer.press("Enter")
    chat.composer.press("Enter")
    expect(chat.turns.first).to_contain_text("@nobody")


def test_a_search_that_fails_is_reported(new_element: OpenElement) -> None:
    chat = new_element("{ entities: { onTagSearch: async () => { throw new Error('down'); } } }")
    chat.composer.press_sequentially("@a")
    expect(chat.element.locator(".ck-menu-note")).to_have_text("This did not work. Try again.")
    errors = chat.page.evaluate("events.map(({ detail }) => detail?.error?.message)")
    assert "down" in errors


def test_commands_by_the_keyboard_alone(chat: Any) -> None:
    field = chat.composer
    field.press_sequentially("/")
    expect(options_of(chat).filter(has_text="Open a ticket")).to_be_visible()
    assert active_option(chat) == "Use a tool"
    field.press("ArrowRight")
    expect(options_of(chat).first).to_contain_text("Search the web")
    field.press("ArrowLeft")
    expect(options_of(chat).first).to_contain_text("Use a tool")

    field.press_sequentially("deep")
    expect(options_of(chat).first).to_contain_text("Deep research")
    field.press("Enter")
    expect(field).to_have_value("")
    assert chat.page.evaluate(VALUE)["selectedToolId"] == "deep"

    field.press_sequentially("/status")
    expect(options_of(chat).filter(has_text="Status of a service")).to_be_visible()
    field.press("End")
    field.press("Enter")
    expect(options_of(chat)).to_have_text(["Payments"])
    expect(field).to_have_value("/")
    field.press("Enter")
    expect(field).to_have_value("Payments: up ")
    assert content_of(chat) == [("tag", "Payments: up"), ("text", " ")]


def test_a_command_of_ours_starts_a_new_chat(chat: Any) -> None:
    chat.say("Hello")
    chat.composer.press_sequentially("/new")
    expect(options_of(chat).filter(has_text="New chat")).to_be_visible()
    chat.composer.press("Enter")
    expect(chat.turns).to_have_count(0)


def test_tools_and_models_by_the_keyboard_alone(chat: Any) -> None:
    plus = chat.element.get_by_role("button", name="Tools")
    plus.focus()
    plus.press("ArrowUp")
    deep = chat.element.get_by_role("menuitemradio", name="Deep research")
    expect(deep).to_be_focused()
    chat.page.keyboard.press("Home")
    expect(chat.element.get_by_role("menuitemradio", name="Create an image")).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(plus).to_be_focused()
    plus.press("Enter")
    chat.page.keyboard.press("d")
    expect(deep).to_be_focused()
    chat.page.keyboard.press("Enter")
    assert chat.page.evaluate(VALUE)["selectedToolId"] == "deep"

    model = chat.element.get_by_role("button", name="Model: Thorough")
    model.press("Enter")
    expect(chat.element.get_by_role("menuitemradio", name="Thorough")).to_be_focused()
    chat.page.keyboard.press("ArrowUp")
    chat.page.keyboard.press("Space")
    expect(chat.element.get_by_role("button", name="Model: Swift")).to_be_focused()
    assert chat.page.evaluate(VALUE)["selectedModelId"] == "s"


def test_a_menu_closes_when_something_else_is_pressed(chat: Any) -> None:
    chat.element.get_by_role("button", name="Tools").click()
    expect(chat.element.get_by_role("menu")).to_be_visible()
    chat.composer.click()
    expect(chat.element.get_by_role("menu")).to_have_count(0)
    expect(chat.composer).to_be_focused()
    chat.composer.press_sequentially("@")
    expect(options_of(chat)).to_have_count(3)
    chat.element.get_by_role("button", name="Tools").focus()
    expect(options_of(chat)).to_have_count(0)


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 900])
def test_every_menu_is_in_sight_and_accessible(
    new_element: OpenElement, locale: str, width: int
) -> None:
    chat = opened(
        new_element,
        locale=locale,
        viewport={"width": width, "height": 560},
        reduced_motion="reduce",
    )
    page: Page = chat.page
    field = chat.element.locator("textarea")
    for sign in ("@", "/"):
        field.fill("")
        field.press_sequentially(sign)
        expect(options_of(chat).last).to_be_visible()
        expect(chat.element.get_by_role("listbox")).to_have_attribute("aria-busy", "false")
        inside(chat, chat.element.locator("[part=suggestions]"))
        expect_clean(page, headed=False)
    field.fill("")
    for part in ("plus-button", "model-button"):
        chat.element.locator(f"[part={part}]").click()
        menu = chat.element.get_by_role("menu")
        expect(menu).to_be_visible()
        inside(chat, menu)
        expect_clean(page, headed=False)
        page.keyboard.press("Escape")


def test_menus_by_touch(new_element: OpenElement) -> None:
    chat = opened(
        new_element, viewport={"width": 360, "height": 700}, has_touch=True, is_mobile=True
    )
    # As pages for phones have it.
    chat.page.evaluate("""() => {
        const meta = document.createElement('meta');
        Object.assign(meta, { name: 'viewport', content: 'width=device-width' });
        document.head.append(meta);
    }""")
    chat.element.get_by_role("button", name="Mention something").tap()
    options_of(chat).filter(has_text="Grace").tap()
    assert content_of(chat) == [("tag", "Grace Hopper"), ("text", " ")]
    expect(chat.composer).to_be_focused()
    chat.element.get_by_role("button", name="Tools").tap()
    item = chat.element.get_by_role("menuitemradio", name="Create an image")
    assert item.bounding_box()["height"] >= 44
    item.tap()
    chat.element.get_by_role("button", name="Turn off Create an image").tap()
    assert chat.page.evaluate(VALUE)["selectedToolId"] is None
    # A low window, as above a phone's keyboard.
    chat.page.set_viewport_size({"width": 360, "height": 330})
    chat.composer.press_sequentially("@")
    expect(options_of(chat)).to_have_count(3)
    inside(chat, chat.element.locator("[part=suggestions]"))
