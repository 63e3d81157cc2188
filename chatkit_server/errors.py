"""The error tree. Inner layers raise these; only ``http`` turns them into responses."""

from __future__ import annotations


class ServerError(Exception):
    """An error with a message that is safe and useful to show.

    Attributes:
        code: A stable machine-readable name, sent as ``error.code``.
        status: The HTTP status it maps to before a response has started.
        param: The part of the request that is wrong, such as ``workflow.id``, where it is one.
    """

    code = "internal_error"
    status = 500

    def __init__(self, message: str, *, param: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param


class InvalidRequest(ServerError):
    """The request is malformed or asks for something that makes no sense."""

    code = "invalid_request"
    status = 400


class Unauthenticated(ServerError):
    """No identity, or one that does not hold.

    Attributes:
        reason: Why the token does not hold, where there was one.
        held_once: Whether it did before its time was over.
    """

    code = "unauthenticated"
    status = 401

    def __init__(self, message: str, *, reason: str | None = None, held_once: bool = False) -> None:
        super().__init__(message)
        self.reason = reason
        self.held_once = held_once


class InvalidApiKey(Unauthenticated):
    """An API key that is unknown or revoked, by the name that the official clients' users know."""

    code = "invalid_api_key"


class Forbidden(ServerError):
    """Who asks is known, or does not matter: this is not allowed."""

    code = "forbidden"
    status = 403


class NotFound(ServerError):
    """It does not exist, or it belongs to someone else."""

    code = "not_found"
    status = 404


class Conflict(ServerError):
    """The request does not fit the current state of what it changes."""

    code = "conflict"
    status = 409


class TooLarge(ServerError):
    """The request is larger than a limit allows."""

    code = "too_large"
    status = 413


class Expired(ServerError):
    """A URL that was good for a while is not any more."""

    code = "expired"
    status = 410


class UnsupportedType(ServerError):
    """The content is of a kind that is not taken."""

    code = "unsupported_type"
    status = 415


class OverQuota(ServerError):
    """The user keeps as much as they may."""

    code = "quota_exceeded"
    status = 413


class RateLimited(ServerError):
    """It is too much, or too often, for now.

    Attributes:
        retry_after: Seconds until it may be tried again.
    """

    code = "rate_limited"
    status = 429

    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotSupported(ServerError):
    """This server is not configured to do that."""

    code = "not_supported"
    status = 501


class NotConfigured(ServerError):
    """This server could do that, if it were told with what."""

    code = "not_configured"
    status = 501


class ProviderFailed(ServerError):
    """A service that the server was told to use fails, or gives answers that make no sense."""

    code = "provider_failed"
    status = 502


class Unavailable(ServerError):
    """Something the server depends on does not answer; trying again may help."""

    code = "unavailable"
    status = 503
