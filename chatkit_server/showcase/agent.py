"""What only an agent does: tools that are seen at work, and tools that ask before they act."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from agents import Agent, RunContextWrapper, Tool, function_tool
from openai.types.responses import (
    ResponseCodeInterpreterToolCall,
    ResponseFileSearchToolCall,
    ResponseFunctionWebSearch,
    ResponseReasoningItem,
    ResponseReasoningSummaryTextDeltaEvent,
    ResponseReasoningSummaryTextDoneEvent,
    ResponseStreamEvent,
    ResponseTextDeltaEvent,
)
from openai.types.responses.response_file_search_tool_call import Result
from openai.types.responses.response_function_web_search import ActionSearch, ActionSearchSource

from chatkit_server.assistant.base import ChatAgent
from chatkit_server.assistant.context import ChatContext
from chatkit_server.context import RequestContext
from chatkit_server.showcase.commands import Arguments, Command, parse
from chatkit_server.showcase.sources import ENTITY, FILE, PLAIN_URL, URL
from chatkit_server.showcase.stage import Event, Stage
from chatkit_server.showcase.texts import by_word
from chatkit_server.testing import Call, Give, Say, ScriptedModel, Step

MAX_CALLS: Final = 5
MAIL: Final = "The meeting is at noon. " * 40
PEOPLE: Final = ("ada", "grace", "alan", "katherine", "hedy")


async def perform(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Have the agent answer; it reads the command itself."""
    async for event in stage.run_agent():
        yield event


def make_agent(context: RequestContext) -> ChatAgent:
    """The agent, for one answer."""
    actor = Actor()
    return Agent("Showcase", model=actor, tools=_tools(actor))


class Actor(ScriptedModel):
    """Plays what the command in the conversation says.

    Attributes:
        pace: How much longer than usual everything takes; 0 is at once.
    """

    pace = 1.0

    async def stream_response(
        self, system_instructions: str | None, input: Any, *args: Any, **kwargs: Any
    ) -> AsyncIterator[ResponseStreamEvent]:
        """Stream the next part."""
        script, arguments, results = _read(input)
        self.pace = arguments.pace
        self.then(script(arguments, results))
        async for event in super().stream_response(system_instructions, input, *args, **kwargs):
            yield event
            if isinstance(event, ResponseTextDeltaEvent | ResponseReasoningSummaryTextDeltaEvent):
                await asyncio.sleep(0.03 * self.pace)


Script: TypeAlias = Callable[[Arguments, Sequence[str]], Sequence[Step]]
"""What the model says next; gets what the tools have returned so far."""


def _read(input: Sequence[Mapping[str, Any]]) -> tuple[Script, Arguments, list[str]]:
    """The script of the newest command, its arguments, and the results of tools since."""
    results: list[str] = []
    for item in reversed(input):
        if item.get("type") == "function_call_output":
            results.insert(0, str(item["output"]))
        elif item.get("role") == "user":
            words = " ".join(part.get("text", "") for part in item["content"]).split()
            names = [word.lower().lstrip("/") for word in words]
            place = next((place for place, name in enumerate(names) if name in SCRIPTS), None)
            if place is not None:
                return SCRIPTS[names[place]], parse(words[place + 1 :]), results
    raise ValueError("nobody has asked for anything that an agent does")


def approve(arguments: Arguments, results: Sequence[str]) -> Sequence[Step]:
    """Mails, which are sent when the user has approved it; then what became of them."""
    if results:
        return [_say("\n\n".join(results))]
    count = max(1, arguments.count("count", 1, most=MAX_CALLS))
    return [
        Call("send_mail", {"to": f"{name}@example.com", "text": MAIL, "urgent": True})
        for name in PEOPLE[:count]
    ]


def tools(arguments: Arguments, results: Sequence[str]) -> Sequence[Step]:
    """Tools of the provider's and of the server's, each after the last has returned."""
    match len(results):
        case 0:
            return [_thinking(), _say("Let me find out."), _web_search(), Call("look_up", QUESTION)]
        case 1:
            return [_file_search(), _code(), Call("read_survey", {"pages": [12, 13]})]
        case _:
            return [_say("It was built in 1742, and surveyed in 1989.")]


