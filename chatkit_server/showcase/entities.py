"""People and documents to mention, and the commands, for the menus of the composer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from chatkit_server.showcase.commands import Repertoire
from chatkit_server.showcase.nodes import node

ENTITIES_PATH: Final = "/showcase/entities"
COMMANDS_PATH: Final = "/showcase/commands"
MAX_FOUND: Final = 50

_PEOPLE: Final = (
    ("ada", "Ada Lovelace", "Engineer"),
    ("grace", "Grace Hopper", "Admiral"),
    ("alan", "Alan Turing", "Mathematician"),
    ("katherine", "Katherine Johnson", "Computer"),
    ("hedy", "Hedy Lamarr", "Inventor"),
    ("zuse", "Konrad Zuse", "Builder"),
    ("noether", "Emmy Noether", "Mathematician"),
    ("salam", "محمد عبد السلام", "Physicist"),
    ("tanaka", "田中 耕一", "Chemist"),
    ("obrien", "Máire O’Brien-Ní Dhomhnaill of the Very Long Name", "Poet"),
)
_DOCUMENTS: Final = (
    ("plan", "Q3 Planning", "calendar"),
    ("budget", "Budget 2026 (final, really final)", "analytics"),
    ("minutes", "Minutes of the meeting", "notebook"),
    ("contract", "Contract with the ferry company", "document"),
    ("map", "Map of the river", "maps"),
)

ENTITIES: Final[tuple[dict[str, Any], ...]] = (
    *(
        {
            "id": f"person_{key}",
            "title": name,
            "icon": "profile",
            "group": "People",
            "interactive": True,
            "data": {"role": role},
        }
        for key, name, role in _PEOPLE
    ),
    *(
        {
            "id": f"doc_{key}",
            "title": title,
            "icon": icon,
            "group": "Documents",
            "interactive": False,
            "data": {"type": "document"},
        }
        for key, title, icon in _DOCUMENTS
    ),
)


def routes(repertoire: Repertoire) -> list[BaseRoute]:
    """What the page asks while somebody types."""
    commands = [
        {
            "id": command.name,
            "label": f"/{command.name}",
            "description": command.shows,
            "group": group,
        }
        for group, members in repertoire.groups.items()
        for command in members
    ]

    async def entities(request: Request) -> Response:
        return _found(request, ENTITIES, "title")

    async def commands_(request: Request) -> Response:
        return _found(request, commands, "label")

    return [
        Route(ENTITIES_PATH, entities),
        Route(f"{ENTITIES_PATH}/{{id}}/preview", _preview),
        Route(COMMANDS_PATH, commands_),
    ]


async def _preview(request: Request) -> Response:
    known = (entity for entity in ENTITIES if entity["id"] == request.path_params["id"])
    entity = next(known, None)
    preview = entity and node(
        "Basic",
        node("Title", value=entity["title"], size="sm"),
        node("Caption", value=f"{entity['group']}, {next(iter(entity['data'].values()))}"),
        gap=1,
    )
    return JSONResponse({"preview": preview}, headers={"Cache-Control": "no-store"})


def _found(request: Request, rows: Iterable[dict[str, Any]], name: str) -> Response:
    query = request.query_params.get("q", "").strip().casefold()
    found = [row for row in rows if query in row[name].casefold()]
    # What begins with it comes first.
    found.sort(key=lambda row: not row[name].casefold().lstrip("/").startswith(query))
    return JSONResponse({"data": found[:MAX_FOUND]}, headers={"Cache-Control": "no-store"})
