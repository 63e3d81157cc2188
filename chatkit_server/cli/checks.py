"""Whether what the server is told to use is there: sign-in, the place for files, dictation."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from typing import Final
from urllib.parse import urlsplit

from chatkit_server.mcp.config import McpServerConfig
from chatkit_server.settings import OPENAI_URL, Settings
from stores.attachments.limits import shown_bytes
from stores.errors import StoreUnavailable

PATIENCE_SECONDS: Final = 5


class Verdict(StrEnum):
    """What a check found."""

    OK = "ok"
    NOTE = "note"
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check.

    Attributes:
        verdict: Whether the server can work with it.
        text: What was found and, where it helps, what to do.
    """

    verdict: Verdict
    text: str


def check_assistants(settings: Settings) -> Finding:
    """Import what is to be served."""
    from chatkit_server.cli.assistants import CannotLoad, load

    try:
        load(*settings.assistants)
    except CannotLoad as error:
        return Finding(Verdict.WRONG, f"assistants: {error}")
    return Finding(Verdict.OK, f"assistants: {', '.join(settings.assistants)}")


def check_auth_keys(settings: Settings) -> Finding:
    """Ask for the public keys of tokens made elsewhere."""
    from chatkit_server.auth.external import ExternalTokens
    from chatkit_server.auth.jwks import KeysUnavailable

    async def count() -> int:
        tokens = ExternalTokens.configured(settings)
        try:
            return await tokens.keys.fetch() if tokens.keys else 0
        finally:
            await tokens.aclose()

    shown = without_password(settings.auth_jwks_url or settings.auth_issuer or "")
    try:
        found = asyncio.run(count())
    except KeysUnavailable as error:
        return Finding(Verdict.WRONG, f"sign-in keys: {shown}: {error}")
    if not found:
        names = ", ".join(settings.auth_algorithms)
        return Finding(Verdict.WRONG, f"sign-in keys: {shown} has none for {names}")
    if not settings.auth_audience:
        return Finding(
            Verdict.NOTE,
            f"sign-in keys: {found} at {shown}; CHATKIT_AUTH_AUDIENCE is not set, so tokens that "
            "name an audience are refused",
        )
    return Finding(Verdict.OK, f"sign-in keys: {found} at {shown}")


def check_provider(settings: Settings) -> Finding:
    """Ask the provider at which users of the page sign in who it is."""
    import httpx2

    from chatkit_server.auth.oidc import Provider

    provider = Provider.configured(settings)
    if provider is None:
        return Finding(Verdict.OK, "sign-in: users of the page cannot; no provider is set")

    async def ask(provider: Provider) -> bool:
        try:
            return await provider.check()
        finally:
            await provider.aclose()

    shown = without_password(provider.issuer)
    try:
        can_leave = asyncio.run(ask(provider))
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError) as error:
        reason = str(error) or "it takes too long"
        return Finding(Verdict.WRONG, f"sign-in: {shown}: {reason}")
    if not can_leave:
        text = f"sign-in: at {shown}; whoever signs out here stays signed in there"
        return Finding(Verdict.NOTE, text)
    return Finding(Verdict.OK, f"sign-in: at {shown}")


def check_files(settings: Settings) -> Finding:
    """Ask the object store, where there is one, what is in it."""
    if not settings.attachments:
        return Finding(Verdict.OK, "files: not taken")
    most = shown_bytes(settings.attachment_max_bytes)
    if not settings.attachments_url:
        folder = settings.data_dir / "attachments"
        return Finding(Verdict.OK, f"files: up to {most}, in {folder}")
    shown = without_password(settings.attachments_url)
    try:
        from stores.attachments.objects import ObjectBlobs

        check = ObjectBlobs(settings.attachments_url).check()
        asyncio.run(asyncio.wait_for(check, 2 * PATIENCE_SECONDS))
    except (ImportError, ValueError) as error:
        return Finding(Verdict.WRONG, f"files: {error}")
    except (StoreUnavailable, TimeoutError) as error:
        reason = str(error.__cause__ or "it takes too long").splitlines()[0]
        return Finding(Verdict.WRONG, f"files: {shown} does not answer: {reason}")
    return Finding(Verdict.OK, f"files: up to {most}, in {shown}")


def check_limits(settings: Settings) -> Finding:
    """Ask Redis, where there is one, whether it answers."""
    if settings.redis_url is None:
        return Finding(Verdict.OK, "limits: counted in this process")
    try:
        from redis import Redis, RedisError
    except ImportError:
        return Finding(Verdict.WRONG, "limits: for Redis, run pip install 'chatkit-server[redis]'")
    try:
        with Redis.from_url(settings.redis_url, socket_timeout=PATIENCE_SECONDS) as redis:
            redis.ping()
    except RedisError as error:  # never its text: it may name the URL, and that a password
        return Finding(Verdict.WRONG, f"limits: Redis does not answer ({type(error).__name__})")
    return Finding(Verdict.OK, "limits: counted in Redis")


def check_dictation(settings: Settings) -> Finding:
    """Ask the server for dictation whether it answers."""
    if not settings.transcribes:
        return Finding(Verdict.OK, "dictation: off")
    base = (settings.transcription_url or OPENAI_URL).rstrip("/")
    shown = without_password(base)
    request = urllib.request.Request(f"{base}/models")
    if settings.transcription_key:
        request.add_header("Authorization", f"Bearer {settings.transcription_key}")
    try:
        urllib.request.urlopen(request, timeout=PATIENCE_SECONDS).close()
    except urllib.error.HTTPError as error:
        if error.code in {401, 403}:
            return Finding(
                Verdict.WRONG,
                f"dictation: {shown} refuses CHATKIT_TRANSCRIPTION_KEY ({error.code})",
            )
        # It need not list its models; that it answers is all that can be known without a voice.
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        return Finding(Verdict.WRONG, f"dictation: {shown} cannot be reached: {reason}")
    return Finding(Verdict.OK, f"dictation: {settings.transcription_model} at {shown}")


def check_mcp(settings: Settings) -> Iterator[Finding]:
    """Connect to each MCP server and count its tools."""
    if not settings.mcp_servers:
        return
    from chatkit_server.mcp.connection import connected_in_time, reason_of  # takes a second

    async def count(config: McpServerConfig) -> int:
        async with connected_in_time(config) as (_, tools):
            return len(tools)

    for config in settings.mcp_servers:
        try:
            found = asyncio.run(count(config))
        except Exception as error:  # whatever it is: it cannot be used
            yield Finding(Verdict.WRONG, f"mcp server {config.name}: {reason_of(error)}")
        else:
            yield Finding(Verdict.OK, f"mcp server {config.name}: {found} tools")


def without_password(url: str) -> str:
    """A URL that may be printed."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
