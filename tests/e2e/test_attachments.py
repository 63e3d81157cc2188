"""Files: on their way into a message, in it, and what can go wrong on the way."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.e2e.axe import expect_clean

DIRECT = "{ type: 'direct', uploadUrl: '/api/attachments' }"
TWO_PHASE = "{ type: 'two_phase' }"
PUT = "**/api/attachments/*/content*"
POST = "**/api/attachments"

DROP = """(area, [event, files]) => {
    const dataTransfer = new DataTransfer();
    for (const [name, type, text] of files) {
        dataTransfer.items.add(new File([text], name, { type }));
    }
    area.dispatchEvent(new DragEvent(event, { dataTransfer, bubbles: true, composed: true,
        cancelable: true }));
}"""
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


def options(strategy: str = DIRECT, attachments: str = "", api: str = "") -> str:
    return f"""{{
        api: {{ url: '/chatkit', domainKey: 'any', uploadStrategy: {strategy}, {api} }},
        composer: {{ attachments: {{ enabled: true, {attachments} }} }},
    }}"""


def png(width: int = 40, height: int = 30) -> bytes:
    """A red picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\xcc\x33\x33" * width) * height
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def choose(chat: Any, *files: tuple[str, str, bytes]) -> None:
    chat.element.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": type, "buffer": data} for name, type, data in files]
    )


def text_file(name: str) -> tuple[str, str, bytes]:
    return name, "text/plain", b"some text"


def tiles(chat: Any) -> Locator:
    files: Locator = chat.element.locator("form [part=attachment]")
    return files


def tile(chat: Any, name: str) -> Locator:
    return tiles(chat).filter(has=chat.page.locator(f"[title='{name}']"))


def expect_attached(chat: Any, *names: str) -> None:
    """These files are in the composer, all of them uploaded."""
    expect(chat.element.locator("form [part=attachment][data-status=done]")).to_have_count(
        len(names)
    )
    expect(tiles(chat)).to_have_count(len(names))
    for name in names:
        expect(tile(chat, name)).to_be_visible()


def known(chat: Any, attachment_id: str) -> int:
    """The status with which the server says what it knows of a file."""
    status: int = chat.page.request.get(f"/api/attachments/{attachment_id}").status
    return status


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


def test_what_is_outside_the_limits_is_named_and_the_rest_goes_in(
    new_element: Callable[..., Any],
) -> None:
    limits = """maxCount: 2, maxSize: { 'image/*': 10, '*': 1000 },
        accept: { 'image/*': [], 'text/plain': [] }"""
    chat = new_element(options(attachments=limits))
    choose(
        chat,
        ("red.png", "image/png", png()),
        ("app.exe", "application/x-msdownload", b"MZ"),
        text_file("a.txt"),
        ("empty.txt", "text/plain", b""),
        text_file("b.txt"),
        text_file("c.txt"),
    )
    expect_attached(chat, "a.txt", "b.txt")
    notice = chat.element.get_by_role("status").filter(has_text="too large")
    expect(notice).to_contain_text("“red.png” is too large. The limit is 10 bytes.")
    expect(notice).to_contain_text("“app.exe” has a type that is not accepted here.")
    expect(notice).to_contain_text("“empty.txt” is empty.")
    expect(notice).to_contain_text("Another file was not attached.")
    notice.get_by_role("button", name="Dismiss").click()
    choose(chat, text_file("d.txt"))
    expect(
        chat.element.get_by_text("“d.txt” was not attached. Limit per message: 2.")
    ).to_be_visible()
    expect(tiles(chat)).to_have_count(2)


@pytest.mark.allowed_console_errors("status of 404")
@pytest.mark.parametrize(
    ("strategy", "pattern"), [(DIRECT, POST), (TWO_PHASE, PUT)], ids=["direct", "two_phase"]
)
def test_a_slow_upload_is_cancelled(
    new_element: Callable[..., Any], strategy: str, pattern: str
) -> None:
    chat = new_element(options(strategy))
    held: list[Route] = []
    chat.page.route(pattern, lambda route: held.append(route))
    choose(chat, ("big.txt", "text/plain", b"x" * 2_000_000))
    expect(chat.element.get_by_role("progressbar", name="Uploading big.txt")).to_be_visible()
    with chat.page.expect_event("requestfailed"):
        chat.element.get_by_role("button", name="Cancel the upload of big.txt").click()
    expect(tiles(chat)).to_have_count(0)
    expect(chat.composer).to_be_focused()
    if strategy == TWO_PHASE:
        attachment_id = held[0].request.url.split("/")[-2]
        expect_gone(chat, attachment_id)


