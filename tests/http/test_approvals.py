"""Tools that need the user's approval: asked, answered, too late, after a restart."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from agents import Agent, RunContextWrapper, StopAtTools, function_tool
from sqlalchemy import update

from chatkit_server import Assistant, ChatContext, Question, ask_user, composition, create_app
from chatkit_server.assistant.models import ConfiguredModel
from chatkit_server.database import approvals
from chatkit_server.settings import Settings
from chatkit_server.testing import Call, Say, ScriptedModel
from stores.engine import Database, create_engine
from tests.http.conftest import Guest, message, running


@pytest.fixture
def settings(make_database: Callable[..., str], backend: str, tmp_path: Path) -> Settings:
    """Settings on SQLite and on PostgreSQL."""
    return Settings(data_dir=tmp_path / "data", database_url=make_database(backend))


class Site:
    """A server with an agent that deletes files, and what it has done."""

    def __init__(self, settings: Settings, stack: AsyncExitStack) -> None:
        self.deleted: list[str] = []
        self.contexts: list[ChatContext] = []
        self._guests: list[Guest] = []
        self._settings = settings
        self._stack = stack
        self._lives = AsyncExitStack()

        @function_tool(needs_approval=True)
        async def delete_file(
            ctx: RunContextWrapper[ChatContext], path: str, force: bool = False
        ) -> str:
            """Delete a file."""
            self.deleted.append(path)
            self.contexts.append(ctx.context)
            return f"{path} is gone"

        @function_tool
        def list_files() -> str:
            """List the files."""
            return "a.txt"

        @function_tool
        def switch_theme(ctx: RunContextWrapper[ChatContext]) -> None:
            """Switch the theme of the page."""
            ctx.context.call_client_tool("switch_theme", {"theme": "dark"})

        @function_tool
        async def ask_where(ctx: RunContextWrapper[ChatContext]) -> None:
            """Ask where."""
            await ask_user(ctx, Question("Where?", ["Berlin", "Lisbon"]))

        self.tools = [delete_file, list_files, switch_theme, ask_where]

    def agent(self, **changes: Any) -> Agent[ChatContext]:
        return Agent[ChatContext](**{"name": "Clerk", "tools": self.tools, **changes})

    async def start(self, servable: Any = None) -> None:
        """Start the server, after the one before was shut down."""
        await self._lives.aclose()
        app = create_app(self._settings, assistant=servable or self.agent())
        await self._lives.enter_async_context(running(app))
        self._transport = httpx.ASGITransport(app)
        for guest in self._guests:
            guest.http._transport = self._transport

    async def visit(self) -> Guest:
        """A new guest."""
        http = await self._stack.enter_async_context(
            httpx.AsyncClient(transport=self._transport, base_url="http://test")
        )
        await http.post("/api/auth/guest")
        guest = Guest(http)
        self._guests.append(guest)
        return guest

    async def aclose(self) -> None:
        await self._lives.aclose()

    async def let_time_pass(self) -> None:
        """Every question that waits has expired."""
        engine = create_engine(self._settings.database_url)
        past = datetime.now(UTC) - timedelta(seconds=1)
        await Database(engine).execute(update(approvals).values(expires_at=past))
        await engine.dispose()

    async def states(self) -> list[Any]:
        """The runs that are kept."""
        engine = create_engine(self._settings.database_url)
        rows = await Database(engine).execute(approvals.select())
        await engine.dispose()
        return [row.state for row in rows]


@pytest.fixture
async def site(
    settings: Settings, model: ScriptedModel, stack: AsyncExitStack, monkeypatch: pytest.MonkeyPatch
) -> Site:
    monkeypatch.setattr(
        composition, "configured_model", lambda settings: ConfiguredModel(model, "scripted")
    )
    site = Site(settings, stack)
    stack.push_async_callback(site.aclose)
    await site.start()
    return site


@pytest.fixture
async def guest(site: Site) -> Guest:
    return await site.visit()


def words(node: Any) -> str:
    return json.dumps(node, ensure_ascii=False)


def buttons(card: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The actions of a widget's buttons, by their labels."""
    found: dict[str, dict[str, Any]] = {}

    def visit(node: Any) -> None:
        for child in node.values() if isinstance(node, dict) else node:
            if isinstance(child, dict | list):
                visit(child)
        if isinstance(node, dict) and node.get("type") == "Button":
            found[node["label"]] = node["onClickAction"]

    visit(card["widget"])
    return found


