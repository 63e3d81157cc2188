"""An agent for browser tests that sends mail after it was approved, and says what came of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from agents import Agent, function_tool

from chatkit_server import ChatContext
from chatkit_server.testing import Call, Say, ScriptedModel

TEXT = "The meeting is at noon. " * 40
ARGUMENTS = {"to": "ada@example.com", "text": TEXT, "urgent": True}


class Sender(ScriptedModel):
    """Answers a message with mails, one for each word "mail" in it; then repeats the results."""

    async def stream_response(
        self, system_instructions: str | None, input: Any, *args: Any, **kwargs: Any
    ) -> AsyncIterator[Any]:
        """Stream the next turn."""
        results = [item["output"] for item in input if item.get("type") == "function_call_output"]
        asked = str(input[-1]).count("mail")
        self.then([Say(results)] if results else [Call("send_mail", ARGUMENTS)] * asked)
        async for event in super().stream_response(system_instructions, input, *args, **kwargs):
            yield event


@function_tool(needs_approval=True)
def send_mail(to: str, text: str, urgent: bool) -> str:
    """Send a mail."""
    return f"Sent to {to}."


agent = Agent[ChatContext](name="Sender", model=Sender(), tools=[send_mail])