def expect_gone(chat: Any, attachment_id: str) -> None:
    """The server has deleted a file; its answer may still be on the way."""
    chat.page.wait_for_function(
        "async (id) => (await fetch(`/api/attachments/${id}`)).status === 404", arg=attachment_id
    )


def test_a_file_that_is_there_is_taken_out_again(new_element: Callable[..., Any]) -> None:
    chat = new_element(options())
    with chat.page.expect_response(POST) as answer:
        choose(chat, text_file("a.txt"))
    attachment_id = answer.value.json()["id"]
    expect_attached(chat, "a.txt")
    assert known(chat, attachment_id) == 200
    choose(chat, text_file("b.txt"))
    expect_attached(chat, "a.txt", "b.txt")
    with chat.page.expect_response("**/chatkit"):
        chat.element.get_by_role("button", name="Remove a.txt").click()
    expect(chat.element.get_by_role("button", name="Remove b.txt")).to_be_focused()
    assert known(chat, attachment_id) == 404


@pytest.mark.allowed_console_errors("503")
@pytest.mark.parametrize("strategy", [DIRECT, TWO_PHASE], ids=["direct", "two_phase"])
def test_a_refused_upload_says_why_and_is_tried_again(
    new_element: Callable[..., Any], strategy: str
) -> None:
    chat = new_element(options(strategy))
    pattern = POST if strategy == DIRECT else PUT
    refusal = {"error": {"code": "unavailable", "message": "The disk is full."}}
    chat.page.route(
        pattern,
        lambda route: route.fulfill(status=503, json=refusal, headers={"X-Request-Id": "req_7"}),
        times=1,
    )
    choose(chat, text_file("a.txt"))
    failed = tile(chat, "a.txt")
    expect(failed).to_contain_text("The disk is full.")
    expect(failed).to_contain_text("Request req_7")
    chat.composer.fill("Precious words")
    chat.composer.press("Enter")
    expect(chat.element.get_by_text("A file was not uploaded.")).to_be_visible()
    expect(chat.composer).to_have_value("Precious words")

    chat.element.get_by_role("button", name="Try to upload a.txt again").click()
    expect_attached(chat, "a.txt")
    chat.composer.press("Enter")
    expect(chat.turns.first.get_by_text("a.txt")).to_be_visible()
    errors = [event for event in chat.page.evaluate("window.events") if "error" in event["type"]]
    assert len(errors) == 1


@pytest.mark.allowed_console_errors("status of 4")
def test_the_server_itself_refuses_what_it_does_not_take(new_element: Callable[..., Any]) -> None:
    chat = new_element(options())
    choose(chat, ("program.exe", "application/x-msdownload", b"MZ\x90\x00" + b"\0" * 60))
    failed = tile(chat, "program.exe")
    expect(failed).to_have_attribute("data-status", "failed")
    expect(failed).to_contain_text("Request req_")


def test_a_message_goes_when_its_files_are_there(new_element: Callable[..., Any]) -> None:
    chat = new_element(options())
    held: list[Route] = []
    chat.page.route(POST, lambda route: held.append(route))
    choose(chat, text_file("slow.txt"))
    expect(chat.element.get_by_role("progressbar")).to_be_visible()
    chat.composer.fill("With a file")
    chat.composer.press("Enter")
    waiting = chat.element.get_by_text("Your message will be sent when its files are uploaded.")
    expect(waiting).to_be_visible()
    chat.element.get_by_role("button", name="Do not send yet").click()
    expect(waiting).to_be_hidden()
    expect(chat.composer).to_have_value("With a file")
    chat.composer.press("Enter")
    expect(waiting).to_be_visible()
    held[0].continue_()
    expect(chat.turns.first).to_contain_text("With a file")
    expect(chat.turns.first.get_by_text("slow.txt")).to_be_visible()


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
