"""``docs/own-agent.md``, followed as it is written: an empty folder, its files, its commands."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from chatkit_server.testing import Chat, decode_events
from tests.documentation import DOCS, ROOT, Block, blocks

PATIENCE_SECONDS = 300
COMMAND = "import sys; from chatkit_server.cli import main; sys.exit(main())"


class Model(BaseHTTPRequestHandler):
    """A language model that calls a tool if there is one, and then speaks."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": "There you are."}]
        if asked.get("tools") and asked["messages"][-1]["role"] == "user":
            function = {"name": "roll", "arguments": '{"sides": 20}'}
            call = {"index": 0, "id": "call_1", "type": "function", "function": function}
            deltas = [{"role": "assistant", "tool_calls": [call]}]
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for delta, finish in [(deltas[0], None), ({}, "stop")]:
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m"}
            self.wfile.write(f"data: {json.dumps(chunk | {'choices': [choice]})}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def provider() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Server:
    """A server that a command of the page started, and what it has printed."""

    def __init__(self, command: list[str], folder: Path, environ: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, *command],
            cwd=folder,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        # A server that hangs is ended, so that what it was to print ends too.
        self._alarm = threading.Timer(PATIENCE_SECONDS, self._kill)
        self._alarm.start()
        self.lines: list[str] = []

    def wait_for(self, text: str) -> str:
        """The next line that it prints with this in it."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line)
            if text in line:
                return line
        pytest.fail(f"it never printed {text!r}:\n{''.join(self.lines)}")

    def stop(self) -> int:
        """Press Ctrl-C; returns the exit code."""
        os.killpg(self._process.pid, signal.SIGINT)
        rest, _ = self._process.communicate()
        self.lines.append(rest)
        self._alarm.cancel()
        return self._process.returncode

    def close(self) -> None:
        self._alarm.cancel()
        if self._process.poll() is None:
            self._kill()
            self._process.communicate()

    def _kill(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)


class Reader:
    """Somebody who does what the page says, one block after the other."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self._blocks = iter([block for block in blocks(DOCS / "own-agent.md") if block.mark])
        self._folder = folder
        self._environ = environ
        self.server: Server | None = None
        self.url = ""

    def follow(self) -> None:
        """Do what the next block says."""
        block = next(self._blocks)
        assert block.mark == "guide"
        if block.path is not None:
            self._write(block)
            return
        for line in block.text.splitlines():
            match shlex.split(line):
                case ["mkdir", name]:
                    (self._folder / name).mkdir()
                case ["cd", name]:
                    self._folder /= name
                case ["chatkit-server", *arguments]:
                    self._serve(arguments)
                case _:
                    pytest.fail(f"nobody knows how to {line}")

    def close(self) -> None:
        assert self.server is not None
        self.server.close()

    def is_done(self) -> bool:
        return next(self._blocks, None) is None

    def _write(self, block: Block) -> None:
        assert block.path is not None
        path = self._folder / block.path
        written = path.with_suffix(".new")  # so that no half of it is ever imported
        written.write_text(block.text, encoding="utf-8")
        written.replace(path)
        if self.server is not None:  # it reloads
            self.server.wait_for("Ready")

    def _serve(self, arguments: list[str]) -> None:
        if self.server is not None:
            assert self.server.stop() == 0
        self.server = Server(arguments, self._folder, self._environ)
        found = re.search(r"http://\S+", self.server.wait_for("Ready"))
        assert found is not None
        self.url = found[0]


@pytest.fixture
def reader(tmp_path: Path, provider: str) -> Iterator[Reader]:
    environ = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | {
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PORT": "0",  # and not 8000, where somebody else may be
        "OPENAI_BASE_URL": provider,
        "CHATKIT_MODEL": "m",
    }
    reader = Reader(tmp_path, environ)
    try:
        yield reader
    finally:
        reader.close()


def test_the_guide_leads_from_an_empty_folder_to_a_widget_and_an_action(reader: Reader) -> None:
    for _ in range(3):  # a folder, an agent, a server
        reader.follow()
    with httpx.Client(trust_env=False, timeout=PATIENCE_SECONDS) as http:
        http.headers["Authorization"] = f"Bearer {sign_in(http, reader.url)}"
        assert said(ask(http, reader.url, "hello")) == ["There you are."]

        reader.follow()  # a tool and a widget
        events = ask(http, reader.url, "Roll a d20")
        assert said(events) == ["There you are."]
        assert "Rolled" in widget_of(events)["copy_text"]

        reader.follow()  # an action and a start screen
        reader.follow()
        client = http.get(f"{reader.url}/api/client").json()
        assert client["options"]["startScreen"]["greeting"] == "What shall I roll?"
        events = ask(http, reader.url, "Roll a d20")
        thread_id, widget = events[0]["thread"]["id"], widget_of(events)
        (button,) = [child for child in widget["widget"]["children"] if child["type"] == "Button"]
        body = {
            "type": "threads.custom_action",
            "params": {
                "thread_id": thread_id,
                "item_id": widget["id"],
                "action": {"type": "dice.roll", "payload": button["onClickAction"]["payload"]},
            },
        }
        replaced = decode_events(http.post(f"{reader.url}/chatkit", json=body).content)
        assert "thread.item.replaced" in [event["type"] for event in replaced]
        listed = http.post(f"{reader.url}/chatkit", json={"type": "threads.list", "params": {}})
        assert len(listed.json()["data"]) == 3
    assert reader.is_done()
    assert reader.server is not None
    assert reader.server.stop() == 0


def sign_in(http: httpx.Client, url: str) -> str:
    token: str = http.post(f"{url}/api/auth/guest").json()["token"]
    http.cookies.clear()
    return token


def ask(http: httpx.Client, url: str, text: str) -> list[dict[str, Any]]:
    body = {"type": "threads.create", "params": {"input": Chat.input(text)}}
    return decode_events(http.post(f"{url}/chatkit", json=body).content)


def said(events: list[dict[str, Any]]) -> list[str]:
    items = [event["item"] for event in events if event["type"] == "thread.item.done"]
    return [item["content"][0]["text"] for item in items if item["type"] == "assistant_message"]


def widget_of(events: list[dict[str, Any]]) -> dict[str, Any]:
    items = [event["item"] for event in events if event["type"] == "thread.item.done"]
    (widget,) = [item for item in items if item["type"] == "widget"]
    return widget
