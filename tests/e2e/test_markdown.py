"""Markdown in answers, drawn in a real browser under a strict content security policy."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.axe import ELEMENT, expect_clean
from tests.e2e.pages import ChatPage

WITHOUT_IDS = r"(root) => root.innerHTML.replace(/P\d+-\d+/g, '')"

NewChat = Callable[..., ChatPage]


def test_formulas_are_drawn_and_prices_are_not(new_showcase: NewChat) -> None:
    chat = new_showcase()
    answer = chat.say("/text math")
    formulas = answer.locator("math")
    expect(formulas).to_have_count(4)
    assert formulas.first.evaluate("(math) => math.namespaceURI").endswith("MathML")
    assert formulas.first.get_attribute("alttext") == r"e^{i\pi} + 1 = 0"
    for formula in formulas.all():
        box = formula.bounding_box()
        assert box and box["width"] > 20 and box["height"] > 8
    expect(answer).to_contain_text("it costs $5 or $10")
    expect(answer.locator("code").filter(has_text="$HOME")).to_have_count(1)
    wrong = answer.locator("[data-wrong]")
    expect(wrong).to_have_text([r"\frac{1}{", r"\notacommand{x}"])
    expect(wrong.first).to_have_attribute("title", re.compile("cannot be drawn"))


def test_a_wide_formula_is_scrolled_in_its_own_frame(new_showcase: NewChat) -> None:
    chat = new_showcase(viewport={"width": 320, "height": 640})
    chat.page.locator("openai-chatkit").evaluate(
        "(element) => element.style.setProperty('--ck-font-size', '40px')"
    )
    answer = chat.say("/text math")
    frame = answer.get_by_role("group", name="Formula").first
    frame.press("ArrowRight")
    chat.page.wait_for_function("(frame) => frame.scrollLeft > 0", arg=frame.element_handle())
    thread = chat.element.locator("[part=thread]")
    assert thread.evaluate("(thread) => thread.scrollWidth <= thread.clientWidth")


def test_code_has_colours_and_is_copied_as_it_is(new_showcase: NewChat) -> None:
    chat = new_showcase()
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answer = chat.say("/text code")
    python = answer.locator(".ck-code").filter(has_text="def greet")
    keyword = python.locator("[data-token=keyword]").filter(has_text="def")
    expect(keyword).to_be_visible()
    text = python.locator("code").evaluate("(code) => getComputedStyle(code).color")
    assert keyword.evaluate("(word) => getComputedStyle(word).color") != text
    python.get_by_role("button", name="Copy code").click()
    expect(python.get_by_role("button", name="Copied")).to_be_visible()
    expect(python.get_by_role("status")).to_have_text("Copied")
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert copied == ("def greet(name: str) -> str:\n    return f'Hello, {name}!'  # a comment")
    unknown = answer.locator(".ck-code").filter(has_text="words without ANY colour")
    expect(unknown.locator("[data-token]")).to_have_count(0)


def test_long_lines_are_scrolled_by_keyboard_or_wrapped(new_showcase: NewChat) -> None:
    chat = new_showcase(viewport={"width": 360, "height": 740})
    answer = chat.say("/text code")
    block = answer.locator(".ck-code").filter(has_text="a very long line")
    frame = block.get_by_role("group", name="Code")
    frame.press("ArrowRight")
    chat.page.wait_for_function("(frame) => frame.scrollLeft > 0", arg=frame.element_handle())
    block.get_by_role("button", name="Wrap long lines").click()
    body = block.locator(".ck-code-body")
    chat.page.wait_for_function(
        "(body) => body.scrollWidth <= body.clientWidth", arg=body.element_handle()
    )
    # With nothing to scroll to it is no stop for the Tab key any more.
    expect(frame).to_have_count(0)


def test_a_wide_table_is_scrolled_in_its_own_frame(new_showcase: NewChat) -> None:
    chat = new_showcase(viewport={"width": 360, "height": 740})
    answer = chat.say("/text tables")
    wide = answer.get_by_role("group", name="Table").last
    wide.press("ArrowRight")
    chat.page.wait_for_function("(frame) => frame.scrollLeft > 0", arg=wide.element_handle())
    thread = chat.element.locator("[part=thread]")
    assert thread.evaluate("(thread) => thread.scrollWidth <= thread.clientWidth")
    amounts = answer.get_by_role("cell", name="1,234.50")
    assert amounts.evaluate("(cell) => getComputedStyle(cell).textAlign") == "end"


def test_links_lead_where_links_may(new_showcase: NewChat) -> None:
    chat = new_showcase()
    answer = chat.say("/text links")
    for link in answer.get_by_role("link").all():
        href = link.get_attribute("href") or ""
        assert href.startswith(("https:", "mailto:", "tel:", "chatkit-link:")), href
        if not href.startswith("chatkit-link:"):
            assert link.get_attribute("rel") == "noopener noreferrer nofollow"
            assert link.get_attribute("target") == "_blank"
    answer.get_by_role("link", name="deep link").click()
    events = chat.page.evaluate("window.events")
    assert {"type": "chatkit.deeplink", "detail": {"name": "open", "data": {"task": "1"}}} in events


def test_a_footnote_leads_there_and_back(new_showcase: NewChat) -> None:
    chat = new_showcase()
    answer = chat.say("/text markdown")
    reference = answer.get_by_role("link", name="Footnote 2", exact=True)
    reference.click()
    note = answer.get_by_role("region", name="Footnotes").get_by_role("listitem").nth(1)
    expect(note).to_be_focused()
    expect(note).to_contain_text("A longer note with code")
    note.get_by_role("link", name="Back to footnote 2 in the text").click()
    expect(reference).to_be_focused()


@pytest.mark.parametrize("document", ["markdown", "math", "code"])
def test_a_text_that_grew_is_the_same_as_one_that_was_there_at_once(
    new_showcase: NewChat, document: str
) -> None:
    chat = new_showcase()
    grown = chat.say(f"/stream {document} size=7 delay=0").locator(".ck-md")
    whole = chat.say(f"/text {document}").locator(".ck-md")
    if document != "markdown":
        drawn = "math" if document == "math" else "[data-token]"
        expect(grown.locator(drawn)).not_to_have_count(0)
        expect(whole.locator(drawn)).not_to_have_count(0)
    assert grown.evaluate(WITHOUT_IDS) == whole.evaluate(WITHOUT_IDS)


@pytest.mark.allowed_console_errors("Failed to load resource")
def test_what_could_not_be_loaded_is_tried_again_with_the_next_text(new_showcase: NewChat) -> None:
    chat = new_showcase()
    chat.page.route("**/chatkit/mathml-*", lambda route: route.abort())
    first = chat.say("/text math")
    chat.page.wait_for_function(
        """() => window.events.some(({ type, detail }) =>
            type === 'chatkit.log' && detail.name === 'chunk.failed')"""
    )
    expect(first.locator(".ck-tex").first).to_have_text(r"e^{i\pi} + 1 = 0")
    chat.page.unroute("**/chatkit/mathml-*")
    second = chat.say("/text math")
    expect(second.locator("math")).to_have_count(4)
    expect(first.locator("math")).to_have_count(4)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_of_it_has_what_axe_finds_wrong(new_showcase: NewChat, scheme: str) -> None:
    chat = new_showcase(f"{{ theme: '{scheme}' }}", reduced_motion="reduce", bypass_csp=True)
    for document in ("markdown", "math", "code"):
        answer = chat.say(f"/text {document}")
    expect(answer.locator("[data-token=keyword]").first).to_be_visible()
    expect_clean(chat.page, ELEMENT)
