"""Every control of widgets by the keyboard alone, and as a screen reader finds it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

ENTERED = {
    "Name": "Ada",
    "number": "12.5",
    "email": "ada@example.com",
    "password": "not told",
    "tel": "+49 30 1234",
    "url": "https://example.com/",
    "A code of four digits": "1742",
}
"""By the label of each field, in their order."""


@pytest.fixture
def show(new_showcase: Callable[..., Any]) -> Callable[[str], tuple[Any, Locator]]:
    """Opens a page with a widget of the gallery."""

    def open_widget(name: str) -> tuple[Any, Locator]:
        chat = new_showcase("{ locale: 'en-US' }", reduced_motion="reduce", locale="en-US")
        composer = chat.element.locator("[part=composer-input]")
        composer.fill(f"/widgets {name}")
        composer.press("Enter")
        expect(chat.widgets).to_have_count(1)
        expect(chat.element.locator("[part=stop-button]")).to_have_count(0)
        return chat, chat.widgets.first

    return open_widget


def test_a_form_is_walked_through_by_tab_and_sent_by_enter(show: Any) -> None:
    chat, form = show("fields")
    keys, field = chat.page.keyboard, form.get_by_role
    field("textbox", name="Name").focus()
    for label, entered in ENTERED.items():
        expect(form.get_by_label(label, exact=True)).to_be_focused()
        keys.type(entered)
        keys.press("Tab")

    notes = field("textbox", name="Notes")
    expect(notes).to_be_focused()
    keys.type("one")
    keys.press("Enter")  # a new line, not the end of the form
    keys.type("two")
    expect(notes).to_have_value("one\ntwo")

    keys.press("Tab")
    choice = field("combobox", name="Choice")
    expect(choice).to_be_focused()
    expect(choice).to_have_attribute("aria-expanded", "false")
    keys.press("Enter")
    expect(choice).to_have_attribute("aria-expanded", "true")
    expect(form.get_by_role("listbox")).to_be_visible()  # it is fetched with the first picker
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(choice).to_have_attribute("aria-expanded", "false")
    expect(choice).to_have_text("The second")
    keys.press("Tab")
    clear = form.get_by_role("button", name="Clear")
    expect(clear).to_be_focused()
    keys.press("Space")
    expect(choice).not_to_have_text("The second")
    expect(choice).to_be_focused()

    keys.press("Tab")
    expect(field("combobox", name="Of many")).to_be_focused()
    keys.press("Tab")
    expect(field("button", name="Day")).to_be_focused()
    keys.press("Tab")
    agree = field("checkbox", name="I agree")
    expect(agree).to_be_focused()
    keys.press("Space")
    expect(agree).to_be_checked()

    keys.press("Tab")
    expect(field("checkbox", name="Tell me at once")).to_be_focused()
    keys.press("Tab")
    expect(field("radio", name="Weekly")).to_be_focused()
    keys.press("ArrowRight")  # over the one that cannot be chosen, and around
    expect(field("radio", name="Daily")).to_be_focused()
    expect(field("radio", name="Daily")).to_be_checked()

    keys.press("Tab")
    title = field("textbox", name="Title")
    expect(title).to_be_focused()
    keys.press("Control+a")
    keys.type("Typed over")
    keys.press("Tab")
    expect(field("button", name="Send")).to_be_focused()
    keys.press("Enter")

    answer = chat.turns.last
    for told in (
        '"name":"Ada"',
        '"number":12.5',
        '"email":"ada@example.com"',
        '"code":"1742"',
        r'"notes":"one\ntwo"',
        '"agree":true',
        '"news":false',
        '"often":"day"',
        '"title":"Typed over"',
    ):
        expect(answer).to_contain_text(told)


def test_the_tree_of_a_form(show: Any) -> None:
    chat, form = show("fields")
    expect(form).to_match_aria_snapshot(
        """
        - text: Name
        - textbox "Name"
        - text: number
        - spinbutton "number"
        - text: email
        - textbox "email"
        - text: password
        - textbox "password"
        - text: tel
        - textbox "tel"
        - text: url
        - textbox "url"
        - text: A code of four digits
        - textbox "A code of four digits"
        - text: Notes
        - textbox "Notes"
        - text: Choice
        - combobox "Choice"
        - text: Of many
        - combobox "Of many"
        - text: Day
        - button "Day"
        - checkbox "I agree"
        - text: I agree
        - checkbox "Tell me at once"
        - text: Tell me at once How often
        - radiogroup "How often":
          - radio "Daily"
          - text: Daily
          - radio "Weekly" [checked]
          - text: Weekly
          - radio "Never" [disabled]
          - text: Never
        - textbox "Title": Text that can be edited
        - button "Send"
        """
    )
    expect(form.get_by_role("textbox", name="Name")).to_have_attribute("required", "")
    form.get_by_role("spinbutton", name="number").press("Enter")  # sends it, as in any form
    name = form.get_by_role("textbox", name="Name")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description("Please fill out this field.")
    agree = form.get_by_role("checkbox", name="I agree")
    expect(agree).to_have_accessible_description(re.compile("check this box"))
    expect(chat.turns).to_have_count(2)  # nothing was sent


def test_a_card_is_answered_by_keys(show: Any) -> None:
    chat, card = show("card")
    expect(card).to_match_aria_snapshot(
        """
        - text: Waiting for you
        - form "Confirm the order":
          - heading "Confirm the order" [level=3]
          - text: Address
          - textbox "Address": 1 Bridge Road
          - button "Leave it"
          - button "Order"
        """
    )
    keys = chat.page.keyboard
    card.get_by_role("textbox", name="Address").focus()
    keys.press("Tab")
    expect(card.get_by_role("button", name="Leave it")).to_be_focused()
    keys.press("Tab")
    expect(card.get_by_role("button", name="Order")).to_be_focused()
    keys.press("Shift+Tab")
    keys.press("Space")
    expect(chat.turns.last).to_contain_text('"from":"cancel"')


def test_rows_of_a_list_are_reached_and_chosen_by_keys(show: Any) -> None:
    chat, widget = show("list")
    keys = chat.page.keyboard
    rows = widget.get_by_role("listitem")
    expect(rows).to_have_count(5)
    rows.nth(4).get_by_role("button").focus()
    keys.press("Tab")
    expect(widget.get_by_role("button", name="Show more")).to_be_focused()
    keys.press("Enter")
    expect(rows).to_have_count(12)
    less = widget.get_by_role("button", name="Show less")
    expect(less).to_be_focused()
    expect(less).to_have_attribute("aria-expanded", "true")
    keys.press("Shift+Tab")
    expect(rows.nth(11).get_by_role("button")).to_be_focused()
    keys.press("Space")
    expect(chat.turns.last).to_contain_text("showcase.echo carried")


def test_a_button_keeps_the_focus_while_it_works_and_when_it_fails(
    new_showcase: Callable[..., Any],
) -> None:
    chat = new_showcase("{ locale: 'en-US' }", reduced_motion="reduce")
    composer = chat.element.locator("[part=composer-input]")
    composer.fill("/actions")
    composer.press("Enter")
    card = chat.widgets.first
    slow = card.get_by_role("button", name="Slow, self")
    expect(slow).to_be_enabled()
    slow.focus()
    chat.page.keyboard.press("Enter")
    expect(slow).to_have_attribute("aria-busy", "true")
    expect(slow).to_be_focused()
    expect(slow).not_to_have_attribute("aria-busy", "true")
    expect(slow).to_be_focused()
    card.get_by_role("button", name="Fail", exact=True).focus()
    chat.page.keyboard.press("Enter")
    expect(chat.element.get_by_role("alert")).to_contain_text("This action fails, and says so.")
    expect(card.get_by_role("button", name="Fail", exact=True)).to_be_focused()
