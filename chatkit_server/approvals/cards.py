"""How a question for approval looks: what would be done, with which arguments, and what became
of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from chatkit.types import WidgetItem
from chatkit.widgets import DynamicWidgetRoot

from chatkit_server.approvals.model import Approval, AskedCall
from chatkit_server.assistant.tool_showing import in_words
from widgets.chat import Approval as Card
from widgets.chat import ApprovalCall, Argument
from widgets.tasks import Action

CARD_KEY: Final = "run.approval"
"""The key of the card's root, by which it is known."""

APPROVE_ACTION: Final = "run.approve"
"""Payload: ``{"always": whether to ask no more in this thread, "chosen": {"0": false, …}}``."""

REJECT_ACTION: Final = "run.reject"
"""Payload: ``{"reason": why, if the user says}``."""

MAX_VALUE_CHARS: Final = 500
"""So much is shown of an argument."""

MAX_ARGUMENTS: Final = 20
"""So many are shown of a call."""

_SAID: Final = {
    "expired": "Nobody answered in time. Nothing was done.",
    "withdrawn": "You went on without an answer. Nothing was done.",
    "stale": "The assistant has changed since it asked. Nothing was done.",
}

ELSEWHERE: Final = "This can only be answered in the conversation where it was asked."


def is_card(item: WidgetItem) -> bool:
    """Whether a widget asks for approval, or did."""
    return item.widget.key == CARD_KEY


def draw(approval: Approval, now: datetime) -> tuple[DynamicWidgetRoot, str]:
    """The card of a question as it stands at a moment, and its text: for the clipboard, and for
    the model in later answers.
    """
    status = approval.status(now)
    pending = status == "pending"
    said = None if pending else _SAID.get(status) or _answered(approval)
    title = in_words(approval.calls[0].tool)
    if len(approval.calls) > 1:
        title = f"{len(approval.calls)} actions"
    card = Card(
        key=CARD_KEY,
        title=f"Allow: {title}?" if pending else title,
        calls=tuple(_drawn(call) for call in approval.calls),
        said=said,
        icon="check-circle" if any(call.granted for call in approval.calls) else "info",
        approve=Action(type=APPROVE_ACTION, payload={}) if pending else None,
        always=Action(type=APPROVE_ACTION, payload={"always": True}) if pending else None,
        reject=Action(type=REJECT_ACTION, payload={}) if pending else None,
    )
    lines = [f"{call.tool} {call.arguments[:MAX_VALUE_CHARS]}" for call in approval.calls]
    if len(lines) > 1 and status == "answered":
        lines = [
            f"{line}: {'approved' if call.granted else 'rejected'}"
            for line, call in zip(lines, approval.calls, strict=True)
        ]
    return card.build(), "\n".join(["Asked for approval:", *lines, said or "No answer so far."])


def draw_elsewhere() -> DynamicWidgetRoot:
    """The card in a thread where nobody has asked, such as a branch."""
    return Card(key=CARD_KEY, title="Approval", said=ELSEWHERE).build()


def _answered(approval: Approval) -> str:
    granted = sum(bool(call.granted) for call in approval.calls)
    if not granted:
        return f"You rejected this: {approval.reason}" if approval.reason else "You rejected this."
    if granted < len(approval.calls):
        said = f"You approved {granted} of {len(approval.calls)}."
    else:
        said = "You approved this."
    return f"{said} You will not be asked again in this conversation." if approval.always else said


def _drawn(call: AskedCall) -> ApprovalCall:
    arguments = list(_arguments(call.arguments))
    shown = tuple(arguments[:MAX_ARGUMENTS])
    left = len(arguments) - len(shown)
    return ApprovalCall(
        title=in_words(call.tool),
        arguments=shown,
        more=f"and {left:,} more" if left else None,
        granted=call.granted,
    )


def _arguments(text: str) -> Iterator[Argument]:
    try:
        given = json.loads(text or "{}")
    except ValueError:
        given = text
    if not isinstance(given, dict):
        given = {"arguments": given}
    for name, value in given.items():
        yield Argument(name=in_words(name) or name, value=_cut(_word(value)))


def _word(value: Any) -> str:
    match value:
        case str():
            return value or "—"
        case True:
            return "yes"
        case False:
            return "no"
        case None:
            return "—"
    return json.dumps(value, ensure_ascii=False)


def _cut(text: str) -> str:
    left = len(text) - MAX_VALUE_CHARS
    return text if left <= 0 else f"{text[:MAX_VALUE_CHARS]}… ({left:,} more characters)"
