"""``GET /api/admin/mcp-servers``: how it is with the servers whose tools agents use.

Takes ``mcp_servers`` from the app's state.
"""

from __future__ import annotations

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from chatkit_server.http.admin.callers import api_key
from chatkit_server.http.answers import json_answer
from chatkit_server.http.contract import operation
from chatkit_server.mcp.connection import McpState
from chatkit_server.mcp.servers import McpServers


class McpServerState(BaseModel):
    """How it is with a server, as seen by the process that answers."""

    name: str
    state: McpState
    tools: int = Field(description="How many it offers now.")
    reason: str | None = Field(description="Why it is down, if it is.")


class McpServerStates(BaseModel):
    """How it is with each server."""

    data: list[McpServerState]


@operation("MCP", caller="users", answers={200: McpServerStates})
async def read_states(request: Request) -> Response:
    """Answer with which MCP servers can be called now."""
    await api_key(request)
    servers: McpServers = request.app.state.mcp_servers
    return json_answer(
        McpServerStates(
            data=[
                McpServerState.model_validate(status, from_attributes=True)
                for status in servers.statuses
            ]
        )
    )
