"""What ``serve`` may be told to serve, and what it says where that cannot be done."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from textwrap import dedent

import httpx
import pytest
from agents import Agent
from chatkit.types import ThreadStreamEvent

from chatkit_server import Assistant, ClientConfig, cli
from chatkit_server.app import create_app
from chatkit_server.assistant.base import ChatAgent, Turn
from chatkit_server.assistant.models import ConfiguredModel
from chatkit_server.cli.assistants import BUILT_IN, CannotLoad, load
from chatkit_server.http.client import merge
from chatkit_server.settings import Settings
from chatkit_server.testing import Chat, Say, ScriptedModel, decode_events

from .conftest import Guest, running
from .messages import message


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Path]]:
    """Writes the module ``own`` into the working directory."""
    monkeypatch.chdir(tmp_path)
    known = (*sys.path,)

    def write(source: str) -> Path:
        path = tmp_path / "own.py"
        path.write_text(dedent(source))
        return path

    yield write
    sys.path[:] = known
    sys.modules.pop("own", None)


@pytest.fixture
def logging_kept() -> Iterator[None]:
    """Takes back what the command changes in this process's logging."""
    loggers = [logging.getLogger(name) for name in (None, "chatkit_server", "stores", "widgets")]
    known = [(logger, logger.level, logger.handlers[:]) for logger in loggers]
    yield
    for logger, level, handlers in known:
        logger.setLevel(level)
        logger.handlers[:] = handlers


