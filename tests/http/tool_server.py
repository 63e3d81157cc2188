"""An MCP server for tests: `python tool_server.py`, or imported for `server`."""

from __future__ import annotations

import os

from mcp.server.mcpserver import MCPServer

server = MCPServer("probe")


@server.tool()
def shout(text: str) -> str:
    """Make text loud."""
    return text.upper() + os.environ.get("ENDING", "")


@server.tool()
def fetch_much() -> str:
    """Return ten megabytes."""
    return "x" * 10_000_000


@server.tool()
def refuse() -> str:
    """Fail."""
    raise ValueError("a secret of the server")


@server.tool()
def crash() -> str:
    """End the server in the middle of the call."""
    os._exit(1)


if __name__ == "__main__":
    server.run()
