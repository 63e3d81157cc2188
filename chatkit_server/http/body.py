"""Reading a request's body, up to a limit."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request

from chatkit_server.errors import InvalidRequest, TooLarge


async def read_body(request: Request, limit: int) -> bytes:
    """Read the whole body.

    Args:
        limit: Bytes; reading stops there.

    Raises:
        TooLarge: The body is longer.
        InvalidRequest: The connection ended in the middle of it.
    """
    message = f"The request body is larger than {limit:,} bytes."
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit:
        raise TooLarge(message)
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise TooLarge(message)
            chunks.append(chunk)
    except ClientDisconnect:
        raise InvalidRequest("The request ended before its body did.") from None
    return b"".join(chunks)