async def said_by(target: str, settings: Settings) -> str:
    """What an assistant says when it is greeted."""
    app = load(target)(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            await http.post("/api/auth/guest")
            body = {"type": "threads.create", "params": {"input": Chat.input("hello")}}
            events = decode_events((await http.post("/chatkit", json=body)).content)
    item = next(e["item"] for e in reversed(events) if e["type"] == "thread.item.done")
    text: str = item["content"][0]["text"]
    return text


@pytest.mark.parametrize("name", ["agent", "made", "assistant", "deep.agent"])
async def test_an_agent_an_assistant_and_what_makes_one_are_served(
    name: str, write: Callable[[str], Path], settings: Settings
) -> None:
    write(
        """
        from agents import Agent
        from chatkit_server import Assistant
        from chatkit_server.testing import Say, ScriptedModel

        agent = Agent(name="Own", model=ScriptedModel([Say(["I am ", "my own."])]))
        assistant = Assistant(agent=lambda context: agent)
        def made():
            return agent
        class deep:
            agent = agent
        """
    )
    assert await said_by(f"own:{name}", settings) == "I am my own."


async def test_an_agent_without_a_model_gets_that_of_the_settings(
    write: Callable[[str], Path], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("from agents import Agent\nagent = Agent(name='Own')\n")
    model = ConfiguredModel(ScriptedModel([Say(["Set."])]), "scripted")
    monkeypatch.setattr("chatkit_server.composition.configured_model", lambda settings: model)
    assert await said_by("own:agent", settings) == "Set."


@pytest.mark.parametrize("name", BUILT_IN)
async def test_the_built_in_ones_say_who_they_are(name: str, settings: Settings) -> None:
    app = load(name)(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            told = (await http.get("/api/client")).json()
    assert set(told) == {"name", "options", "panels", "entities_url", "commands_url"}
    assert told["options"]["startScreen"]["prompts"]
    assert told["panels"] == (["tasks"] if name == "tasks" else [])


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("nonsense", '"nonsense" is no assistant: say tasks or showcase, or MODULE:OBJECT'),
        ("own:", '"own:" is no assistant'),
        ("missing:agent", 'there is no module "missing", in '),
        ("missing.deeper:agent", 'there is no module "missing", in '),
        ("own:agnet", 'own has no "agnet"; did you mean "agent"?'),
        ("own:bot", 'own has no "bot"; it has agent and second'),
        ("own.py:agent", '"own.py" is no name of a module: say own:agent'),
        ("./apps/own.py:agent", '"./apps/own.py" is no name of a module: say apps.own:agent'),
        ("own:agent.nothing.at", 'own has no "agent.nothing.at"'),
        ("own:number", "own:number is an int; it must be an agents.Agent, a chatkit_server."),
        ("own:Agent", "own:Agent is the class Agent; it must be"),
        ("own:wrong", "own:wrong returned an int; it must be"),
        ("own:later", "own:later is an async function; it must be"),
        ("own:needs", "own:needs takes 2 arguments; it must be"),
        ("a/b=tasks", '"a/b" cannot be a name'),
        ("=tasks", '"" cannot be a name'),
    ],
)
async def test_what_cannot_be_served_is_named(
    target: str, said: str, write: Callable[[str], Path], settings: Settings
) -> None:
    write(
        """
        from agents import Agent

        agent = Agent(name="Own")
        second = Agent(name="Second")
        number = 3
        def wrong(): return 3
        def needs(key, value): return agent
        async def later(): return agent
        """
    )
    with pytest.raises(CannotLoad) as caught:
        load(target)(settings)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("source", "target", "said", "line"),
    [
        ("import json\n\njson.loads('{')\n", "own:agent", "own cannot be loaded: JSONDecode", 3),
        ("x = 1\ndef\n", "own:agent", "own cannot be loaded: SyntaxError: invalid syntax", 2),
        ("import no_such\n", "own:agent", "own cannot be loaded: ModuleNotFoundError: No", 1),
        ("raise SystemExit(3)\n", "own:agent", "own cannot be loaded: SystemExit: 3", 1),
        ("def f():\n    raise ValueError('no\\nkey')\n", "own:f", "own:f cannot be loaded", 2),
    ],
)
@pytest.mark.usefixtures("logging_kept")
def test_code_that_raises_is_named_with_file_and_line(
    source: str,
    target: str,
    said: str,
    line: int,
    write: Callable[[str], Path],
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = write(source)
    monkeypatch.setenv("CHATKIT_DATA_DIR", str(settings.data_dir))
    assert cli.main(["serve", "--port", "0", target]) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith(f"chatkit-server: {said}")
    assert second.startswith(f"chatkit-server:   at {path}, line {line}")


def test_an_assistant_answers_somehow() -> None:
    with pytest.raises(ValueError, match="an agent or a respond function"):
        Assistant()


async def test_a_function_may_have_the_agent_answer(
    settings: Settings, stack: AsyncExitStack
) -> None:
    model = ScriptedModel([Say(["From the agent."])])
    agent: ChatAgent = Agent("Helper", model=model)

    async def respond(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
        assert turn.message is not None
        if "help" in str(turn.message.content):
            async for event in turn.run_agent():
                yield event

    # What is chosen is for the function to heed: the agent keeps its model.
    client = ClientConfig(options={"composer": {"models": [{"id": "swift", "label": "Swift"}]}})
    both = Assistant(agent=lambda _: agent, respond=respond, client=client)
    app = await stack.enter_async_context(running(create_app(settings, assistant=both)))
    transport = httpx.ASGITransport(app)
    http = httpx.AsyncClient(transport=transport, base_url="http://test")
    guest = Guest(await stack.enter_async_context(http))
    assert (await http.post("/api/auth/guest")).status_code == 201
    thread_id = await guest.create("alone")
    assert [item["type"] for item in await guest.items(thread_id)] == ["user_message"]
    chosen = message("help", inference_options={"model": "swift", "tool_choice": {"id": "any"}})
    events = await guest.events("threads.add_user_message", thread_id=thread_id, input=chosen)
    assert events[-1]["item"]["content"][0]["text"] == "From the agent."


async def test_what_an_assistant_wants_goes_over_what_the_server_can(settings: Settings) -> None:
    client = ClientConfig(options={"composer": {"dictation": {"enabled": False}, "tools": []}})

    async def respond(turn: object):  # type: ignore[no-untyped-def] # yields nothing
        return
        yield

    app = create_app(settings, assistant=Assistant(respond=respond, client=client))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            answer = await http.get("/api/client")
    composer = answer.json()["options"]["composer"]
    assert (composer["dictation"], composer["tools"]) == ({"enabled": False}, [])
    assert composer["attachments"]["enabled"] is settings.attachments


def test_merging_leaves_both_sides_as_they_are() -> None:
    below = {"a": {"b": 1, "c": [1]}, "d": 1}
    above = {"a": {"c": [2]}, "d": {"e": 1}}
    before = json.dumps([below, above])
    assert merge(below, above) == {"a": {"b": 1, "c": [2]}, "d": {"e": 1}}
    assert json.dumps([below, above]) == before
