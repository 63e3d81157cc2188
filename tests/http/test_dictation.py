"""`input.transcribe` against a server on loopback that speaks OpenAI's audio transcriptions."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from chatkit_server import transcription
from chatkit_server.app import create_app
from chatkit_server.cli.serving import listen, url_of

from .conftest import Guest, page_with, running
from .messages import error_of

WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01" + b"webm" + bytes(range(256))
OGG = b"OggS\x00\x02" + bytes(40)
MP4 = b"\x00\x00\x00\x20ftypiso5" + bytes(40)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40)


@dataclass
class Provider:
    """What the transcription server was asked, and what it is to answer."""

    url: str = ""
    asked: list[dict[str, object]] = field(default_factory=list)
    answer: Response = field(default_factory=lambda: JSONResponse({"text": " Buy milk. "}))
    gate: asyncio.Event | None = None

    async def transcribe(self, request: Request) -> Response:
        async with request.form() as form:
            upload = form["file"]
            assert not isinstance(upload, str)
            self.asked.append(
                {
                    "authorization": request.headers.get("authorization"),
                    "model": form["model"],
                    "name": upload.filename,
                    "type": upload.content_type,
                    "audio": await upload.read(),
                }
            )
        if self.gate is not None:
            await self.gate.wait()
        return self.answer


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    provider = Provider()
    app = Starlette(
        routes=[Route("/v1/audio/transcriptions", provider.transcribe, methods=["POST"])]
    )
    sockets = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve(sockets))
    provider.url = f"{url_of('127.0.0.1', sockets)}/v1"
    yield provider
    if provider.gate is not None:
        provider.gate.set()
    server.should_exit = True
    await serving


@pytest.fixture
async def dictating(settings, provider, stack, scripted) -> Starlette:
    """A server that has dictation."""
    configured = replace(
        settings,
        transcription_url=provider.url,
        transcription_key="sk-secret",
        transcription_model="whisper-tiny",
        transcription_max_bytes=1000,
    )
    return await stack.enter_async_context(running(create_app(configured)))


@pytest.fixture
async def speaker(dictating, stack) -> Guest:
    """A guest of it."""
    http = await stack.enter_async_context(
        httpx.AsyncClient(transport=httpx.ASGITransport(dictating), base_url="http://test")
    )
    await http.post("/api/auth/guest")
    return Guest(http)


async def transcribe(guest, audio, mime_type="audio/webm;codecs=opus"):
    text = audio if isinstance(audio, str) else b64encode(audio).decode()
    return await guest.post("input.transcribe", audio_base64=text, mime_type=mime_type)


@pytest.mark.parametrize(
    ("audio", "name", "type"),
    [
        (WEBM, "recording.webm", "audio/webm"),
        (OGG, "recording.ogg", "audio/ogg"),
        (MP4, "recording.mp4", "audio/mp4"),
        (WAV, "recording.wav", "audio/wav"),
    ],
)
async def test_a_recording_is_written_down_as_what_it_is(speaker, provider, audio, name, type):
    response = await transcribe(speaker, audio, "audio/whatever")
    assert response.status_code == 200, response.text
    assert response.json() == {"text": "Buy milk."}
    assert provider.asked == [
        {
            "authorization": "Bearer sk-secret",
            "model": "whisper-tiny",
            "name": name,
            "type": type,
            "audio": audio,
        }
    ]


async def test_silence_is_an_empty_text(speaker, provider):
    provider.answer = JSONResponse({"text": ""})
    assert (await transcribe(speaker, OGG)).json() == {"text": ""}


@pytest.mark.parametrize(
    ("audio", "status", "code"),
    [
        (b"", 400, "invalid_request"),
        ("not base64!", 400, "invalid_request"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), 415, "unsupported_type"),
        (b"RIFF\x24\x00\x00\x00AVI LIST", 415, "unsupported_type"),
        (b"just some text", 415, "unsupported_type"),
        (WEBM + bytes(1000), 413, "too_large"),
        (WEBM + bytes(1000 - len(WEBM) + 1), 413, "too_large"),
    ],
)
async def test_what_is_no_recording_is_not_sent_on(speaker, provider, audio, status, code):
    response = await transcribe(speaker, audio)
    assert (response.status_code, error_of(response)) == (status, code)
    assert provider.asked == []


@pytest.mark.parametrize(
    ("status", "expected", "says"),
    [
        (401, (502, "provider_failed"), "key"),
        (404, (502, "provider_failed"), "model"),
        (400, (400, "invalid_request"), "could not read"),
        (413, (413, "too_large"), "too large"),
        (429, (503, "unavailable"), "busy"),
        (500, (502, "provider_failed"), "failed"),
    ],
)
async def test_what_the_provider_refuses_is_told_in_words_of_ours(
    speaker, provider, caplog, status, expected, says
):
    provider.answer = JSONResponse({"error": {"message": "secret words"}}, status)
    response = await transcribe(speaker, WEBM)
    assert (response.status_code, error_of(response)) == expected
    assert says in response.json()["error"]["message"]
    assert "secret words" not in response.text + caplog.text
    assert "sk-secret" not in response.text + caplog.text


async def test_an_answer_that_is_none_is_told(speaker, provider):
    provider.answer = PlainTextResponse("<html>A proxy's page</html>")
    response = await transcribe(speaker, WEBM)
    assert (response.status_code, error_of(response)) == (502, "provider_failed")


async def test_a_provider_that_is_away_is_told(speaker, monkeypatch, settings):
    away = transcription.Transcriber("http://127.0.0.1:9/v1", None, "m", max_bytes=1000)
    with pytest.raises(transcription.Unavailable, match="cannot be reached"):
        await away.transcribe(b64encode(WEBM).decode())
    await away.aclose()


async def test_a_provider_that_takes_too_long_is_told(provider):
    provider.gate = asyncio.Event()
    slow = transcription.Transcriber(provider.url, None, "m", max_bytes=1000, timeout=0.2)
    with pytest.raises(transcription.Unavailable, match="too long"):
        await slow.transcribe(b64encode(WEBM).decode())
    await slow.aclose()


async def test_the_page_learns_whether_there_is_dictation(speaker, guest):
    with_it = (await speaker.http.get("/api/client")).json()["options"]["composer"]
    without = (await guest.http.get("/api/client")).json()["options"]["composer"]
    assert (with_it["dictation"], without["dictation"]) == ({"enabled": True}, {"enabled": False})
    refused = await transcribe(guest, WEBM)
    assert (refused.status_code, error_of(refused)) == (501, "not_configured")


async def test_a_recording_counts_for_what_a_chat_session_may_do(dictating, speaker, provider):
    _, key = await dictating.state.api_keys.create("shop")
    made = await speaker.http.post(
        "/v1/chatkit/sessions",
        headers={"Authorization": f"Bearer {key}"},
        json={
            "user": "ann",
            "workflow": {"id": "tasks"},
            "rate_limits": {"max_requests_per_1_minute": 1},
        },
    )
    page = page_with(dictating, made.json()["client_secret"])
    assert (await transcribe(page, WEBM)).json() == {"text": "Buy milk."}
    refused = await transcribe(page, WEBM)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert len(provider.asked) == 1
    assert (await page.post("threads.list")).status_code == 200
