"""``GET /api/admin/audit``: who did what. Takes ``audit`` from the app's state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from chatkit_server.access.audit import Audit
from chatkit_server.http.admin.callers import api_key
from chatkit_server.http.admin.pages import Page
from chatkit_server.http.answers import json_answer
from chatkit_server.http.body import read_query
from chatkit_server.http.contract import operation


class AuditQuery(BaseModel):
    """Which entries are asked for."""

    after: int = Field(0, ge=0, le=2**63 - 1, description="The last number that is known.")
    limit: int = Field(100, ge=1, le=1000)


class AuditEntry(BaseModel):
    """Something that was done."""

    seq: int
    at: datetime
    event: str
    actor: str
    subject: str | None
    detail: dict[str, Any]
    request_id: str | None


class AuditPage(Page[AuditEntry, int]):
    """A page of what was done, oldest first."""


@operation("Audit", caller="users", query=AuditQuery, answers={200: AuditPage})
async def read_audit(request: Request) -> Response:
    """Answer with what was done, in the order in which it was done."""
    await api_key(request)
    query = read_query(request, AuditQuery)
    audit: Audit = request.app.state.audit
    page = AuditPage.of(
        await audit.entries(after=query.after, limit=query.limit + 1),
        query.limit,
        row=lambda entry: AuditEntry.model_validate(entry, from_attributes=True),
        place=lambda entry: entry.seq,
    )
    return json_answer(page)