def said(events: list[dict[str, Any]]) -> list[str]:
    """The messages of an answer."""
    done = [event["item"] for event in events if event["type"] == "thread.item.done"]
    return [item["content"][0]["text"] for item in done if item["type"] == "assistant_message"]


async def press(
    guest: Guest, card: dict[str, Any], label: str, **values: Any
) -> list[dict[str, Any]]:
    action = buttons(card)[label]
    return await guest.events(
        "threads.custom_action",
        thread_id=card["thread_id"],
        item_id=card["id"],
        action={"type": action["type"], "payload": {**action["payload"], **values}},
    )


async def asked(guest: Guest, model: ScriptedModel, *calls: Call) -> dict[str, Any]:
    """Has the agent ask about calls; the card."""
    model.then(list(calls) or [Call("delete_file", {"path": "a.txt"})])
    thread_id = await guest.create("tidy up")
    return await newest_card(guest, thread_id)


async def newest_card(guest: Guest, thread_id: str) -> dict[str, Any]:
    cards = [item for item in await guest.items(thread_id) if item["type"] == "widget"]
    return cards[-1]


async def test_nothing_is_done_before_the_user_approves_it(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model, Call("delete_file", {"path": "a" * 600, "force": True}))
    assert site.deleted == []
    assert list(buttons(card)) == ["Reject", "Always allow here", "Approve"]
    assert "Allow: Delete file?" in words(card["widget"])
    assert "a" * 500 + "… (100 more characters)" in words(card["widget"])
    (first,) = [item["id"] for item in await guest.items(card["thread_id"])][:1]

    model.then([Say(["It is ", "gone."])])
    events = await press(guest, card, "Approve")
    assert site.deleted == ["a" * 600]
    assert said(events) == ["It is gone."]
    assert site.contexts[0].message_id == first
    assert f"{'a' * 600} is gone" in str(model.inputs[-1])
    card = await newest_card(guest, card["thread_id"])
    assert buttons(card) == {}
    assert "You approved this." in words(card["widget"])
    assert card["copy_text"].endswith("You approved this.")
    assert await site.states() == [None]


