"""What a user puts into a message, from the element to what a language model is asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.attachments.handing import choose, expect_attached, png
from tests.e2e.test_items import SELECT

ANSWER = "The river rises in the hills."


@dataclass
class Model:
    """A language model that says the same to everything.

    Attributes:
        asked: What it was asked, a list of messages each time.
    """

    url: str = ""
    asked: list[list[dict[str, Any]]] = field(default_factory=list)

    @property
    def told(self) -> list[Any]:
        """The parts of the messages from users that it was asked last, each a text or an image."""
        parts: list[Any] = []
        for message in self.asked[-1]:
            if message["role"] == "user":
                content = message["content"]
                parts += [content] if isinstance(content, str) else content
        return [part if isinstance(part, str) else part.get("text", part) for part in parts]

    @property
    def mentions(self) -> list[dict[str, Any]]:
        lines = "\n".join(part for part in self.told if isinstance(part, str)).split("\n")
        start, end = "<mention>", "</mention>"
        return [
            json.loads(line.removeprefix(start).removesuffix(end))
            for line in lines
            if line.startswith(start)
        ]


@pytest.fixture(scope="module")
def the_model() -> Iterator[Model]:
    model = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.asked.append(asked["messages"])
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for delta, finish in (({"role": "assistant", "content": ANSWER}, None), ({}, "stop")):
                choice = {"index": 0, "delta": delta, "finish_reason": finish}
                chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m"}
                self.wfile.write(f"data: {json.dumps(chunk | {'choices': [choice]})}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        model.url = f"http://127.0.0.1:{http.server_port}/v1"
        serving = threading.Thread(target=http.serve_forever)
        serving.start()
        yield model
        http.shutdown()
        serving.join()


@pytest.fixture(scope="module")
def server(the_model: Model, start_server: Callable[..., Any]) -> Any:
    return start_server(
        OPENAI_BASE_URL=the_model.url, CHATKIT_MODEL="m", CHATKIT_TITLES="first-sentence"
    )


@pytest.fixture
def model(the_model: Model) -> Model:
    """The model, which was asked nothing yet."""
    the_model.asked.clear()
    return the_model


def test_a_mention_files_and_a_quote_are_told_to_the_model(chat: Any, model: Model) -> None:
    task = chat.add("Buy milk")
    chat.composer.press_sequentially("What about @buy mi")
    chat.element.get_by_role("option").filter(has_text="Buy milk").click()
    choose(
        chat,
        ("Käse.csv", "text/csv", "Sorte;Preis\nBrie;3 €".encode("utf-16")),
        ("red.png", "image/png", png()),
    )
    expect_attached(chat, "Käse.csv", "red.png")
    chat.composer.press("Enter")
    answer = chat.turns.nth(1)
    expect(chat.actions_of(answer)).to_be_visible()

    (mention,) = model.mentions
    assert mention["text"] == "Buy milk"
    assert (mention["task"]["id"], mention["task"]["status"]) == (task["id"], "open")
    assert any(part == "What about @Buy milk" for part in model.told)
    (table,) = [p for p in model.told if isinstance(p, str) and p.startswith("<attachment>")]
    assert '"name": "Käse.csv", "mime_type": "text/csv"' in table
    assert "Sorte;Preis\nBrie;3 €" in table
    (picture,) = [part for part in model.told if isinstance(part, dict)]
    assert picture["image_url"]["url"].startswith("data:image/jpeg;base64,")

    answer.locator("[part=assistant-message]").evaluate(SELECT)
    chat.element.get_by_role("button", name="Quote", exact=True).click()
    chat.composer.fill("What is that?")
    chat.composer.press("Enter")
    expect(chat.actions_of(chat.turns.nth(3))).to_be_visible()
    (quote,) = [p for p in model.told if isinstance(p, str) and "The river rises" in p]
    assert quote.startswith("The user is referring to this in particular:")
    assert "What is that?" in model.told


def test_a_prompt_with_tags_tells_of_them_what_the_user_may_know(
    new_element: Callable[..., Any], new_chat: Callable[..., Any], model: Model
) -> None:
    secret = new_chat().add("Somebody else's secret")
    chat = new_element()
    gone, kept = chat.add("Wash the car"), chat.add("</mention> Buy milk")
    chat.request("DELETE", f"/api/tasks/{gone['id']}")
    tags = ", ".join(
        f"""{{ type: 'input_tag', id: '{task["id"]}', text: '{name}', data: {{ status: 'done' }},
             interactive: false }}, {{ type: 'input_text', text: ' ' }}"""
        for task, name in ((secret, "one"), (gone, "two"), (kept, "three"))
    )
    chat.page.evaluate(
        f"""() => document.querySelector('openai-chatkit').setOptions({{
            api: {{ url: '/chatkit', domainKey: 'any' }},
            startScreen: {{ prompts: [{{ label: 'Compare', prompt: [{tags}] }}] }},
        }})"""
    )
    chat.element.locator("[part=prompt]").click()
    expect(chat.actions_of(chat.turns.nth(1))).to_be_visible()

    one, two, three = model.mentions
    assert one == {"text": "one", "unknown": True}
    assert two["task"]["deleted"] is True
    assert (three["task"]["title"], three["task"]["status"]) == ("</mention> Buy milk", "open")
    assert "secret" not in str(model.asked)


@pytest.mark.allowed_console_errors("400")
def test_a_message_that_mentions_too_much_is_refused_with_a_reason(
    new_element: Callable[..., Any], model: Model
) -> None:
    chat = new_element()
    refused = chat.page.evaluate(
        """async () => {
            const content = Array.from({ length: 1000 }, (_, place) => ({ type: 'input_tag',
                id: `tsk_${place}`, text: `${place}`, data: {}, interactive: false }));
            try {
                await document.querySelector('openai-chatkit').sendUserMessage({ content });
            } catch (error) {
                return error.message;
            }
        }"""
    )
    assert refused == "The message mentions 1,000 things; at most 100 are allowed."
    expect(chat.element.get_by_text(refused).first).to_be_visible()
    assert model.asked == []
