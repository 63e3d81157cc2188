"""Files that are not taken, and uploads that go wrong."""

from __future__ import annotations

import asyncio

import pytest

from tests.files import EXECUTABLE, SVG, hundred_megapixels, image
from tests.http.attachments.conftest import (
    content,
    known,
    prepare,
    put,
    send,
    stored_files,
    upload,
    uploaded,
)
from tests.http.messages import error_of


@pytest.mark.parametrize(
    ("name", "data", "status", "code"),
    [
        ("photo.png", EXECUTABLE, 415, "unsupported_type"),
        ("drawing.svg", SVG, 415, "unsupported_type"),
        ("archive.txt", b"PK\x03\x04" + bytes(100), 415, "unsupported_type"),
        ("noise.txt", bytes(range(256)), 415, "unsupported_type"),
        ("huge.png", hundred_megapixels(), 413, "too_large"),
        ("half.png", image(size=(300, 300), compress_level=0)[:5000], 400, "invalid_request"),
        ("empty.txt", b"", 400, "invalid_request"),
    ],
)
async def test_bad_files_are_refused_both_ways_and_nothing_is_kept(
    guest, settings, name, data, status, code
):
    response = await upload(guest, name, data)
    assert (response.status_code, error_of(response)) == (status, code)
    if data:
        prepared = await prepare(guest, name, data, "image/png")
        response = await put(guest, prepared, data)
        assert (response.status_code, error_of(response)) == (status, code)
        assert await known(guest, prepared["id"]) == 404
        assert (await put(guest, prepared, data)).status_code == 404
    else:
        response = await guest.post("attachments.create", name=name, size=0, mime_type="text/plain")
        assert (response.status_code, error_of(response)) == (status, code)
    assert stored_files(settings) == []


async def test_limits_of_size_are_kept_while_reading(make_guest, settings):
    guest = await make_guest(attachment_max_bytes=1000)
    response = await upload(guest, "long.txt", b"x" * 1001)
    assert (response.status_code, error_of(response)) == (413, "too_large")
    assert "1000 bytes" in response.json()["error"]["message"]
    response = await guest.post(
        "attachments.create", name="long.txt", size=1001, mime_type="text/plain"
    )
    assert (response.status_code, error_of(response)) == (413, "too_large")
    prepared = await prepare(guest, "short.txt", b"x" * 10)
    response = await put(guest, prepared, b"x" * 11)
    assert (response.status_code, error_of(response)) == (400, "invalid_request")

    read = 0

    async def endless():
        nonlocal read
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        while True:
            read += 1
            yield b"x" * 100

    response = await guest.http.post(
        "/api/attachments",
        content=endless(),
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )
    assert error_of(response) == "too_large"
    assert read < 50
    assert stored_files(settings) == []


async def test_an_upload_that_is_cut_can_be_made_again(guest, settings):
    prepared = await prepare(guest, "a.txt", b"whole text")
    response = await put(guest, prepared, b"whole")
    assert (response.status_code, error_of(response)) == (400, "invalid_request")
    assert await known(guest, prepared["id"]) == 404
    assert (await put(guest, prepared, b"whole text")).status_code == 200
    assert (await content(guest, prepared["id"])).content == b"whole text"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "multipart/form-data; boundary=b"),
        (b"hello", "text/plain"),
        (b"hello", "multipart/form-data"),
        (b"hello", "multipart/form-data; boundary=b"),
        (b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--b--\r\n', None),
        (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhel',
            "multipart/form-data; boundary=b",
        ),
        (b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nhel\r\n--b--\r\n', None),
        (b"hello", "multipart/form-data; boundary=" + "b" * 300),
    ],
)
async def test_a_body_that_is_no_form_with_a_file_is_refused(guest, settings, body, content_type):
    response = await guest.http.post(
        "/api/attachments",
        content=body,
        headers={"Content-Type": content_type or "multipart/form-data; boundary=b"},
    )
    assert (response.status_code, error_of(response)) == (400, "invalid_request")
    assert stored_files(settings) == []


async def test_of_two_uploads_to_one_url_one_counts(guest, settings):
    prepared = await prepare(guest, "a.txt", b"one text")
    answers = await asyncio.gather(
        *(put(guest, prepared, data) for data in (b"one text", b"two text"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    winner = b"one text" if answers[0].status_code == 200 else b"two text"
    assert (await content(guest, prepared["id"])).content == winner
    assert [path.read_bytes() for path in stored_files(settings)] == [winner]
    assert (await put(guest, prepared, b"six text")).status_code == 409


async def test_the_quota_is_the_users_own_and_comes_back(make_guest, model):
    guest = await make_guest(attachment_quota_bytes=1500)
    first = await uploaded(guest, data=b"x" * 800)
    response = await upload(guest, "b.txt", b"y" * 800)
    assert (response.status_code, error_of(response)) == (413, "quota_exceeded")
    response = await guest.post("attachments.create", name="b", size=800, mime_type="text/plain")
    assert (response.status_code, error_of(response)) == (413, "quota_exceeded")
    thread_id, _ = await send(guest, model, first["id"])
    assert (await upload(guest, "b.txt", b"y" * 800)).status_code == 413
    await guest.post("threads.delete", thread_id=thread_id)
    await uploaded(guest, data=b"y" * 800)


async def test_without_attachments_nothing_is_taken(make_guest):
    guest = await make_guest(attachments=False)
    for response in (
        await upload(guest, "a.txt", b"text"),
        await guest.post("attachments.create", name="a", size=1, mime_type="text/plain"),
        await guest.http.get("/api/attachments/atc_1/preview"),
    ):
        assert (response.status_code, error_of(response)) == (501, "not_supported")
    options = (await guest.http.get("/api/client")).json()["options"]
    assert "attachments" not in options["composer"]
