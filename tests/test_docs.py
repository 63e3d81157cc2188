"""The documentation's examples run, and its commands answer as it says."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator
from importlib import import_module
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
import uvicorn
from chatkit.actions import Action
from openai import OpenAI
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.access.api_keys import ApiKeys
from chatkit_server.access.model import SCOPES
from chatkit_server.app import create_app
from chatkit_server.cli.serving import listen, url_of
from chatkit_server.settings import Settings
from chatkit_server.testing import Call, Chat, Say, ScriptedModel, decode_events
from tests.documentation import DOCS, PAGES, ROOT, blocks, by_page
from widgets.checking import check_file
from widgets.files import TemplateFile

EXAMPLES = DOCS / "examples"
DOCUMENTED_URL = "http://127.0.0.1:8000"


def load_examples() -> dict[str, ModuleType]:
    """Every example, imported as it would be from its own folder."""
    sys.path.insert(0, str(EXAMPLES))
    try:
        return {path.stem: import_module(path.stem) for path in EXAMPLES.glob("*.py")}
    finally:
        sys.path.remove(str(EXAMPLES))


examples = load_examples()

# What the examples test themselves is collected with this module.
TestOwnStore = examples["own_store"].TestMemoryStore
chat, model = examples["test_own_assistant"].chat, examples["test_own_assistant"].model
test_a_die_is_shown_and_rolled_again = examples[
    "test_own_assistant"
].test_a_die_is_shown_and_rolled_again


def test_the_example_assistant_is_made_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHATKIT_DATA_DIR", str(tmp_path / "data"))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "CHATKIT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    app = examples["own_assistant"].make_app()
    assert app.state.settings.data_dir == tmp_path / "data"


@pytest.mark.parametrize("payload", [None, {}, {"sides": 0}, {"sides": "six"}])
async def test_the_example_assistant_refuses_what_makes_no_sense(
    chat: Chat, model: ScriptedModel, payload: Any
) -> None:
    model.then([Call("roll")], [Say(["There."])])
    thread_id, _ = await chat.create("roll")
    (widget,) = [item for item in await chat.items(thread_id) if item["type"] == "widget"]
    events = await chat.stream(
        "threads.custom_action",
        thread_id=thread_id,
        item_id=widget["id"],
        action={"type": "dice.roll", "payload": payload},
    )
    assert events[-1]["message"] == "payload.sides must be a whole number above 0."


def test_the_example_widget_is_built_and_its_action_read() -> None:
    example = examples["order_widget"]
    lines = [example.Line(name="Oats", count=12), example.Line(name="Milk", count=2)]
    root = example.order_card("7", lines).model_dump(mode="json", exclude_none=True)
    assert [child["type"] for child in root["children"]] == ["Row", "Table", "Caption", "Col"]
    sent = root["confirm"]["action"]
    payload = {**sent["payload"], "note": "ring twice"}  # as the form fills it in
    arrived = Action[str, Any](type=sent["type"], payload=payload)
    assert example.reorder(arrived) == "Order 7 again: ring twice"


def test_the_example_widget_file_is_right() -> None:
    assert check_file(EXAMPLES / "greeting.widget") == []
    root = TemplateFile(EXAMPLES / "greeting.widget").build({"name": "Ada", "note": None})
    assert root.children[0].model_dump()["value"] == "Hello, Ada"


@pytest.mark.parametrize("page", [DOCS / "widgets.md"], ids=lambda page: page.name)
def test_the_widgets_of_the_page_can_be_built(page: Path) -> None:
    for block in blocks(page):
        if block.mark is None and block.text.startswith("from widgets import ui\n"):
            exec(compile(block.text, page.name, "exec"), {})


async def test_the_example_server_keeps_visitors_apart(database_url: str) -> None:
    example = examples["any_server"]
    ann, eve = example.Visitor("acme", "ann"), example.Visitor("globex", "ann")
    create = json.dumps({"type": "threads.create", "params": {"input": Chat.input("hello")}})
    async with example.open_server(database_url) as server:
        stream = await server.process(create, ann)
        events = decode_events(b"".join([chunk async for chunk in stream]))
        assert events[-1]["item"]["content"][0]["text"] == "hello"
        for visitor, count in ((ann, 1), (eve, 0)):
            listed = await server.process('{"type": "threads.list", "params": {}}', visitor)
            assert len(json.loads(listed.json)["data"]) == count


def test_every_example_is_shown_somewhere() -> None:
    shown = {block.path for page in PAGES for block in blocks(page) if block.mark == "file"}
    assert shown == {
        str(path.relative_to(ROOT))
        for pattern in ("*.py", "*.mjs", "*.widget", "widget/*.js", "hosted/*", "page_tools/*")
        for path in EXAMPLES.glob(pattern)
        if path.is_file()
    }


@by_page
def test_a_block_from_a_file_is_that_file(page: Path) -> None:
    for block in blocks(page):
        if block.mark == "file":
            assert block.text == (ROOT / block.path).read_text(encoding="utf-8"), (
                f"{block.path} has changed: run `python tests/documentation.py`"
            )


# Commands


@pytest.fixture
async def served(tmp_path: Path, sqlite_url: str) -> AsyncIterator[str]:
    """The URL of the whole application with the embedded model."""
    app = create_app(Settings(data_dir=tmp_path / "data", database_url=sqlite_url))
    sockets = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=2))
    serving = asyncio.create_task(server.serve(sockets))
    yield url_of("127.0.0.1", sockets)
    server.should_exit = True
    await serving


@pytest.fixture
async def api_key(sqlite_engine: AsyncEngine) -> str:
    """A key of a back end."""
    _, key = await ApiKeys(sqlite_engine).create("docs", SCOPES)
    return key


async def test_the_example_back_end_serves_its_users(served: str, api_key: str) -> None:
    example = examples["hosted_back_end"]

    def use() -> None:
        with OpenAI(base_url=f"{served}/v1", api_key=api_key, max_retries=0) as client:
            secret = example.client_secret_of(client, "ada")
            for text in ("Add buy milk", "What is due?"):
                params = {"input": Chat.input(text)}
                answer = httpx.post(
                    f"{served}/chatkit",
                    json={"type": "threads.create", "params": params},
                    headers={"Authorization": f"Bearer {secret}"},
                    trust_env=False,
                )
                assert answer.status_code == 200
            transcript = list(example.transcript_of(client, "ada"))
            assert "Add buy milk" in transcript
            assert example.forget(client, "ada") == 2
            assert list(example.transcript_of(client, "ada")) == []

    await asyncio.to_thread(use)


@pytest.mark.skipif(shutil.which("curl") is None, reason="the commands of the pages are curl's")
@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if any(block.mark == "run" for block in blocks(page))],
    ids=lambda page: page.name,
)
async def test_the_commands_answer_as_the_page_says(
    page: Path, served: str, api_key: str, tmp_path: Path
) -> None:
    steps = [block for block in blocks(page) if block.mark in {"run", "answer"}]
    script = ["set -euo pipefail"]
    expected: dict[int, str] = {}
    for place, step in enumerate(steps):
        if step.mark == "run":
            script.append("{ " + step.text.replace(DOCUMENTED_URL, served) + f"}} >{place}.out")
        else:
            expected[place - 1] = step.text
    process = await asyncio.create_subprocess_exec(
        *("bash", "-c", "\n".join(script)),
        cwd=tmp_path,
        env={
            **os.environ,
            "OPENAI_API_KEY": api_key,
            "API_KEY": api_key,
            "NO_PROXY": "*",
            "no_proxy": "*",
        },
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(120):
        _, complaints = await process.communicate()
    assert process.returncode == 0, complaints.decode()
    for place, answer in expected.items():
        output = (tmp_path / f"{place}.out").read_text(encoding="utf-8")
        assert outline(output) == outline(answer)


def outline(answer: str) -> Any:
    """What two answers have in common that differ in ids and moments only."""
    if answer.startswith("{"):
        return shape(json.loads(answer))
    types = re.findall(r'^data: \{"type":"([\w.]+)"', answer, re.MULTILINE)
    return [type for type, _ in groupby(types)]


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: shape(part) for name, part in value.items()}
    if isinstance(value, list):
        return [shape(part) for part in value]
    return type(value)
