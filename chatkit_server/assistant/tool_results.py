"""What tools return, cut to a size that a model can be sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, cast

from agents import TResponseInputItem
from agents.run_config import CallModelData, ModelInputData

MAX_CHARS: Final = 100_000
"""How much of one text of a result a model is sent; tools of MCP servers are cut before."""


def cut_results(data: CallModelData[Any]) -> ModelInputData:
    """What a model is about to be sent, with the results of tools cut and a note where."""
    return replace(data.model_data, input=[_cut_item(item) for item in data.model_data.input])


def _cut_item(item: TResponseInputItem) -> TResponseInputItem:
    given = cast(dict[str, Any], item)
    if given.get("type") != "function_call_output":
        return item
    output = given["output"]
    if isinstance(output, str):
        cut: Any = _cut(output)
    else:
        cut = [
            {**part, "text": _cut(part["text"])} if part.get("type") == "input_text" else part
            for part in output
        ]
    return cast(TResponseInputItem, {**given, "output": cut})


def _cut(text: str) -> str:
    if len(text) <= MAX_CHARS:
        return text
    return f"{text[:MAX_CHARS]}\n[Cut here: {len(text):,} characters in all, {MAX_CHARS:,} shown.]"
