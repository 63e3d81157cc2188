"""The composer: text with tags, mentions, commands, tools, models, drafts; in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
RUN_AXE = """async () => {
    const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { violations } = await axe.run(document, { runOnly });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}"""
VALUE = "() => document.querySelector('openai-chatkit').getComposerValue()"
COPY = """(text) => {
    const field = document.createElement('textarea');
    document.body.append(field);
    field.value = text;
    field.select();
    document.execCommand('copy');
    field.remove();
}"""
CARET = "(field) => [field.selectionStart, field.selectionEnd]"
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


def mention(chat: Any, title: str) -> None:
    """Types a mention and takes the first that is found."""
    chat.composer.press_sequentially(f"@{title}")
    expect(options_of(chat)).to_have_count(1)
    expect(options_of(chat)).to_contain_text(title)
    chat.composer.press("Enter")
    expect(options_of(chat)).to_have_count(0)


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


def test_a_tag_is_one_character_to_the_keyboard(chat: Any) -> None:
    field = chat.composer
    field.press_sequentially("Ask ")
    mention(chat, "Ada")
    assert content_of(chat) == [("text", "Ask "), ("tag", "Ada Lovelace"), ("text", " ")]

    field.press("ArrowLeft")
    field.press("ArrowLeft")
    expect(chat.element.get_by_text("About Ada Lovelace")).to_be_visible()
    assert field.evaluate(CARET) == [4, 4]
    field.press("Shift+ArrowRight")
    field.press("End")
    field.press("ArrowLeft")
    field.press("Backspace")
    assert content_of(chat) == [("text", "Ask  ")]

    field.press("Control+z")
    assert content_of(chat) == [("text", "Ask "), ("tag", "Ada Lovelace"), ("text", " ")]
    field.press("Home")
    for _ in range(4):
        field.press("ArrowRight")
    field.press("Delete")
    assert content_of(chat) == [("text", "Ask  ")]


def test_undo_and_redo_take_tags_out_and_bring_them_back(chat: Any) -> None:
    field = chat.composer
    field.press_sequentially("Ask ")
    mention(chat, "Ada")
    field.press_sequentially("now")
    whole = content_of(chat)
    states = [whole]
    while field.input_value() != "":
        field.press("Control+z")
        states.append(content_of(chat))
        assert len(states) < 20, states
    for state in reversed(states[:-1]):
        field.press("Control+Shift+z")
        assert content_of(chat) == state
    assert content_of(chat) == whole


def test_a_word_that_reaches_into_a_tag_is_deleted_with_all_of_it(chat: Any) -> None:
    mention(chat, "Ada")
    chat.composer.press("Control+Backspace")
    assert content_of(chat) in ([], [("text", " ")])


def test_typing_at_its_edges_leaves_a_tag_alone(chat: Any) -> None:
    field = chat.composer
    mention(chat, "Q2")
    field.press("Home")
    field.press_sequentially("x")
    field.press("ArrowRight")
    field.press_sequentially("y")
    assert content_of(chat) == [("text", "x"), ("tag", "Q2 Plan"), ("text", "y ")]


def test_tags_come_along_when_they_are_cut_and_pasted(chat: Any) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    field = chat.composer
    mention(chat, "Ada")
    field.press("Control+a")
    field.press("Control+x")
    assert content_of(chat) == []
    field.press_sequentially("To ")
    field.press("Control+v")
    assert content_of(chat) == [("text", "To "), ("tag", "Ada Lovelace"), ("text", " ")]


def test_a_tag_shows_what_it_is_and_opens(chat: Any) -> None:
    mention(chat, "Ada")
    tag = chat.element.locator("[part=composer-tag]")
    box = tag.bounding_box()
    chat.page.mouse.move(box["x"] + 20, box["y"] + 10)
    expect(chat.element.get_by_text("About Ada Lovelace")).to_be_visible()
    chat.page.mouse.click(box["x"] + 20, box["y"] + 10)
    assert chat.page.evaluate("window.clicked.id") == "u1"
    # The click has left the cursor at the tag's edge, not inside of it.
    assert chat.composer.evaluate(CARET)[0] in (0, 12)

    chat.page.evaluate("window.clicked = null")
    chat.composer.press("Home")
    chat.composer.press("Alt+Enter")
    assert chat.page.evaluate("window.clicked.id") == "u1"


def test_the_layer_of_tags_has_the_lines_of_the_field(chat: Any) -> None:
    for name in ("Ada", "Q2", "Grace"):
        chat.composer.press_sequentially("some words before a mention of ")
        mention(chat, name)
    chat.composer.press("Shift+Enter")
    heights = chat.composer.evaluate(
        "(field) => [field.scrollHeight, field.previousElementSibling.scrollHeight]"
    )
    assert heights[0] == heights[1]
    assert heights[0] > 24 * 3


def test_a_long_text_scrolls_inside_and_keeps_the_cursor_in_view(chat: Any) -> None:
    for line in range(30):
        chat.composer.press_sequentially(f"{line}")
        chat.composer.press("Shift+Enter")
    scroller = chat.element.locator(".ck-field")
    box = scroller.bounding_box()
    assert box["height"] <= 240
    top, bottom = scroller.evaluate(
        "(one) => [one.scrollTop, one.scrollHeight - one.clientHeight - one.scrollTop]"
    )
    assert top > 0
    assert bottom < 24


@pytest.mark.allowed_console_errors("400 \\(Bad Request\\)")
def test_a_very_long_text_is_pasted_scrolled_and_refused_with_the_reason(chat: Any) -> None:
    long = "a line of a very long text\n" * 10_000
    mention(chat, "Ada")
    field, mark = chat.composer, chat.element.locator("[part=composer-tag]")
    before = mark.bounding_box()
    assert before
    chat.page.evaluate(COPY, long)
    field.focus()
    field.press("ControlOrMeta+v")
    chat.page.wait_for_function(
        "([field, length]) => field.value.length > length", arg=[field.element_handle(), len(long)]
    )
    # The field scrolls it by itself, to the cursor; the layer has only what its tags need.
    field.press("x")
    assert field.evaluate("(one) => one.scrollHeight - one.clientHeight - one.scrollTop") < 24
    assert field.bounding_box()["height"] <= 240
    assert len(field.locator("xpath=preceding-sibling::div").text_content()) < 500
    field.press("ControlOrMeta+Home")
    chat.page.wait_for_function("(one) => one.scrollTop < 24", arg=field.element_handle())
    top = "([mark, field]) => mark.getBoundingClientRect().y - field.getBoundingClientRect().y < 20"
    chat.page.wait_for_function(top, arg=[mark.element_handle(), field.element_handle()])
    assert mark.bounding_box()["x"] == before["x"]
    field.press("Enter")
    expect(chat.element).to_contain_text("at most 100,000 are allowed")
    # Short again it grows with its text.
    expect(field).to_have_value("")
    field.press("y")
    assert field.bounding_box()["height"] < 60


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


def test_an_input_method_has_its_keys_to_itself(chat: Any) -> None:
    chat.composer.press_sequentially("Ask ")
    mention(chat, "Ada")
    cdp = chat.page.context.new_cdp_session(chat.page)
    for composed in ("に", "にほ", "にほん"):
        cdp.send(
            "Input.imeSetComposition",
            {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)},
        )
    cdp.send(
        "Input.dispatchKeyEvent",
        {"type": "keyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229},
    )
    expect(chat.turns).to_have_count(0)
    cdp.send("Input.insertText", {"text": "日本"})
    assert content_of(chat) == [("text", "Ask "), ("tag", "Ada Lovelace"), ("text", " 日本")]


def test_a_draft_with_all_that_goes_along_outlives_a_reload(chat: Any) -> None:
    mention(chat, "Ada")
    chat.element.get_by_role("button", name="Search the web").click()
    chat.page.evaluate(
        "document.querySelector('openai-chatkit').setComposerValue({ reply: 'As you said' })"
    )
    before = chat.page.evaluate(VALUE)
    chat.page.reload()
    chat.page.evaluate("""async () => {
        await customElements.whenDefined('openai-chatkit');
        document.querySelector('openai-chatkit').setOptions({
            api: { url: '/chatkit', domainKey: 'any' },
            composer: { tools: [{ id: 'web', label: 'Web', icon: 'globe' }] },
        });
    }""")
    expect(chat.composer).to_have_value("Ada Lovelace ")
    after = chat.page.evaluate(VALUE)
    # The models are not offered any more.
    before.pop("selectedModelId")
    assert after == before


def test_on_a_react_page_in_strict_mode_drafts_stay_with_their_threads(new_chat: Any) -> None:
    chat = new_chat()
    chat.say("Add buy milk")
    thread = chat.page.url
    chat.composer.fill("For this thread")
    chat.page.reload()
    expect(chat.composer).to_have_value("For this thread")

    beside = chat.new_tab()
    beside.page.goto("/")
    beside.composer.fill("Another new chat")
    beside.page.reload()
    expect(beside.composer).to_have_value("Another new chat")
    chat.page.goto("/")
    expect(chat.composer).to_be_editable()
    expect(chat.composer).to_have_value("")
    # The other tab has the thread's draft as well: the browser keeps it.
    beside.page.goto(thread)
    expect(beside.composer).to_have_value("For this thread")


def test_two_elements_on_a_page_keep_their_drafts_apart(chat: Any) -> None:
    chat.page.evaluate("""async () => {
        const second = document.createElement('openai-chatkit');
        document.querySelector('main').append(second);
        second.setOptions({ api: { url: '/chatkit', domainKey: 'any' } });
        await second.setComposerValue({ text: 'second' });
        await document.querySelector('openai-chatkit').setComposerValue({ text: 'first' });
    }""")
    chat.page.reload()
    texts = chat.page.evaluate("""async () => {
        await customElements.whenDefined('openai-chatkit');
        const first = document.querySelector('openai-chatkit');
        const second = document.createElement('openai-chatkit');
        first.after(second);
        const elements = [first, second];
        for (const one of elements) one.setOptions({ api: { url: '/chatkit', domainKey: 'any' } });
        return Promise.all(elements.map(async (one) => (await one.getComposerValue()).text));
    }""")
    assert texts == ["first", "second"]


def test_tags_are_sent_and_shown(chat: Any) -> None:
    chat.composer.press_sequentially("Ask ")
    mention(chat, "Ada")
    with chat.page.expect_request("**/chatkit") as sent:
        chat.composer.press("Enter")
    assert sent.value.post_data_json["params"]["input"]["content"] == [
        {"type": "input_text", "text": "Ask "},
        {
            "type": "input_tag",
            "id": "u1",
            "text": "Ada Lovelace",
            "group": "People",
            "interactive": True,
            "data": {},
        },
    ]
    assert sent.value.post_data_json["params"]["input"]["inference_options"] == {"model": "l"}
    expect(chat.turns.first).to_contain_text("Ask Ada Lovelace")


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
    page.evaluate(AXE.read_text())
    field = chat.element.locator("textarea")
    for sign in ("@", "/"):
        field.fill("")
        field.press_sequentially(sign)
        expect(options_of(chat).last).to_be_visible()
        expect(chat.element.get_by_role("listbox")).to_have_attribute("aria-busy", "false")
        inside(chat, chat.element.locator("[part=suggestions]"))
        assert page.evaluate(RUN_AXE) == []
    field.fill("")
    for part in ("plus-button", "model-button"):
        chat.element.locator(f"[part={part}]").click()
        menu = chat.element.get_by_role("menu")
        expect(menu).to_be_visible()
        inside(chat, menu)
        assert page.evaluate(RUN_AXE) == []
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
