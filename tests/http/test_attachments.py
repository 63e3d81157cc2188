"""Files on their way in and out, over HTTP: both ways to upload, and everything that is refused."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from chatkit_server.testing import Say

from .test_chatkit import message


def image(format: str = "PNG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    output = BytesIO()
    Image.new("RGB", size, "red").save(output, format, **options)
    return output.getvalue()


def path_of(url: str) -> str:
    assert url.startswith("http://test/")
    return url.removeprefix("http://test")


async def upload(guest, name, data, **options):
    return await guest.http.post("/api/attachments", files={"file": (name, data)}, **options)


async def prepare(guest, name, data, mime_type="text/plain"):
    response = await guest.post(
        "attachments.create", name=name, size=len(data), mime_type=mime_type
    )
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_file_is_uploaded_at_once_and_comes_back_as_it_was(guest):
    response = await upload(guest, "notes.txt", b"hello")
    assert response.status_code == 201, response.text
    attachment = response.json()
    assert (attachment["type"], attachment["name"]) == ("file", "notes.txt")
    assert attachment["mime_type"] == "text/plain"
    assert "upload_descriptor" not in attachment
    known = (await guest.http.get(f"/api/attachments/{attachment['id']}")).json()
    assert (known["size"], known["name"]) == (5, "notes.txt")
    file = await guest.http.get(path_of(known["download_url"]))
    assert file.content == b"hello"
    assert file.headers["content-disposition"].startswith('attachment; filename="notes.txt"')


async def test_two_phases_end_in_the_same(guest, model):
    data = image()
    attachment = await prepare(guest, "a.png", data, "image/png")
    assert attachment["type"] == "image"
    descriptor = attachment["upload_descriptor"]
    assert descriptor["method"] == "PUT"
    put = await guest.http.put(path_of(descriptor["url"]), content=data)
    assert put.status_code == 200, put.text
    preview = await guest.http.get(path_of(attachment["preview_url"]))
    assert preview.headers["content-type"] == "image/webp"
    model.then([Say(["Nice."])])
    events = await guest.events(
        "threads.create", input=message("look", attachments=[attachment["id"]])
    )
    assert events[1]["item"]["attachments"][0]["name"] == "a.png"
