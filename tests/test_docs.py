"""What the documentation says is so: its examples run, its tables are those of the source.

``python tests/test_docs.py`` puts the example files into the pages that show them.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
import tomllib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib import import_module
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import httpx
import pytest
import uvicorn
from chatkit.actions import Action
from chatkit.types import NonStreamingReq, StreamingReq
from openai import OpenAI
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server import errors
from chatkit_server.access.api_keys import ApiKeys
from chatkit_server.access.audit import AuditEvent
from chatkit_server.access.model import SCOPES
from chatkit_server.app import create_app
from chatkit_server.cli.serving import listen, url_of
from chatkit_server.extensions import EXTENSIONS
from chatkit_server.settings import VARIABLES, Settings
from chatkit_server.tasks.actions import TaskActions
from chatkit_server.testing import Call, Chat, Say, ScriptedModel, decode_events
from widgets.checking import check_file
from widgets.files import TemplateFile

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
EXAMPLES = DOCS / "examples"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
DOCUMENTED_URL = "http://127.0.0.1:8000"

_FENCE = re.compile(
    r"(?:^<!-- (?P<mark>[a-z]+)(?:: (?P<path>\S+))? -->\n)?"
    r"^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_OF_OTHERS = {"CHATKIT_PHOTOGRAPHS"}
"""Variables that the pages name and somebody else reads, such as the tests."""

_OURS = {"chatkit_server", "docs", "stores", "tests", "web", "widgets"}


@dataclass(frozen=True)
class Block:
    """A code block, with what the comment before it says: ``run``, ``answer`` or ``file: PATH``."""

    text: str
    mark: str | None
    path: str | None


def blocks(page: Path) -> list[Block]:
    return [
        Block(match["text"], match["mark"], match["path"])
        for match in _FENCE.finditer(page.read_text(encoding="utf-8"))
    ]


def prose(page: Path) -> str:
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def code_spans(page: Path) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", prose(page)))


def rows(page: Path, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading."""
    section = prose(page).split(f"\n{heading}\n", 1)[1]
    table = re.search(r"^\|.*\n\| ---.*\n((?:\|.*\n)+)", section, re.MULTILINE)
    assert table is not None, f"{page.name} has no table under {heading}"
    return [
        [cell.strip() for cell in row.strip()[1:-1].split("|")] for row in table[1].splitlines()
    ]


