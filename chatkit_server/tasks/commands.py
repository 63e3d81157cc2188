"""The commands of the task assistant, in words that any model understands."""

from __future__ import annotations

from typing import Final

from chatkit_server.assistant.commands import SlashCommand

COMMANDS: Final = (
    SlashCommand(
        "/today", "Show what is due today", "What is due today?", icon="clock", group="Look"
    ),
    SlashCommand(
        "/week",
        "Show what is due this week",
        "What is due this week?",
        icon="calendar",
        group="Look",
    ),
    SlashCommand("/overdue", "Show what is late", "What is overdue?", icon="bolt", group="Look"),
    SlashCommand(
        "/find",
        "Find tasks by words",
        "Show tasks about {}",
        alone="Show all open tasks",
        icon="search",
        group="Look",
    ),
    SlashCommand(
        "/summary", "See how you are doing", "How am I doing?", icon="chart", group="Look"
    ),
    SlashCommand(
        "/new", "Add a task", "Add a task: {}", alone="Add a task", icon="plus", group="Do"
    ),
    SlashCommand(
        "/done",
        "Mark a task as done",
        "Mark {} as done",
        alone="Mark a task as done",
        icon="check-circle",
        group="Do",
    ),
    SlashCommand("/undo", "Take the last change back", "Undo", icon="reload", group="Do"),
    SlashCommand(
        "/clear done",
        "Delete all tasks that are done",
        "Delete all done tasks",
        icon="batch",
        group="Do",
    ),
)
