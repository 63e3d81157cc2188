"""``<chatkit-widget>`` and components of a page's own: in the docs' example, and beside a chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import expect_clean
from tests.e2e.pages import HOST_POLICY
from tests.e2e.serving import ROOT
from tests.e2e.sites import Site

EXAMPLE = ROOT / "docs" / "examples" / "widget"
POLICY = {"Content-Security-Policy": HOST_POLICY}
CARD = """{ type: 'Card', children: [
    { type: 'Text', value: 'Drawn by both' },
    { type: 'Stamp', label: 'Mine' },
    { type: 'Button', label: 'Go', onClickAction: { type: 'go', handler: 'client' } },
] }"""


@pytest.fixture
def open_example(new_guest: Callable[..., Page]) -> Callable[..., Page]:
    """Opens the example below the server's own origin, under a strict policy."""

    def open_page(**options: object) -> Page:
        page = new_guest("about:blank", **options)
        Site.of_folder(EXAMPLE, POLICY).put_below(page, "/examples/widget")
        page.goto("/examples/widget/")
        return page

    return open_page


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_example_of_the_docs(open_example: Callable[..., Page], direction: str) -> None:
    page = open_example(locale="ar" if direction == "rtl" else "en-US")
    widget = page.locator("chatkit-widget")
    stars = widget.get_by_role("radiogroup", name="Stars").get_by_role("radio")
    expect(stars).to_have_count(5)
    expect_clean(page)
    send = widget.get_by_role("button", name="Send")

    send.click()
    expect(widget.get_by_role("alert")).to_have_text("Please choose how many stars.")
    expect(stars.first).to_be_focused()
    page.keyboard.press("ArrowLeft" if direction == "rtl" else "ArrowRight")
    expect(stars.nth(1)).to_be_checked()
    expect(widget.get_by_role("alert")).to_have_count(0)

    note = widget.get_by_role("textbox", name="Anything else?")
    note.fill("fail")
    send.click()
    expect(widget.get_by_role("alert")).to_have_text("The review could not be saved.")
    note.fill("Very good")
    send.click()
    expect(page.locator("output")).to_have_text('{"stars":2,"note":"Very good"}')
    expect(widget.get_by_role("heading", name="Thank you!")).to_be_visible()
    expect(note).to_have_value("Very good")
    expect(stars.nth(1)).to_be_checked()


def test_a_chat_and_a_widget_share_the_components_of_a_page(
    new_showcase: Callable[..., Any],
) -> None:
    chat = new_showcase()
    page = chat.page
    # Loaded when the chat is there already, as another script of another folder might be.
    page.evaluate(
        f"""async () => {{
            const script = document.createElement('script');
            script.src = '/chatkit-widget.js';
            document.head.append(script);
            const own = document.createElement('chatkit-widget');
            own.widget = {CARD}; // before the script is there
            own.addEventListener('action', (event) => {{
                window.heard = event.detail.action.type;
            }});
            document.querySelector('main').prepend(own);
            await customElements.whenDefined('chatkit-widget');
        }}"""
    )
    own = page.locator("chatkit-widget")
    expect(own.locator("[part=widget-notice]")).to_have_count(1)
    chat.say("/widgets newer")
    hologram = chat.element.locator("[data-component=Hologram]")
    expect(chat.element.locator("[part=widget-notice]")).to_have_count(1)
    expect(hologram).to_have_count(0)

    page.evaluate(
        """() => {
            const render = (host, { label, depth }, context) => {
                const slot = document.createElement('div');
                host.append(`${label ?? depth} in ${context.colorScheme} `, slot);
                context.renderChildren(slot);
            };
            chatkitWidgets.define('Stamp', { styles: '& { font-weight: 700 }', render });
            chatkitWidgets.define('Hologram', { render });
        }"""
    )
    expect(own.locator("[data-component=Stamp]")).to_contain_text("Mine in light")
    expect(own.locator("[data-component=Stamp] > .ck-w-own")).to_have_css("font-weight", "700")
    expect(hologram).to_contain_text("3 in light Inside")
    expect(page.locator("[part=widget-notice]")).to_have_count(0)
    own.get_by_role("button", name="Go").click()
    assert page.evaluate("window.heard") == "go"
    complaint = page.evaluate(
        """() => {
            try {
                chatkitWidgets.define('Card', { render() {} });
            } catch (error) {
                return error.message;
            }
        }"""
    )
    assert complaint == 'ChatKit has a component "Card": give yours another name.'


def test_it_lives_on_when_it_is_moved(open_example: Callable[..., Page]) -> None:
    page = open_example()
    widget = page.locator("chatkit-widget")
    note = widget.get_by_role("textbox", name="Anything else?")
    note.fill("Half a sentence")
    widget.get_by_role("radio").nth(3).click()
    page.evaluate(
        """async () => {
            const widget = document.querySelector('chatkit-widget');
            widget.remove();
            await new Promise((resolve) => requestAnimationFrame(resolve));
            document.body.prepend(widget);
        }"""
    )
    expect(note).to_have_value("Half a sentence")
    expect(widget.get_by_role("radio").nth(3)).to_be_checked()
    widget.get_by_role("button", name="Send").click()
    expect(page.locator("output")).to_have_text('{"stars":4,"note":"Half a sentence"}')


@pytest.mark.parametrize(
    ("motion", "animation"), [("no-preference", "ck-w-appear"), ("reduce", "none")]
)
def test_what_comes_in_moves_only_for_those_who_want_it(
    open_example: Callable[..., Page], motion: str, animation: str
) -> None:
    page = open_example(reduced_motion=motion)
    widget = page.locator("chatkit-widget")
    expect(widget.get_by_role("button", name="Send")).to_be_visible()
    for key in "ab":
        widget.evaluate(
            """(element, key) => {
                const text = { type: 'Text', key, value: `Step ${key}` };
                const child = { type: 'Transition', children: text };
                element.widget = { type: 'Card', children: [child] };
            }""",
            key,
        )
        shell = widget.locator(".ck-w-transition", has_text=f"Step {key}")
        expect(shell).to_have_css("animation-name", animation)


@pytest.mark.parametrize("words", ["English", "كلام"])
@pytest.mark.parametrize(("locale", "side"), [("en-US", "right"), ("ar", "left")])
def test_the_end_of_a_line_is_where_the_widget_ends_whatever_language_it_is_in(
    open_example: Callable[..., Page], locale: str, side: str, words: str
) -> None:
    widget = open_example(locale=locale).locator("chatkit-widget")
    expect(widget.get_by_role("button", name="Send")).to_be_visible()
    widget.evaluate(
        """(element, value) => {
            const text = { type: 'Text', value, textAlign: 'end' };
            element.widget = { type: 'Card', children: [text] };
        }""",
        words,
    )
    expect(widget.get_by_text(words)).to_have_css("text-align", side)
