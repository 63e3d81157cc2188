"""Files in the composer and in messages: chosen, dropped, pasted, shown; in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.attachments.handing import (
    DIRECT,
    DROP,
    POST,
    TWO_PHASE,
    choose,
    expect_attached,
    options,
    png,
    text_file,
    tile,
    tiles,
)
from tests.e2e.axe import expect_clean

PASTE = """(field, [files, data]) => {
    const clipboardData = new DataTransfer();
    for (const [name, type, text] of files) {
        clipboardData.items.add(new File([text], name, { type }));
    }
    for (const [type, text] of Object.entries(data)) clipboardData.setData(type, text);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, composed: true,
        cancelable: true });
    return !field.dispatchEvent(event);
}"""


@pytest.mark.parametrize("strategy", [DIRECT, TWO_PHASE], ids=["direct", "two_phase"])
def test_a_file_and_an_image_go_with_a_message(
    new_element: Callable[..., Any], strategy: str
) -> None:
    chat = new_element(options(strategy))
    choose(chat, text_file("notes.txt"), ("red.png", "image/png", png()))
    expect_attached(chat, "notes.txt", "red.png")
    expect(tile(chat, "red.png").locator("canvas")).to_be_visible()
    chat.composer.fill("Look at these")
    chat.composer.press("Enter")
    sent = chat.turns.first.get_by_role("list", name="Attachments")
    expect(sent.get_by_text("notes.txt")).to_be_visible()
    picture = sent.locator("img")
    expect(picture).to_have_attribute("alt", "red.png")
    assert picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth }")
    expect(tiles(chat)).to_have_count(0)


@pytest.mark.allowed_console_errors("404")
def test_images_of_a_message_open_one_by_one(new_element: Callable[..., Any]) -> None:
    chat = new_element(options())
    choose(chat, ("a.png", "image/png", png()), ("b.png", "image/png", png(60, 20)))
    expect_attached(chat, "a.png", "b.png")
    chat.composer.press("Enter")
    opener = chat.element.get_by_role("button", name="Open a.png")
    opener.click()
    first = chat.element.get_by_role("dialog", name="a.png")
    expect(first).to_be_visible()
    link = first.get_by_role("link", name="Download")
    expect(link).to_have_attribute("download", "a.png")
    # From the last button on, Tab leads to the browser's own, and never to what lies behind.
    for _ in range(6):
        chat.page.keyboard.press("Tab")
        expect(chat.element.locator(":focus:not(dialog, dialog *)")).to_have_count(0)
    first.get_by_role("button", name="Close").focus()
    chat.page.keyboard.press("ArrowRight")
    expect(chat.element.get_by_role("dialog", name="b.png")).to_be_visible()
    chat.page.keyboard.press("Escape")
    expect(chat.element.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()
    expect_clean(chat.page, headed=False)


@pytest.mark.allowed_console_errors("410")
def test_a_picture_that_cannot_be_shown_is_a_file(new_element: Callable[..., Any]) -> None:
    chat = new_element(options())
    chat.page.route("**/api/attachments/*/preview*", lambda route: route.fulfill(status=410))
    choose(chat, ("a.png", "image/png", png()))
    expect_attached(chat, "a.png")
    chat.composer.press("Enter")
    expect(chat.turns.first.get_by_text("a.png")).to_be_visible()
    expect(chat.turns.first.locator("[data-kind=file]")).to_have_count(1)


def test_a_message_may_be_files_alone(new_element: Callable[..., Any]) -> None:
    chat = new_element(options())
    choose(chat, text_file("notes.txt"))
    expect_attached(chat, "notes.txt")
    chat.composer.press("Enter")
    expect(chat.turns.first.get_by_text("notes.txt")).to_be_visible()


def test_the_menu_opens_the_file_field_only_where_attachments_are_on(
    new_element: Callable[..., Any],
) -> None:
    chat = new_element(options(attachments="accept: { 'text/*': ['.md'] }"))
    chat.element.get_by_role("button", name="Add to the message").click()
    with chat.page.expect_file_chooser() as chosen:
        chat.element.get_by_role("menuitem", name="Add photos and files").click()
    assert chosen.value.is_multiple()
    assert chosen.value.element.get_attribute("accept") == "text/*,.md"
    chosen.value.set_files([{"name": "a.md", "mimeType": "", "buffer": b"# A"}])
    expect_attached(chat, "a.md")

    off = new_element("{}")
    expect(off.element.locator("input[type=file]")).to_have_count(0)


def test_files_are_dropped_anywhere(new_element: Callable[..., Any]) -> None:
    chat = new_element(options())
    root = chat.element.locator("[part=root]")
    inner = chat.element.locator("[part=header]")
    overlay = chat.element.get_by_text("Drop files to attach them")
    files = [["a.txt", "text/plain", "a"], ["b.txt", "text/plain", "b"]]

    root.evaluate(DROP, ["dragenter", []])
    expect(overlay).to_be_hidden()
    root.evaluate(DROP, ["dragenter", files])
    expect(overlay).to_be_visible()
    inner.evaluate(DROP, ["dragenter", files])
    root.evaluate(DROP, ["dragleave", files])
    expect(overlay).to_be_visible()
    inner.evaluate(DROP, ["dragleave", files])
    expect(overlay).to_be_hidden()
    inner.evaluate(DROP, ["dragenter", files])
    inner.evaluate(DROP, ["drop", files])
    expect(overlay).to_be_hidden()
    expect_attached(chat, "a.txt", "b.txt")
    expect(chat.composer).to_be_focused()


def test_files_are_pasted_and_text_stays_text(new_element: Callable[..., Any]) -> None:
    chat = new_element(options())
    picture = [["image.png", "image/png", "not really"]]
    assert chat.composer.evaluate(PASTE, [[["a.txt", "text/plain", "a"]], {}])
    expect_attached(chat, "a.txt")
    office = {"text/plain": "1,2", "text/html": "<table><tr><td>1<td>2</table>"}
    assert not chat.composer.evaluate(PASTE, [picture, office])
    assert not chat.composer.evaluate(PASTE, [[], {"text/plain": "words"}])
    expect(tiles(chat)).to_have_count(1)


@pytest.mark.parametrize("where", ["thread", "new chat"])
def test_files_of_a_draft_are_there_after_a_reload(
    new_element: Callable[..., Any], where: str
) -> None:
    chat = new_element(options())
    if where == "thread":
        chat.say("Add buy milk")
    choose(chat, text_file("a.txt"), ("red.png", "image/png", png()))
    expect_attached(chat, "a.txt", "red.png")
    chat.composer.fill("Not sent yet")
    thread = [
        event["detail"]["threadId"]
        for event in chat.page.evaluate("window.events")
        if event["type"] == "chatkit.thread.change"
    ]
    chat.page.reload()
    chat.page.evaluate(
        f"""async (thread) => {{
            await customElements.whenDefined('openai-chatkit');
            const element = document.querySelector('openai-chatkit');
            element.setOptions({{ ...{options()}, initialThread: thread }});
        }}""",
        thread[-1] if thread else None,
    )
    expect(chat.composer).to_have_value("Not sent yet")
    expect_attached(chat, "a.txt", "red.png")
    expect(tiles(chat).locator("img")).to_be_visible()
    chat.composer.press("Enter")
    expect(chat.element.get_by_role("list", name="Attachments")).to_contain_text("a.txt")
    expect(tiles(chat)).to_have_count(0)


def test_the_page_hands_files_over(new_element: Callable[..., Any]) -> None:
    chat = new_element(options(attachments="maxCount: 1"))
    result = chat.page.evaluate(
        """async () => {
            const element = document.querySelector('openai-chatkit');
            const file = (name) => new File(['text'], name, { type: 'text/plain' });
            await element.setComposerValue({ text: 'Hello', files: [file('a.txt')] });
            const refused = await element.setComposerValue({ files: [file('b.txt')] }).then(
                () => null, ({ code }) => code);
            return refused;
        }"""
    )
    assert result == "attachment_refused"
    expect(chat.composer).to_have_value("Hello")
    expect_attached(chat, "a.txt")


def test_a_fetch_of_the_page_carries_the_upload(new_element: Callable[..., Any]) -> None:
    own = "fetch: (url, init) => { (window.asked ??= []).push(url); return fetch(url, init); }"
    chat = new_element(options(api=own))
    choose(chat, text_file("a.txt"))
    expect_attached(chat, "a.txt")
    assert "/api/attachments" in chat.page.evaluate("window.asked")


def test_attachments_without_a_way_to_the_server_are_off(new_element: Callable[..., Any]) -> None:
    chat = new_element("{ composer: { attachments: { enabled: true } } }")
    expect(chat.element.locator("input[type=file]")).to_have_count(0)
    [error] = chat.page.evaluate("events.flatMap(({ detail }) => detail?.error?.message ?? [])")
    assert "api.uploadStrategy" in error


@pytest.mark.allowed_console_errors("503")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_state_of_a_file_has_what_axe_finds_wrong(
    new_element: Callable[..., Any], scheme: str
) -> None:
    chat = new_element(
        options(attachments="maxSize: 1000").replace("{", f"{{ theme: '{scheme}',", 1),
        reduced_motion="reduce",
    )
    chat.page.route(
        POST,
        lambda route: (
            route.fulfill(status=503, json={"error": {"message": "Down."}})
            if b"bad.txt" in (route.request.post_data_buffer or b"")
            else None
            if b"slow.txt" in (route.request.post_data_buffer or b"")
            else route.continue_()
        ),
    )
    choose(
        chat,
        text_file("done.txt"),
        text_file("slow.txt"),
        text_file("bad.txt"),
        ("big.txt", "text/plain", b"x" * 2000),
    )
    expect(tile(chat, "done.txt")).to_have_attribute("data-status", "done")
    expect(tile(chat, "bad.txt")).to_have_attribute("data-status", "failed")
    expect(tile(chat, "slow.txt")).to_have_attribute("data-status", "uploading")
    expect_clean(chat.page, headed=False)
    chat.element.locator("[part=root]").evaluate(
        DROP, ["dragenter", [["a.txt", "text/plain", "a"]]]
    )
    expect(chat.element.get_by_text("Drop files to attach them")).to_be_visible()
