"""Users sign in at a provider, in a browser: a guest keeps everything, and a draft too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.pages import ChatPage, guests_of
from tests.e2e.serving import RunningServer
from tests.oidc_provider import Provider, running_provider


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    """A provider that shows a page with a button."""
    with running_provider(asks=True, client_secret="s3cret") as provider:
        yield provider


@pytest.fixture(scope="module")
def server(start_server: Callable[..., RunningServer], running: Provider) -> RunningServer:
    return start_server(**running.environ)


@pytest.fixture
def provider(running: Provider) -> Provider:
    """The provider, with an Ada who was never here."""
    running.user = running.user | {"sub": f"ada_{uuid4().hex}"}
    running.signed_out.clear()
    running.complaints.clear()
    return running


@pytest.fixture
def new_guest(
    browser: Browser, server: RunningServer, provider: Provider, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Pages that may go to the provider, too."""
    with guests_of(server, browser, request) as open_page:

        def open_guest(path: str = "/", **options: object) -> Page:
            origin = provider.issuer.removesuffix("/realm")
            return open_page(path, **{"origin": origin} | options)

        yield open_guest


def sign_in(page: Page) -> None:
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Sign in as Ada Lovelace").click()
    expect(account(page)).to_be_visible()


def account(page: Page) -> Locator:
    return page.get_by_role("button", name="Account: Ada Lovelace")


def sign_out(page: Page) -> None:
    account(page).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


@pytest.mark.allowed_console_errors(r"status of 401", r"not signed in")
def test_a_guest_signs_in_with_all_they_have_signs_out_and_writes_on_when_it_is_over(
    new_chat: Callable[..., ChatPage], provider: Provider
) -> None:
    chat = new_chat()
    page = chat.page
    chat.say("Add water the plants")
    thread = chat.thread_id()
    other = chat.new_tab()
    other.page.goto(f"/threads/{thread}")
    expect(other.widgets.get_by_text("Water the plants")).to_be_visible()
    chat.composer.fill("half a thought")

    sign_in(page)

    # Back where the page was, with everything: the thread, the task, and what was half written.
    expect(page).to_have_url(re.compile(f"/threads/{thread}$"))
    expect(chat.widgets.get_by_text("Water the plants")).to_be_visible()
    expect(chat.tasks.get_by_text("Water the plants")).to_be_visible()
    expect(chat.composer).to_have_value("half a thought")
    assert provider.complaints == []
    assert chat.request("GET", "/api/auth/me")["user"]["id"] == provider.user["sub"]
    # The guest's other tab is told, and is the user's from then on.
    expect(account(other.page)).to_be_visible()
    expect(other.widgets.get_by_text("Water the plants")).to_be_visible()
    other.page.close()

    # The sign-in is over, behind the page's back: it asks, and nothing that was written is lost.
    chat.composer.fill("and the rest of it")
    page.context.clear_cookies()
    chat.composer.press("Enter")
    prompt = page.get_by_role("dialog", name="Sign in again")
    expect(prompt).to_be_visible()
    prompt.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Sign in as Ada Lovelace").click()
    expect(account(page)).to_be_visible()
    expect(page).to_have_url(re.compile(f"/threads/{thread}$"))
    expect(chat.composer).to_have_value("and the rest of it")

    sign_out(page)
    assert provider.signed_out == [provider.user["sub"]]
    assert provider.complaints == []
    expect(page).to_have_url(re.compile("/$"))
    expect(chat.composer).to_have_value("")
    expect(page.get_by_text("Your chats will be listed here.")).to_be_visible()
    kept = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)].join()"
    assert "draft" not in page.evaluate(kept)


def test_a_user_who_says_no_is_back_as_a_guest(
    new_chat: Callable[..., ChatPage], provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "error", "access_denied")
    chat = new_chat()
    chat.composer.fill("still here")
    chat.page.get_by_role("link", name="Sign in").click()
    chat.page.get_by_role("button", name="Sign in as Ada Lovelace").click()
    expect(chat.page.get_by_text("You did not sign in.")).to_be_visible()
    expect(chat.page).to_have_url(re.compile("/$"))
    expect(chat.composer).to_have_value("still here")
