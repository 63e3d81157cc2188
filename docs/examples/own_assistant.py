"""An assistant of one's own: it rolls dice, and the widget it shows can roll again."""

from __future__ import annotations

import os
import random
from collections.abc import AsyncIterator

from agents import Agent, Model, RunContextWrapper, function_tool
from chatkit.types import ThreadItemReplacedEvent, ThreadStreamEvent
from chatkit.widgets import DynamicWidgetRoot
from starlette.applications import Starlette

from chatkit_server import Assistant, Settings, create_app
from chatkit_server.assistant.base import ActionCall, ChatAgent
from chatkit_server.assistant.context import ChatContext
from chatkit_server.assistant.models import configured_model
from chatkit_server.context import RequestContext
from chatkit_server.errors import InvalidRequest
from widgets import ui


def card(sides: int, rolled: int) -> DynamicWidgetRoot:
    """What the user sees; the button sends the action ``dice.roll``."""
    return ui.card(
        ui.title(str(rolled)),
        ui.caption(f"A die with {sides} sides"),
        ui.button("Roll again", on_click=ui.action("dice.roll", sides=sides)),
    )


@function_tool
async def roll(wrapper: RunContextWrapper[ChatContext], sides: int = 6) -> str:
    """Roll a die and show it to the user."""
    rolled = random.randint(1, sides)
    # The second text is for the clipboard, and for the model in later turns.
    await wrapper.context.stream_widget(card(sides, rolled), f"Rolled {rolled} of {sides}.")
    return str(rolled)


async def roll_again(call: ActionCall) -> AsyncIterator[ThreadStreamEvent]:
    """Answer the button: the same widget with another number."""
    sides = call.action.payload.get("sides") if isinstance(call.action.payload, dict) else None
    if call.sender is None or not isinstance(sides, int) or sides < 1:
        raise InvalidRequest("payload.sides must be a whole number above 0.")
    rolled = random.randint(1, sides)
    changes = {"widget": card(sides, rolled), "copy_text": f"Rolled {rolled} of {sides}."}
    yield ThreadItemReplacedEvent(item=call.sender.model_copy(update=changes))


def dice_assistant(model: Model) -> Assistant:
    """What answers: an agent for each response, and a handler for each action."""

    def agent(context: RequestContext) -> ChatAgent:
        instructions = f"Roll dice with your tool. Answer in the language {context.locale}."
        return Agent(name="Dice", instructions=instructions, tools=[roll], model=model)

    return Assistant(agent=agent, actions={"dice.roll": roll_again})


def make_app() -> Starlette:
    """Serve it with ``uvicorn --factory``."""
    settings = Settings.from_env(os.environ)
    return create_app(settings, assistant=dice_assistant(configured_model(settings).model))
