"""Every part and variable that ``docs/element.md`` names can be styled by a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.attachments.handing import DROP, text_file

STYLING = (
    (Path(__file__).parents[2] / "docs" / "element.md")
    .read_text()
    .partition("\n## Styling\n")[2]
    .partition("\n## ")[0]
)
OTHERS = ("success", "warning", "info", "discovery")

# A page's own sheet: a strict policy lets scripts make one.
PAGE_SHEET = """() => {
    window.pageSheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [pageSheet];
}"""
STYLED_PARTS = """(parts) => {
    const { shadowRoot } = document.querySelector('openai-chatkit');
    const styled = parts.filter((part) => {
        const found = [...shadowRoot.querySelectorAll(`[part~="${part}"]`)];
        if (found.length === 0) return false;
        pageSheet.replaceSync(`openai-chatkit::part(${part}) { outline-color: rgb(1, 2, 3) }`);
        return found.every((one) => getComputedStyle(one).outlineColor === 'rgb(1, 2, 3)');
    });
    pageSheet.replaceSync('');
    return styled;
}"""
# Where a value may show, and what of it: lengths also as the double that spacing is made of.
STYLED_VARIABLES = """(variables) => {
    const { shadowRoot } = document.querySelector('openai-chatkit');
    // One of each kind will do.
    const kinds = new Map();
    for (const one of shadowRoot.querySelectorAll('*:not(style, svg *)')) {
        const names = [...one.attributes, ...one.parentElement?.attributes ?? []];
        const kind = names.map(({ name, value }) => name === 'style' ? name : name + value);
        kinds.set(`${one.localName} ${kind}`, one);
    }
    const all = [...kinds.values()];
    const colors = ['color', 'background-color', 'background-image', 'border-top-color',
        'border-bottom-color', 'border-inline-start-color', 'outline-color', 'accent-color',
        'text-decoration-color', 'scrollbar-color', 'box-shadow'];
    const kindOf = (name) => {
        if (name.startsWith('--ck-shadow')) {
            return ['0 0 1px rgb(1, 2, 3)', 'rgb(1, 2, 3)', ['box-shadow']];
        }
        if (name.startsWith('--ck-radius')) return ['7.25px', '7.25px', ['border-radius']];
        if (name === '--ck-font-size') return ['17.25px', '17.25px', ['font-size']];
        if (name === '--ck-space') return ['3.25px', '6.5px', ['gap', 'padding']];
        if (name.startsWith('--ck-font')) return ['"Any Font"', '"Any Font"', ['font-family']];
        return ['rgb(1, 2, 3)', 'rgb(1, 2, 3)', colors];
    };
    const styled = variables.filter((name) => {
        const [value, shown, properties] = kindOf(name);
        pageSheet.replaceSync(`openai-chatkit { ${name}: ${value} }`);
        return all.some((one) => [null, '::before', '::after', '::marker'].some((pseudo) => {
            const style = getComputedStyle(one, pseudo);
            return properties.some((property) => style.getPropertyValue(property).includes(shown));
        }));
    });
    pageSheet.replaceSync('');
    return styled;
}"""
# A microphone that hears nothing.
MICROPHONE = """() => {
    const { stream } = new AudioContext().createMediaStreamDestination();
    navigator.mediaDevices.getUserMedia = async () => stream;
}"""
SELECT = """(line) => {
    getSelection().selectAllChildren(line);
    document.dispatchEvent(new Event('selectionchange'));
}"""
OPTIONS = """{
    api: {
        url: '/chatkit', domainKey: 'any',
        uploadStrategy: { type: 'direct', uploadUrl: '/api/attachments' },
    },
    theme: { colorScheme: 'light' },
    startScreen: { greeting: 'Hello', prompts: [{ label: 'All', prompt: '/items' }] },
    disclaimer: { text: 'It can be [wrong](https://example.com/).' },
    onClientTool: () => new Promise((resolve) => { window.finishTool = resolve; }),
    composer: {
        attachments: { enabled: true, maxSize: 100 },
        dictation: { enabled: true },
        tools: [
            { id: 'web', label: 'Web', icon: 'globe', pinned: true },
            { id: 'deep', label: 'Deep', icon: 'compass' },
        ],
        models: [{ id: 's', label: 'Swift', default: true }, { id: 'l', label: 'Thorough' }],
    },
    entities: { onTagSearch: async () => [{ id: 'ada', title: 'Ada', interactive: true }] },
}"""


def documented_parts() -> set[str]:
    return set(re.findall(r"`([\w-]+)`", STYLING.partition("Parts, for")[2]))


def documented_variables() -> set[str]:
    table = "\n".join(line for line in STYLING.splitlines() if line.startswith("| `--ck-"))
    names = set(re.findall(r"`(--ck-[\w-]+)`", table))
    danger = {name for name in names if "danger" in name}
    assert f"same four for {', '.join(f'`{one}`' for one in OTHERS[:3])} and" in table
    return names | {name.replace("danger", other) for name in danger for other in OTHERS}


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def states(chat: Any) -> Iterator[None]:
    """Leads through states in which all parts are there, and all variables are used."""
    page, element, role = chat.page, chat.element, chat.element.get_by_role

    def part(name: str) -> Any:
        return element.locator(f"[part~={name}]").last

    def shown(name: str) -> None:
        expect(part(name)).to_be_attached()

    def send(command: str) -> None:
        chat.composer.fill(command)
        expect(role("button", name="Send message")).to_be_enabled()
        chat.composer.press("Enter")

    def close(dialog: str) -> None:
        # It has the focus once it is open, and not before.
        expect(part(dialog).locator(":focus")).to_be_attached()
        press(page, "Escape")
        expect(part(dialog)).to_be_hidden()

    shown("disclaimer")
    yield
    part("plus-button").click()
    shown("menu")
    yield
    press(page, "Escape")
    chat.composer.press_sequentially("@")
    shown("suggestions")
    expect(role("option", name="Ada")).to_be_visible()
    yield
    chat.composer.press("Enter")
    shown("composer-tag")
    name, kind, data = text_file("notes.txt")
    for size in (1, 100):
        element.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": kind, "buffer": data * size}
        )
    shown("composer-notice")
    expect(element.locator("[part=attachment][data-status=done]")).to_be_visible()
    part("root").evaluate(DROP, ["dragenter", [["a.txt", "text/plain", "x"]]])
    shown("drop-overlay")
    yield
    part("root").evaluate(DROP, ["dragleave", [["a.txt", "text/plain", "x"]]])
    chat.composer.press_sequentially("text plain instant")
    chat.composer.press("Enter")
    expect(element.get_by_text("The river rises")).to_be_visible()
    shown("actions")
    yield

    # What is there while an answer is on its way.
    send("silence 60")
    shown("thinking")
    yield
    chat.stop.click()
    expect(chat.stop).to_be_hidden()
    send("progress slow")
    shown("progress")
    yield
    chat.stop.click()
    expect(chat.stop).to_be_hidden()
    send("tool get_selection instant")
    shown("tool-call")
    page.wait_for_function("() => window.finishTool")
    yield
    page.evaluate("finishTool({})")
    expect(element.get_by_text("get_selection returned")).to_be_visible()

    # What is in answers.
    for command, name in (
        ("text markdown instant", "code"),
        ("text code instant", "code"),
        ("annotations instant", "sources"),
        ("workflow expanded instant", "workflow"),
        ("tasks instant", "task"),
        ("widgets badges instant", "item"),
        ("widgets buttons instant", "item"),
        ("unknown instant", "fallback"),
        ("image square instant", "image"),
    ):
        chat.say(command)
        shown(name)
        yield
    part("image").hover()
    role("button", name="Open large").click()
    expect(part("image-dialog")).to_be_visible()
    yield
    close("image-dialog")
    send("ask instant")
    form = part("questions")
    form.get_by_role("radio").first.check()
    yield
    form.get_by_role("button", name="Skip all").click()
    shown("answers")
    expect(element.get_by_text("The questions were skipped.")).to_be_visible()
    send("notices instant")
    expect(part("notice")).to_contain_text("Maintenance")
    yield
    send("error retry instant")
    shown("error")
    role("button", name="Try again").hover()
    yield

    # What a reader does.
    part("thread").evaluate("(thread) => thread.scrollTo(0, 0)")
    shown("jump-to-latest")
    yield
    part("jump-to-latest").click()
    chat.say("text plain instant")
    line = chat.turns.last.locator("p").first
    line.evaluate(SELECT)
    shown("quote-toolbar")
    yield
    press(page, "Control+Shift+Digit9")
    expect(part("composer").locator(".ck-chip")).to_be_visible()
    chat.say("text plain instant")
    shown("quote")
    part("thread").focus()
    press(page, "c")
    shown("note")
    yield
    press(page, "?")
    expect(part("dialog")).to_be_visible()
    yield
    close("dialog")
    part("thread").focus()
    press(page, "e")
    shown("edit")
    yield
    element.get_by_role("textbox", name="Edit message").fill("text plain instant")
    press(page, "Enter")
    shown("branched-from")
    expect(chat.stop).to_be_hidden()
    page.clock.set_fixed_time("2100-01-01T12:00:00")
    chat.say("text plain instant")
    shown("day")
    yield
    page.evaluate(MICROPHONE)
    part("dictation-button").click()
    shown("dictation")
    yield
    role("button", name="Cancel the dictation").click()
    part("history-button").click()
    role("button", name=re.compile("^Rename")).first.click()
    expect(role("textbox", name="Title")).to_be_focused()
    yield
    press(page, "Escape")
    role("button", name=re.compile("^Delete")).first.click()
    expect(role("button", name="Cancel")).to_be_focused()
    yield
    role("button", name="Cancel").click()
    role("button", name="Back to the conversation").click()
    page.context.set_offline(True)
    shown("offline")
    send("text plain instant")
    shown("unsent")
    yield


@pytest.mark.allowed_console_errors("net::ERR_")
def test_a_page_can_style_every_part_and_variable(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase(
        OPTIONS,
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write", "microphone"],
    )
    chat.page.evaluate(PAGE_SHEET)
    parts, variables = documented_parts(), documented_variables()
    assert len(parts) > 50
    assert len(variables) > 50
    for _ in states(chat):
        parts -= set(chat.page.evaluate(STYLED_PARTS, sorted(parts)))
        variables -= set(chat.page.evaluate(STYLED_VARIABLES, sorted(variables)))
    assert not parts | variables, sorted(parts | variables)
