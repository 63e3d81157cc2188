"""Asking an OpenID provider: JSON objects, small ones, from exactly where they are said to be."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

import httpx2

MAX_BYTES: Final = 1024 * 1024

_DISCOVERY: Final = "/.well-known/openid-configuration"
_ERROR_CODE: Final = re.compile(r"[a-z_]{1,64}", re.ASCII)


async def fetch_json(
    client: httpx2.AsyncClient,
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Mapping[str, Any]:
    """Get a JSON object, or what a form is answered with.

    The caller sets an end to waiting; redirects are the client's to refuse.

    Raises:
        ValueError: The answer is something else; the message says what, and holds no secret.
        httpx2.HTTPError: There is no answer, or one that is to be asked for again later.
    """
    async with client.stream(
        "GET" if form is None else "POST",
        url,
        data=None if form is None else dict(form),
        headers={"Accept": "application/json", **(headers or {})},
    ) as response:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > MAX_BYTES:
                raise ValueError(f"the answer is larger than {MAX_BYTES} bytes")
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if response.status_code != httpx2.codes.OK:
        said = f"the answer is {response.status_code}{_error_code(answer)}"
        if response.is_server_error or response.status_code == httpx2.codes.TOO_MANY_REQUESTS:
            raise httpx2.HTTPStatusError(said, request=response.request, response=response)
        raise ValueError(said)
    if not isinstance(answer, dict):
        raise ValueError("the answer is no JSON object")
    return answer


async def fetch_configuration(client: httpx2.AsyncClient, issuer: str) -> Mapping[str, Any]:
    """What an OpenID issuer says of itself (OpenID Connect Discovery 1.0 section 4).

    Raises:
        ValueError: It is not to be had there, or is another issuer's.
        httpx2.HTTPError: As `fetch_json`.
    """
    configuration = await fetch_json(client, issuer.rstrip("/") + _DISCOVERY)
    # Else one issuer could speak for another (section 4.3).
    if configuration.get("issuer") != issuer:
        raise ValueError("the configuration found there is that of another issuer")
    return configuration


def _error_code(answer: object) -> str:
    """The code of an OAuth error, which says much and gives nothing away (RFC 6749 5.2)."""
    code = answer.get("error") if isinstance(answer, dict) else None
    return f" ({code})" if isinstance(code, str) and _ERROR_CODE.fullmatch(code) else ""
