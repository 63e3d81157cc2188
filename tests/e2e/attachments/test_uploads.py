"""Files on their way to the server: limits, cancelling, what fails; in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.attachments.handing import (
    DIRECT,
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

PUT = "**/api/attachments/*/content*"


def known(chat: Any, attachment_id: str) -> int:
    """The status with which the server says what it knows of a file."""
    status: int = chat.page.request.get(f"/api/attachments/{attachment_id}").status
    return status


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


@pytest.mark.allowed_console_errors("503")
def test_the_file_that_keeps_a_message_back_comes_into_view(
    new_element: Callable[..., Any],
) -> None:
    chat = new_element(options(), viewport={"width": 360, "height": 740})
    chat.page.route(POST, lambda route: route.fulfill(status=503), times=1)
    choose(chat, text_file("failed.txt"))
    failed = tile(chat, "failed.txt")
    expect(failed).to_have_attribute("data-status", "failed")
    choose(chat, *(text_file(f"{number}.txt") for number in range(7)))
    expect(chat.element.locator("form [data-status=done]")).to_have_count(7)
    retry = failed.get_by_role("button", name="Try to upload failed.txt again")
    expect(retry).not_to_be_in_viewport()
    chat.composer.fill("Precious words")
    chat.composer.press("Enter")
    expect(retry).to_be_in_viewport(ratio=1)
