"""How settings are read from text.

Each function gives the value, or raises a `ValueError` whose message goes on from the name of the
variable: "must be …".
"""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

MIN_SECRET_BYTES: Final = 32
"""The length of an HS256 key at least (RFC 7518 section 3.2)."""

AUTH_ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
"""What tokens may be signed with by a public key (RFC 7518 section 3.1, RFC 8037)."""

_TRUE: Final = frozenset({"1", "true", "yes", "on"})
_FALSE: Final = frozenset({"0", "false", "no", "off"})
_DATABASES: Final = frozenset({"sqlite", "postgres", "postgresql"})


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine can reach a server that listens on ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def integer(least: int, most: int | None = None) -> Callable[[str], int]:
    """A whole number in bounds."""

    def parse(text: str) -> int:
        bounds = f"at least {least}" if most is None else f"from {least} to {most}"
        if not re.fullmatch(r"-?[0-9]{1,15}", text):
            raise ValueError(f"must be a whole number, {bounds}.")
        number = int(text)
        if number < least or (most is not None and number > most):
            raise ValueError(f"must be {bounds}.")
        return number

    return parse


def seconds(least: float) -> Callable[[str], float]:
    """A number of seconds, whole or not."""

    def parse(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or number < least:
            raise ValueError(f"must be a number of seconds, at least {least:g}.")
        return number

    return parse


def boolean(text: str) -> bool:
    """``1`` or ``0``, or another word for one of them."""
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise ValueError("must be 1 or 0.")


def one_of(*words: str) -> Callable[[str], str]:
    """One of some words, in any case."""

    def read(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"must be one of {', '.join(words)}.")
        return text.lower()

    return read


def secret(text: str) -> str:
    """A key of at least `MIN_SECRET_BYTES`."""
    if len(text.encode()) < MIN_SECRET_BYTES:
        raise ValueError(
            f"must have at least {MIN_SECRET_BYTES} bytes; `openssl rand -base64 32` makes one."
        )
    return text


def database_url(text: str) -> str:
    """A URL of a database that is supported."""
    from sqlalchemy.engine import make_url  # only where it is set: it takes a while
    from sqlalchemy.exc import ArgumentError

    try:
        backend = make_url(text).get_backend_name()
    except (ArgumentError, ValueError):
        backend = ""
    if backend not in _DATABASES:
        raise ValueError("must be a URL such as sqlite:///file.db or postgresql://host/name.")
    return text


def objects_url(text: str) -> str:
    """A URL of an object store."""
    if not re.fullmatch(r"(s3|gs|az)://[^/\s]+(/\S*)?", text):
        raise ValueError("must be a URL such as s3://bucket/prefix, gs://… or az://….")
    return text


def redis_url(text: str) -> str:
    """A URL of a Redis server."""
    if not re.fullmatch(r"rediss?://[^/\s]+(/\d*)?", text):
        raise ValueError(
            "must be a URL such as redis://host:6379/0 or rediss://user:password@host."
        )
    return text


def http_url(text: str) -> str:
    """Any web address."""
    if not _is_http_url(text):
        raise ValueError("must be an http:// or https:// URL.")
    return text


def key_url(text: str) -> str:
    """A web address whose answers nobody can change on their way."""
    # Whoever can change the answer on its way can sign in as anyone.
    if not _is_http_url(text) or not (
        urlsplit(text).scheme == "https" or is_loopback(urlsplit(text).hostname or "")
    ):
        raise ValueError("must be an https:// URL, or an http:// one of this machine.")
    return text


def algorithms(text: str) -> tuple[str, ...]:
    """A list of `AUTH_ALGORITHMS`."""
    wanted = names(text)
    for name in wanted:
        if name not in AUTH_ALGORITHMS:
            raise ValueError(f'must be a list of {", ".join(AUTH_ALGORITHMS)}, not "{name}".')
    return wanted


def names(text: str) -> tuple[str, ...]:
    """A list of at least one name, separated by commas."""
    found = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not found:
        raise ValueError("must name at least one.")
    return found


def scopes(text: str) -> tuple[str, ...]:
    """A list of OAuth scopes, by spaces or commas, with that of OpenID Connect."""
    found = tuple(dict.fromkeys(re.split(r"[\s,]+", text.strip(" ,"))))
    for name in found:
        if not re.fullmatch(r"[\x21\x23-\x5b\x5d-\x7e]+", name):  # RFC 6749 section 3.3
            raise ValueError(f'must be a list of scopes such as openid profile, not "{name}".')
    if "openid" not in found:
        raise ValueError('must have "openid" among its scopes.')
    return found


def script_url(text: str) -> str:
    """A path of this server, or any web address."""
    # Its origin goes into the Content-Security-Policy header, so nothing may end a source there.
    path = text.startswith("/") and not text.startswith("//")
    if not (path or _is_http_url(text)) or re.search(r"[\s;,'\"<>]", text):
        raise ValueError("must be a path such as /chatkit.js or an http:// or https:// URL.")
    return text


def _is_http_url(text: str) -> bool:
    try:
        url = urlsplit(text)
        return (
            url.scheme in {"http", "https"}
            and bool(url.hostname)
            and url.port != 0
            and not re.search(r"\s", text)
        )
    except ValueError:  # a bad IPv6 address or port
        return False


def media_types(text: str) -> tuple[str, ...]:
    """A list of media types and of patterns for them."""
    types = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    for media_type in types:
        if not re.fullmatch(r"[a-z0-9.+-]+/(\*|[a-z0-9.+-]+)", media_type):
            raise ValueError(
                f'must be a list of media types such as image/png or text/*, not "{media_type}".'
            )
    return types


def origins(text: str) -> tuple[str, ...]:
    """A list of origins, each once, in lower case."""
    return tuple(dict.fromkeys(_origin(part.strip()) for part in text.split(",") if part.strip()))


def frame_ancestors(text: str) -> tuple[str, ...]:
    """A list of origins, or ``none``, as sources of a content security policy."""
    if text.lower() == "none":
        return ("'none'",)
    return ("'self'", *origins(text))


def networks(text: str) -> tuple[str, ...]:
    """A list of IP addresses and networks, such as ``10.0.0.0/8``."""
    wanted = names(text)
    for name in wanted:
        try:
            ipaddress.ip_network(name)
        except ValueError:
            raise ValueError(
                f'must be a list of addresses and networks such as 10.0.0.0/8, not "{name[:50]}".'
            ) from None
    return wanted


def _origin(text: str) -> str:
    if text == "*":
        raise ValueError('must name each origin; "*" would let any page act for its visitor.')
    plain = re.sub(r"^https://\*\.(?=[^.]+\.)", "https://", text)  # not of a whole top-level domain
    if not _is_http_url(plain) or urlsplit(plain).path or re.search(r"[?#@*]", plain):
        raise ValueError(
            "must be a list of origins such as https://example.com or https://*.example.com, "
            f'not "{text}".'
        )
    return text.lower()
