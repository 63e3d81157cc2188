"""What the assistant says when a guardrail stops it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agents.exceptions import (
    InputGuardrailTripwireTriggered,
    OutputGuardrailTripwireTriggered,
    ToolInputGuardrailTripwireTriggered,
    ToolOutputGuardrailTripwireTriggered,
)
from chatkit.types import AssistantMessageContent, AssistantMessageItem, ThreadItemDoneEvent

from chatkit_server.assistant.context import ChatContext
from chatkit_server.clock import item_now
from chatkit_server.i18n.words import Words


@dataclass(frozen=True, slots=True)
class Refusal:
    """The ``output_info`` of a guardrail that has words of its own for the user.

    Whatever else a guardrail gives as its ``output_info`` is never shown.
    """

    message: str


def refusal_to(error: Exception, words: Words) -> str | None:
    """What to say, where a guardrail is the reason; None for any other error."""
    info: Any
    match error:
        case InputGuardrailTripwireTriggered() | OutputGuardrailTripwireTriggered():
            info = error.guardrail_result.output.output_info
        case ToolInputGuardrailTripwireTriggered() | ToolOutputGuardrailTripwireTriggered():
            info = error.output.output_info
        case _:
            return None
    if isinstance(info, Refusal):
        return info.message
    before = InputGuardrailTripwireTriggered | ToolInputGuardrailTripwireTriggered
    return words.say("refusal.request" if isinstance(error, before) else "refusal.answer")


def saying(text: str, context: ChatContext) -> ThreadItemDoneEvent:
    """An event that adds a message of the assistant's to the thread."""
    return ThreadItemDoneEvent(
        item=AssistantMessageItem(
            id=context.generate_id("message"),
            thread_id=context.thread.id,
            created_at=item_now(),
            content=[AssistantMessageContent(text=text)],
        )
    )
