"""Questions that tools ask the user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from agents import RunContextWrapper
from chatkit.types import (
    StructuredInputFreeform,
    StructuredInputMultipleChoice,
    StructuredInputMultipleChoiceOption,
)

from chatkit_server.assistant.context import ChatContext

_Input: TypeAlias = StructuredInputMultipleChoice | StructuredInputFreeform


@dataclass(frozen=True, slots=True)
class Question:
    """A question, with answers to choose from or a field for one.

    Attributes:
        text: The question.
        options: What there is to choose from; none for free text. The user may write another
            answer.
        multiple: Whether several of the options can be chosen.
        description: More about it, Markdown; only for free text.
    """

    text: str
    options: Sequence[str] = ()
    multiple: bool = False
    description: str | None = None


async def ask_user(wrapper: RunContextWrapper[ChatContext], *questions: Question) -> None:
    """Ask the user before the agent goes on; for tools.

    The agent stops when the tools of this turn are done, and goes on when the user has answered or
    skipped the questions: the answers are the newest of what it knows then. What several tools of
    one turn ask is asked together.

    Raises:
        ValueError: There is no question.
        AlreadyWaiting: The page is to do something first.
    """
    if not questions:
        raise ValueError("there is no question to ask")
    asked = wrapper.context.questions
    wrapper.context.ask(
        [_input(question, f"question_{len(asked) + at}") for at, question in enumerate(questions)]
    )


def _input(question: Question, id: str) -> _Input:
    if not question.options:
        return StructuredInputFreeform(
            id=id, question=question.text, description=question.description
        )
    return StructuredInputMultipleChoice(
        id=id,
        question=question.text,
        multiple=question.multiple,
        options=[StructuredInputMultipleChoiceOption(value=value) for value in question.options],
    )
