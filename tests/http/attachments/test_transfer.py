"""Files on their way in and out, over HTTP: both ways to upload, and the URLs they are had by."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from PIL import Image

from tests.files import EXECUTABLE, SVG, image, with_location
from tests.http.attachments.conftest import (
    content,
    known,
    path_of,
    prepare,
    put,
    send,
    upload,
    uploaded,
)
from tests.http.conftest import message
from tests.http.messages import error_of
from tests.http.serving import patient_client


async def test_a_file_is_uploaded_at_once_and_comes_back_as_it_was(guest):
    attachment = await uploaded(guest, "übersicht.md", "# Grüße\n".encode())

    assert (attachment["type"], attachment["name"]) == ("file", "übersicht.md")
    assert attachment["mime_type"] == "text/markdown"
    assert not {"upload_descriptor", "metadata"} & attachment.keys()
    assert (await known(guest, attachment["id"]))["size"] == 10
    file = await content(guest, attachment["id"])
    assert file.content == "# Grüße\n".encode()
    assert file.headers["content-disposition"] == (
        "attachment; filename=\"_bersicht.md\"; filename*=UTF-8''%C3%BCbersicht.md"
    )
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["content-security-policy"].startswith("sandbox")
    assert file.headers["cache-control"].startswith("private, max-age=")
    again = await guest.http.get(
        str(file.request.url), headers={"If-None-Match": file.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


async def test_two_phases_end_in_the_same(guest, model):
    data = image()
    attachment = await prepare(guest, "a.png", data, "image/png")
    assert attachment["upload_descriptor"]["method"] == "PUT"
    assert (await put(guest, attachment, data)).json()["mime_type"] == "image/png"

    preview = await guest.http.get(path_of(attachment["preview_url"]))

    assert preview.headers["content-type"] == "image/webp"
    assert preview.headers["x-content-type-options"] == "nosniff"
    _, events = await send(guest, model, attachment["id"])
    sent = events[1]["item"]["attachments"][0]
    assert sent["thread_id"] == events[0]["thread"]["id"]
    assert "upload_descriptor" not in sent
    assert (await content(guest, attachment["id"])).content == data


async def test_what_a_file_is_called_does_not_count(guest):
    data = image("JPEG")
    attachment = await prepare(guest, "table.csv", data, "application/vnd.ms-excel")
    assert (await put(guest, attachment, data)).json()["type"] == "image"
    assert (await known(guest, attachment["id"]))["mime_type"] == "image/jpeg"
    csv = await prepare(guest, "table.csv", b"a;b\n1;2\n", "application/vnd.ms-excel")
    assert (await put(guest, csv, b"a;b\n1;2\n")).json()["mime_type"] == "text/csv"


async def test_a_preview_is_upright_and_says_nothing_of_its_maker(guest):
    data = with_location()
    attachment = await uploaded(guest, "photo.jpg", data)

    preview = (await guest.http.get(path_of(attachment["preview_url"]))).content

    assert b"home" in data
    assert b"home" not in preview
    assert b"secret" not in preview
    shown = Image.open(BytesIO(preview))
    assert shown.size == (20, 40)
    assert not shown.getexif()


async def test_an_svg_that_is_wanted_can_only_be_downloaded(make_guest):
    guest = await make_guest(attachment_types=("image/svg+xml",))
    attachment = await uploaded(guest, "drawing.svg", SVG)
    assert attachment["type"] == "file"
    file = await content(guest, attachment["id"])
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["content-security-policy"].startswith("sandbox")
    everything = await make_guest(attachment_types=("image/*",))
    assert (await upload(everything, "drawing.svg", SVG)).status_code == 415


@pytest.mark.parametrize(
    ("given", "shown", "saved"),
    [
        ("../../etc/passwd", "../../etc/passwd", "passwd"),
        ("C:\\fakepath\\plan.txt", "C:\\fakepath\\plan.txt", "plan.txt"),
        ("two\r\nlines.txt", "two lines.txt", "two lines.txt"),
        ("txt.\u202egnp", "txt.gnp", "txt.gnp"),
        ("\u200b", "file", "file"),
        ("a" * 400 + ".txt", "a" * 255, "a" * 140),
        ("..", "..", "file"),
    ],
)
async def test_a_name_is_shown_as_it_was_given_and_safe_to_save_by(guest, given, shown, saved):
    prepared = await prepare(guest, given, b"text")
    assert prepared["name"] == shown
    await put(guest, prepared, b"text")
    file = await content(guest, prepared["id"])
    assert f'filename="{saved}"' in file.headers["content-disposition"]


async def test_a_name_is_the_same_whichever_way_it_comes(guest):
    name = 'the "last"\nplan 100%.txt'
    at_once = await uploaded(guest, name)
    prepared = await prepare(guest, name, b"text")
    assert at_once["name"] == prepared["name"] == 'the "last" plan 100%.txt'


async def test_another_owner_gets_nothing(guest, new_guest):
    other = await new_guest()
    attachment = await uploaded(guest, "a.png", image())
    prepared = await prepare(guest, "b.txt", b"text")
    urls = [
        attachment["preview_url"],
        (await known(guest, attachment["id"]))["download_url"],
        prepared["upload_descriptor"]["url"],
    ]
    for url in urls:
        method = "PUT" if url == urls[2] else "GET"
        response = await other.http.request(method, path_of(url), content=b"text")
        assert (response.status_code, error_of(response)) == (404, "not_found")
    assert await known(other, attachment["id"]) == 404
    assert (
        await other.post("attachments.delete", attachment_id=attachment["id"])
    ).status_code == 404
    refused = await other.post("threads.create", input=message("x", attachments=[attachment["id"]]))
    assert (refused.status_code, error_of(refused)) == (404, "not_found")
    assert (await put(guest, prepared, b"text")).status_code == 200


async def test_a_signed_url_needs_nothing_else_and_cannot_be_changed(guest, app):
    attachment = await uploaded(guest, "a.png", image())
    other = await uploaded(guest, "b.png", image())
    url = path_of(attachment["preview_url"])
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test"
    ) as nobody:
        assert (await nobody.get(url)).status_code == 200
        for changed in (
            url.replace(attachment["id"], other["id"]),
            url.replace("/preview?", "/content?"),
            url.replace(query["expires"], str(int(query["expires"]) + 1)),
            url.replace(query["expires"], "x"),
            url.replace(query["expires"], "9" * 40),
            url[:-1] + ("A" if url[-1] != "A" else "B"),
            url.partition("?")[0],
            url.replace(attachment["id"], "atc_nope"),
            url.replace(attachment["id"], "%00"),
        ):
            response = await nobody.get(changed)
            assert (response.status_code, error_of(response)) == (404, "not_found"), changed
        upload_url = url.replace("/preview?", "/content?")
        assert (await nobody.put(upload_url, content=b"x")).status_code == 404
        assert (await nobody.get(f"/api/attachments/{attachment['id']}")).status_code == 401
        assert (await nobody.post("/api/attachments")).status_code == 401


async def test_urls_expire_and_are_made_anew_when_a_thread_is_read(guest, app, model):
    now = 1_800_000_000.0
    app.state.links._clock = lambda: now
    attachment = await uploaded(guest, "a.png", image())
    prepared = await prepare(guest, "b.txt", b"text")
    thread_id, _ = await send(guest, model, attachment["id"])
    now += 2 * 3600 + 1

    response = await guest.http.get(path_of(attachment["preview_url"]))
    assert (response.status_code, error_of(response)) == (410, "expired")
    response = await put(guest, prepared, b"text")
    assert (response.status_code, error_of(response)) == (410, "expired")

    for read in (
        (await guest.items(thread_id))[0],
        (await guest.post("threads.get_by_id", thread_id=thread_id)).json()["items"]["data"][0],
    ):
        preview = path_of(read["attachments"][0]["preview_url"])
        shown = await guest.http.get(preview)
        assert shown.status_code == 200
        seconds = int(shown.headers["cache-control"].split("=")[1].split(",")[0])
        assert 3600 <= seconds <= 7200
    again = (await guest.items(thread_id))[0]["attachments"][0]["preview_url"]
    assert path_of(again) == preview  # so that browsers find what they have


async def test_with_a_bucket_files_go_past_this_server_both_ways(make_guest, model, bucket):
    guest = await make_guest(attachments_url=bucket)
    data = image()
    attachment = await prepare(guest, "a.png", data, "image/png")
    place = attachment["upload_descriptor"]["url"]
    origin = "://".join(urlsplit(place)[:2])
    assert origin.startswith("http://127.0.0.1:")
    policy = (await guest.http.get("/")).headers.get("content-security-policy", "")
    assert f"connect-src 'self' {origin};" in policy
    async with patient_client() as browser:
        assert (await browser.put(place, content=data)).status_code == 200

        await send(guest, model, attachment["id"])

        response = await content(guest, attachment["id"])
        assert response.status_code == 307
        assert (await browser.get(response.headers["location"])).content == data
    preview = await guest.http.get(path_of(attachment["preview_url"]))
    assert preview.headers["content-type"] == "image/webp"
    assert model.inputs[0][0]["content"][1]["type"] == "input_image"

    bad = await prepare(guest, "a.png", EXECUTABLE, "image/png")
    async with patient_client() as browser:
        await browser.put(bad["upload_descriptor"]["url"], content=EXECUTABLE)
    refused = await guest.post("threads.create", input=message("x", attachments=[bad["id"]]))
    assert (refused.status_code, error_of(refused)) == (415, "unsupported_type")