QUESTION: Final = {"question": "Who built the bridge?"}

SCRIPTS: Final[Mapping[str, Script]] = {"approve": approve, "tools": tools}


def _tools(actor: Actor) -> list[Tool]:
    @function_tool(needs_approval=True)
    def send_mail(to: str, text: str, urgent: bool) -> str:
        """Send a mail."""
        return f"Sent to {to}."

    @function_tool
    async def look_up(wrapper: RunContextWrapper[ChatContext], question: str) -> str:
        """Look something up."""
        for where in ("Gazette", "register"):
            await wrapper.context.progress(f"Looking in the {where}…", icon="search")
            await asyncio.sleep(0.5 * actor.pace)
        wrapper.context.cite(URL, PLAIN_URL, ENTITY)
        return "Nobody knows, but the stones say 1742."

    @function_tool
    async def read_survey(wrapper: RunContextWrapper[ChatContext], pages: list[int]) -> str:
        """Read in the survey of the bridge."""
        await asyncio.sleep(0.5 * actor.pace)
        wrapper.context.cite(FILE)
        return "Page 12: surveyed in 1989."

    return [send_mail, look_up, read_survey]


def _say(text: str) -> Say:
    return Say(list(by_word(text)))


def _thinking() -> Give:
    """A summary of thoughts, the first of a response."""
    place: dict[str, Any] = {
        "item_id": "rs_1",
        "output_index": 0,
        "sequence_number": 0,
        "summary_index": 0,
    }
    thought = "The stones give a year. The gazette may give a name."
    item = ResponseReasoningItem(id="rs_1", summary=[], type="reasoning")
    return Give(
        item,
        item,
        [
            *(
                ResponseReasoningSummaryTextDeltaEvent(
                    type="response.reasoning_summary_text.delta", delta=word, **place
                )
                for word in by_word(thought)
            ),
            ResponseReasoningSummaryTextDoneEvent(
                type="response.reasoning_summary_text.done", text=thought, **place
            ),
        ],
    )


def _web_search() -> Give:
    begun = ResponseFunctionWebSearch(
        id="ws_1",
        type="web_search_call",
        status="in_progress",
        action=ActionSearch(type="search", query="", queries=[]),
    )
    sources = [ActionSearchSource(type="url", url=source.url) for source in (URL, PLAIN_URL)]
    found = ActionSearch(
        type="search", query="bridge", queries=["bridge 1742", "bridge builder"], sources=sources
    )
    return Give(begun, begun.model_copy(update={"action": found, "status": "completed"}))


def _file_search() -> Give:
    begun = ResponseFileSearchToolCall(
        id="fs_1", type="file_search_call", status="in_progress", queries=["bridge"]
    )
    done = {"results": [Result(filename=FILE.filename)], "status": "completed"}
    return Give(begun, begun.model_copy(update=done))


def _code() -> Give:
    begun = ResponseCodeInterpreterToolCall(
        id="ci_1",
        type="code_interpreter_call",
        status="in_progress",
        container_id="cntr_1",
        code="print(1989 - 1742)",
    )
    return Give(begun, begun.model_copy(update={"status": "completed"}))


COMMANDS: Final = (
    Command(
        "tools",
        "An agent's tools at work, one after the other: thoughts, searches with what they found, "
        "calls with arguments, result and time, lines about what is going on; then a message with "
        "the sources that the tools have named.",
        perform,
        in_all=False,
    ),
    Command(
        "approve",
        "A card with what would be done and with which arguments; of several calls some can be "
        "left out. Nothing is done before it is approved, for once or always in this thread; "
        "rejected with a reason, the reason is told. The card says what became of it, also after a "
        "reload, and in other windows. Whoever writes on instead withdraws it.",
        perform,
        usage="COUNT",
        in_all=False,
    ),
)
