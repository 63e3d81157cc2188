"""The element as a whole, for those who do not see it, do not point, or enlarge everything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.axe import ELEMENT, expect_clean
from tests.e2e.composer.conftest import OPTIONS
from tests.e2e.test_keyboard import walk

pytestmark = pytest.mark.allowed_console_errors("net::ERR_")

TITLE = "A title that is longer than any header " * 5
WORD = "Donaudampfschiff" * 19
# A link in a line of text is as high as the line, and a box that can be ticked is as large as its
# label: WCAG 2.2, 2.5.8. What lies over a button for the pointer alone counts.
SMALL = """(least) => {
    const { shadowRoot } = document.querySelector('openai-chatkit');
    const length = (value) => Number.parseFloat(value) || 0;
    const size = (target) => {
        const { width, height } = target.getBoundingClientRect();
        const over = getComputedStyle(target, '::after');
        if (over.content === 'none' || over.position !== 'absolute') return [width, height];
        return [Math.max(width, length(over.width)), Math.max(height, length(over.height))];
    };
    const isSmall = (target) => Math.min(...size(target)) < least - 0.5;
    const targets = 'button, a, summary, input:not([type=file]), select, textarea';
    return [...shadowRoot.querySelectorAll(targets)]
        .filter((one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
        .filter((one) => !one.closest('p, .ck-md-notes, [inert]'))
        .filter((one) => getComputedStyle(one).display !== 'inline')
        .map((one) => one.closest('label') ?? one)
        .filter(isSmall)
        .map((one) => `${one.outerHTML.slice(0, 120)} is ${size(one).map(Math.round)}`);
}"""
WIDE = """() => {
    const { shadowRoot } = document.querySelector('openai-chatkit');
    const boxes = '.ck-root, .ck-main, .ck-thread, .ck-history, .ck-start, .ck-popover, dialog';
    return [document.documentElement, ...shadowRoot.querySelectorAll(boxes)]
        .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
        .map((box) => `${box.className} is ${box.scrollWidth} wide in ${box.clientWidth}`);
}"""
MOVING = """() => document.querySelector('openai-chatkit').shadowRoot.getAnimations()
    .filter(({ playState }) => playState === 'running')
    .map(({ effect, animationName }) => `${animationName} at ${effect.target.className}`)"""
TOUCH = {"has_touch": True, "is_mobile": True}


def options(scheme: str = "light") -> str:
    return OPTIONS.replace(
        "LOCALE",
        f"""theme: {{ colorScheme: '{scheme}' }},
        threadItemActions: {{ feedback: true, retry: true }},
        header: {{ leftAction: {{ icon: 'menu', onClick() {{}} }} }},
        startScreen: {{ prompts: [{{ label: 'Show all', prompt: '/items', icon: 'star' }}] }},
        disclaimer: {{ text: 'It can be wrong. [More](https://example.com/)' }}""",
    )


def screens(chat: Any) -> Iterator[str]:
    """Leads through everything that the element can show; says what it shows now."""
    element, press = chat.element, chat.page.keyboard.press
    button = element.get_by_role
    expect(button("list", name="Suggestions")).to_be_visible()
    yield "start"
    for name in ("Tools", "Model: Thorough", "More"):
        button("button", name=name, exact=True).click()
        expect(button("menu")).to_be_visible()
        yield name
        press("Escape")
        expect(button("menu")).to_be_hidden()
    for character in "@/":
        chat.composer.press_sequentially(character)
        expect(button("option").first).to_be_visible()
        yield f"suggestions for {character}"
        press("Escape")
        chat.composer.fill("")

    chat.send(f'title instant to="{TITLE}"')
    expect(button("heading", level=2)).to_have_text(TITLE.strip())
    chat.send(f"{WORD} https://example.com/{WORD}")
    expect(chat.element.get_by_text("time zone")).to_be_visible()
    chat.send("text markdown instant")
    expect(button("heading", name="Setext heading")).to_be_visible()
    yield "a long text"
    chat.send("annotations instant")
    button("button", name="5 sources").click()
    button("button", name=re.compile("^Source 1")).first.click()
    expect(button("group", name=re.compile("^Source 1"))).to_be_visible()
    yield "a source"
    press("Escape")
    chat.send("workflow expanded instant")
    expect(element.get_by_text("The workflow is done.")).to_be_visible()
    yield "a workflow"
    chat.send("image square instant")
    element.locator("[data-item-type=generated_image]").hover()
    button("button", name="Open large").click()
    expect(button("dialog", name="Generated image")).to_be_visible()
    yield "an image"
    press("Escape")
    chat.send("widgets card instant")
    expect(button("button", name="Leave it")).to_be_visible()
    yield "a card"
    chat.send("ask instant")
    form = button("form", name="3 questions for you")
    form.get_by_role("radio", name="Something else").check()
    form.get_by_role("button", name="Send answers").click()
    expect(form.get_by_role("alert").first).to_be_visible()
    yield "questions"
    form.get_by_role("button", name="Skip all").click()
    expect(element.get_by_text("The questions were skipped.")).to_be_visible()
    chat.send("notices instant")
    expect(element.get_by_text("Maintenance")).to_be_visible()
    yield "notices"
    chat.send("error retry midway instant")
    expect(button("button", name="Try again")).to_be_visible()
    yield "an error"

    press("Shift+Tab")
    chat.composer.press("ArrowUp")
    expect(button("textbox", name="Edit message")).to_be_focused()
    yield "an edited message"
    press("Escape")
    button("button", name="More", exact=True).click()
    yield "the menu of a conversation"
    button("menuitem", name="Keyboard shortcuts").click()
    expect(button("dialog", name="Keyboard shortcuts")).to_be_visible()
    yield "the shortcuts"
    press("Escape")
    button("button", name="Show chats").click()
    button("button", name=re.compile("^Rename")).click()
    expect(button("textbox", name="Title")).to_be_focused()
    yield "renaming"
    press("Escape")
    button("button", name=re.compile("^Delete")).click()
    expect(element.get_by_text("Delete this conversation?")).to_be_visible()
    yield "deleting"
    button("button", name="Cancel").click()
    button("button", name="Back to the conversation").click()

    chat.page.context.set_offline(True)
    expect(element.get_by_text("You are offline")).to_be_visible()
    chat.send("text plain instant")
    expect(element.get_by_text("Will be sent when you are back online")).to_be_visible()
    yield "offline"
    chat.page.context.set_offline(False)
    expect(element.get_by_text("The river rises")).to_be_visible()
    chat.send('lock for=20 reason="Locked while somebody looks at it, please wait"')
    expect(chat.composer).to_be_disabled()
    yield "locked"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_screen_has_what_axe_finds_wrong(new_showcase: Callable[..., Any], scheme: str) -> None:
    chat = new_showcase(options(scheme), reduced_motion="reduce")
    for _ in screens(chat):
        expect_clean(chat.page, ELEMENT)


@pytest.mark.parametrize(
    ("context", "least"),
    [
        ({"viewport": {"width": 320, "height": 568}}, 24),
        # What is left of 1280 by 800 at 200 %.
        ({"viewport": {"width": 640, "height": 400}}, 24),
        ({"viewport": {"width": 360, "height": 740}} | TOUCH, 44),
    ],
    ids=["320px", "zoomed", "touch"],
)
def test_all_targets_are_large_enough_and_nothing_is_too_wide_or_moves(
    new_showcase: Callable[..., Any], context: dict[str, Any], least: int
) -> None:
    chat = new_showcase(options(), reduced_motion="reduce", **context)
    for screen in screens(chat):
        found = {"small": SMALL, "wide": WIDE, "moving": MOVING}
        problems = {name: chat.page.evaluate(source, least) for name, source in found.items()}
        assert problems == {"small": [], "wide": [], "moving": []}, screen


def test_everything_works_by_keyboard_and_the_focus_comes_back(
    new_showcase: Callable[..., Any],
) -> None:
    chat = new_showcase(options(), reduced_motion="reduce")
    page, role = chat.page, chat.element.get_by_role
    press = page.keyboard.press
    chat.composer.focus()
    page.keyboard.type("annotations instant")
    press("Enter")
    expect(chat.composer).to_be_focused()
    expect(chat.actions_of(chat.turns.last)).to_be_visible()

    sources = role("button", name="5 sources")
    walk(page, "5 sources", "Shift+Tab")
    press("Enter")
    expect(sources).to_have_attribute("aria-expanded", "true")
    expect(sources).to_be_focused()
    walk(page, "Source 2: Barges today", "Shift+Tab")
    expect(role("group", name="Source 2: Barges today")).to_be_visible()
    press("Escape")
    expect(role("group", name="Source 2: Barges today")).to_be_hidden()

    walk(page, "Tools")
    tools = role("button", name="Tools")
    press("Enter")
    expect(role("menuitemradio").or_(role("menuitem")).first).to_be_focused()
    press("Escape")
    expect(tools).to_be_focused()
    press("ArrowDown")
    press("Enter")
    expect(role("button", name="Turn off Create an image")).to_be_visible()
    expect(chat.composer).to_be_focused()

    page.keyboard.type("actions instant")
    press("Enter")
    count = role("button", name=re.compile("^Count|^count")).first
    expect(count).to_be_visible()
    count.focus()
    before = chat.widgets.first.inner_text()
    press("Enter")
    expect(chat.widgets.first).not_to_have_text(before)

    role("button", name="Edit message").last.focus()
    press("Enter")
    expect(role("textbox", name="Edit message")).to_be_focused()
    press("Escape")
    expect(role("textbox", name="Edit message")).to_be_hidden()
    expect(chat.composer).to_be_focused()

    more = role("button", name="More", exact=True)
    more.focus()
    press("ArrowUp")
    expect(role("menuitem", name="Keyboard shortcuts")).to_be_focused()
    press("Enter")
    help_sheet = role("dialog", name="Keyboard shortcuts")
    expect(help_sheet).to_be_visible()
    press("Escape")
    expect(help_sheet).to_be_hidden()
    expect(more).to_be_focused()

    walk(page, "Show chats", "Shift+Tab")
    press("Enter")
    rename = role("button", name=re.compile("^Rename"))
    expect(rename).to_be_visible()
    rename.focus()
    press("Enter")
    expect(role("textbox", name="Title")).to_be_focused()
    page.keyboard.type("Sources")
    press("Enter")
    expect(role("button", name="Rename Sources")).to_be_focused()
    press("Tab")
    press("Enter")
    expect(role("button", name="Cancel")).to_be_visible()
    press("Escape")
    expect(role("button", name="Delete Sources")).to_be_focused()
    press("Escape")
    expect(role("button", name="Show chats")).to_be_focused()


def test_the_tree_of_a_conversation(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase(options(), reduced_motion="reduce")
    chat.say("text plain instant")
    expect(chat.element.locator("[part=root]")).to_match_aria_snapshot(
        """
        - region "Chat":
          - button "Menu"
          - button "Show chats"
          - heading "Text plain instant" [level=2]
          - button "New chat"
          - button "More"
          - log "Conversation":
            - heading "You said:" [level=3]
            - heading "The assistant said:" [level=3]
            - group "Actions for this answer":
              - button "Copy"
              - button "Good response"
              - button "Bad response"
              - button "Answer again"
          - textbox "Message"
          - button "Tools"
          - button "Search the web"
          - 'button "Model: Thorough"'
          - button "Mention something"
          - button "Send message" [disabled]
        """
    )
    turns = chat.element.get_by_role("heading", level=3)
    expect(turns).to_have_text(["You said:", "The assistant said:"])
    # The thread itself is silent while it grows; one region says it once, sentence by sentence.
    expect(chat.element.get_by_role("log")).to_have_attribute("aria-live", "off")
    expect(chat.element.locator("[aria-live=polite]").first).to_be_attached()
