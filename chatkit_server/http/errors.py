"""Errors become responses here, and nowhere else.

The body is ``{"error": {"code", "message", "type", "param", "request_id"}}``, which the official
clients of the hosted API understand as well as those of the protocol; the message is safe to show.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from typing import Any, Final, Literal

from chatkit.store import NotFoundError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ExceptionHandler

from chatkit_server.errors import (
    Conflict,
    InvalidRequest,
    NotFound,
    OverQuota,
    RateLimited,
    ServerError,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UnsupportedType,
)
from chatkit_server.logs import request_id
from stores.attachments import errors as files
from stores.errors import StoreUnavailable

logger = logging.getLogger(__name__)

REQUEST_ID_HEADER: Final = "X-Request-Id"
_HTTP_CODES: Final = {
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
}
_FILE_ERRORS: Final[Mapping[type[files.FileError], type[ServerError]]] = {
    files.FileInvalid: InvalidRequest,
    files.FileTooLarge: TooLarge,
    files.FileTypeRefused: UnsupportedType,
    files.QuotaExceeded: OverQuota,
    files.FileConflict: Conflict,
}


class ErrorDetail(BaseModel):
    """What went wrong: a stable name for programs, a sentence for people.

    Attributes:
        type: What the official clients of the hosted API call the kind of error.
        param: The part of the request that is wrong, such as ``workflow.id``, where it is one.
    """

    code: str
    message: str
    type: Literal["invalid_request_error", "rate_limit_error", "server_error"]
    param: str | None
    request_id: str


class ErrorBody(BaseModel):
    """The body of every error."""

    error: ErrorDetail


def error_response(
    code: str,
    message: str,
    status: int,
    headers: Mapping[str, str] | None = None,
    *,
    param: str | None = None,
) -> JSONResponse:
    """The one form that every error takes before a stream has begun."""
    number = request_id.get()
    return JSONResponse(
        ErrorBody(
            error=ErrorDetail(
                code=code,
                message=message,
                type=_error_type(status),
                param=param,
                request_id=number,
            )
        ).model_dump(),
        status_code=status,
        headers={"Cache-Control": "no-store", **(headers or {}), REQUEST_ID_HEADER: number},
    )


def response_to(error: Exception) -> JSONResponse:
    """The response that tells a client of an error, whatever kind it is."""
    match error:
        case Unauthenticated():
            headers = {"WWW-Authenticate": _challenge(error.reason)}
            return error_response(error.code, error.message, error.status, headers)
        case RateLimited():
            # Whole seconds (RFC 9110 section 10.2.3), and never too early.
            headers = {"Retry-After": str(max(1, math.ceil(error.retry_after)))}
            return error_response(error.code, error.message, error.status, headers)
        case ServerError():
            return error_response(error.code, error.message, error.status, param=error.param)
        case files.FileError():
            kind = _FILE_ERRORS[type(error)]
            return error_response(kind.code, error.message, kind.status)
        case NotFoundError():
            return error_response(NotFound.code, "There is no such thing.", NotFound.status)
        case StoreUnavailable():
            logger.warning("the database does not answer: %r", error.__cause__ or error)
            return error_response(
                Unavailable.code,
                "The server's storage does not answer. Try again in a moment.",
                Unavailable.status,
                {"Retry-After": "1"},
            )
        case HTTPException():
            code = _HTTP_CODES.get(error.status_code, InvalidRequest.code)
            return error_response(code, error.detail, error.status_code, error.headers)
        case _:
            return error_response("internal_error", "Something went wrong on the server.", 500)


def _error_type(
    status: int,
) -> Literal["invalid_request_error", "rate_limit_error", "server_error"]:
    if status >= 500:
        return "server_error"
    return "rate_limit_error" if status == 429 else "invalid_request_error"


def _challenge(reason: str | None) -> str:
    """What to send (RFC 9110 section 11.6.1), and what was wrong (RFC 6750 section 3)."""
    if reason is None:
        return "Bearer"
    # A description has no quotes, and what a header may carry is ASCII.
    described = reason.replace('"', "'").encode("ascii", "replace").decode()
    return f'Bearer error="invalid_token", error_description="{described}"'


async def _handle(_: Request, error: Exception) -> Response:
    return response_to(error)


EXCEPTION_HANDLERS: Final[Mapping[Any, ExceptionHandler]] = {
    ServerError: _handle,
    files.FileError: _handle,
    NotFoundError: _handle,
    StoreUnavailable: _handle,
    HTTPException: _handle,
    # Starlette raises it again after the answer, so it is logged with its traceback.
    Exception: _handle,
}
"""For ``Starlette(exception_handlers=...)``."""
