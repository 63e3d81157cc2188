"""``/api/admin/notice``: what everybody who chats is told, such as when there is maintenance.

Takes ``server``, ``notices`` and ``audit`` from the app's state.
"""

from __future__ import annotations

from typing import Any, Literal

from chatkit.types import NoticeEvent
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import Response

from chatkit_server.access.audit import Audit, AuditEvent
from chatkit_server.access.model import ApiKey
from chatkit_server.clock import utc_now
from chatkit_server.errors import InvalidRequest, NotFound
from chatkit_server.http.admin.callers import api_key
from chatkit_server.http.answers import json_answer, no_content
from chatkit_server.http.body import read_model
from chatkit_server.http.contract import operation
from chatkit_server.logs import request_id
from chatkit_server.notices import Notice, Notices
from chatkit_server.server import AssistantServer

_GROUP = "Notice"


class NoticeBody(BaseModel):
    """What everybody who chats is told."""

    model_config = ConfigDict(extra="forbid")

    message: str = Field(min_length=1, max_length=2000, description="Markdown.")
    title: str | None = Field(None, min_length=1, max_length=200)
    level: Literal["info", "warning", "danger"] = "info"
    until: AwareDatetime | None = Field(None, description="When it ends by itself.")


class NoticeEndpoint(HTTPEndpoint):
    """The one notice that there may be."""

    @operation(_GROUP, caller="users", answers={200: NoticeBody}, refusals={404: "There is none."})
    async def get(self, request: Request) -> Response:
        """Answer with what everybody is told now."""
        await api_key(request)
        notices: Notices = request.app.state.notices
        notice = await notices.current()
        if notice is None:
            raise NotFound("There is no notice.")
        return json_answer(_shown(notice))

    @operation(_GROUP, caller="users", body=NoticeBody, answers={200: NoticeBody})
    async def put(self, request: Request) -> Response:
        """Tell everybody something, in the place of what they were told before."""
        key = await api_key(request)
        body = await read_model(request, NoticeBody)
        if body.until is not None and body.until <= utc_now():
            raise InvalidRequest("until: it must be in the future.", param="until")
        event = NoticeEvent(level=body.level, title=body.title, message=body.message)
        notice = Notice(event, body.until)
        await _server(request).announce(notice)
        until = None if body.until is None else body.until.isoformat()
        await _note(request, "admin.notice_put", key, {"level": body.level, "until": until})
        return json_answer(_shown(notice))

    @operation(_GROUP, caller="users", answers={204: None})
    async def delete(self, request: Request) -> Response:
        """End it; twice is as good as once."""
        key = await api_key(request)
        await _server(request).announce(None)
        await _note(request, "admin.notice_ended", key, {})
        return no_content()


def _shown(notice: Notice) -> NoticeBody:
    event = notice.event
    return NoticeBody(
        message=event.message, title=event.title, level=event.level, until=notice.until
    )


async def _note(request: Request, event: AuditEvent, key: ApiKey, detail: dict[str, Any]) -> None:
    audit: Audit = request.app.state.audit
    await audit.record(event, actor=key.id, detail=detail, request_id=request_id.get())


def _server(request: Request) -> AssistantServer:
    server: AssistantServer = request.app.state.server
    return server
