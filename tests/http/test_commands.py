"""The commands of an assistant, for the menu of the composer."""

from __future__ import annotations

import pytest

from chatkit_server.assistant.commands import SlashCommand, in_words, offered

from .conftest import Guest

PATH = "/api/commands"


async def labels(guest: Guest, typed: str) -> list[str]:
    response = await guest.http.get(PATH, params={"q": typed})
    assert response.status_code == 200, response.text
    return [command["label"] for command in response.json()["data"]]


async def test_the_page_is_told_where_the_menus_come_from(guest: Guest) -> None:
    client = (await guest.http.get("/api/client")).json()
    assert client["entities_url"] == "/api/entities"
    assert (await guest.http.get(client["entities_url"])).status_code == 200
    response = await guest.http.get(client["commands_url"], params={"q": "today"})
    assert response.json()["data"] == [
        {
            "id": "today",
            "label": "/today",
            "description": "Show what is due today",
            "takes": False,
            "icon": "clock",
            "group": "Look",
        }
    ]


async def test_what_begins_so_comes_first_then_what_is_about_it(guest: Guest) -> None:
    assert (await labels(guest, ""))[:3] == ["/today", "/week", "/overdue"]
    assert await labels(guest, "WEEK") == ["/week"]
    assert await labels(guest, "clear d") == ["/clear done"]
    assert await labels(guest, "due") == ["/overdue", "/today", "/week"]
    assert await labels(guest, "xylophone") == []


async def test_nothing_is_offered_where_a_command_is_complete(guest: Guest) -> None:
    assert await labels(guest, "new ") == []
    assert await labels(guest, "new buy") == []


async def test_an_assistant_is_named_by_the_path(guest: Guest) -> None:
    assert (await guest.http.get(f"{PATH}/tasks")).status_code == 200
    assert (await guest.http.get(f"{PATH}/nobody")).status_code == 404


def test_the_longer_command_is_meant() -> None:
    clear = SlashCommand("/clear", "Clear", "Clear it")
    done = SlashCommand("/clear done", "Clear done", "Clear what is done")
    assert in_words("/clear done now", [clear, done]) == "Clear what is done now"
    assert in_words("/clear now", [clear, done]) == "Clear it now"
    assert offered("clear ", [clear, done]) == []


@pytest.mark.parametrize("label", ["today", "/", "", "/ "])
def test_a_command_begins_with_a_slash(label: str) -> None:
    with pytest.raises(ValueError, match="slash"):
        SlashCommand(label, "", "")
