"""Several assistants by name: which one answers, and what a thread remembers of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageItem,
    ThreadItemDoneEvent,
    ThreadItemReplacedEvent,
    ThreadStreamEvent,
    WidgetItem,
)
from starlette.applications import Starlette

from chatkit_server import Assistant, ClientConfig, Settings, create_app
from chatkit_server.access.model import SessionConfiguration, Workflow
from chatkit_server.assistant.base import ActionCall, Turn
from chatkit_server.cli.assistants import CannotLoad, load
from chatkit_server.context import RequestContext
from chatkit_server.testing import decode_events
from tests.http.conftest import Guest, message, running
from widgets import ui


def parrot(name: str) -> Assistant:
    """Says its name and how often its button was pressed; its widgets are redrawn with its name."""

    async def respond(turn: Turn) -> AsyncIterator[ThreadStreamEvent]:
        widget = ui.card(ui.button("Press", on_click=ui.action("press")))
        common: dict[str, Any] = {"thread_id": turn.thread.id, "created_at": datetime.now()}  # noqa: DTZ005
        new_id = turn.store.generate_item_id
        content = [AssistantMessageContent(text=name)]
        said = new_id("message", turn.thread, turn.context)
        yield ThreadItemDoneEvent(item=AssistantMessageItem(id=said, content=content, **common))
        shown = new_id("message", turn.thread, turn.context)
        yield ThreadItemDoneEvent(item=WidgetItem(id=shown, widget=widget, **common))

    async def press(call: ActionCall) -> AsyncIterator[ThreadStreamEvent]:
        assert call.sender is not None
        pressed = {"widget": ui.card(ui.text(f"{name} was pressed"))}
        yield ThreadItemReplacedEvent(item=call.sender.model_copy(update=pressed))

    async def redraw(
        widgets: Sequence[WidgetItem], context: RequestContext
    ) -> Sequence[WidgetItem]:
        return [item.model_copy(update={"copy_text": f"drawn by {name}"}) for item in widgets]

    actions = {"press": press, f"{name}.only": press}
    client = ClientConfig(name=name.upper(), entities_url=f"/api/{name}/entities")
    return Assistant(respond=respond, actions=actions, redraw_widgets=redraw, client=client)


@pytest.fixture
async def serve(stack: AsyncExitStack, settings: Settings) -> Callable[..., Any]:
    """Serves assistants on one database; gives a guest of theirs, the same one every time."""
    headers: dict[str, str] = {}

    async def serve(*names: str) -> Guest:
        app = create_app(settings, assistants={name: parrot(name) for name in names})
        await stack.enter_async_context(running(app))
        http = await stack.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
        )
        if not headers:
            token = (await http.post("/api/auth/guest")).json()["token"]
            http.cookies.clear()
            headers["Authorization"] = f"Bearer {token}"
        http.headers.update(headers)
        return Guest(http)

    return serve


def said(events: list[dict[str, Any]]) -> str:
    """The words of the first answer among events."""
    items = [event["item"] for event in events if event["type"] == "thread.item.done"]
    text: str = next(item for item in items if item["type"] == "assistant_message")["content"][0][
        "text"
    ]
    return text


async def create(
    guest: Guest, path: str = "/chatkit", metadata: dict[str, Any] | None = None
) -> httpx.Response:
    body = {"type": "threads.create", "params": {"input": message("hello")}}
    return await guest.http.post(path, json=body | ({"metadata": metadata} if metadata else {}))


def events_of(response: httpx.Response) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.text
    return decode_events(response.content)


@pytest.mark.parametrize(
    ("path", "metadata", "name"),
    [
        ("/chatkit", None, "one"),
        ("/chatkit/two", None, "two"),
        ("/chatkit", {"assistant": "two"}, "two"),
        ("/chatkit/wf_68df4b13.b3", {"assistant": "two"}, "wf_68df4b13.b3"),
    ],
)
async def test_a_new_thread_is_answered_by_the_one_that_was_named_and_keeps_it(
    serve: Callable[..., Any], path: str, metadata: dict[str, Any] | None, name: str
) -> None:
    guest = await serve("one", "two", "wf_68df4b13.b3")
    events = events_of(await create(guest, path, metadata))
    assert said(events) == name
    thread_id = events[0]["thread"]["id"]
    # Whatever later requests name: a thread belongs to one assistant.
    add = {
        "type": "threads.add_user_message",
        "params": {"thread_id": thread_id, "input": message("again")},
        "metadata": {"assistant": "one"},
    }
    assert said(events_of(await guest.http.post("/chatkit/one", json=add))) == name
    items = await guest.items(thread_id)
    assert {item["copy_text"] for item in items if item["type"] == "widget"} == {f"drawn by {name}"}


async def test_actions_are_those_of_the_assistant_of_the_thread(serve: Callable[..., Any]) -> None:
    guest = await serve("one", "two")
    events = events_of(await create(guest, "/chatkit/two"))
    thread_id = events[0]["thread"]["id"]
    widget = next(item for item in await guest.items(thread_id) if item["type"] == "widget")
    call = {"thread_id": thread_id, "item_id": widget["id"]}
    refused = await guest.post("threads.custom_action", **call, action={"type": "one.only"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "invalid_request")
    for request in ("threads.custom_action", "threads.sync_custom_action"):
        answer = await guest.post(request, **call, action={"type": "press"})
        assert answer.status_code == 200
        assert "two was pressed" in answer.text


@pytest.mark.parametrize("wanted", ["three", 3, None, ["one"]])
async def test_metadata_that_name_no_assistant_are_refused_before_anything_is_kept(
    serve: Callable[..., Any], wanted: object
) -> None:
    guest = await serve("one", "two")
    answer = await create(guest, metadata={"assistant": wanted})
    assert answer.status_code == 400
    assert "metadata.assistant must name an assistant" in answer.json()["error"]["message"]
    assert (await guest.post("threads.list")).json()["data"] == []


@pytest.mark.parametrize("name", ["three", "one%20", "%2e%2e", "x" * 300])
async def test_a_path_that_names_no_assistant_is_not_there(
    serve: Callable[..., Any], name: str
) -> None:
    guest = await serve("one", "two")
    answers = [await create(guest, f"/chatkit/{name}"), await guest.http.get(f"/api/client/{name}")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert all(len(answer.json()["error"]["message"]) < 200 for answer in answers)


async def test_each_says_what_a_page_has_to_know_of_it(serve: Callable[..., Any]) -> None:
    guest = await serve("one", "two")
    paths = ("/api/client", "/api/client/one", "/api/client/two")
    told = [(await guest.http.get(path)).json() for path in paths]
    assert [each["name"] for each in told] == ["ONE", "ONE", "TWO"]
    assert told[2]["entities_url"] == "/api/two/entities"


async def test_a_thread_whose_assistant_is_gone_can_be_read_and_not_gone_on_with(
    serve: Callable[..., Any],
) -> None:
    guest = await serve("one", "two")
    events = events_of(await create(guest, "/chatkit/two"))
    thread_id = events[0]["thread"]["id"]
    widget = next(item for item in await guest.items(thread_id) if item["type"] == "widget")

    guest = await serve("one")
    items = await guest.items(thread_id)
    assert [item["type"] for item in items] == ["user_message", "assistant_message", "widget"]
    requests: list[tuple[str, dict[str, Any]]] = [
        ("threads.add_user_message", {"input": message("are you there?")}),
        ("threads.retry_after_item", {"item_id": items[0]["id"]}),
        ("threads.custom_action", {"item_id": widget["id"], "action": {"type": "press"}}),
        ("threads.sync_custom_action", {"item_id": widget["id"], "action": {"type": "press"}}),
        ("x.threads.branch", {"item_id": items[0]["id"], "input": message("or you?")}),
    ]
    for request, params in requests:
        answer = await guest.post(request, thread_id=thread_id, **params)
        assert answer.status_code == 409, request
        assert '"two", is not here any more' in answer.json()["error"]["message"]
    assert await guest.items(thread_id) == items

    guest = await serve("zero", "two")  # and it is back
    add = {"thread_id": thread_id, "input": message("welcome back")}
    assert said(await guest.events("threads.add_user_message", **add)) == "two"


async def test_threads_of_a_lone_assistant_belong_to_the_first_of_several(
    serve: Callable[..., Any],
) -> None:
    guest = await serve("before")
    thread_id = await guest.create("hello")
    guest = await serve("renamed", "other")
    add = {"thread_id": thread_id, "input": message("still there?")}
    assert said(await guest.events("threads.add_user_message", **add)) == "renamed"


async def test_a_branch_has_the_assistant_of_the_thread_it_was_made_of(
    serve: Callable[..., Any],
) -> None:
    guest = await serve("one", "two")
    thread_id = events_of(await create(guest, "/chatkit/two"))[0]["thread"]["id"]
    first = (await guest.items(thread_id))[0]
    events = await guest.events(
        "x.threads.branch", thread_id=thread_id, item_id=first["id"], input=message("hi")
    )
    assert said(events) == "two"


async def test_a_client_secret_decides_who_answers(
    serve: Callable[..., Any], stack: AsyncExitStack
) -> None:
    guest = await serve("one", "two")
    app: Starlette = guest.http._transport.app  # type: ignore[attr-defined]

    async def secret_for(workflow: str) -> dict[str, str]:
        _, secret = await app.state.chat_sessions.create(
            "ann",
            timedelta(minutes=1),
            workflow=Workflow(workflow),
            configuration=SessionConfiguration(),
        )
        return {"Authorization": f"Bearer {secret}"}

    guest.http.headers.update(await secret_for("two"))
    assert said(events_of(await create(guest))) == "two"
    assert said(events_of(await create(guest, "/chatkit/two"))) == "two"
    refused = [
        await create(guest, "/chatkit/one"),
        await create(guest, metadata={"assistant": "one"}),
    ]
    assert [answer.status_code for answer in refused] == [403, 403]

    guest.http.headers.update(await secret_for("three"))
    answer = await create(guest)
    assert answer.status_code == 409
    assert "not here any more" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "targets", [("tasks", "showcase"), ("showcase", "mine=tasks"), ("a=showcase", "b=showcase")]
)
async def test_built_in_ones_stand_beside_each_other(
    targets: tuple[str, ...], settings: Settings, stack: AsyncExitStack
) -> None:
    app = await stack.enter_async_context(running(load(*targets)(settings)))
    names = [target.partition("=")[0] for target in targets]
    assert list(app.state.assistants) == names
    http = await stack.enter_async_context(
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
    )
    await http.post("/api/auth/guest")
    for name in names:
        answer = await create(Guest(http), f"/chatkit/{name}")
        assert said(events_of(answer))


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        (("tasks", "tasks"), 'two assistants are called "tasks": say NAME=tasks for one of them'),
        (("tasks", "tasks=showcase"), 'two assistants are called "tasks"'),
    ],
)
def test_two_cannot_have_one_name(targets: tuple[str, ...], said: str) -> None:
    with pytest.raises(CannotLoad) as caught:
        load(*targets)
    assert said in str(caught.value)


def test_an_application_has_one_assistant_or_several_by_name(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with pytest.raises(ValueError, match="an assistant, or several"):
        create_app(settings, assistant=parrot("a"), assistants={"b": parrot("b")})
    with pytest.raises(ValueError, match="needs an assistant"):
        create_app(settings, assistants={})
    with pytest.raises(ValueError, match="cannot be the name"):
        create_app(settings, assistants={"a b": parrot("b")})


async def test_who_reads_a_thread_by_the_path_of_another_assistant_is_told_whose_it_is(
    serve: Callable[..., Any],
) -> None:
    guest = await serve("first", "second")
    thread_id = await guest.create("hello")

    async def told(path: str, guest: Guest = guest) -> str | None:
        body = {"type": "threads.get_by_id", "params": {"thread_id": thread_id}}
        answer = await guest.http.post(path, json=body)
        assert answer.status_code == 200
        name: str | None = answer.headers.get("ChatKit-Assistant")
        return name

    assert await told("/chatkit/second") == "first"
    assert await told("/chatkit") is None
    assert await told("/chatkit/first") is None
    assert await told("/chatkit", await serve("second", "first")) == "first"
    # One that is not there any more has no page to go to.
    assert await told("/chatkit", await serve("second", "third")) is None
