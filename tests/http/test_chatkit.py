"""`POST /chatkit` over HTTP: statuses, headers, bad input, and whose things are whose."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from chatkit_server.http.chatkit import EventStream
from chatkit_server.runs.tail import Tail
from chatkit_server.testing import Call, Fail, Say

from .messages import error_of, message


async def with_tasks(guest, model, *titles):
    """A thread with a widget of tasks; returns the thread, the widget's id and the tasks' ids."""
    model.then(
        [Call("add_tasks", {"tasks": [{"title": title} for title in titles]})], [Say(["Added."])]
    )
    thread_id = await guest.create("add them")
    widget = next(item for item in await guest.items(thread_id) if item["type"] == "widget")
    tasks = (await guest.http.get("/api/tasks")).json()["data"]
    return thread_id, widget["id"], [task["id"] for task in tasks]


async def act(guest, thread_id, item_id, type, payload):
    return await guest.post(
        "threads.custom_action",
        thread_id=thread_id,
        item_id=item_id,
        action={"type": type, "payload": payload},
    )


async def test_a_stream_is_neither_cached_nor_buffered(guest, model):
    model.then([Say(["Hi."])])

    response = await guest.post("threads.create", input=message("hi"))

    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-accel-buffering"] == "no"
    assert "x.threads.stop" in response.headers["chatkit-extensions"]


async def test_without_an_identity_nothing_is_answered(guest):
    guest.http.cookies.clear()

    response = await guest.post("threads.list")

    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert error_of(response) == "unauthenticated"


async def test_all_sixteen_request_types_are_answered(guest, model):
    thread_id, widget_id, (task_id,) = await with_tasks(guest, model, "Milk")
    items = await guest.items(thread_id)
    model.then([Say(["One."])], [Say(["Two."])], [Say(["Three."])])
    action = {"type": "tasks.complete", "payload": {"task_id": task_id}}
    expected = {
        "threads.create": ({"input": message("hi")}, 200),
        "threads.add_user_message": ({"thread_id": thread_id, "input": message("hi")}, 200),
        "threads.custom_action": (
            {"thread_id": thread_id, "item_id": widget_id, "action": action},
            200,
        ),
        "threads.sync_custom_action": (
            {"thread_id": thread_id, "item_id": widget_id, "action": action},
            200,
        ),
        "threads.add_client_tool_output": ({"thread_id": thread_id, "result": {}}, 409),
        "threads.add_structured_input": (
            {"thread_id": thread_id, "item_id": widget_id, "input": {}},
            400,
        ),
        "threads.retry_after_item": ({"thread_id": thread_id, "item_id": items[0]["id"]}, 200),
        "threads.get_by_id": ({"thread_id": thread_id}, 200),
        "threads.list": ({}, 200),
        "threads.update": ({"thread_id": thread_id, "title": "Shopping"}, 200),
        "items.list": ({"thread_id": thread_id}, 200),
        "items.feedback": (
            {"thread_id": thread_id, "item_ids": [items[0]["id"]], "kind": "positive"},
            200,
        ),
        "attachments.create": ({"name": "a", "size": 1, "mime_type": "text/plain"}, 200),
        "attachments.delete": ({"attachment_id": "atc_nope"}, 404),
        "input.transcribe": ({"audio_base64": "", "mime_type": "audio/webm"}, 501),
        "threads.delete": ({"thread_id": thread_id}, 200),
    }
    assert len(expected) == 16

    answered = {}
    for type, (params, _) in expected.items():
        response = await guest.post(type, **params)
        answered[type] = response.status_code
        if response.status_code >= 400:
            error_of(response)

    assert answered == {type: status for type, (_, status) in expected.items()}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"{}",
        b'{"type": "threads.explode", "params": {}}',
        b'{"type": "threads.create", "params": {}}',
        b'{"type": "threads.get_by_id", "params": {"thread_id": "\\ud800"}}',
        b'{"type": "threads.get_by_id", "params": {"thread_id": "\\u0000"}}',
        b"\xff\xff",
    ],
)
async def test_a_body_that_is_no_request_gets_a_400(guest, body):
    response = await guest.http.post("/chatkit", content=body)

    assert response.status_code == 400
    assert error_of(response) == "invalid_request"


async def test_a_body_over_the_limit_gets_a_413(guest):
    response = await guest.http.post("/chatkit", content=b" " * 10_000_000)

    assert response.status_code == 413
    assert error_of(response) == "too_large"


async def test_a_body_of_unknown_length_is_cut_off_at_the_limit(guest):
    async def endless():
        while True:
            yield b" " * 65536

    response = await guest.http.post("/chatkit", content=endless())

    assert response.status_code == 413


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 1_000_000, "a\0b"])
async def test_a_message_that_makes_no_sense_is_refused_and_leaves_no_thread(guest, text):
    response = await guest.post("threads.create", input=message(text))

    assert response.status_code == 400
    error_of(response)
    assert (await guest.post("threads.list")).json()["data"] == []


@pytest.mark.parametrize("limit", [-1, 0, 1, 10**9])
async def test_any_limit_gives_a_page(guest, model, limit):
    model.then([Say(["Hi."])], [Say(["Hi."])])
    thread_id = await guest.create("hi")
    await guest.create("hi")

    threads = await guest.post("threads.list", limit=limit)
    items = await guest.post("items.list", thread_id=thread_id, limit=limit)

    for response in (threads, items):
        assert response.status_code == 200
        assert len(response.json()["data"]) == (1 if limit < 2 else 2)


async def test_a_page_after_something_that_does_not_exist_gets_a_404(guest, model):
    model.then([Say(["Hi."])])
    thread_id = await guest.create("hi")

    assert (await guest.post("threads.list", after="thr_nope")).status_code == 404
    assert (
        await guest.post("items.list", thread_id=thread_id, after="msg_nope")
    ).status_code == 404


async def test_pages_of_threads_and_items_join_without_a_gap(guest, model):
    for number in range(5):
        model.then([Say([str(number)])])
        await guest.create(f"thread {number}")
    seen, after = [], None
    while True:
        page = (await guest.post("x.threads.list", limit=2, after=after)).json()
        seen += [row["thread"]["title"] for row in page["data"]]
        after = page.get("after")
        if not page["has_more"]:
            break

    assert seen == [f"Thread {number}" for number in (4, 3, 2, 1, 0)]


async def test_an_action_from_what_is_no_widget_is_refused(guest, model):
    thread_id, _, (task_id,) = await with_tasks(guest, model, "Milk")
    user_message = (await guest.items(thread_id))[0]["id"]

    response = await act(guest, thread_id, user_message, "tasks.complete", {"task_id": task_id})

    assert response.status_code == 400


async def test_an_unknown_action_is_refused(guest, model):
    thread_id, widget_id, _ = await with_tasks(guest, model, "Milk")

    response = await act(guest, thread_id, widget_id, "tasks.explode", {})

    assert response.status_code == 400
    assert "action" in response.json()["error"]["message"]


@pytest.mark.parametrize(
    ("type", "payload"),
    [
        ("tasks.complete", None),
        ("tasks.complete", "tsk_1"),
        ("tasks.complete", {}),
        ("tasks.complete", {"task_id": 7}),
        ("tasks.complete", {"task_ids": []}),
        ("tasks.complete", {"task_ids": [None]}),
        ("tasks.delete", {"task_ids": ["x"] * 1000}),
        ("tasks.list", {"limit": "many"}),
        ("tasks.list", {"limit": -5}),
        ("tasks.list", {"status": "lost"}),
    ],
)
async def test_a_payload_of_the_wrong_shape_gets_a_clear_error(guest, model, type, payload):
    thread_id, widget_id, _ = await with_tasks(guest, model, "Milk")

    response = await act(guest, thread_id, widget_id, type, payload)

    assert response.status_code == 200
    assert '"type":"error"' in response.text
    assert "payload" in response.text
    assert (await guest.http.get("/api/tasks?status=open")).json()["data"] != []


async def test_a_model_that_raises_in_the_middle_ends_the_stream_with_an_error(guest, model):
    model.then([Say(["Half"]), Fail(RuntimeError("secret inside"))])

    response = await guest.post("threads.create", input=message("hi"))

    assert response.status_code == 200
    assert '"type":"error"' in response.text
    assert "secret inside" not in response.text


async def test_a_database_that_is_gone_gets_a_503_and_nothing_is_half_written(
    guest, model, app, monkeypatch
):
    thread_id, widget_id, (task_id,) = await with_tasks(guest, model, "Milk")

    def gone(*args, **kwargs):
        raise OperationalError("SELECT 1", {}, Exception("disk I/O error"))

    with monkeypatch.context() as broken:
        broken.setattr("sqlalchemy.ext.asyncio.AsyncEngine.connect", gone)
        broken.setattr("sqlalchemy.ext.asyncio.AsyncEngine.begin", gone)
        responses = [
            await guest.post("threads.list"),
            await guest.post("threads.create", input=message("hi")),
            await guest.post("threads.add_user_message", thread_id=thread_id, input=message("hi")),
            await act(guest, thread_id, widget_id, "tasks.complete", {"task_id": task_id}),
            await guest.http.get("/api/tasks"),
            await guest.http.patch(f"/api/tasks/{task_id}", json={"title": "Bread"}),
        ]

    for response in responses:
        assert response.status_code == 503
        assert error_of(response) == "unavailable"
        assert "disk" not in response.text
    assert len((await guest.post("threads.list")).json()["data"]) == 1
    assert [item["type"] for item in await guest.items(thread_id)] == [
        "user_message",
        "widget",
        "assistant_message",
    ]


async def test_guests_never_see_or_touch_each_others_things(new_guest, model):
    ann, bob = await new_guest(), await new_guest()
    thread_id, widget_id, (task_id,) = await with_tasks(ann, model, "Milk")
    items = await ann.items(thread_id)
    action = {"type": "tasks.complete", "payload": {"task_id": task_id}}
    of_thread = {"thread_id": thread_id}
    of_item = {**of_thread, "item_id": widget_id}
    attempts = [
        ("threads.get_by_id", of_thread),
        ("items.list", of_thread),
        ("threads.update", {**of_thread, "title": "Mine now"}),
        ("threads.delete", of_thread),
        ("threads.add_user_message", {**of_thread, "input": message("hi")}),
        ("threads.retry_after_item", {**of_thread, "item_id": items[0]["id"]}),
        ("threads.custom_action", {**of_item, "action": action}),
        ("threads.sync_custom_action", {**of_item, "action": action}),
        ("threads.add_client_tool_output", {**of_thread, "result": {}}),
        ("threads.add_structured_input", {**of_item, "input": {}}),
        ("items.feedback", {**of_thread, "item_ids": [widget_id], "kind": "positive"}),
        ("threads.list", {"after": thread_id}),
        ("x.threads.stop", of_thread),
        ("x.threads.resume", of_thread),
        ("x.threads.branch", {**of_thread, "item_id": items[0]["id"]}),
        ("x.threads.list", {"after": thread_id}),
    ]

    answered = {type: (await bob.post(type, **params)).status_code for type, params in attempts}

    assert answered == {type: 404 for type, _ in attempts}
    assert (await bob.post("threads.list")).json()["data"] == []
    assert (await bob.http.get("/api/tasks")).json()["data"] == []
    for method, body in (("GET", None), ("PATCH", {"title": "x"}), ("DELETE", None)):
        response = await bob.http.request(method, f"/api/tasks/{task_id}", json=body)
        assert response.status_code == 404
    assert (await bob.http.post(f"/api/tasks/{task_id}/restore")).status_code == 404
    assert await ann.items(thread_id) == items


async def test_an_action_in_ones_own_thread_cannot_touch_anothers_task(new_guest, model):
    ann, bob = await new_guest(), await new_guest()
    _, _, (task_id,) = await with_tasks(ann, model, "Milk")
    thread_id, widget_id, _ = await with_tasks(bob, model, "Bread")

    for type in ("tasks.complete", "tasks.delete", "tasks.save", "tasks.edit", "tasks.restore"):
        response = await act(
            bob,
            thread_id,
            widget_id,
            type,
            {"task_id": task_id, "confirmed": True, "title": "Stolen"},
        )
        assert "no longer exists" in response.text, type

    (task,) = (await ann.http.get("/api/tasks?status=open")).json()["data"]
    assert task["title"] == "Milk"


async def test_a_request_in_a_bad_zone_is_refused(guest):
    response = await guest.http.post(
        "/chatkit",
        content=json.dumps({"type": "threads.list", "params": {}}),
        headers={"X-Timezone": "Mars/Olympus"},
    )

    assert response.status_code == 400


async def test_what_people_write_stays_out_of_the_log_whatever_fails(guest, model, app, caplog):
    caplog.set_level("INFO")
    model.then([Say(["The answer is plover."]), Fail(RuntimeError("no reason"))])
    await guest.post("threads.create", input=message("The word is xyzzy."))

    model.then([Call("add_tasks", {"tasks": [{"title": "xyzzy", "priority": "plover"}]})])
    model.then([Say(["Hm."])])
    await guest.post("threads.create", input=message("add xyzzy"))
    async with app.state.server.store._database.engine.connect() as connection:
        with pytest.raises(DBAPIError) as failed:
            await connection.execute(
                text("SELECT nothing FROM nowhere WHERE x = :x"), {"x": "xyzzy"}
            )
        logging.getLogger("chatkit").error("failed", exc_info=failed.value)

    assert "no reason" in caplog.text
    assert "xyzzy" not in caplog.text
    assert "plover" not in caplog.text


async def test_a_connection_that_is_gone_before_a_word_was_sent_lets_go_of_its_run():
    left = asyncio.Event()
    response = EventStream(Tail(on_close=lambda tail: left.set()), {})

    async def gone():
        return {"type": "http.disconnect"}

    async def blocked(message):
        await asyncio.Event().wait()

    await response({"type": "http"}, gone, blocked)

    assert left.is_set()


async def test_users_are_told_apart_without_saying_who_they_are(new_guest):
    ann, bob = await new_guest(), await new_guest()
    first, again, other = [
        (await guest.post("threads.list")).headers["ChatKit-User"] for guest in (ann, ann, bob)
    ]
    assert first == again
    assert first != other
    owner = (await ann.http.post("/api/auth/guest")).json()["user"]["id"]
    assert (await ann.post("threads.list")).headers["ChatKit-User"] == first
    assert owner not in first
