"""An agent that asks: before it cancels a meeting, and where the next one is to be."""

from __future__ import annotations

from agents import Agent, RunContextWrapper, function_tool

from chatkit_server import ChatContext, Question, ask_user

CANCELLED: list[str] = []


@function_tool(needs_approval=True)
async def cancel_meeting(wrapper: RunContextWrapper[ChatContext], title: str) -> str:
    """Cancel a meeting; the user has to approve it."""
    CANCELLED.append(title)
    return f"{title} is cancelled."


@function_tool
async def plan_meeting(wrapper: RunContextWrapper[ChatContext]) -> None:
    """Ask where, with whom and about what to meet."""
    await ask_user(
        wrapper,
        Question("Where?", ["Berlin", "Lisbon", "Online"]),
        Question("Who comes?", ["Ada", "Grace"], multiple=True),
        Question("What is it about?", description="A sentence will do."),
    )


@function_tool
def open_task(wrapper: RunContextWrapper[ChatContext], task_id: str) -> None:
    """Open a task in the page."""
    wrapper.context.call_client_tool("open_task", {"task_id": task_id})


agent = Agent[ChatContext](
    name="Meetings",
    instructions="You plan and cancel meetings.",
    tools=[cancel_meeting, plan_meeting, open_task],
)
