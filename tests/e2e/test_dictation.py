"""Dictation: from a microphone by way of the server to the text of a message."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.axe import expect_clean
from tests.e2e.conftest import FLAGS, HERE

ON = "{ composer: { dictation: { enabled: true } } }"
ALLOWED = {"permissions": ["microphone"]}
WEBM = b"\x1a\x45\xdf\xa3"
WATCH = """() => {
    window.tracks = [];
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
        const stream = await ask(constraints);
        window.tracks.push(...stream.getTracks());
        return stream;
    };
}"""
LET_GO = "() => tracks.length > 0 && tracks.every((track) => track.readyState === 'ended')"


@dataclass
class Ear:
    """A server that hears what the test says it hears.

    Attributes:
        heard: The bodies of the requests.
        status: What it answers with.
        open: It does not answer until this is set.
    """

    url: str = ""
    text: str = "Buy milk."
    status: int = 200
    heard: list[bytes] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)


@pytest.fixture(scope="module")
def the_ear() -> Iterator[Ear]:
    ear = Ear()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            ear.heard.append(self.rfile.read(int(self.headers["Content-Length"])))
            ear.open.wait(60)
            body = json.dumps({"text": ear.text}).encode()
            self.send_response(ear.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        ear.url = f"http://127.0.0.1:{http.server_port}/v1"
        serving = threading.Thread(target=http.serve_forever)
        serving.start()
        yield ear
        ear.open.set()
        http.shutdown()
        serving.join()


@pytest.fixture
def ear(the_ear: Ear) -> Iterator[Ear]:
    """The ear, which hears and answers at once."""
    the_ear.heard.clear()
    the_ear.text, the_ear.status = "Buy milk.", 200
    the_ear.open.set()
    yield the_ear
    the_ear.open.set()


@pytest.fixture(scope="module")
def server(the_ear: Ear, start_server: Callable[..., Any]) -> Any:
    return start_server(CHATKIT_TRANSCRIPTION_URL=the_ear.url, CHATKIT_TRANSCRIPTION_KEY="any")


@pytest.fixture(scope="module")
def deaf_server(start_server: Callable[..., Any]) -> Any:
    """A server with no speech recognition."""
    return start_server()


@pytest.fixture(scope="module")
def browser(browser: Browser) -> Iterator[Browser]:
    """A Chromium with a microphone that beeps."""
    found = subprocess.run(
        [sys.executable, HERE / "browser.py"], capture_output=True, text=True, check=True
    )
    sandbox = ["--no-sandbox"] if os.name != "nt" and os.geteuid() == 0 else []
    chromium = browser.browser_type.launch(
        executable_path=found.stdout.strip(),
        args=[*FLAGS, *sandbox, "--use-fake-device-for-media-stream"],
    )
    yield chromium
    chromium.close()


@pytest.fixture
def chat(new_element: Callable[..., Any], ear: Ear) -> Any:
    """A page with dictation whose microphone is watched."""
    chat = new_element(ON, **ALLOWED)
    chat.page.evaluate(f"({WATCH})()")
    return chat


def begin(chat: Any) -> Locator:
    """Speaks for a moment; returns the button that ends it."""
    chat.element.get_by_role("button", name="Dictate").click()
    done: Locator = chat.element.get_by_role("button", name="Done")
    expect(done).to_be_focused()
    expect(chat.element.get_by_role("timer")).to_have_text("0:01")
    return done


def test_speech_becomes_text_where_the_cursor_is(chat: Any, ear: Ear) -> None:
    chat.composer.fill("Today: call Ada")
    chat.composer.evaluate("(field) => field.setSelectionRange(6, 6)")
    begin(chat)
    expect(chat.element.get_by_role("status").filter(has_text="Recording")).to_have_count(1)
    chat.page.keyboard.press("Enter")
    expect(chat.composer).to_have_value("Today: Buy milk. call Ada")
    expect(chat.composer).to_be_focused()
    assert chat.composer.evaluate("(field) => field.selectionStart") == len("Today: Buy milk.")
    assert WEBM in ear.heard[0]
    chat.page.wait_for_function(LET_GO)
    expect(chat.element.get_by_role("button", name="Done")).to_be_hidden()
    chat.page.keyboard.press("Control+z")
    expect(chat.composer).to_have_value("Today: call Ada")


def test_one_sees_when_it_ends_by_itself_and_what_was_said_counts(chat: Any, ear: Ear) -> None:
    chat.page.clock.install()
    chat.element.get_by_role("button", name="Dictate").click()
    timer = chat.element.get_by_role("timer")
    expect(timer).to_have_text("0:00")
    chat.page.clock.fast_forward("04:10")
    expect(timer).to_have_text(re.compile(r"^4:1\d / 5:00$"))
    chat.page.clock.fast_forward("00:50")
    expect(chat.composer).to_have_value("Buy milk.")
    chat.page.wait_for_function(LET_GO)
    assert len(ear.heard) == 1


def test_escape_takes_it_back(chat: Any, ear: Ear) -> None:
    chat.composer.fill("Kept")
    begin(chat)
    chat.page.keyboard.press("Escape")
    expect(chat.element.get_by_role("button", name="Dictate")).to_be_visible()
    expect(chat.composer).to_be_focused()
    expect(chat.composer).to_have_value("Kept")
    chat.page.wait_for_function(LET_GO)
    assert ear.heard == []


def test_the_text_is_given_up_while_it_is_written(chat: Any, ear: Ear) -> None:
    ear.open.clear()
    begin(chat).click()
    expect(chat.element.get_by_text("Writing down what you said").last).to_be_visible()
    chat.page.wait_for_function(LET_GO)
    expect(chat.element.get_by_role("button", name="Cancel the dictation")).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(chat.composer).to_be_focused()
    ear.open.set()
    chat.composer.fill("Typed instead")
    expect(chat.composer).to_have_value("Typed instead")


def test_another_thread_and_a_removed_element_let_the_microphone_go(chat: Any, ear: Ear) -> None:
    chat.say("Add buy milk")
    begin(chat)
    chat.page.evaluate("document.querySelector('openai-chatkit').setThreadId(null)")
    chat.page.wait_for_function(LET_GO)
    expect(chat.element.get_by_role("button", name="Dictate")).to_be_visible()
    begin(chat)
    chat.page.evaluate("document.querySelector('openai-chatkit').remove()")
    chat.page.wait_for_function(LET_GO)
    assert ear.heard == []


@pytest.mark.allowed_console_errors("status of 502")
def test_what_failed_is_sent_once_more(chat: Any, ear: Ear) -> None:
    ear.status = 500
    begin(chat).click()
    notice = chat.element.locator("[part=composer-notice]")
    expect(notice).to_contain_text("The speech recognition failed.")
    expect(notice).to_contain_text("Request req_")
    ear.status = 200
    notice.get_by_role("button", name="Try again").click()
    expect(chat.composer).to_have_value("Buy milk.")
    expect(notice).to_be_hidden()
    assert len(ear.heard) == 2


def test_silence_is_said_to_be_silence(chat: Any, ear: Ear) -> None:
    ear.text = ""
    begin(chat).click()
    notice = chat.element.locator("[part=composer-notice]")
    expect(notice).to_contain_text("Nothing was heard.")
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_be_hidden()


def test_a_microphone_that_is_not_allowed(new_element: Callable[..., Any]) -> None:
    chat = new_element(ON)
    chat.element.get_by_role("button", name="Dictate").click()
    expect(chat.element.get_by_text("The microphone is blocked.")).to_be_visible()
    expect(chat.composer).to_be_focused()


@pytest.mark.allowed_console_errors("net::ERR_FAILED", "Failed to fetch")
def test_its_code_that_does_not_come(chat: Any) -> None:
    chunk = "**/chatkit/later-*.js"
    chat.page.route(chunk, lambda route: route.abort())
    chat.element.get_by_role("button", name="Dictate").click()
    notice = chat.element.get_by_role("status").filter(has_text="The server cannot be reached.")
    expect(notice).to_be_visible()
    chat.page.unroute(chunk)
    begin(chat)
    expect(notice).to_have_count(0)


@pytest.mark.parametrize(
    ("missing", "options"),
    [("delete window.MediaRecorder", ON), ("0", "{}")],
    ids=["browser", "option"],
)
def test_no_button_where_nothing_can_be_recorded(
    new_element: Callable[..., Any], missing: str, options: str
) -> None:
    chat = new_element("{}")
    chat.page.evaluate(missing)
    chat.page.evaluate(
        f"""() => document.querySelector('openai-chatkit').setOptions({{
            api: {{ url: '/chatkit', domainKey: 'any' }}, ...{options} }})"""
    )
    chat.composer.fill("Drawn again")
    expect(chat.element.get_by_role("button", name="Send message")).to_be_enabled()
    expect(chat.element.get_by_role("button", name="Dictate")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_state_of_a_dictation_has_what_axe_finds_wrong(
    new_element: Callable[..., Any], ear: Ear, scheme: str
) -> None:
    options = ON.replace("{", f"{{ theme: '{scheme}',", 1)
    chat = new_element(options, reduced_motion="reduce", **ALLOWED)
    done = begin(chat)
    expect_clean(chat.page, headed=False)
    ear.open.clear()
    done.click()
    expect(chat.element.get_by_role("button", name="Cancel the dictation")).to_be_focused()
    expect_clean(chat.page, headed=False)
    ear.text = ""
    ear.open.set()
    expect(chat.element.get_by_text("Nothing was heard.")).to_be_visible()
    expect_clean(chat.page, headed=False)


class TestWithoutSpeechRecognition:
    """A server that has none says so."""

    @pytest.fixture
    def server(self, deaf_server: Any) -> Any:
        return deaf_server

    @pytest.mark.allowed_console_errors("status of 501")
    def test_the_user_hears_that_it_is_not_set_up(self, new_element: Callable[..., Any]) -> None:
        chat = new_element(ON, **ALLOWED)
        begin(chat).click()
        notice = chat.element.locator("[part=composer-notice]")
        expect(notice).to_contain_text("Dictation is not set up on this server.")
        expect(notice.get_by_role("button", name="Try again")).to_have_count(0)
