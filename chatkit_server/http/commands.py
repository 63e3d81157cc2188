"""``/api/commands``: the commands of an assistant, for the menu of the composer."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chatkit_server.assistant.commands import offered
from chatkit_server.assistant.registry import Assistants
from chatkit_server.http.answers import json_answer
from chatkit_server.http.contract import operation

PATH: Final = "/api/commands"


class CommandBody(BaseModel):
    """A command, as the element takes it."""

    id: str
    label: str = Field(description="How it is written in a message.")
    description: str
    takes: bool = Field(description="Whether something follows it in a message.")
    icon: str | None
    group: str | None


class CommandsBody(BaseModel):
    """The commands that fit, the best first."""

    data: list[CommandBody]


class CommandQuery(BaseModel):
    """What is looked for."""

    q: str = Field("", description="What was typed after the slash.")


def routes(assistants: Assistants) -> list[BaseRoute]:
    """The routes of this surface."""

    @operation("Menus", caller="user", query=CommandQuery, answers={200: CommandsBody})
    async def search(request: Request) -> Response:
        """Find commands of an assistant by what was typed after the slash."""
        name = request.path_params.get("assistant", assistants.default)
        found = offered(request.query_params.get("q", ""), assistants.named(name).commands)
        body = CommandsBody(
            data=[
                CommandBody(
                    id=command.name,
                    label=command.label,
                    description=command.description,
                    takes=command.takes,
                    icon=command.icon,
                    group=command.group,
                )
                for command in found
            ]
        )
        # What is not said is left out: the element knows no null.
        return json_answer(body.model_dump_json(exclude_none=True).encode())

    return [Route(PATH, search), Route(f"{PATH}/{{assistant}}", search)]