def anchors(page: Path) -> set[str]:
    """What a link may name in a page, as GitHub makes it of the headings."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


# Examples


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
                f"{block.path} has changed: run `python tests/test_docs.py`"
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
    async with asyncio.timeout(30):
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


# Links and names


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 150


def test_the_readme_leads_to_every_page() -> None:
    linked = set(re.findall(r"\]\(docs/([\w-]+\.md)", prose(ROOT / "README.md")))
    assert linked == {page.name for page in DOCS.glob("*.md")}


@by_page
def test_every_link_leads_somewhere(page: Path) -> None:
    text = prose(page)
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(
        r'(?:src|srcset|href)="([^"]+)"', text
    )
    broken = []
    for link in links:
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        file = page.parent / target if target else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(link)
    assert broken == []


@by_page
def test_every_file_that_is_named_exists(page: Path) -> None:
    spans = {span for span in code_spans(page) if re.fullmatch(r"[\w./-]+\.[a-z]+", span)}
    named = {span for span in spans if span.partition("/")[0] in _OURS and "/" in span}
    assert {name for name in named if not (ROOT / name).exists()} == set()


@by_page
def test_every_variable_that_is_named_is_a_setting(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:CHATKIT|OPENAI|FORWARDED)_[A-Z_]+[A-Z]\b", text))
    assert named - set(VARIABLES) - _OF_OTHERS == set()


def test_the_operating_page_lists_every_setting_with_its_default() -> None:
    page = DOCS / "operating.md"
    listed = {row[0].strip("`"): row[1] for row in rows(page, "## Settings")}
    assert list(listed) == list(VARIABLES)
    said_in_words = {
        "CHATKIT_DATABASE_URL",
        "CHATKIT_ALLOW_GUESTS",
        "CHATKIT_MODEL",
        "CHATKIT_ATTACHMENT_TYPES",
    }
    settings = Settings()
    for name in listed.keys() - said_in_words:
        default = getattr(settings, VARIABLES[name])
        if isinstance(default, bool | float):
            default = f"{default:.12g}"
        elif isinstance(default, tuple):
            default = ", ".join(default)
        assert listed[name].strip("`") == str(default or ""), name


def test_the_protocol_page_names_every_request_and_extension() -> None:
    spans = code_spans(DOCS / "protocol.md")
    types = {
        request.model_fields["type"].default
        for union in (StreamingReq, NonStreamingReq)
        for request in get_args(union)
    }
    assert types | set(EXTENSIONS.split(", ")) <= spans


def test_the_protocol_page_lists_every_error() -> None:
    listed = {
        (int(status), code.strip("`"))
        for status, code, _ in rows(DOCS / "protocol.md", "## Errors")
    }
    tree: list[type[errors.ServerError]] = [
        errors.ServerError,
        *errors.ServerError.__subclasses__(),
    ]
    assert listed == {(error.status, error.code) for error in tree}


def test_the_page_for_back_ends_lists_every_event_of_the_audit() -> None:
    listed = [row[0] for row in rows(DOCS / "back-ends.md", "## What the audit says")]
    assert sorted(re.findall(r"`(.+?)`", " ".join(listed))) == sorted(get_args(AuditEvent))


def test_the_tasks_page_lists_every_action() -> None:
    listed = {
        row[0].strip("`")
        for row in rows(DOCS / "tasks-api.md", "## The actions of the task widgets")
    }
    handlers = TaskActions(None, None).handlers()  # type: ignore[arg-type] # none is called
    assert listed == set(handlers)


def test_the_dependencies_page_has_a_reason_for_each_and_no_other() -> None:
    python, javascript = prose(DOCS / "dependencies.md").split("## JavaScript")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    package = json.loads((ROOT / "web" / "package.json").read_text())
    required = {re.match(r"[\w-]+", line)[0] for line in project["dependencies"]}  # type: ignore[index]
    for text, names in ((python, required), (javascript, set(package["dependencies"]))):
        assert set(re.findall(r"^- `([^`]+)`:", text, re.MULTILINE)) == names


# The element


ELEMENT = (ROOT / "web/src/element/element.ts").read_text(encoding="utf-8")
ELEMENT_PAGE = DOCS / "element.md"


def test_the_element_page_lists_every_event() -> None:
    listed = {span for span in code_spans(ELEMENT_PAGE) if span.startswith("chatkit.")}
    assert listed == set(re.findall(r"@fires (chatkit\.[\w.]+\w)", ELEMENT))


def test_the_element_page_lists_every_method() -> None:
    listed = {
        name for row in rows(ELEMENT_PAGE, "## Methods") for name in re.findall(r"`(\w+)\(", row[0])
    }
    methods = re.search(r"type Methods = Pick<(.*?)>;", ELEMENT, re.DOTALL)
    assert methods is not None
    assert listed == set(re.findall(r"'(\w+)'", methods[1]))


def test_the_element_page_lists_every_option() -> None:
    listed = {
        name for row in rows(ELEMENT_PAGE, "## Options") for name in re.findall(r"`(\w+)`", row[0])
    }
    source = (ROOT / "web/src/element/options.ts").read_text(encoding="utf-8")
    options = re.search(
        r"^const options = object<ChatKitOptions>\(\{\n(.*?)^\}\)", source, re.M | re.S
    )
    assert options is not None
    assert listed == set(re.findall(r"^  (\w+)[:,]", options[1], re.MULTILINE))


def test_the_element_page_lists_every_part() -> None:
    parts = prose(ELEMENT_PAGE).split("`openai-chatkit::part(…)`:")[1].split("\n## ")[0]
    lines = re.findall(r"@csspart (.+)", ELEMENT)
    assert set(re.findall(r"`([\w-]+)`", parts)) == {
        part for line in lines for part in line.split()
    }


def test_the_element_page_lists_every_variable() -> None:
    source = (ROOT / "web/src/theme/tokens.css").read_text(encoding="utf-8")
    defined = set(re.findall(r"^ +(--ck-[\w-]+):", source, re.MULTILINE))
    defined = {name for name in defined if not name.startswith("--ck-theme-")}  # set by options
    listed = {span for span in code_spans(ELEMENT_PAGE) if span.startswith("--ck-")}
    for name in ("success", "warning", "info", "discovery"):  # the same four as of danger
        listed |= {span.replace("danger", name) for span in listed}
    assert listed == defined


def write_examples() -> None:
    """Put the example files into the pages that show them."""
    shown = re.compile(r"^(<!-- file: (\S+) -->\n```\w*\n).*?^```$", re.MULTILINE | re.DOTALL)
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        filled = shown.sub(
            lambda block: block[1] + (ROOT / block[2]).read_text(encoding="utf-8") + "```", text
        )
        if filled != text:
            page.write_text(filled, encoding="utf-8")


if __name__ == "__main__":
    write_examples()
