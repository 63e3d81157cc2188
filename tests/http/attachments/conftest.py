"""Guests who send files."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from chatkit_server import composition
from chatkit_server.app import create_app
from chatkit_server.assistant.models import ConfiguredModel
from chatkit_server.testing import Say
from tests.http.conftest import Guest, message, running


def path_of(url):
    assert url.startswith("http://test/")
    return url.removeprefix("http://test")


async def upload(guest, name, data):
    return await guest.http.post("/api/attachments", files={"file": (name, data)})


async def uploaded(guest, name="notes.txt", data=b"hello"):
    response = await upload(guest, name, data)
    assert response.status_code == 201, response.text
    return response.json()


async def prepare(guest, name, data, mime_type="text/plain", size=None):
    response = await guest.post(
        "attachments.create",
        name=name,
        size=len(data) if size is None else size,
        mime_type=mime_type,
    )
    assert response.status_code == 200, response.text
    return response.json()


async def put(guest, attachment, data):
    return await guest.http.put(path_of(attachment["upload_descriptor"]["url"]), content=data)


async def known(guest, attachment_id):
    response = await guest.http.get(f"/api/attachments/{attachment_id}")
    return response.json() if response.status_code == 200 else response.status_code


async def content(guest, attachment_id):
    return await guest.http.get(path_of((await known(guest, attachment_id))["download_url"]))


async def send(guest, model, *attachment_ids, text="look"):
    model.then([Say(["I see."])])
    events = await guest.events(
        "threads.create", input=message(text, attachments=list(attachment_ids))
    )
    return events[0]["thread"]["id"], events


def stored_files(settings):
    folder = settings.data_dir / "attachments"
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
async def make_guest(settings, model, stack, monkeypatch):
    """Make a guest of a server with other settings."""
    monkeypatch.setattr(
        composition,
        "configured_model",
        lambda settings: ConfiguredModel(model, "scripted", settings.model_sees_images),
    )

    async def make(**changes):
        app = create_app(replace(settings, **changes))
        await stack.enter_async_context(running(app))
        http = await stack.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
        )
        await http.post("/api/auth/guest")
        return Guest(http)

    return make
