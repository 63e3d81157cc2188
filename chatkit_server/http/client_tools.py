"""How a page says which tools it has: a header with their names, on any request of its own."""

from __future__ import annotations

import re
from typing import Final

from chatkit_server.errors import InvalidRequest

CLIENT_TOOLS_HEADER: Final = "X-Client-Tools"
MAX_CLIENT_TOOLS: Final = 64
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def parse_client_tools(names: str | None) -> frozenset[str] | None:
    """The tools of a page, from their names with commas between them; None where it says none.

    Raises:
        InvalidRequest: One of them cannot be a name, or there are too many.
    """
    if names is None:
        return None
    found = [name.strip() for name in names.split(",") if name.strip()]
    if len(found) > MAX_CLIENT_TOOLS or not all(map(_NAME.fullmatch, found)):
        raise InvalidRequest(
            f"{CLIENT_TOOLS_HEADER} must be at most {MAX_CLIENT_TOOLS} names with commas between "
            "them, each of up to 64 letters, digits, hyphens and underscores."
        )
    return frozenset(found)
