"""Questions and client tools: the answer waits for the user or the page, then goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

import orjson
from chatkit.types import (
    ClientToolCallItem,
    StructuredInputFreeform,
    StructuredInputItem,
    StructuredInputMultipleChoice,
    StructuredInputMultipleChoiceOption,
    ThreadItem,
    ThreadItemDoneEvent,
)

from chatkit_server.showcase.commands import Arguments, Command
from chatkit_server.showcase.stage import Event, Stage

TOOLS: Final[dict[str, dict[str, Any]]] = {
    "get_selection": {},
    "switch_theme": {"theme": "dark"},
    "open_task": {"task_id": "tsk_1", "options": {"focus": True, "tags": ["a", "b"]}},
    "fail": {"message": "This tool throws."},
    "unknown_tool": {"why": "the page has no such tool"},
}


async def tool(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Call a tool of the page; the stream ends until its result is here."""
    yield _call(stage, arguments.word(tuple(TOOLS)))


async def tool_result(
    stage: Stage, arguments: Arguments, since: Sequence[ThreadItem]
) -> AsyncIterator[Event]:
    """Say what the tool returned; with ``twice``, call once more."""
    calls = [item for item in since if isinstance(item, ClientToolCallItem)]
    if arguments.has("twice") and len(calls) == 1:
        yield _call(stage, calls[0].name)
        return
    lines = [
        f"{call.name} returned {orjson.dumps(call.output, default=str).decode()}" for call in calls
    ]
    yield stage.text("\n\n".join(lines))


def _call(stage: Stage, name: str) -> Event:
    fields = stage.fields("tool_call")
    return ThreadItemDoneEvent(
        item=ClientToolCallItem(
            **fields, call_id=f"call_{fields['id']}", name=name, arguments=TOOLS[name]
        )
    )


async def ask(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Ask questions; the stream ends until they are answered or skipped."""
    kinds = [kind for kind in arguments.words if kind in QUESTIONS] or list(QUESTIONS)
    inputs = [QUESTIONS[kind].model_copy(deep=True) for kind in kinds]
    yield stage.text("Before I go on, I have to know:")
    yield ThreadItemDoneEvent(item=StructuredInputItem(**stage.fields(), inputs=inputs))


async def answers(
    stage: Stage, arguments: Arguments, since: Sequence[ThreadItem]
) -> AsyncIterator[Event]:
    """Say what was answered."""
    asked = [item for item in since if isinstance(item, StructuredInputItem)][-1]
    lines = [f"The questions were {asked.status}."]
    for question in asked.inputs:
        answer = question.answer
        said = "skipped" if answer is None or answer.skipped else ", ".join(answer.values)
        lines.append(f"- {question.id}: {said}")
    yield stage.text("\n".join(lines))


QUESTIONS: Final[dict[str, StructuredInputMultipleChoice | StructuredInputFreeform]] = {
    "single": StructuredInputMultipleChoice(
        id="single",
        question="Where should the meeting be?",
        options=[
            StructuredInputMultipleChoiceOption(value=value)
            for value in ("Berlin", "Lisbon", "Online")
        ],
    ),
    "multiple": StructuredInputMultipleChoice(
        id="multiple",
        question="Who should be there?",
        multiple=True,
        options=[
            StructuredInputMultipleChoiceOption(value=value)
            for value in ("Ada", "Grace", "Alan", "A person whose name is a good deal longer")
        ],
    ),
    "free": StructuredInputFreeform(
        id="free",
        question="What is it about?",
        description="A sentence will do. It goes into the **invitation**.",
    ),
}

COMMANDS: Final = (
    Command(
        "tool",
        "Nothing in the thread while the page's tool works and the composer waits; then a message "
        "with its result. A tool that throws or is not there leads to a visible error and no "
        "endless wait.",
        tool,
        usage="|".join(TOOLS) + " twice",
        resume=tool_result,
        in_all=False,
    ),
    Command(
        "ask",
        "A card of questions: one of several, several of several, free text, a field for other "
        "answers, a way to skip. Answered, it shows the answers, and a message repeats them.",
        ask,
        usage="single multiple free",
        resume=answers,
    ),
)
