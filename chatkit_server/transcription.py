"""Dictation: speech becomes text at any server that speaks OpenAI's audio transcriptions."""

from __future__ import annotations

import binascii
import logging
from base64 import b64decode
from typing import Final

import openai
from openai import AsyncOpenAI

from chatkit_server.errors import (
    InvalidRequest,
    NotConfigured,
    ProviderFailed,
    ServerError,
    TooLarge,
    Unavailable,
    UnsupportedType,
)
from chatkit_server.settings import OPENAI_URL, Settings
from stores.attachments.limits import shown_bytes

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS: Final = 60.0

_SIGNATURES: Final = (
    (0, b"\x1a\x45\xdf\xa3", "webm", "audio/webm"),  # EBML, RFC 8794
    (0, b"OggS", "ogg", "audio/ogg"),  # RFC 3533
    (4, b"ftyp", "mp4", "audio/mp4"),  # ISO/IEC 14496-12
    (8, b"WAVE", "wav", "audio/wav"),
)
"""Where in a recording stands what; browsers record the first three."""


class Transcriber:
    """Has recordings written down.

    Args:
        base_url: The server, up to and without ``/audio/transcriptions``.
        api_key: Its key; None where it wants none.
        model: The model's name there.
        max_bytes: The largest recording.
        timeout: Seconds that the server may take.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str | None,
        model: str,
        *,
        max_bytes: int,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self._model = model
        self._max_bytes = max_bytes
        # Not retried: whoever dictates waits, and can press once more.
        self._client = AsyncOpenAI(
            base_url=base_url, api_key=api_key or "none", timeout=timeout, max_retries=0
        )

    @classmethod
    def configured(cls, settings: Settings) -> Transcriber | None:
        """The transcriber that the settings name, if they do."""
        if not settings.transcribes:
            return None
        return cls(
            settings.transcription_url or OPENAI_URL,
            settings.transcription_key,
            settings.transcription_model,
            max_bytes=settings.transcription_max_bytes,
        )

    async def transcribe(self, audio_base64: str) -> str:
        """Write down a recording.

        Args:
            audio_base64: WebM, Ogg, MP4 or WAV; what it is called does not matter.

        Raises:
            ServerError: It cannot be; the message is for the user.
        """
        audio = self._decode(audio_base64)
        name, media_type = _kind_of(audio)
        try:
            result = await self._client.audio.transcriptions.create(
                file=(name, audio, media_type), model=self._model, response_format="json"
            )
        except openai.OpenAIError as error:
            # The server's own words may quote what was said.
            logger.warning(
                "a recording could not be transcribed: %s, status %s",
                type(error).__name__,
                getattr(error, "status_code", "-"),
            )
            raise _explain(error) from error
        # A proxy's page passes for an answer without a text, or for a text.
        text = getattr(result, "text", None)
        if not isinstance(text, str):
            raise ProviderFailed("The speech recognition gave an answer that cannot be read.")
        return text.strip()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    def _decode(self, audio_base64: str) -> bytes:
        too_large = TooLarge(
            f"The recording is larger than {shown_bytes(self._max_bytes)}. Record less at a time."
        )
        if len(audio_base64) > self._max_bytes * 4 // 3 + 4:
            raise too_large
        try:
            audio = b64decode(audio_base64, validate=True)
        except (binascii.Error, ValueError):
            raise InvalidRequest("audio_base64 is not base64.") from None
        if not audio:
            raise InvalidRequest("The recording is empty.")
        if len(audio) > self._max_bytes:
            raise too_large
        return audio


def not_configured() -> NotConfigured:
    """What a server without speech recognition answers."""
    return NotConfigured("This server has no speech recognition configured.")


def _kind_of(audio: bytes) -> tuple[str, str]:
    """A file name and a media type for a recording, by its first bytes."""
    for offset, signature, extension, media_type in _SIGNATURES:
        if audio[offset : offset + len(signature)] == signature:
            return f"recording.{extension}", media_type
    raise UnsupportedType("The recording is none of WebM, Ogg, MP4 and WAV.")


def _explain(error: openai.OpenAIError) -> ServerError:
    match error:
        case openai.APITimeoutError():
            return Unavailable("The speech recognition takes too long. Try again, or say less.")
        case openai.APIConnectionError():
            return Unavailable("The speech recognition cannot be reached. Try again in a moment.")
        case openai.RateLimitError():
            return Unavailable("The speech recognition is busy. Try again in a moment.")
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return ProviderFailed("The speech recognition refuses this server's key.")
        case openai.NotFoundError():
            return ProviderFailed("The speech recognition does not know the configured model.")
        case openai.APIStatusError(status_code=413):
            return TooLarge("The recording is too large for the speech recognition.")
        case openai.BadRequestError() | openai.UnprocessableEntityError():
            return InvalidRequest("The speech recognition could not read the recording.")
        case _:
            return ProviderFailed("The speech recognition failed. Try again in a moment.")
