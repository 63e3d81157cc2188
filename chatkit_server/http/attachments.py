"""``/api/attachments``: files on their way in and out.

Takes ``attachments`` (None where this server takes no files), ``links``, ``session_limits`` and
``authenticator`` from the app's state. URLs that end in ``content`` or ``preview`` are signed, and
need no other proof of who asks; where a request says who it is, the URL has to be theirs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final
from urllib.parse import quote

from chatkit.store import NotFoundError
from chatkit.types import Attachment
from pydantic import BaseModel, Field
from starlette.endpoints import HTTPEndpoint
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from chatkit_server.auth.backend import Authenticator
from chatkit_server.context import RequestContext, User
from chatkit_server.errors import InvalidRequest, NotFound, NotSupported, ServerError
from chatkit_server.http.answers import NO_STORE, json_answer
from chatkit_server.http.contract import Media, operation
from chatkit_server.http.limits import counted_body
from chatkit_server.http.multipart import read_file
from chatkit_server.http.request_context import base_url
from chatkit_server.session_limits import SessionLimits
from chatkit_server.signing import AttachmentLinks, Purpose
from chatkit_server.wire import serialize
from stores.attachments.images import PREVIEW_TYPE
from stores.attachments.names import safe_name
from stores.attachments.store import FileStore

FILE_HEADERS: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "Cross-Origin-Resource-Policy": "cross-origin",  # shown by pages of other origins
    "Referrer-Policy": "no-referrer",  # the URL is a secret for as long as it is good
    "X-Content-Type-Options": "nosniff",
}


_GROUP: Final = "Attachments"
_GONE: Final = {410: "The URL's time is over."}


class FileBody(BaseModel):
    """What is known of a file."""

    id: str
    name: str
    mime_type: str
    size: int = Field(description="Bytes.")
    sha256: str
    download_url: str = Field(description="Good for a while, without any other proof.")


class SignedQuery(BaseModel):
    """What a signed URL says of itself."""

    expires: str = ""
    signature: str = ""


class FormBody(BaseModel):
    """A form with a file."""

    file: bytes


def routes() -> list[BaseRoute]:
    """The routes of this surface."""
    return [
        Route("/api/attachments", _upload, methods=["POST"]),
        Route("/api/attachments/{attachment_id}", _describe, methods=["GET"]),
        Route("/api/attachments/{attachment_id}/content", Content),
        Route("/api/attachments/{attachment_id}/preview", _preview, methods=["GET"]),
    ]


@operation(
    _GROUP,
    caller="user",
    body=Media("multipart/form-data", "A form with the field `file`.", FormBody),
    answers={201: Attachment},
    refusals={415: "The content is of a kind that is not taken."},
)
async def _upload(request: Request) -> Response:
    """Take a file in one step: a form with the field ``file``."""
    store = _store(request)
    context: RequestContext = request.state.context
    limits: SessionLimits = request.app.state.session_limits
    length = request.headers.get("content-length", "")
    async with limits.taking_file(context):
        file = await read_file(request)
        attachment = await store.add(
            file.name,
            limits.bounded(file.chunks, context),
            context,
            expected=int(length) if length.isdecimal() else None,
        )
    return json_answer(serialize(attachment), 201)


@operation(_GROUP, caller="user", answers={200: FileBody})
async def _describe(request: Request) -> Response:
    """Say what is known of a file, and where to get it."""
    store = _store(request)
    context: RequestContext = request.state.context
    attachment_id: str = request.path_params["attachment_id"]
    limits: SessionLimits = request.app.state.session_limits
    await limits.require_file(attachment_id, context)
    file = await store.original(attachment_id, context)
    return json_answer(
        FileBody(
            id=attachment_id,
            name=file.name,
            mime_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            download_url=_links(request).download(attachment_id, context),
        )
    )


class Content(HTTPEndpoint):
    """The bytes of a file."""

    @operation(
        _GROUP,
        caller="signed",
        query=SignedQuery,
        answers={200: Media("*/*", "The file, to be saved."), 307: None},
        refusals=_GONE,
    )
    async def get(self, request: Request) -> Response:
        """Give the bytes of a file, or say where they are."""
        return await _download(request)

    @operation(
        _GROUP,
        caller="signed",
        query=SignedQuery,
        body=Media("*/*", "The bytes of the file."),
        answers={200: Attachment},
        refusals={**_GONE, 409: "It was uploaded already."},
    )
    async def put(self, request: Request) -> Response:
        """Take the bytes of an upload that `attachments.create` prepared."""
        store = _store(request)
        context, _ = await _checked(request, "upload")
        attachment_id: str = request.path_params["attachment_id"]
        counted = Request(
            request.scope, await counted_body(request, request.receive, context.owner)
        )
        attachment = await store.receive(attachment_id, _body(counted), context)
        return json_answer(serialize(attachment))


async def _download(request: Request) -> Response:
    store = _store(request)
    context, left = await _checked(request, "download")
    file = await store.original(request.path_params["attachment_id"], context)
    elsewhere = await store.download_url(file)
    if elsewhere is not None:
        return RedirectResponse(elsewhere, 307, {**FILE_HEADERS, **NO_STORE})
    etag = f'"{file.sha256[:32]}"'
    headers = {
        **FILE_HEADERS,
        "Cache-Control": f"private, max-age={int(left)}",
        "Content-Disposition": disposition(file.name),
        "Content-Length": str(file.size),
        "ETag": etag,
    }
    if etag in request.headers.get("if-none-match", ""):
        del headers["Content-Length"]
        return Response(status_code=304, headers=headers)
    return StreamingResponse(
        await store.read(file.key), headers=headers, media_type=file.media_type
    )


@operation(
    _GROUP,
    caller="signed",
    query=SignedQuery,
    answers={200: Media(PREVIEW_TYPE, "The image.")},
    refusals=_GONE,
)
async def _preview(request: Request) -> Response:
    """Show an image, small."""
    store = _store(request)
    context, left = await _checked(request, "preview")
    data = await store.preview(request.path_params["attachment_id"], context)
    headers = {
        **FILE_HEADERS,
        "Cache-Control": f"private, max-age={int(left)}, immutable",
        "Content-Disposition": "inline",
    }
    return Response(data, headers=headers, media_type=PREVIEW_TYPE)


def disposition(name: str) -> str:
    """A ``Content-Disposition`` header that saves a file by its name (RFC 6266)."""
    safe = safe_name(name)
    plain = "".join(char if char.isascii() and char not in '"\\%' else "_" for char in safe)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"


async def _checked(request: Request, purpose: Purpose) -> tuple[RequestContext, float]:
    """Whom a signed URL was given to, and the seconds for which it is still good.

    Raises:
        NotFound: It was not given out for this, or not to who asks.
        Expired: Its time is over.
    """
    attachment_id: str = request.path_params["attachment_id"]
    try:
        owner = await _store(request).records.owner_of(attachment_id)
    except NotFoundError:
        owner = None
    query = request.query_params
    if owner is None or await _is_somebody_else(request, owner):
        raise NotFound("There is no such file.")
    left = _links(request).check(
        purpose, attachment_id, owner, query.get("expires", ""), query.get("signature", "")
    )
    return RequestContext(User(owner), base_url=base_url(request)), left


async def _is_somebody_else(request: Request, owner: str) -> bool:
    authenticator: Authenticator = request.app.state.authenticator
    try:
        return (await authenticator.authenticate(request)).user.id != owner
    except ServerError:
        return False  # nobody in particular: the signature decides


async def _body(request: Request) -> AsyncIterator[bytes]:
    try:
        async for chunk in request.stream():
            if chunk:
                yield chunk
    except ClientDisconnect:
        raise InvalidRequest("The upload ended early: the connection was lost.") from None


def _store(request: Request) -> FileStore[RequestContext]:
    store: FileStore[RequestContext] | None = request.app.state.attachments
    if store is None:
        raise NotSupported("This server takes no attachments.")
    return store


def _links(request: Request) -> AttachmentLinks:
    links: AttachmentLinks = request.app.state.links
    return links
