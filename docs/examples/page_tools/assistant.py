"""An assistant that acts in the page around it: its theme, what is selected, a task to open."""

from __future__ import annotations

from typing import Literal

from agents import Agent, RunContextWrapper, function_tool
from chatkit.types import ClientEffectEvent
from pydantic import BaseModel, Field

from chatkit_server import Assistant, ChatContext, ClientTool


class Theme(BaseModel):
    """What the tool takes, and what it gives back."""

    theme: Literal["light", "dark"]


class Selection(BaseModel):
    """What the page returns is checked: a longer text is not taken."""

    text: str = Field(max_length=20_000)


CLIENT_TOOLS = [
    ClientTool("switch_theme", "Switch the page's theme.", arguments=Theme, result=Theme),
    ClientTool("get_selection", "Read what the user has selected.", result=Selection),
]


@function_tool
async def open_task(wrapper: RunContextWrapper[ChatContext], task_id: str) -> str:
    """Open a task beside the chat."""
    effect = ClientEffectEvent(name="tasks.open", data={"task_id": task_id})
    await wrapper.context.stream(effect)
    return "Opened."


agent = Agent[ChatContext](name="Pages", instructions="You are brief.", tools=[open_task])
assistant = Assistant(agent=lambda context: agent, client_tools=CLIENT_TOOLS)
