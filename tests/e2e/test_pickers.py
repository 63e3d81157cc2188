"""Select and date picker of widgets: what they open, by keys, on a phone, in another direction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.e2e.axe import ELEMENT, expect_clean

OUTSIDE = """(popover) => {
    const { left, top, right, bottom } = popover.getBoundingClientRect();
    return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
}"""
SMALL = """(popover) => [...popover.querySelectorAll('button, input, select, [role=option]')]
    .map((one) => [one.textContent, one.getBoundingClientRect()])
    .filter(([, { height, width }]) => height < 43.5 || width < 38)
    .map(([text, { height, width }]) => `${text}: ${width} x ${height}`)"""


@pytest.fixture
def new_form(new_showcase: Callable[..., Any]) -> Callable[..., tuple[Any, Locator]]:
    """Opens a form with every field."""

    def open_form(options: str = "{}", **context: object) -> tuple[Any, Locator]:
        chat = new_showcase(options, reduced_motion="reduce", **context)
        composer = chat.element.locator("[part=composer-input]")
        composer.fill("/widgets fields")
        composer.press("Enter")
        form = chat.widgets.locator("form")
        expect(form).to_be_visible()
        expect(chat.element.locator("[part=stop-button]")).to_have_count(0)
        return chat, form

    return open_form


def popover_of(form: Locator, name: str) -> Locator:
    return form.locator(f"[data-field={name}] ~ [part=widget-popover]")


def test_keys_count_that_are_pressed_while_what_a_picker_opens_is_fetched(new_form: Any) -> None:
    chat, form = new_form(locale="en-US")
    held: list[Route] = []
    chat.page.route("**/chatkit/pickers-*.js", lambda route: held.append(route))
    choice = form.locator("[data-field=choice]")
    choice.focus()
    chat.page.keyboard.press("Enter")
    chat.page.keyboard.press("Enter")
    expect(choice).to_have_attribute("aria-busy", "true")
    expect(choice).to_have_attribute("aria-expanded", "true")
    chat.page.keyboard.press("End")
    chat.page.unroute("**/chatkit/pickers-*.js")
    for route in held:
        route.continue_()
    # The last key says with which one it begins: the last that can be chosen.
    marked = popover_of(form, "choice").locator("[data-active]")
    expect(marked).to_have_text("The second")
    assert len(held) == 1


def test_the_whole_form_is_filled_in_by_keys(new_form: Any) -> None:
    chat, form = new_form(locale="en-US")
    keys = chat.page.keyboard
    form.get_by_label("Name", exact=True).fill("Ada")

    choice = form.locator("[data-field=choice]")
    choice.focus()
    keys.press("ArrowDown")
    expect(popover_of(form, "choice")).to_be_visible()
    keys.press("t")
    expect(form.locator("[role=option][data-active]")).to_have_text("The second")
    keys.press("Enter")
    expect(popover_of(form, "choice")).to_have_count(0)
    expect(choice).to_be_focused()
    expect(choice).to_have_text("The second")

    many = form.locator("[data-field=many]")
    many.focus()
    keys.press("Space")
    search = popover_of(form, "many").get_by_role("combobox", name="Search")
    expect(search).to_be_focused()
    keys.type("29")
    expect(popover_of(form, "many").get_by_role("option")).to_have_count(1)
    keys.press("Enter")
    expect(many).to_have_text("Option 29")
    expect(many).to_be_focused()

    day = form.get_by_label("Day")
    day.focus()
    keys.press("Enter")
    calendar = popover_of(form, "day")
    expect(calendar.locator("[aria-current=date]")).to_be_focused()
    calendar.get_by_label("year", exact=True).select_option("2027")
    calendar.get_by_label("month", exact=True).select_option("2")
    calendar.locator(".ck-w-day[tabindex='0']").focus()
    for key in ("PageUp", "Home", "End", "PageDown"):
        keys.press(key)
    expect(calendar.get_by_role("grid", name="February 2027")).to_be_visible()
    focused = calendar.locator(".ck-w-day:focus")
    wanted = focused.get_attribute("data-day")
    assert wanted is not None
    assert wanted.startswith("2027-02-")
    keys.press("Enter")
    expect(calendar).to_have_count(0)
    expect(day).to_have_attribute("value", wanted)
    expect(day).to_be_focused()

    form.get_by_label("I agree").check()
    form.get_by_role("button", name="Send", exact=True).click()
    answer = chat.turns.last
    expect(answer).to_contain_text('"choice":"b"')
    expect(answer).to_contain_text('"many":"29"')
    expect(answer).to_contain_text(f'"day":"{wanted}"')


def test_escape_closes_what_is_open_and_nothing_else(new_form: Any) -> None:
    chat, form = new_form()
    for name in ("choice", "many", "day"):
        field = form.locator(f"[data-field={name}]")
        field.click()
        expect(popover_of(form, name)).to_be_visible()
        chat.page.keyboard.press("Escape")
        expect(popover_of(form, name)).to_have_count(0)
        expect(field).to_be_focused()
        expect(field).to_have_attribute("data-empty", "true")
    form.locator("[data-field=choice]").click()
    form.locator("[data-field=day]").click()
    expect(popover_of(form, "choice")).to_have_count(0)
    expect(popover_of(form, "day")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390])
def test_what_opens_is_inside_of_a_phone_and_large_enough_for_a_finger(
    new_form: Any, width: int
) -> None:
    phone = {"viewport": {"width": width, "height": 640}, "has_touch": True, "is_mobile": True}
    chat, form = new_form("{ locale: 'ar' }", **phone)
    for name in ("choice", "many", "day"):
        form.locator(f"[data-field={name}]").tap()
        popover = popover_of(form, name)
        expect(popover).to_be_visible()
        assert not popover.evaluate(OUTSIDE), name
        assert popover.evaluate(SMALL) == []
        chat.page.keyboard.press("Escape")
        expect(popover).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_picker_has_what_axe_finds_wrong(new_form: Any, scheme: str) -> None:
    chat, form = new_form(f"{{ theme: '{scheme}' }}")
    for name in ("choice", "many", "day"):
        form.locator(f"[data-field={name}]").click()
        expect(popover_of(form, name)).to_be_visible()
        expect_clean(chat.page, ELEMENT)
        chat.page.keyboard.press("Escape")
        expect(popover_of(form, name)).to_have_count(0)