async def test_a_rejection_tells_the_model_why(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    model.then([Say(["I keep it."])])
    events = await press(guest, card, "Reject", reason="  I need it.  ")
    assert site.deleted == []
    assert said(events) == ["I keep it."]
    assert "rejected this call, so it was not made. The user says: I need it." in str(
        model.inputs[-1]
    )
    card = await newest_card(guest, card["thread_id"])
    assert "You rejected this: I need it." in words(card["widget"])
    assert buttons(card) == {}


async def test_always_means_in_this_thread_and_no_other(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    model.then([Say(["Gone."])])
    await press(guest, card, "Always allow here")
    model.then([Call("delete_file", {"path": "b.txt"})], [Say(["That one, too."])])
    again = {"thread_id": card["thread_id"], "input": message("and b")}
    events = await guest.events("threads.add_user_message", **again)
    assert said(events) == ["That one, too."]
    assert site.deleted == ["a.txt", "b.txt"]
    card = await asked(guest, model, Call("delete_file", {"path": "c.txt"}))
    assert "Approve" in buttons(card)
    assert site.deleted == ["a.txt", "b.txt"]


async def test_of_several_calls_those_are_made_that_were_not_left_out(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    calls = [Call("delete_file", {"path": path}) for path in ("a", "b", "c")]
    card = await asked(guest, model, calls[0], Call("list_files"), *calls[1:])
    assert "Allow: 3 actions?" in words(card["widget"])
    model.then([Say(["Two of them."])])
    await press(guest, card, "Approve", chosen={"0": True, "1": False, "2": True})
    assert site.deleted == ["a", "c"]
    assert "You approved 2 of 3." in words((await newest_card(guest, card["thread_id"]))["widget"])


async def test_a_question_survives_a_restart(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    await site.start()
    card = await newest_card(guest, card["thread_id"])
    model.then([Say(["Gone."])])
    assert said(await press(guest, card, "Approve")) == ["Gone."]
    assert site.deleted == ["a.txt"]


async def test_what_asked_before_the_assistant_was_changed_is_not_done(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    await site.start(site.agent(name="Other", tools=[]))
    events = await press(guest, card, "Approve")
    assert (site.deleted, said(events)) == ([], [])
    card = await newest_card(guest, card["thread_id"])
    assert "The assistant has changed since it asked." in words(card["widget"])
    assert buttons(card) == {}


async def test_an_answer_that_comes_too_late_does_nothing(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    await site.let_time_pass()
    read = await newest_card(guest, card["thread_id"])
    assert "Nobody answered in time." in words(read["widget"])
    assert buttons(read) == {}
    events = await press(guest, card, "Approve")
    (replaced,) = [event for event in events if event["type"] == "thread.item.replaced"]
    assert "Nobody answered in time." in words(replaced["item"]["widget"])
    assert (site.deleted, said(events)) == ([], [])


async def test_pressing_twice_does_it_once(site: Site, guest: Guest, model: ScriptedModel) -> None:
    card = await asked(guest, model)
    model.then([Say(["Gone."])])
    await press(guest, card, "Approve")
    for label in ("Approve", "Reject"):
        events = await press(guest, card, label)
        (replaced,) = [event for event in events if event["type"] == "thread.item.replaced"]
        assert "You approved this." in words(replaced["item"]["widget"])
        assert said(events) == []
    assert site.deleted == ["a.txt"]


async def test_pressing_at_once_in_two_windows_does_it_once(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    model.then([Say(["Gone."])])
    await asyncio.gather(*(press(guest, card, "Approve") for _ in range(3)))
    assert site.deleted == ["a.txt"]


async def test_nobody_else_can_approve_it(site: Site, guest: Guest, model: ScriptedModel) -> None:
    card = await asked(guest, model)
    other = await site.visit()
    params = {
        "thread_id": card["thread_id"],
        "item_id": card["id"],
        "action": {"type": "run.approve", "payload": {}},
    }
    assert (await other.post("threads.custom_action", **params)).status_code == 404
    own = await asked(other, model, Call("delete_file", {"path": "mine"}))
    params["thread_id"] = own["thread_id"]
    assert (await other.post("threads.custom_action", **params)).status_code == 404
    assert site.deleted == []


@pytest.mark.parametrize(
    ("type", "payload"),
    [
        ("run.reject", {"reason": "x" * 2001}),
        ("run.reject", {"reason": 7}),
        ("run.approve", {"always": "yes"}),
        ("run.approve", {"chosen": ["0"]}),
        ("run.approve", []),
    ],
)
async def test_an_answer_that_makes_no_sense_is_refused(
    site: Site, guest: Guest, model: ScriptedModel, type: str, payload: Any
) -> None:
    card = await asked(guest, model)
    params = {"thread_id": card["thread_id"], "action": {"type": type, "payload": payload}}
    response = await guest.post("threads.custom_action", item_id=card["id"], **params)
    assert response.status_code == 400
    params["action"]["payload"] = {}
    assert (await guest.post("threads.custom_action", **params)).status_code == 400
    response = await guest.post("threads.sync_custom_action", item_id=card["id"], **params)
    assert response.status_code == 400
    assert "Approve" in buttons(await newest_card(guest, card["thread_id"]))


async def test_who_writes_on_withdraws_the_question(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    model.then([Say(["Fine."])])
    going_on = {"thread_id": card["thread_id"], "input": message("never mind")}
    events = await guest.events("threads.add_user_message", **going_on)
    (replaced,) = [event for event in events if event["type"] == "thread.item.replaced"]
    assert "You went on without an answer." in words(replaced["item"]["widget"])
    assert said(events) == ["Fine."]
    assert "Asked for approval" in str(model.inputs[-1])
    assert "Nothing was done" in str(model.inputs[-1])
    assert await site.states() == [None]
    await press(guest, card, "Approve")
    assert site.deleted == []


async def test_a_retry_takes_the_question_back(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    (sent,) = [i for i in await guest.items(card["thread_id"]) if i["type"] == "user_message"]
    model.then([Say(["Another answer."])])
    retried = {"thread_id": card["thread_id"], "item_id": sent["id"]}
    assert said(await guest.events("threads.retry_after_item", **retried)) == ["Another answer."]
    assert [item["type"] for item in await guest.items(card["thread_id"])] == [
        "user_message",
        "assistant_message",
    ]


async def test_a_branch_does_not_ask_again(site: Site, guest: Guest, model: ScriptedModel) -> None:
    card = await asked(guest, model)
    source = {"thread_id": card["thread_id"], "item_id": card["id"]}
    events = await guest.events("x.threads.branch", **source)
    copy = await newest_card(guest, events[0]["thread"]["id"])
    assert buttons(copy) == {}
    assert "only be answered in the conversation where it was asked" in words(copy["widget"])
    assert "Approve" in buttons(await newest_card(guest, card["thread_id"]))


async def test_questions_go_with_their_thread(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    assert (await guest.post("threads.delete", thread_id=card["thread_id"])).status_code == 200
    assert await site.states() == []


async def test_agents_that_are_tools_ask_as_well(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    tool = site.agent(name="Deleter").as_tool("delete_things", "Deletes things.")
    boss = Agent[ChatContext](name="Boss", tools=[tool])
    await site.start(boss)
    model.then([Call("delete_things", {"input": "a.txt"})], [Call("delete_file", {"path": "a"})])
    card = await newest_card(guest, await guest.create("tidy up"))
    assert "Allow: Delete file?" in words(card["widget"])
    await site.start(boss)
    model.then([Say(["Deleted by the inner one."])], [Say(["All tidy."])])
    assert said(await press(guest, card, "Approve")) == ["All tidy."]
    assert site.deleted == ["a"]


@pytest.mark.parametrize("stop", [None, StopAtTools(stop_at_tool_names=["switch_theme"])])
async def test_a_tool_of_the_page_waits_until_the_user_has_answered(
    site: Site, guest: Guest, model: ScriptedModel, stop: StopAtTools | None
) -> None:
    agent = site.agent(**({"tool_use_behavior": stop} if stop else {}))
    await site.start(agent)
    card = await asked(guest, model, Call("switch_theme"), Call("delete_file", {"path": "a"}))
    await press(guest, card, "Approve")
    assert site.deleted == ["a"]
    newest = (await guest.items(card["thread_id"]))[-1]
    assert (newest["type"], newest["arguments"]) == ("client_tool_call", {"theme": "dark"})
    model.then([Say(["Dark."])])
    result = {"thread_id": card["thread_id"], "result": True}
    assert said(await guest.events("threads.add_client_tool_output", **result)) == ["Dark."]


async def test_questions_of_tools_come_after_the_approval(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model, Call("ask_where"), Call("delete_file", {"path": "a"}))
    await press(guest, card, "Approve")
    newest = (await guest.items(card["thread_id"]))[-1]
    assert newest["type"] == "structured_input"
    assert newest["inputs"][0]["question"] == "Where?"


async def test_tools_shown_show_what_waits_only_when_it_is_done(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    await site.start(Assistant(agent=lambda context: site.agent(), show_tools="titles"))
    card = await asked(guest, model, Call("list_files"), Call("delete_file", {"path": "a"}))
    workflow = (await guest.items(card["thread_id"]))[-2]
    assert [task["title"] for task in workflow["workflow"]["tasks"]] == ["List files"]
    model.then([Say(["Done."])])
    await press(guest, card, "Approve")
    workflow = (await guest.items(card["thread_id"]))[-2]
    assert [task["title"] for task in workflow["workflow"]["tasks"]] == ["Delete file"]


async def test_the_model_that_asks_again_while_it_goes_on_asks_the_user_again(
    site: Site, guest: Guest, model: ScriptedModel
) -> None:
    card = await asked(guest, model)
    model.then([Call("delete_file", {"path": "b.txt"})])
    await press(guest, card, "Approve")
    second = await newest_card(guest, card["thread_id"])
    assert second["id"] != card["id"]
    model.then([Say(["Both."])])
    assert said(await press(guest, second, "Approve")) == ["Both."]
    assert site.deleted == ["a.txt", "b.txt"]
