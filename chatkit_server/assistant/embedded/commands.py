"""What a message asks for: the values between understanding and doing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from chatkit_server.assistant.embedded.dates import Shift, When

Priority = Literal["none", "low", "medium", "high"]
Status = Literal["open", "done", "all"]
Theme = Literal["light", "dark", "system"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A task to be added.

    Attributes:
        due: A day or a naive moment in the user's zone.
        when: What was said of it, so that a day said elsewhere can join a time said here.
    """

    title: str
    notes: str = ""
    due: date | datetime | None = None
    priority: Priority | None = None
    tags: tuple[str, ...] = ()
    when: When | None = None
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tasks, by what they are; the fields of the finding tools."""

    status: Status = "open"
    query: str = ""
    due_from: date | None = None
    due_to: date | None = None
    overdue: bool = False
    no_due: bool = False
    priority: Priority | None = None
    tag: str = ""

    @property
    def plain(self) -> bool:
        """Whether it says no more than a status."""
        return self == Filter(self.status)


@dataclass(frozen=True, slots=True)
class Reference:
    """Which tasks, as a person points at them.

    Attributes:
        words: Words of a title, as typed.
        loose: The same without a date that may be the task's due ("the dentist on Friday").
        exact: ``words`` was quoted: it is a title as a whole.
        ordinals: Places in the list last shown; 1 is the first, -1 the last.
        first: The first so many of that list.
        last: The last so many of it.
        focus: "it", "those": what was touched or shown last.
        rest: "the others": what the list has beside those.
        many: More than one is meant.
        filter: A property they have.
        parts: Alternatives to reading it as a whole: "milk and the dentist".
        excluded: Those left out of it.
        among: Titles, as they were quoted, of the only tasks that come into question.
    """

    words: str = ""
    loose: str = ""
    exact: bool = False
    ordinals: tuple[int, ...] = ()
    first: int = 0
    last: int = 0
    focus: bool = False
    rest: bool = False
    many: bool = False
    filter: Filter | None = None
    parts: tuple[Reference, ...] = ()
    excluded: Reference | None = None
    among: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was pointed at."""
        return self == Reference()


FOCUS = Reference(focus=True)


@dataclass(frozen=True, slots=True)
class Changes:
    """What to change of a task.

    Attributes:
        title: The new title.
        when: The new due date, tied to the clock only when it is applied.
        shift: How far to move the due date instead.
        notes: Text for the notes, added at their end unless ``replace_notes``.
    """

    title: str = ""
    when: When | None = None
    shift: Shift | None = None
    clear_due: bool = False
    priority: Priority | None = None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    clear_tags: bool = False
    notes: str = ""
    replace_notes: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing would change."""
        return self == Changes()


@dataclass(frozen=True, slots=True)
class Add:
    """Add tasks; without any, ask what."""

    drafts: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class Show:
    """Show tasks. ``words`` may be a tag or part of a title."""

    filter: Filter
    words: str = ""
    count_only: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """Say what to do next."""


@dataclass(frozen=True, slots=True)
class Detail:
    """Answer a question about one task."""

    target: Reference
    about: Literal["due", "notes", "status", "priority", "tags", "all"] = "all"


@dataclass(frozen=True, slots=True)
class Complete:
    """Mark as done. ``otherwise`` is added if there is no such task.

    Attributes:
        confirmed: The user has agreed to do it to just these.
    """

    target: Reference
    otherwise: Draft | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Reopen:
    """Mark as not done. ``confirmed`` is as for `Complete`."""

    target: Reference
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """Change tasks. ``otherwise`` is added if there is no such task."""

    target: Reference
    changes: Changes
    otherwise: Draft | None = None


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a task a new title; "X to Y to Z" has several ways to be read."""

    options: tuple[tuple[Reference, str], ...]
    otherwise: Draft | None = None


@dataclass(frozen=True, slots=True)
class AskWhen:
    """Move a task, the user did not say to when."""

    target: Reference
    otherwise: Draft | None = None


@dataclass(frozen=True, slots=True)
class AskName:
    """Rename a task, the user did not say how."""

    target: Reference


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete tasks.

    Attributes:
        otherwise: Added if there is no such task.
        confirmed: The user has agreed to the deletion of just these.
        ask: The verb may mean something else ("cancel …"): ask unless the title is the same.
    """

    target: Reference
    otherwise: Draft | None = None
    confirmed: bool = False
    ask: bool = False


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring deleted tasks back."""

    target: Reference


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back what was done last; with ``deletion``, preferably a deletion."""

    deletion: bool = False


@dataclass(frozen=True, slots=True)
class Summarize:
    """Say how it is going, or how a week went: 0 is this one, 1 the last."""

    weeks_ago: int | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """Open a task beside the chat."""

    target: Reference


@dataclass(frozen=True, slots=True)
class SwitchTheme:
    """Switch the page's theme; None where it was not said to which."""

    theme: Theme | None


@dataclass(frozen=True, slots=True)
class TellSelection:
    """Say what is selected in the page. ``rework`` is what was to be made of it, "translate"."""

    rework: str = ""


@dataclass(frozen=True, slots=True)
class AddSelection:
    """Add what is selected in the page as a task, or each of its lines as one."""

    each_line: bool = False
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """Answer without touching a task; ``topic`` names the reply."""

    topic: Literal[
        "greeting", "thanks", "help", "about", "connect", "bye", "fine", "nothing", "cancelled",
        "repeats", "unknown", "unclear", "clock",
    ]  # fmt: skip
    text: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no to what was asked."""

    yes: bool


Command = (
    Add | Show | Next | Detail | Complete | Reopen | Update | Rename | AskWhen | AskName | Delete
    | Restore | Undo | Summarize | Open | SwitchTheme | TellSelection | AddSelection | Say | Answer
)  # fmt: skip


def target_of(command: Command) -> Reference | None:
    """The tasks that a command is about; None if it is not about certain tasks."""
    match command:
        case Rename(options):
            return options[0][0]
        case (
            Complete() | Reopen() | Update() | Delete() | Detail() | Open() | AskWhen() | AskName()
        ):
            return command.target
        case _:
            return None


def aimed_at(command: Command, target: Reference) -> Command:
    """The same command for certain tasks, with nothing to add in their place."""
    match command:
        case Rename(options):
            return Rename(((target, options[0][1]),))
        case Complete() | Update() | AskWhen():
            return replace(command, target=target, otherwise=None)
        case Delete():
            return replace(command, target=target, otherwise=None, ask=False)
        case Reopen() | Detail() | Open() | AskName():
            return replace(command, target=target)
        case _:
            return command
