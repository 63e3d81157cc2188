"""Carrying out what is asked of the page around the chat, by the tools that it has."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from chatkit_server.assistant.embedded import replies
from chatkit_server.assistant.embedded.calls import Call, Calls, ask
from chatkit_server.assistant.embedded.commands import AddSelection, Draft, SwitchTheme
from chatkit_server.assistant.embedded.drafts import dated, titled
from chatkit_server.assistant.embedded.text import fold
from chatkit_server.assistant.embedded.transcript import Conversation

PAGE_TOOLS: Final = frozenset({"switch_theme", "get_selection"})
"""Tools of the page that it knows how to use; it needs none of them."""

MAX_LINES: Final = 50
"""Lines of a selection that become tasks at once."""


class PageWork:
    """Asks the page.

    An answer stops at each call and goes on with its result in a run of its own, in which nothing
    is left of other calls than these: they come before everything else.
    """

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    def switch_theme(self, command: SwitchTheme) -> Calls[str]:
        """Switch the theme; the value is what to say of it."""
        if not self._has("switch_theme"):
            return replies.NO_THEMES
        if command.theme is None:
            return replies.WHICH_THEME
        output = yield from ask(Call("switch_theme", {"theme": command.theme}))
        return replies.themed(str(output.get("theme") or command.theme))

    def selection(self) -> Calls[str | None]:
        """What is selected in the page; None where it cannot be asked."""
        if not self._has("get_selection"):
            return None
        output = yield from ask(Call("get_selection", {}))
        return str(output.get("text") or "").strip()

    def _has(self, tool: str) -> bool:
        return tool in self._conversation.page_tools


def drafts_of(selection: str, command: AddSelection, conversation: Conversation) -> list[Draft]:
    """The tasks that a selection becomes: one of each line, or one with the first as its title."""
    lines = [line.strip() for line in selection.splitlines() if line.strip()]
    drafts: list[Draft] = []
    for line in lines[:MAX_LINES] if command.each_line else lines[:1]:
        drafts += titled(fold(line))
    if drafts and not command.each_line:
        drafts[0] = replace(drafts[0], notes="\n".join(lines[1:]))
    if command.when is not None:
        drafts = [dated(draft, command.when, conversation.now) for draft in drafts]
    return drafts
