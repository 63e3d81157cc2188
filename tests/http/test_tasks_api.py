from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import httpx
import orjson
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.middleware import Middleware

from chatkit_server.context import RequestContext, User
from chatkit_server.http.errors import EXCEPTION_HANDLERS
from chatkit_server.http.tasks import routes
from chatkit_server.tasks.model import NewTask
from chatkit_server.tasks.service import TaskService

NOW = datetime(2026, 11, 21, 4, 42, tzinfo=UTC)


class Identity:
    """Stands in for the middleware that knows who asks: here the request just says so."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            headers = httpx.Headers(scope["headers"])
            scope.setdefault("state", {})["context"] = RequestContext(
                user=User(headers.get("x-user", "ann")),
                zone=ZoneInfo(headers.get("x-timezone", "Europe/Berlin")),
            )
        await self.app(scope, receive, send)


@pytest.fixture
def service(sqlite_engine):
    return TaskService(sqlite_engine, clock=lambda: NOW)


@pytest.fixture
async def client(service):
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Identity)],
        exception_handlers=EXCEPTION_HANDLERS,
    )
    app.state.tasks = service
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def create(client, **fields):
    response = await client.post("/api/tasks", json={"title": "Buy milk", **fields})
    assert response.status_code == 201, response.text
    return response.json()


def refused(response, *words, status=400, code="invalid_request"):
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (status, code), response.text
    for word in words:
        assert word in error["message"]


# What it shows


async def test_a_new_task_is_answered_with_all_its_fields(client):
    response = await client.post(
        "/api/tasks",
        json={
            "title": " Buy milk ",
            "notes": "two litres",
            "due": "2026-11-22T09:00",
            "priority": "high",
            "tags": ["Home", "#shop"],
        },
    )
    task = response.json()
    assert response.status_code == 201
    assert response.headers["location"] == f"/api/tasks/{task['id']}"
    assert response.headers["cache-control"] == "no-store"
    assert task == {
        "id": task["id"],
        "title": "Buy milk",
        "notes": "two litres",
        "status": "open",
        "priority": "high",
        "due": "2026-11-22T09:00:00+01:00",
        "tags": ["home", "shop"],
        "created_at": "2026-11-21T04:42:00.000+00:00",
        "updated_at": "2026-11-21T04:42:00.000+00:00",
        "completed_at": None,
    }
    assert (await client.get(f"/api/tasks/{task['id']}")).json() == task
    listed = (await client.get("/api/tasks")).json()
    assert listed == {"data": [task], "has_more": False, "after": None}


async def test_a_title_is_all_that_a_task_needs(client):
    task = await create(client)
    assert (task["notes"], task["priority"], task["due"], task["tags"]) == ("", "none", None, [])


async def test_a_moment_is_shown_in_the_users_zone_and_a_day_as_it_is(client):
    moment = await create(client, due="2026-11-22T09:00")
    day = await create(client, due="2026-11-22")
    in_tokyo = {"X-Timezone": "Asia/Tokyo"}

    async def due(task):
        response = await client.get(f"/api/tasks/{task['id']}", headers=in_tokyo)
        return response.json()["due"]

    assert await due(moment) == "2026-11-22T17:00:00+09:00"
    assert await due(day) == "2026-11-22"


@pytest.mark.parametrize(
    "title",
    [
        '"quoted" \\ {"a": 1}',
        "{{ 7 * 7 }}",
        "<script>alert(1)</script>",
        "\u202eתודה 👩‍👩‍👧",
        "%00",
    ],
)
async def test_a_title_comes_back_as_text_whatever_it_says(client, title):
    assert (await create(client, title=title))["title"] == title


# Lists


async def test_a_list_is_of_all_tasks_or_of_the_open_or_done_ones(client):
    for title in ("a", "b"):
        task = await create(client, title=title)
    await client.patch(f"/api/tasks/{task['id']}", json={"status": "done"})

    async def titles(query=""):
        response = await client.get(f"/api/tasks{query}")
        return [task["title"] for task in response.json()["data"]]

    assert await titles() == await titles("?status=all") == ["a", "b"]
    assert await titles("?status=open") == ["a"]
    assert await titles("?status=done") == ["b"]
    assert await titles("?status=&limit=&after=") == ["a", "b"]


async def test_pages_are_continued_after_the_last_task_received(client):
    for title in "abc":
        await create(client, title=title)
    first = (await client.get("/api/tasks?limit=2")).json()
    assert [task["title"] for task in first["data"]] == ["a", "b"]
    assert first["has_more"] is True
    for after in (first["after"], first["data"][-1]["id"]):
        rest = (await client.get("/api/tasks", params={"limit": 2, "after": after})).json()
        assert [task["title"] for task in rest["data"]] == ["c"]
        assert (rest["has_more"], rest["after"]) == (False, None)


async def test_a_task_that_is_completed_between_two_pages_hides_no_other(client):
    for title in "abcd":
        await create(client, title=title)
    first = (await client.get("/api/tasks?limit=2")).json()
    await client.patch(f"/api/tasks/{first['data'][-1]['id']}", json={"status": "done"})
    rest = (await client.get("/api/tasks", params={"after": first["after"]})).json()
    assert [task["title"] for task in rest["data"]] == ["c", "d", "b"]


@pytest.mark.parametrize(("limit", "size"), [("-1", 1), ("0", 1), ("1000000000", 100)])
async def test_a_limit_is_clamped(client, service, limit, size):
    await service.add("ann", [NewTask(str(n)) for n in range(101)])
    page = (await client.get(f"/api/tasks?limit={limit}")).json()
    assert len(page["data"]) == size
    assert page["has_more"] is True


@pytest.mark.parametrize("limit", ["ten", "1.5", "9" * 5_000])
async def test_a_limit_that_is_no_number_is_refused(client, limit):
    refused(await client.get(f"/api/tasks?limit={limit}"), "limit must be a whole number")


async def test_a_status_that_there_is_not_is_refused(client):
    refused(await client.get("/api/tasks?status=closed"), "status must be one of open, done, all")


@pytest.mark.parametrize(
    "after", ["tsk_unknown", "%00", "%ED%A0%80", "x" * 5_000, ".1.9.1", f"{'9' * 17}.1.1.1"]
)
async def test_going_on_after_an_unknown_task_is_not_found(client, after):
    response = await client.get(f"/api/tasks?after={after}")
    refused(response, "no task to continue after", status=404, code="not_found")


# Changes


async def test_a_patch_changes_the_given_fields_and_no_others(client):
    task = await create(client, notes="two litres", due="2026-11-22", tags=["home"])
    path = f"/api/tasks/{task['id']}"
    patched = (await client.patch(path, json={"title": "Oat milk", "priority": "low"})).json()
    assert patched == {**task, "title": "Oat milk", "priority": "low"}
    assert (await client.get(path)).json() == patched


async def test_null_clears_the_due_and_an_empty_patch_nothing(client):
    task = await create(client, due="2026-11-22")
    path = f"/api/tasks/{task['id']}"
    assert (await client.patch(path, json={})).json() == task
    assert (await client.patch(path, json={"due": None})).json()["due"] is None


async def test_a_patch_completes_and_reopens(client):
    task = await create(client)
    path = f"/api/tasks/{task['id']}"
    done = (await client.patch(path, json={"status": "done"})).json()
    assert (done["status"], done["completed_at"]) == ("done", "2026-11-21T04:42:00.000+00:00")
    assert (await client.patch(path, json={"status": "open"})).json() == task


async def test_a_deleted_task_is_gone_until_it_is_restored(client):
    task = await create(client)
    path = f"/api/tasks/{task['id']}"
    for _ in range(2):
        response = await client.delete(path)
        assert (response.status_code, response.content) == (204, b"")
    refused(await client.get(path), status=404, code="not_found")
    refused(await client.patch(path, json={"title": "b"}), status=404, code="not_found")
    assert (await client.get("/api/tasks")).json()["data"] == []
    for _ in range(2):
        response = await client.post(f"{path}/restore")
        assert (response.status_code, response.json()) == (200, task)
    assert (await client.get(path)).json() == task


@pytest.mark.parametrize("path", ["/api/tasks", "/api/tasks/tsk_1", "/api/tasks/tsk_1/restore"])
async def test_other_methods_are_not_allowed(client, path):
    assert (await client.put(path, json={})).status_code == 405


# Owners and unknown ids


async def test_anothers_task_is_as_unknown_as_one_that_never_was(client):
    task = await create(client)
    as_bob = {"X-User": "bob"}
    answers = []
    for task_id in (task["id"], "tsk_unknown"):
        path = f"/api/tasks/{task_id}"
        for response in (
            await client.get(path, headers=as_bob),
            await client.patch(path, json={"title": "taken"}, headers=as_bob),
            await client.delete(path, headers=as_bob),
            await client.post(f"{path}/restore", headers=as_bob),
        ):
            refused(response, "There is no such task", status=404, code="not_found")
            answers.append(response.content)
    assert len(set(answers)) == 1
    assert (await client.get("/api/tasks", headers=as_bob)).json()["data"] == []
    assert (await client.get(f"/api/tasks/{task['id']}")).json() == task


@pytest.mark.parametrize("task_id", ["%00", "tsk_%00", "%ED%A0%80", "..%2F..", "'--", "x" * 5_000])
async def test_an_id_that_cannot_be_is_not_found(client, task_id):
    assert (await client.get(f"/api/tasks/{task_id}")).status_code == 404


# Bad input

BAD_BODIES = {
    "empty": b"",
    "no JSON": b"title=Buy+milk",
    "cut short": b'{"title": "Buy',
    "not a number": b'{"title": NaN}',
    "not UTF-8": b'{"title": "\xff"}',
    "lone surrogate": b'{"title": "a\\ud800b"}',
    "lone surrogate in UTF-8": b'{"title": "a\xed\xa0\x80b"}',
    "lone surrogate as a name": b'{"title": "a", "\\ud800": 1}',
    "too deep": b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
}

BAD_FIELDS = [
    ({"title": ""}, "title must have 1 to 500"),
    ({"title": " \n "}, "title must have 1 to 500"),
    ({"title": "a\0b"}, "title must not contain NUL"),
    ({"title": "x" * 501}, "title must have at most 500"),
    ({"title": "x" * 1_000_000}, "title must have at most 500"),
    ({"title": None}, "title must be text"),
    ({"title": 7}, "title must be text"),
    ({"title": ["Buy milk"]}, "title must be text"),
    ({"title": {"text": "Buy milk"}}, "title must be text"),
    ({"notes": "n" * 10_001}, "notes must have at most 10000"),
    ({"notes": None}, "notes must be text"),
    ({"due": "tomorrow"}, "due must be a date"),
    ({"due": ""}, "due must be a date"),
    ({"due": "2026-02-30"}, "due must be a date"),
    ({"due": "0001-01-01"}, "due must be in the years"),
    ({"due": 1795243200}, "due must be text"),
    ({"due": False}, "due must be text"),
    ({"priority": "urgent"}, "priority must be one of none, low, medium, high"),
    ({"priority": None}, "priority must be text"),
    ({"priority": 3}, "priority must be text"),
    ({"tags": "home"}, "tags must be a list of text"),
    ({"tags": None}, "tags must be a list of text"),
    ({"tags": ["home", 7]}, "tags must be a list of text"),
    ({"tags": ["a\0b"]}, "tags must not contain NUL"),
    ({"tags": ["t" * 51]}, "tags must have at most 50"),
    ({"tags": [str(n) for n in range(21)]}, "tags must be at most 20"),
    ({"colour": "red"}, "unknown field 'colour'"),
    ({"id": "tsk_1"}, "unknown field 'id'"),
    ({"owner": "bob"}, "unknown field 'owner'"),
    ({"x" * 1_000_000: 1}, "unknown field 'xxx"),
]


def shorten(value):
    text = str(value)
    return text if len(text) < 40 else f"{text[:40]}…"


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
async def test_a_body_that_is_not_json_is_refused(client, body):
    task = await create(client)
    refused(await client.post("/api/tasks", content=body), "not valid JSON")
    refused(await client.patch(f"/api/tasks/{task['id']}", content=body), "not valid JSON")
    assert len((await client.get("/api/tasks")).json()["data"]) == 1


@pytest.mark.parametrize("body", [[], [{"title": "a"}], "title", 7, True, None])
async def test_a_body_that_is_not_an_object_is_refused(client, body):
    task = await create(client)
    content = orjson.dumps(body)
    refused(await client.post("/api/tasks", content=content), "must be a JSON object")
    response = await client.patch(f"/api/tasks/{task['id']}", content=content)
    refused(response, "must be a JSON object")


@pytest.mark.parametrize(("fields", "message"), BAD_FIELDS, ids=shorten)
async def test_a_field_that_breaks_its_rule_is_named_and_nothing_is_done(client, fields, message):
    task = await create(client)
    refused(await client.post("/api/tasks", json={"title": "a", **fields}), message)
    response = await client.patch(f"/api/tasks/{task['id']}", json={"notes": "new", **fields})
    refused(response, message)
    assert len(response.content) < 400
    assert (await client.get("/api/tasks")).json()["data"] == [task]


async def test_a_body_of_ten_megabytes_is_too_large(client):
    body = orjson.dumps({"title": "x" * 10_000_000})
    response = await client.post("/api/tasks", content=body)
    refused(response, "larger than", status=413, code="too_large")


async def test_a_database_that_does_not_answer_is_a_503_and_nothing_half_written(
    client, sqlite_engine
):
    task = await create(client)
    path = f"/api/tasks/{task['id']}"

    @event.listens_for(sqlite_engine.sync_engine, "before_cursor_execute")
    def fail(connection, cursor, statement, *rest):
        raise OperationalError(statement, None, Exception("database is locked"))

    for response in (
        await client.get("/api/tasks"),
        await client.post("/api/tasks", json={"title": "a"}),
        await client.patch(path, json={"title": "b"}),
        await client.delete(path),
    ):
        refused(response, "does not answer", status=503, code="unavailable")
    event.remove(sqlite_engine.sync_engine, "before_cursor_execute", fail)
    assert (await client.get("/api/tasks")).json()["data"] == [task]


async def test_a_task_without_a_title_is_refused(client):
    refused(await client.post("/api/tasks", json={"notes": "n"}), "title is required")


async def test_a_new_task_is_open(client):
    response = await client.post("/api/tasks", json={"title": "a", "status": "done"})
    refused(response, "unknown field 'status'")


@pytest.mark.parametrize("status", ["gone", None, 1])
async def test_a_patch_to_a_status_that_there_is_not_is_refused(client, status):
    task = await create(client)
    refused(await client.patch(f"/api/tasks/{task['id']}", json={"status": status}), "status")


async def test_a_patch_that_would_break_a_rule_is_refused_before_the_task_is_looked_for(client):
    refused(await client.patch("/api/tasks/tsk_unknown", json={"title": ""}), "title")
