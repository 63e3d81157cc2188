"""Point 7: servers that stop, pages that are reloaded and tabs that are closed in mid-answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

MILK = {"tasks": [{"title": "Buy milk"}]}
LONG = " ".join(f"word{number}" for number in range(3000))
WORDS_PER_SECOND = 50

# What the page asks for while its server is away is lost, and it says so in its console.
pytestmark = pytest.mark.allowed_console_errors(
    "net::ERR_", "status of 503", "chat:", "Failed to fetch"
)


@dataclass
class Gate:
    """Something that a provider waits for in the middle of what it says."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)


@dataclass
class Provider:
    """A provider of a language model that says what it is told to say, as long as it is told to.

    Attributes:
        script: A turn for each request to come: a call of ``add_tasks``, texts, and gates to
            wait at in the middle of them.
        hurry: `LONG` is said word by word until this is set.
    """

    url: str = ""
    script: list[list[Any]] = field(default_factory=list)
    hurry: threading.Event = field(default_factory=threading.Event)

    def chunks(self) -> Iterator[dict[str, Any]]:
        """The next turn, as Chat Completions stream it."""
        finish = "stop"
        for step in self.script.pop(0):
            if isinstance(step, Gate):
                step.reached.set()
                step.opened.wait(60)
            elif isinstance(step, dict):
                function = {"name": "add_tasks", "arguments": json.dumps(step)}
                call = {"index": 0, "id": "call_1", "type": "function", "function": function}
                yield chunk({"role": "assistant", "tool_calls": [call]})
                finish = "tool_calls"
            elif step is LONG:
                for word in LONG.split():
                    yield chunk({"role": "assistant", "content": f"{word} "})
                    self.hurry.wait(1 / WORDS_PER_SECOND)
            else:
                yield chunk({"role": "assistant", "content": step})
        yield chunk({}, finish)


def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "scripted",
        "choices": [choice],
    }


@pytest.fixture(scope="module")
def the_provider() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            try:
                for event in provider.chunks():
                    self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
                self.wfile.write(b"data: [DONE]\n\n")
            except OSError:
                pass  # whoever asked has gone: that is what these tests are about

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        provider.url = f"http://127.0.0.1:{http.server_port}/v1"
        serving = threading.Thread(target=http.serve_forever)
        serving.start()
        yield provider
        provider.hurry.set()
        http.shutdown()
        serving.join()


@pytest.fixture
def provider(the_provider: Provider) -> Provider:
    """The provider, with nothing to say yet."""
    the_provider.script.clear()
    return the_provider


@pytest.fixture(scope="module")
def the_server(the_provider: Provider, start_server: Callable[..., Any]) -> Any:
    return start_server(
        OPENAI_BASE_URL=the_provider.url,
        CHATKIT_MODEL="scripted",
        CHATKIT_TITLES="first-sentence",
    )


@pytest.fixture
def server(the_server: Any) -> Any:
    """A server whose language model is the scripted one; it runs, whatever the test before did."""
    if the_server.process is None:
        the_server.start()
    return the_server


@pytest.fixture
def gate() -> Iterator[Gate]:
    """A gate, which opens in the end in any case."""
    gate = Gate()
    yield gate
    gate.opened.set()


def interruption(chat: Any) -> Locator:
    return chat.element.get_by_text("This answer was interrupted.")


def reopen(chat: Any) -> None:
    chat.page.reload()
    expect(chat.turns.first).to_be_visible()
    expect(chat.stop).to_be_hidden()


@pytest.mark.parametrize("kill", [False, True], ids=["stopped", "killed"])
def test_a_server_that_ends_in_mid_answer_loses_nothing_that_was_shown(
    chat: Any, server: Any, provider: Provider, kill: bool
) -> None:
    provider.script += [["Hello!"], [MILK], [LONG]]
    chat.say("Hello")
    answer = chat.send("Add buy milk")
    words = answer.locator("[part=assistant-message]")
    expect(words).to_contain_text("word50 ")
    server.stop(kill=kill)
    shown = words.inner_text()
    server.start()

    # The page finds the server again by itself, and what it shows then is what there is.
    expect(interruption(chat)).to_be_visible()
    for look_again in (False, True):
        if look_again:
            reopen(chat)
        expect(chat.turns.nth(1)).to_contain_text("Hello!")
        expect(chat.turns.nth(2)).to_contain_text("Add buy milk")
        expect(answer.get_by_role("button", name="Complete")).to_be_visible()
        kept = words.inner_text()
        if kill:  # what was said since the last checkpoint is lost: a quarter of a second
            assert kept
            assert shown.startswith(kept) or kept.startswith(shown)
            assert len(kept.split()) >= len(shown.split()) - WORDS_PER_SECOND
        else:
            assert kept.startswith(shown)
        expect(interruption(chat)).to_have_count(1)
    assert set(chat.saved_tasks()) == {"Buy milk"}


def test_retry_answers_again_and_adds_no_task_twice(
    chat: Any, server: Any, provider: Provider
) -> None:
    provider.script += [[MILK], [LONG]]
    answer = chat.send("Add buy milk")
    expect(answer).to_contain_text("word10 ")
    server.restart(kill=True)
    expect(interruption(chat)).to_be_visible()

    provider.script[:] = [[MILK], ["Added, at last."]]
    chat.button("Retry").click()
    expect(answer).to_contain_text("Added, at last.")
    expect(interruption(chat)).to_be_hidden()
    assert set(chat.saved_tasks()) == {"Buy milk"}
    expect(chat.turns).to_have_count(2)

    reopen(chat)
    expect(answer).to_contain_text("Added, at last.")
    expect(answer).not_to_contain_text("word10")
    expect(chat.button("Complete")).to_have_count(1)
    provider.script += [["Goodbye!"]]
    chat.say("Bye")


