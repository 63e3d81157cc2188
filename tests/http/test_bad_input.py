"""Ids, names and tokens that try to be something else, and messages that carry too much."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from chatkit_server.testing import Say, ScriptedModel

TRICKS = [
    "..",
    "../tasks",
    "..%2f..%2fhealthz",
    "%2e%2e%2f",
    "a\x00b",
    "a\r\nX-Evil: 1",
    "tsk_\u202e\u0000",
    "😀" * 50,
    "' OR 1=1 --",
    "a" * 5000,
]
PATHS = [
    "/api/tasks/{}",
    "/api/attachments/{}",
    "/api/attachments/{}/content",
    "/api/attachments/{}/preview",
    "/api/client/{}",
    "/chatkit/{}",
    "/app/{}",
]


@pytest.mark.parametrize("trick", TRICKS, ids=range(len(TRICKS)))
async def test_an_id_is_never_a_way_to_anything_else(guest: Any, trick: str) -> None:
    # Else the client itself would go up from where it is.
    written = quote(trick, safe="").replace(".", "%2e")
    for path in PATHS:
        response = await guest.http.get(path.format(written))
        assert response.status_code in (400, 404), f"{path}: {response.text}"
        assert response.json()["error"]["code"] in ("invalid_request", "not_found")
        assert "x-evil" not in response.headers
        assert len(response.headers["x-request-id"]) <= 64


@pytest.mark.parametrize("trick", TRICKS, ids=range(len(TRICKS)))
async def test_an_id_in_a_body_is_no_other(guest: Any, trick: str) -> None:
    for type_, params in {
        "threads.get_by_id": {"thread_id": trick},
        "items.list": {"thread_id": trick},
        "attachments.delete": {"attachment_id": trick},
        "x.threads.stop": {"thread_id": trick},
    }.items():
        response = await guest.post(type_, **params)
        assert response.status_code in (400, 404), response.text
        assert "x-evil" not in response.headers


@pytest.mark.parametrize(
    "name", ["a\r\nX-Evil: 1.txt", "a\x00b.txt", "../../etc/passwd", "\u202etxt.exe"]
)
async def test_the_name_of_a_file_is_no_header_and_no_path(guest: Any, name: str) -> None:
    prepared = await guest.post("attachments.create", name=name, size=2, mime_type="text/plain")
    assert prepared.status_code in (200, 400), prepared.text
    if prepared.status_code == 400:
        return
    url = prepared.json()["upload_descriptor"]["url"]
    assert (await guest.http.put(url, content=b"hi")).status_code == 200
    told = await guest.http.get(f"/api/attachments/{prepared.json()['id']}")
    file = await guest.http.get(told.json()["download_url"])
    assert file.status_code == 200
    assert "x-evil" not in file.headers
    disposition = file.headers["content-disposition"]
    assert not set(disposition) & set("\r\n\x00/")


@pytest.mark.parametrize("value", ["a\tb", "a b", "ä", "x" * 65, "<script>", "a;b", "../x"])
async def test_a_request_id_that_is_none_is_not_sent_back(guest: Any, value: str) -> None:
    response = await guest.http.get("/healthz", headers={"X-Request-Id": value.encode()})
    assert response.headers["x-request-id"].startswith("req_")


@pytest.mark.parametrize(
    "token",
    [
        "x" * 100_000,
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.",
        "ek_" + "x" * 100_000,
        "sk-" + "x" * 100_000,
        "ek_",
        "..",
        "ä",
    ],
    ids=range(8),
)
async def test_a_token_that_is_none_is_refused_with_a_reason(app: Any, token: str) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        headers = {"Authorization": f"Bearer {token}".encode()}
        response = await client.get("/api/tasks", headers=headers)
    assert response.status_code == 401
    challenge = response.headers["www-authenticate"]
    assert challenge.startswith('Bearer error="invalid_token", error_description="')
    assert len(challenge) < 300
    assert token[:50] == ".." or token[:50] not in response.text


async def test_what_a_message_mentions_and_quotes_is_part_of_its_length(
    guest: Any, model: ScriptedModel
) -> None:
    async def refused(content: list[dict[str, Any]], **fields: Any) -> str:
        body = {"content": content, "attachments": [], "inference_options": {}, **fields}
        answer = await guest.post("threads.create", input=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_request")
        said: str = answer.json()["error"]["message"]
        return said

    def tag(**fields: Any) -> dict[str, Any]:
        return {"type": "input_tag", "id": "t", "text": "it", "data": {}, **fields}

    text = {"type": "input_text", "text": "Look"}
    assert "at most 100,000" in await refused([text], quoted_text="q" * 1_000_000)
    assert "at most 100,000" in await refused([text, tag(data={"note": "n" * 1_000_000})])
    assert "at most 100,000" in await refused([text, tag(id="i" * 200_000)])
    assert "mentions 101 things" in await refused([tag()] * 101)
    assert (await guest.post("threads.list")).json()["data"] == []
    model.then([Say(["fine"])])
    await guest.events(
        "threads.create",
        input={"content": [text, *[tag(id="x")] * 50], "attachments": [], "inference_options": {}},
    )
