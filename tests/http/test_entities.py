"""What the menu for mentions is answered with: the user's own tasks and chats, found by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from chatkit_server.settings import Settings
from chatkit_server.tasks.model import NewTask
from chatkit_server.testing import Say, ScriptedModel

from .conftest import Guest, page_with

SEARCH = "/api/entities"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """On SQLite and on PostgreSQL."""
    return Settings(data_dir=tmp_path / "data", database_url=database_url)


async def add(guest: Guest, *titles: str, **fields: Any) -> list[str]:
    """Adds tasks, and returns their ids."""
    ids = []
    for title in titles:
        response = await guest.http.post("/api/tasks", json={"title": title, **fields})
        assert response.status_code == 201, response.text
        ids.append(response.json()["id"])
    return ids


async def search(guest: Guest, typed: str) -> list[dict[str, Any]]:
    response = await guest.http.get(SEARCH, params={"q": typed})
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    found: list[dict[str, Any]] = response.json()["data"]
    return found


async def titles(guest: Guest, typed: str) -> list[str]:
    return [entity["title"] for entity in await search(guest, typed)]


async def preview(guest: Guest, entity_id: str) -> dict[str, Any]:
    response = await guest.http.get(f"{SEARCH}/{entity_id}/preview")
    assert response.status_code == 200, response.text
    widget: dict[str, Any] = response.json()["preview"]
    return widget


async def test_what_begins_with_what_was_typed_comes_before_what_has_it(guest: Guest) -> None:
    await add(guest, "Throw out buttermilk", "Soy milk", "Milk", "Milk the cow", "Plants")
    assert await titles(guest, "MILK") == [
        "Milk",
        "Milk the cow",
        "Soy milk",
        "Throw out buttermilk",
    ]


async def test_typing_errors_and_other_orders_of_words_find_it_all_the_same(guest: Guest) -> None:
    await add(guest, "Call the dentist", "Straße fegen", "Buy milk", "Go")
    for typed in ("dentst", "detnist", "dentist call", "cal the dentist"):
        assert await titles(guest, typed) == ["Call the dentist"], typed
    assert await titles(guest, "STRASSE") == ["Straße fegen"]
    assert await titles(guest, "xylophone") == []
    assert await titles(guest, "mlk") == []  # too short to be mistaken


async def test_an_entity_is_what_the_element_takes(guest: Guest) -> None:
    done, still = await add(guest, "Buy milk", "Buy milk")
    await guest.http.patch(f"/api/tasks/{done}", json={"status": "done"})
    assert await search(guest, "milk") == [
        {
            "id": still,
            "title": "Buy milk",
            "icon": "empty-circle",
            "group": "Tasks",
            "interactive": True,
            "data": {"type": "task", "status": "open"},
        },
        {
            "id": done,
            "title": "Buy milk",
            "icon": "check-circle",
            "group": "Tasks",
            "interactive": True,
            "data": {"type": "task", "status": "done"},
        },
    ]


async def test_chats_are_found_by_their_titles(guest: Guest, model: ScriptedModel) -> None:
    await add(guest, "Plan the move")
    model.then([Say(["Yes."])])
    thread_id = await guest.create("Plan the party")
    assert await search(guest, "the part") == [
        {
            "id": thread_id,
            "title": "Plan the party",
            "icon": "notebook",
            "group": "Chats",
            "interactive": True,
            "data": {"type": "chat"},
        }
    ]
    assert await titles(guest, "plan") == ["Plan the move", "Plan the party"]


async def test_before_anything_is_typed_there_is_what_is_due_first(guest: Guest) -> None:
    await add(guest, "Some time")
    await add(guest, "Later", due="2999-01-02")
    await add(guest, "Sooner", due="2999-01-01")
    (done,) = await add(guest, "Over")
    await guest.http.patch(f"/api/tasks/{done}", json={"status": "done"})
    assert await titles(guest, "") == ["Sooner", "Later", "Some time"]
    assert await titles(guest, "  ") == ["Sooner", "Later", "Some time"]


async def test_a_deleted_task_is_not_found_and_its_preview_says_so(guest: Guest) -> None:
    (task_id,) = await add(guest, "Buy milk")
    await guest.http.delete(f"/api/tasks/{task_id}")
    assert await search(guest, "milk") == []
    assert "This task was deleted." in str(await preview(guest, task_id))


async def test_a_preview_shows_a_task_as_it_is_now(guest: Guest) -> None:
    (task_id,) = await add(guest, "Buy milk", priority="high", notes="Oat, 1 l", tags=["shop"])
    widget = await preview(guest, task_id)
    assert widget["type"] == "Basic"
    for shown in ("Buy milk", "High priority", "#shop", "Oat, 1 l"):
        assert shown in str(widget)
    await guest.http.patch(f"/api/tasks/{task_id}", json={"status": "done", "title": "Oat milk"})
    widget = await preview(guest, task_id)
    assert "Oat milk" in str(widget)
    assert "Done" in str(widget)


async def test_a_preview_shows_a_chat(guest: Guest, model: ScriptedModel) -> None:
    model.then([Say(["Yes."])])
    widget = await preview(guest, await guest.create("Plan the party"))
    assert widget["type"] == "Basic"
    assert "Plan the party" in str(widget)


async def test_nobody_finds_what_is_somebody_elses(
    new_guest: Callable[[], Any], model: ScriptedModel
) -> None:
    ann, bob = await new_guest(), await new_guest()
    (task_id,) = await add(bob, "Buy milk")
    model.then([Say(["Yes."])])
    thread_id = await bob.create("Buy a cow")
    assert await search(ann, "buy") == []
    for entity_id in (task_id, thread_id, "tsk_nobodys", "%00", "%ED%A0%80"):
        response = await ann.http.get(f"{SEARCH}/{entity_id}/preview")
        assert response.status_code == 404, response.text


@pytest.mark.parametrize("typed", ["z\0z", "%", "_", "'", "\ud7ff", "a" * 5000, "🙂", "\\"])
async def test_anything_may_be_typed(guest: Guest, typed: str) -> None:
    await add(guest, "Buy milk")
    assert await search(guest, typed) == []


async def test_a_session_finds_only_the_chats_that_it_can_see(
    app: Starlette, guest: Guest, new_secret: Callable[..., Any], model: ScriptedModel
) -> None:
    model.then([Say(["Yes."])])
    thread_id = await guest.create("Plan the party")
    seeing = page_with(app, await new_secret(history=True))
    assert await titles(seeing, "party") == ["Plan the party"]
    blind = page_with(app, await new_secret(history=False))
    assert await search(blind, "party") == []
    response = await blind.http.get(f"{SEARCH}/{thread_id}/preview")
    assert response.status_code == 404


async def test_notes_and_tags_are_looked_at_as_well(guest: Guest) -> None:
    await add(guest, "Go out", notes="with Ada", tags=["park"])
    await add(guest, "Ada's party")
    assert await titles(guest, "ada") == ["Ada's party", "Go out"]
    assert await titles(guest, "park") == ["Go out"]


async def test_it_is_found_among_ten_thousand(app: Starlette, guest: Guest, owner: str) -> None:
    for start in range(0, 10_000, 1000):
        numbers = range(start, start + 1000)
        await app.state.tasks.add(owner, [NewTask(f"Call customer number {n}") for n in numbers])
    await add(guest, "Water the plants")
    assert (await titles(guest, "call customer number 7"))[0] == "Call customer number 7"
    assert await titles(guest, "wtaer the plnts") == ["Water the plants"]
    assert len(await titles(guest, "call")) == 10
