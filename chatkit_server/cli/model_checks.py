"""Whether the models that the server is told to use are there."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from urllib.parse import urlencode

from chatkit_server.cli.checks import PATIENCE_SECONDS, Finding, Verdict, without_password
from chatkit_server.offered import is_litellm
from chatkit_server.settings import OPENAI_URL, Settings


def check_models(settings: Settings) -> Iterator[Finding]:
    """Ask the provider whether it has its models, and look for LiteLLM if some are its."""
    names = list(dict.fromkeys([settings.model, *(each.model for each in settings.models)]))
    by_litellm = [name for name in names if name is not None and is_litellm(name)]
    others = [name for name in names if name is not None and not is_litellm(name)]
    if by_litellm:
        yield _check_litellm(by_litellm)
    if settings.has_openai and (others or not by_litellm):
        yield _check_provider(others, settings)
    elif others:
        yield Finding(
            Verdict.WRONG,
            f"model: {', '.join(others)} needs OPENAI_API_KEY or OPENAI_BASE_URL; "
            "the embedded model answers instead",
        )
    elif not by_litellm:
        yield Finding(Verdict.OK, "model: the embedded one, offline")


def _check_litellm(names: list[str]) -> Finding:
    """Make the models; whether they are there, only their providers know."""
    from chatkit_server.assistant.litellm_models import litellm_model  # takes seconds

    try:
        for name in names:
            litellm_model(name)
    except ImportError as error:
        return Finding(Verdict.WRONG, f"model: {error}")
    return Finding(Verdict.OK, f"model: {', '.join(names)} (not asked whether it is there)")


def _check_provider(names: list[str], settings: Settings) -> Finding:
    from agents.models.default_models import get_default_model  # takes a second

    if settings.azure_endpoint and not settings.openai_base_url:
        return _check_azure(names, settings.azure_endpoint.rstrip("/"), settings)
    base = (settings.openai_base_url or OPENAI_URL).rstrip("/")
    shown = without_password(base)
    request = urllib.request.Request(f"{base}/models")
    if settings.openai_api_key:
        request.add_header("Authorization", f"Bearer {settings.openai_api_key}")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as response:
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
    wanted = names or [get_default_model()]
    missing = set(wanted) - set(_listed(listing))
    if missing:
        shown_names = ", ".join(sorted(missing))
        setting = "CHATKIT_MODELS" if settings.models else "CHATKIT_MODEL"
        return Finding(Verdict.WRONG, f"model: {shown} has no {shown_names}; set {setting}")
    return Finding(Verdict.OK, f"model: {', '.join(wanted)} at {shown}")


def _check_azure(names: list[str], endpoint: str, settings: Settings) -> Finding:
    """Ask the resource whether it knows the key and the version; deployments it does not list."""
    shown = without_password(endpoint)
    query = urlencode({"api-version": settings.azure_api_version or ""})
    request = urllib.request.Request(f"{endpoint}/openai/models?{query}")
    request.add_header("api-key", settings.azure_api_key or "")
    try:
        urllib.request.urlopen(request, timeout=PATIENCE_SECONDS).close()
    except urllib.error.HTTPError as error:
        if error.code in {401, 403}:
            text = f"model: {shown} refuses AZURE_OPENAI_API_KEY ({error.code})"
        else:
            text = f"model: {shown} does not know OPENAI_API_VERSION, or fails ({error.code})"
        return Finding(Verdict.WRONG, text)
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        return Finding(Verdict.WRONG, f"model: {shown} cannot be reached: {reason}")
    text = f"model: {', '.join(names)} at {shown} (Azure; not asked whether it is)"
    return Finding(Verdict.OK, text)


def _listed(listing: object) -> list[str]:
    data = listing.get("data") if isinstance(listing, dict) else None
    if not isinstance(data, list):
        return []
    return [str(model["id"]) for model in data if isinstance(model, dict) and "id" in model]
