"""The page of the contract, in a browser under the policy that it is served with."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.e2e


def test_what_is_searched_for_is_found_and_opened_by_its_address(
    new_guest: Callable[..., Page],
) -> None:
    page = new_guest("/docs")
    search = page.get_by_role("searchbox", name="Search")
    entry = page.locator("#get_api_tasks")
    other = page.locator("#post_chatkit")
    expect(entry).to_be_visible()

    page.keyboard.press("/")
    expect(search).to_be_focused()
    search.fill("user's tasks")
    expect(other).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ found$"))
    page.get_by_role("navigation").get_by_role("link", name="GET /api/tasks", exact=True).click()
    expect(entry).to_have_js_property("open", True)
    entry.get_by_role("link", name="TaskPageBody").click()

    # A type that the search had hidden is shown when an address names it.
    expect(page.locator("#type-TaskPageBody")).to_have_js_property("open", True)
    expect(search).to_have_value("")
    expect(other).to_be_visible()

    search.fill("no such thing")
    expect(page.get_by_text("Nothing is called that.")).to_be_visible()
    search.press("Escape")
    expect(page.get_by_text("Nothing is called that.")).to_be_hidden()
    expect(page.get_by_role("status")).to_be_empty()
