"""What an answer takes while it is written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Spent:
    """Filled in by what answers.

    Attributes:
        assistant: Its name.
        model: What the agent began with, as its provider calls it; None where no agent answered.
        input_tokens: Of all its calls of models, as providers count them; 0 where they do not.
        output_tokens: Likewise.
    """

    assistant: str | None = None
    model: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0
