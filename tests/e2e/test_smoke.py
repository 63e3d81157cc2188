from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect


def test_a_visitor_is_let_in_as_a_guest_and_can_type_at_once(page: Page, server: Any) -> None:
    composer = page.locator("openai-chatkit").get_by_role("textbox")
    expect(composer).to_be_editable(timeout=15_000)

    cookies = {cookie["name"]: cookie for cookie in page.context.cookies(server.url)}
    assert cookies["chatkit_session"]["httpOnly"]
    assert cookies["chatkit_session"]["sameSite"] == "Lax"


@pytest.mark.allowed_console_errors("net::ERR_")  # what the page asks for meanwhile is lost
def test_a_server_that_is_told_to_stop_does_so_and_comes_back(page: Page, server: Any) -> None:
    server.restart()
    page.reload()
    expect(page.locator("openai-chatkit").get_by_role("textbox")).to_be_editable(timeout=15_000)
