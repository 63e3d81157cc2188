"""What the page asks beside the chat, and what the showcase says of what it got."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from zoneinfo import ZoneInfo

import httpx
import pytest
from PIL import Image

from chatkit_server.context import RequestContext, User
from chatkit_server.showcase.images import SHAPES, draw, path_of
from tests.showcase.conftest import COMMANDS, ShowcaseChat, read_stream, texts
from widgets.components import check


async def found(http: httpx.AsyncClient, path: str, query: str = "") -> list[str]:
    answer = await http.get(f"/showcase/{path}", params={"q": query})
    return [row.get("title") or row["label"] for row in answer.json()["data"]]


async def test_entities_are_found_by_their_title(http: httpx.AsyncClient) -> None:
    assert await found(http, "entities", "ADA") == ["Ada Lovelace"]
    assert await found(http, "entities", "田中") == ["田中 耕一"]
    assert await found(http, "entities", "nobody") == []
    assert len(await found(http, "entities")) == 15


async def test_what_begins_with_the_words_comes_first(http: httpx.AsyncClient) -> None:
    titles = await found(http, "entities", "m")
    firsts = [title.casefold().startswith("m") for title in titles]
    assert firsts == sorted(firsts, reverse=True)
    assert firsts[0] and not firsts[-1]


async def test_an_entity_has_a_preview(http: httpx.AsyncClient) -> None:
    answer = await http.get("/showcase/entities/person_ada/preview")
    assert answer.json()["preview"]["children"][0]["value"] == "Ada Lovelace"
    check(json.dumps(answer.json()["preview"]))
    assert (await http.get("/showcase/entities/none/preview")).json() == {"preview": None}


async def test_commands_are_found_by_their_name(http: httpx.AsyncClient) -> None:
    assert await found(http, "commands", "widg") == ["/widgets"]
    assert await found(http, "commands") == [f"/{command.name}" for command in COMMANDS]


async def test_the_page_is_told_of_prompts_tools_models_and_menus(http: httpx.AsyncClient) -> None:
    http.cookies.clear()
    told = (await http.get("/api/client")).json()
    assert told["name"] == "Showcase"
    assert told["panels"] == []
    assert [model["id"] for model in told["options"]["composer"]["models"]] == [
        "swift",
        "thorough",
        "gone",
    ]
    assert "dictation" in told["options"]["composer"], "what the server can do is there as well"
    assert (told["entities_url"], told["commands_url"]) == (
        "/showcase/entities",
        "/showcase/commands",
    )


@pytest.mark.parametrize("shape", SHAPES)
async def test_an_image_is_a_png_that_anybody_may_load(shape: str, http: httpx.AsyncClient) -> None:
    http.cookies.clear()
    whole, rough = [await http.get(path_of(shape, 7, percent)) for percent in (100, 10)]
    assert whole.headers["content-type"] == "image/png"
    assert Image.open(BytesIO(whole.content)).size == SHAPES[shape]
    assert len(rough.content) < len(whole.content)
    assert whole.content == (await http.get(path_of(shape, 7))).content


@pytest.mark.parametrize(
    "path", ["/showcase-round-7-100.png", "/showcase-square-7-11.png", "/showcase-none.png"]
)
async def test_other_images_are_not_there(path: str, http: httpx.AsyncClient) -> None:
    assert (await http.get(path)).status_code == 404


async def test_pictures_of_this_server_are_allowed(chat: ShowcaseChat) -> None:
    chat.user = replace(chat.user, base_url="http://chat.example:8000")
    events = await chat.perform("/pictures")
    assert events[-1]["thread"]["allowed_image_domains"] == ["chat.example:8000"]
    thread_id = events[0]["thread"]["id"]
    await chat.say(thread_id, "/domains images.example")
    await chat.say(thread_id, "/pictures")
    thread = await chat.get("threads.get_by_id", thread_id=thread_id)
    assert thread["allowed_image_domains"] == ["images.example"]


@pytest.mark.parametrize(
    ("line", "path"),
    [("/image", "/api/attachments/atc_"), ("/image elsewhere", path_of("square", 7))],
)
async def test_a_generated_image_is_shown_from_where_the_server_was_called(
    line: str, path: str, http: httpx.AsyncClient
) -> None:
    input = ShowcaseChat.input(f"{line} instant")
    body = {"type": "threads.create", "params": {"input": input}}
    events = read_stream((await http.post("/chatkit", json=body)).content)
    url = events[-1]["item"]["image"]["url"]
    assert url.startswith(f"http://test{path}")
    assert (await http.get(url)).content == draw("square", 7, 100)
    assert "data:image" not in json.dumps(events)


async def test_an_image_that_cannot_be_kept_goes(chat: ShowcaseChat) -> None:
    events = await chat.perform("/image broken instant")
    assert [event["type"] for event in events[-2:]] == ["thread.item.removed", "notice"]


async def test_a_message_is_echoed_with_all_that_it_carried(chat: ShowcaseChat) -> None:
    chat.user = replace(RequestContext(User("ann")), locale="de-DE", zone=ZoneInfo("Europe/Berlin"))
    tag = {
        "type": "input_tag",
        "id": "person_ada",
        "text": "Ada",
        "group": "People",
        "interactive": True,
        "data": {"b": 1, "a": "ü"},
    }
    (said,) = texts(
        await chat.perform(
            "",
            content=[{"type": "input_text", "text": "hello ```there"}, tag],
            quoted_text="of old",
            inference_options={"tool_choice": {"id": "search"}, "model": "thorough"},
        )
    )
    assert said == (
        "The server got:\n\n"
        "````text\n"
        "text: hello ```there\n"
        'tag: Ada (id person_ada, group People, interactive, data {"a":"ü","b":1})\n'
        "quoted: of old\n"
        "tool: search\n"
        "model: thorough\n"
        "locale: de-DE\n"
        "time zone: Europe/Berlin\n"
        "````"
    )