def test_an_interrupted_answer_need_not_be_retried(
    chat: Any, server: Any, provider: Provider
) -> None:
    provider.script += [[LONG]]
    answer = chat.send("Hello")
    expect(answer).to_contain_text("word10 ")
    server.restart(kill=True)
    expect(interruption(chat)).to_be_visible()
    provider.script += [["Hello again!"]]
    expect(chat.say("Are you there?")).to_contain_text("Hello again!")


def test_a_reloaded_page_takes_the_answer_up_again(
    chat: Any, provider: Provider, gate: Gate
) -> None:
    provider.script += [["Half of ", gate, "the answer."]]
    answer = chat.send("Hello")
    expect(answer).to_contain_text("Half of")
    chat.page.reload()
    expect(answer).to_contain_text("Half of")
    expect(chat.stop).to_be_visible()
    gate.opened.set()
    expect(answer).to_contain_text("Half of the answer.")
    expect(chat.actions_of(answer)).to_be_visible()
    expect(chat.turns).to_have_count(2)


def test_two_tabs_follow_one_answer(chat: Any, provider: Provider, gate: Gate) -> None:
    provider.script += [["Half of ", gate, "the answer."]]
    answer = chat.send("Hello")
    expect(answer).to_contain_text("Half of")
    other = chat.new_tab()
    other.page.goto(chat.page.url)
    expect(other.turns.nth(1)).to_contain_text("Half of")
    gate.opened.set()
    for tab in (chat, other):
        expect(tab.turns.nth(1)).to_contain_text("Half of the answer.")
        expect(tab.stop).to_be_hidden()


def test_a_message_to_a_chat_that_is_being_answered_is_refused_with_a_reason(
    chat: Any, provider: Provider, gate: Gate
) -> None:
    provider.script += [["Hello!"], ["Half of ", gate, "the answer."], ["Here I am."]]
    chat.say("Hello")
    other = chat.new_tab()
    other.page.goto(chat.page.url)
    expect(other.turns).to_have_count(2)
    answer = chat.send("How are you?")
    expect(answer).to_contain_text("Half of")

    other.send("And me?")
    expect(other.element.get_by_text("An answer is still being written")).to_be_visible()
    gate.opened.set()
    expect(answer).to_contain_text("Half of the answer.")
    reopen(other)
    expect(other.turns).to_have_count(4)
    expect(other.say("And me?")).to_contain_text("Here I am.")


def test_a_closed_tab_finds_the_whole_answer_when_it_comes_back(
    chat: Any, provider: Provider, gate: Gate
) -> None:
    provider.script += [["Half of ", gate, "the answer."]]
    expect(chat.send("Hello")).to_contain_text("Half of")
    address = chat.page.url
    chat.page.close()
    gate.opened.set()
    again = chat.new_tab()
    again.page.goto(address)
    expect(again.turns.nth(1)).to_contain_text("Half of the answer.")
    expect(interruption(again)).to_be_hidden()


def test_stop_keeps_what_was_said_and_the_next_message_works(chat: Any, provider: Provider) -> None:
    provider.script += [[LONG], ["Here I am."]]
    answer = chat.send("Hello")
    expect(answer).to_contain_text("word10 ")
    chat.stop.click()
    expect(chat.actions_of(answer)).to_be_visible()
    kept = answer.locator("[part=assistant-message]").inner_text()
    assert kept.startswith("word0 word1 ")
    assert "word2999" not in kept
    expect(interruption(chat)).to_be_hidden()

    reopen(chat)
    expect(answer.locator("[part=assistant-message]")).to_have_text(kept)
    expect(chat.say("Are you there?")).to_contain_text("Here I am.")


def test_stop_before_the_first_word_leaves_a_chat_that_works(
    chat: Any, provider: Provider, gate: Gate
) -> None:
    provider.script += [[gate, "Too late."], ["Here I am."]]
    chat.send("Hello")
    expect(chat.element.get_by_role("img", name="Thinking")).to_be_visible()
    assert gate.reached.wait(15)
    chat.stop.click()
    expect(chat.stop).to_be_hidden()
    expect(chat.turns.first).to_contain_text("Hello")
    chat.composer.fill("Are you there?")
    chat.composer.press("Enter")
    expect(chat.turns.last).to_contain_text("Here I am.")
    expect(chat.element.get_by_text("Too late.")).to_have_count(0)


def test_a_message_that_could_not_be_sent_is_kept_and_sent_again(
    chat: Any, server: Any, provider: Provider
) -> None:
    provider.script += [["Hello!"], ["Here I am."]]
    chat.say("Hello")
    server.stop()
    chat.send("Are you there?")
    expect(chat.element.get_by_text("Not sent")).to_be_visible()
    expect(chat.element.get_by_text("The server cannot be reached.")).to_be_visible()
    server.start()
    chat.element.get_by_role("button", name="Try again").first.click()
    expect(chat.turns.last).to_contain_text("Here I am.")
    expect(chat.element.get_by_text("Not sent")).to_be_hidden()
    expect(chat.turns).to_have_count(4)
