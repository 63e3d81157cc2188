"""How a question for approval looks: what would be done, with which arguments, and what became
of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from chatkit.types import WidgetItem
from chatkit.widgets import DynamicWidgetRoot

from chatkit_server.approvals.model import Approval, AskedCall, Status
from chatkit_server.assistant.tool_showing import in_words
from chatkit_server.i18n.locales import ENGLISH
from chatkit_server.i18n.words import Key, Words, words_in
from widgets.chat import Approval as Card
from widgets.chat import ApprovalCall, Argument
from widgets.labels import isolate_foreign
from widgets.tasks import Action, ActionButton

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


_BECAME: Final[Mapping[Status, Key]] = {
    "expired": "approval.expired",
    "withdrawn": "approval.withdrawn",
    "stale": "approval.stale",
}


def is_card(item: WidgetItem) -> bool:
    """Whether a widget asks for approval, or did."""
    return item.widget.key == CARD_KEY


def draw(approval: Approval, now: datetime, words: Words) -> DynamicWidgetRoot:
    """The card of a question as it stands at a moment."""
    said = _said(approval, now, words)
    title = in_words(approval.calls[0].tool)
    if len(approval.calls) > 1:
        title = words.say("approval.ask.several" if said is None else "approval.actions")
    elif said is None:
        title = words.say("approval.ask", title=title)
    card = Card(
        key=CARD_KEY,
        title=title,
        calls=tuple(_drawn(call, words) for call in approval.calls),
        said=said,
        icon="check-circle" if any(call.granted for call in approval.calls) else "info",
    )
    return (card if said is not None else _answerable(card, words)).build()


def draw_elsewhere(words: Words) -> DynamicWidgetRoot:
    """The card in a thread where nobody has asked, such as a branch."""
    said = words.say("approval.elsewhere")
    return Card(key=CARD_KEY, title=words.say("approval.title"), said=said).build()


def tell(approval: Approval, now: datetime) -> str:
    """A question as it stands at a moment, for the model in later answers: always in English."""
    lines = [f"{call.tool} {call.arguments[:MAX_VALUE_CHARS]}" for call in approval.calls]
    if len(lines) > 1 and approval.status(now) == "answered":
        lines = [
            f"{line}: {'approved' if call.granted else 'rejected'}"
            for line, call in zip(lines, approval.calls, strict=True)
        ]
    said = _said(approval, now, words_in(ENGLISH)) or "No answer so far."
    return "\n".join(["Asked for approval:", *lines, said])


def _answerable(card: Card, words: Words) -> Card:
    always = Action(type=APPROVE_ACTION, payload={"always": True})
    approve, reject = (Action(type=kind, payload={}) for kind in (APPROVE_ACTION, REJECT_ACTION))
    return card.model_copy(
        update={
            "why": words.say("approval.why"),
            "reject": ActionButton(label=words.say("approval.reject"), action=reject),
            "always": ActionButton(label=words.say("approval.always"), action=always),
            "approve": ActionButton(label=words.say("approval.approve"), action=approve),
        }
    )


def _said(approval: Approval, now: datetime, words: Words) -> str | None:
    """What became of a question; None while it waits for an answer."""
    status = approval.status(now)
    if status == "pending":
        return None
    if status != "answered":
        return words.say(_BECAME[status])
    granted, count = sum(bool(call.granted) for call in approval.calls), len(approval.calls)
    if granted == 0:
        if approval.reason:
            return words.say("approval.rejected.because", reason=approval.reason)
        return words.say("approval.rejected")
    said = words.say("approval.approved")
    if granted < count:
        said = words.say("approval.approved.some", granted=granted, count=count)
    return words.say("approval.approved.always", said=said) if approval.always else said


def _drawn(call: AskedCall, words: Words) -> ApprovalCall:
    arguments = list(_arguments(call.arguments, words))
    shown = tuple(arguments[:MAX_ARGUMENTS])
    left = len(arguments) - len(shown)
    return ApprovalCall(
        title=in_words(call.tool),
        arguments=shown,
        more=words.say("approval.arguments.more", count=left) if left else None,
        granted=call.granted,
    )


def _arguments(text: str, words: Words) -> Iterator[Argument]:
    try:
        given = json.loads(text or "{}")
    except ValueError:
        given = text
    if not isinstance(given, dict):
        yield Argument(name=words.say("approval.arguments"), value=_shown(given, words))
        return
    for name, value in given.items():
        yield Argument(name=in_words(name) or name, value=_shown(value, words))


def _shown(value: Any, words: Words) -> str:
    match value:
        case None | "":
            return "—"
        case True:
            return words.say("approval.argument.yes")
        case False:
            return words.say("approval.argument.no")
        case str():
            text = value
        case _:
            text = json.dumps(value, ensure_ascii=False)
    left = len(text) - MAX_VALUE_CHARS
    if left <= 0:
        return text
    note = isolate_foreign(words.say("approval.argument.cut", count=left))
    return f"{text[:MAX_VALUE_CHARS]}… {note}"
