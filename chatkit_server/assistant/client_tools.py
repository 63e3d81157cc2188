"""Tools of the page: what they take, what they give back, and when an agent may call them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from agents import FunctionTool, RunContextWrapper
from agents.strict_schema import ensure_strict_json_schema
from agents.tool_context import ToolContext
from pydantic import BaseModel, JsonValue, ValidationError

from chatkit_server.assistant.context import CannotAskPage, ChatContext


class NoArguments(BaseModel):
    """Those of a tool that takes none."""


@dataclass(frozen=True, slots=True)
class ClientTool:
    """A tool of the page, as an agent knows it.

    Agents have it where the page says that it has it, in ``X-Client-Tools``. What the page returns
    is checked before a model sees it.

    Attributes:
        name: The one that the page's `onClientTool` is called with.
        description: What it does, for the model.
        arguments: What it takes.
        result: What it gives back; None for any JSON.
    """

    name: str
    description: str
    arguments: type[BaseModel] = NoArguments
    result: type[BaseModel] | None = None

    def for_agent(self) -> FunctionTool:
        """The tool to give to an agent.

        The agent that answers has those of its `Assistant` without asking; those that it hands
        over to have what they are given.
        """

        async def call(wrapper: ToolContext[ChatContext], arguments: str) -> str:
            try:
                given = self.arguments.model_validate_json(arguments or "{}")
                wrapper.context.call_client_tool(self.name, given.model_dump(mode="json"))
            except ValidationError as error:
                return _problems("The arguments do not fit the tool's schema", error)
            except CannotAskPage as error:
                return str(error)
            return "The page was asked."

        return FunctionTool(
            name=self.name,
            description=self.description,
            params_json_schema=ensure_strict_json_schema(self.arguments.model_json_schema()),
            on_invoke_tool=call,
            is_enabled=lambda wrapper, agent: self._is_in(wrapper),
        )

    def checked(self, result: JsonValue) -> JsonValue:
        """What the model is told of a result: what was declared of it, or why it was not taken."""
        if self.result is None or _is_failure(result):
            return result
        try:
            return self.result.model_validate(result).model_dump(mode="json")
        except ValidationError as error:
            return {"error": _problems("The page's result is not what was expected", error)}

    def _is_in(self, wrapper: RunContextWrapper[ChatContext]) -> bool:
        return self.name in (wrapper.context.request_context.client_tools or ())


def checked_result(tools: Iterable[ClientTool], name: str, result: JsonValue) -> JsonValue:
    """What the model is told of the result of a tool; of one that nobody declared, all of it."""
    tool = next((tool for tool in tools if tool.name == name), None)
    return result if tool is None else tool.checked(result)


_SHOWN: Final = 3


def _problems(said: str, error: ValidationError) -> str:
    """The first problems: the field and why, never its content."""
    found: list[Any] = error.errors(include_url=False, include_context=False, include_input=False)
    told = [": ".join([".".join(map(str, each["loc"])) or "it", each["msg"]]) for each in found]
    return f"{said}: {'; '.join(told[:_SHOWN])}."


def _is_failure(result: JsonValue) -> bool:
    """Whether it says that the tool failed, as the element does where one throws."""
    match result:
        case {"error": str(), **others}:
            return not others
    return False
