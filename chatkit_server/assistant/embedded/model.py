"""The embedded model: the Agents SDK's ``Model`` without a network, for task language."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, cast

from agents import (
    AgentOutputSchemaBase,
    Handoff,
    Model,
    ModelResponse,
    ModelSettings,
    ModelTracing,
    Tool,
    TResponseInputItem,
    Usage,
)
from agents.items import TResponseStreamEvent
from openai.types.responses.response_prompt_param import ResponsePromptParam

from chatkit_server.assistant.embedded import replies
from chatkit_server.assistant.embedded.calls import Call
from chatkit_server.assistant.embedded.events import Output
from chatkit_server.assistant.embedded.followups import interpret
from chatkit_server.assistant.embedded.page import PAGE_TOOLS
from chatkit_server.assistant.embedded.transcript import Conversation, read_conversation
from chatkit_server.assistant.embedded.worker import Worker

TOOLS = frozenset(
    {
        "add_tasks",
        "find_tasks",
        "show_tasks",
        "open_task",
        "complete_tasks",
        "reopen_tasks",
        "update_tasks",
        "delete_tasks",
        "restore_tasks",
        "summarize_tasks",
        "summarize_week",
    }
)
"""The tools it knows how to use; it needs all of them."""


class EmbeddedModel(Model):
    """A model that runs in this process, deterministic, without a network or weights.

    It reads what any model would be given and calls the same tools. It has no state: a call that
    carries tool outputs is answered by going through the message once more with these outputs.

    Args:
        pace: Seconds between the words of a streamed text.
    """

    def __init__(self, *, pace: float = 0.02) -> None:
        self._pace = pace

    async def get_response(
        self,
        system_instructions: str | None,
        input: str | list[TResponseInputItem],
        model_settings: ModelSettings,
        tools: list[Tool],
        output_schema: AgentOutputSchemaBase | None,
        handoffs: list[Handoff],
        tracing: ModelTracing,
        *,
        previous_response_id: str | None,
        conversation_id: str | None,
        prompt: ResponsePromptParam | None,
    ) -> ModelResponse:
        """Answer at once; see `Model.get_response`."""
        output = respond(system_instructions, input, tools)
        items = output.items()
        tokens = output.usage(items)
        usage = Usage(
            requests=1,
            input_tokens=tokens.input_tokens,
            output_tokens=tokens.output_tokens,
            total_tokens=tokens.total_tokens,
        )
        return ModelResponse(output=[*items], usage=usage, response_id=output.response_id)

    async def stream_response(
        self,
        system_instructions: str | None,
        input: str | list[TResponseInputItem],
        model_settings: ModelSettings,
        tools: list[Tool],
        output_schema: AgentOutputSchemaBase | None,
        handoffs: list[Handoff],
        tracing: ModelTracing,
        *,
        previous_response_id: str | None,
        conversation_id: str | None,
        prompt: ResponsePromptParam | None,
    ) -> AsyncIterator[TResponseStreamEvent]:
        """Answer word by word; see `Model.stream_response`."""
        output = respond(system_instructions, input, tools)
        async for event in output.stream(created_at=time.time(), pace=self._pace):
            yield event


def respond(
    instructions: str | None, input: str | list[TResponseInputItem], tools: Iterable[Tool]
) -> Output:
    """The next step of an answer: tool calls, or the text that ends it."""
    items = cast("str | list[Mapping[str, Any]]", input)
    size = len(instructions or "") + _size(items)
    names = {tool.name for tool in tools}
    if not names >= TOOLS:
        return Output(text=replies.NOT_TASK_TOOLS, input_size=size)
    conversation = read_conversation(instructions, items, TOOLS, PAGE_TOOLS & names)
    calls, text = next_step(conversation)
    return Output(calls, text, size)


def next_step(conversation: Conversation) -> tuple[tuple[Call, ...], str]:
    """Go through the message with the outputs so far, to the first calls without an output."""
    script = Worker(conversation).answer(interpret(conversation))
    own, page = list(conversation.outputs), list(conversation.page_outputs)
    try:
        calls = next(script)
        while len(outputs := page if calls[0].name in PAGE_TOOLS else own) >= len(calls):
            given = outputs[: len(calls)]
            del outputs[: len(calls)]
            calls = script.send(given)
    except StopIteration as stop:
        return (), replies.with_files(conversation, str(stop.value))
    return tuple(calls), ""


def _size(items: str | list[Mapping[str, Any]]) -> int:
    if isinstance(items, str):
        return len(items)
    size = 0
    for item in items:
        content = item.get("content") or item.get("output") or item.get("arguments") or ""
        if isinstance(content, str):
            size += len(content)
        else:
            size += sum(len(str(part.get("text", ""))) for part in content)
    return size
