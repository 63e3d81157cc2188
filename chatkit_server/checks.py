"""Whether what the server is told to use is there: the model, the place for files, dictation."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from typing import Final
from urllib.parse import urlencode, urlsplit

from chatkit_server.mcp.config import McpServerConfig
from chatkit_server.settings import Settings
from stores.attachments.blobs import Blobs
from stores.attachments.limits import shown_bytes
from stores.errors import StoreUnavailable

_OPENAI: Final = "https://api.openai.com/v1"
_PATIENCE_SECONDS: Final = 5


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
    from chatkit_server.assistants import CannotLoad, load

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


def check_model(settings: Settings) -> Finding:
    """Ask the provider whether it has the model."""
    if not settings.has_provider:
        if settings.model:
            return Finding(
                Verdict.WRONG,
                f"model: {settings.model} needs OPENAI_API_KEY or OPENAI_BASE_URL; "
                "the embedded model answers instead",
            )
        return Finding(Verdict.OK, "model: the embedded one, offline")
    from agents.models.default_models import get_default_model  # takes a second

    if settings.azure_endpoint and not settings.openai_base_url:
        return _check_azure(settings, settings.azure_endpoint.rstrip("/"))
    base = (settings.openai_base_url or _OPENAI).rstrip("/")
    shown = without_password(base)
    request = urllib.request.Request(f"{base}/models")
    if settings.openai_api_key:
        request.add_header("Authorization", f"Bearer {settings.openai_api_key}")
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS) as response:
            listing = json.load(response)
    except urllib.error.HTTPError as error:
        if error.code in {401, 403}:
            return Finding(Verdict.WRONG, f"model: {shown} refuses OPENAI_API_KEY ({error.code})")
        return Finding(Verdict.NOTE, f"model: {shown} answers, but lists no models ({error.code})")
    except ValueError:
        return Finding(Verdict.NOTE, f"model: {shown} answers, but lists no models")
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        return Finding(Verdict.WRONG, f"model: {shown} cannot be reached: {reason}")
    wanted = dict.fromkeys(
        [settings.model or get_default_model(), *(each.model for each in settings.models)]
    )
    missing = wanted.keys() - set(_model_names(listing))
    if missing:
        names = ", ".join(sorted(missing))
        setting = "CHATKIT_MODELS" if settings.models else "CHATKIT_MODEL"
        return Finding(Verdict.WRONG, f"model: {shown} has no {names}; set {setting}")
    return Finding(Verdict.OK, f"model: {', '.join(wanted)} at {shown}")


def _check_azure(settings: Settings, endpoint: str) -> Finding:
    """Ask the resource whether it knows the key and the version; deployments it does not list."""
    shown = without_password(endpoint)
    query = urlencode({"api-version": settings.azure_api_version or ""})
    request = urllib.request.Request(f"{endpoint}/openai/models?{query}")
    request.add_header("api-key", settings.azure_api_key or "")
    try:
        urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS).close()
    except urllib.error.HTTPError as error:
        if error.code in {401, 403}:
            text = f"model: {shown} refuses AZURE_OPENAI_API_KEY ({error.code})"
        else:
            text = f"model: {shown} does not know OPENAI_API_VERSION, or fails ({error.code})"
        return Finding(Verdict.WRONG, text)
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        return Finding(Verdict.WRONG, f"model: {shown} cannot be reached: {reason}")
    names = dict.fromkeys([settings.model, *(each.model for each in settings.models)])
    deployments = ", ".join(filter(None, names))
    return Finding(Verdict.OK, f"model: {deployments} at {shown} (Azure; not asked whether it is)")


def check_files(settings: Settings) -> Finding:
    """Ask the object store, where there is one, for a file that does not exist."""
    if not settings.attachments:
        return Finding(Verdict.OK, "files: not taken")
    most = shown_bytes(settings.attachment_max_bytes)
    if not settings.attachments_url:
        folder = settings.data_dir / "attachments"
        return Finding(Verdict.OK, f"files: up to {most}, in {folder}")
    try:
        from stores.attachments.objects import ObjectBlobs

        asyncio.run(_list_nothing(ObjectBlobs(settings.attachments_url)))
    except (ImportError, ValueError) as error:
        return Finding(Verdict.WRONG, f"files: {error}")
    except (StoreUnavailable, TimeoutError) as error:
        reason = str(error.__cause__ or "it takes too long").splitlines()[0]
        return Finding(
            Verdict.WRONG, f"files: {settings.attachments_url} does not answer: {reason}"
        )
    return Finding(Verdict.OK, f"files: up to {most}, in {settings.attachments_url}")


async def _list_nothing(blobs: Blobs) -> None:
    async with asyncio.timeout(2 * _PATIENCE_SECONDS):
        try:
            await blobs.read("doctor")
        except FileNotFoundError:
            return


def check_limits(settings: Settings) -> Finding:
    """Ask Redis, where there is one, whether it answers."""
    if settings.redis_url is None:
        return Finding(Verdict.OK, "limits: counted in this process")
    try:
        from redis import Redis, RedisError
    except ImportError:
        return Finding(Verdict.WRONG, "limits: for Redis, run pip install 'chatkit-server[redis]'")
    try:
        with Redis.from_url(settings.redis_url, socket_timeout=_PATIENCE_SECONDS) as redis:
            redis.ping()
    except RedisError as error:  # never its text: it may name the URL, and that a password
        return Finding(Verdict.WRONG, f"limits: Redis does not answer ({type(error).__name__})")
    return Finding(Verdict.OK, "limits: counted in Redis")


def check_dictation(settings: Settings) -> Finding:
    """Ask the server for dictation whether it answers."""
    if not settings.transcribes:
        return Finding(Verdict.OK, "dictation: off")
    base = (settings.transcription_url or _OPENAI).rstrip("/")
    shown = without_password(base)
    request = urllib.request.Request(f"{base}/models")
    if settings.transcription_key:
        request.add_header("Authorization", f"Bearer {settings.transcription_key}")
    try:
        urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS).close()
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


def _model_names(listing: object) -> list[str]:
    data = listing.get("data") if isinstance(listing, dict) else None
    if not isinstance(data, list):
        return []
    return [str(model["id"]) for model in data if isinstance(model, dict) and "id" in model]


def without_password(url: str) -> str:
    """A URL that may be printed."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
