"""A message in its conversation: answers to what was asked back, and what is left unsaid."""

from __future__ import annotations

import re
from dataclasses import replace

from chatkit_server.assistant.embedded import dates, replies
from chatkit_server.assistant.embedded.commands import (
    FOCUS,
    Add,
    Answer,
    Changes,
    Command,
    Complete,
    Delete,
    Detail,
    Filter,
    Reference,
    Rename,
    Reopen,
    Say,
    Show,
    Undo,
    Update,
    aimed_at,
    target_of,
)
from chatkit_server.assistant.embedded.drafts import read_drafts
from chatkit_server.assistant.embedded.intents import read_message
from chatkit_server.assistant.embedded.intents.changes import read_ellipsis
from chatkit_server.assistant.embedded.intents.polite import strip_polite
from chatkit_server.assistant.embedded.intents.values import read_shift
from chatkit_server.assistant.embedded.matching import best_match
from chatkit_server.assistant.embedded.references import read_reference
from chatkit_server.assistant.embedded.sense import only_manages
from chatkit_server.assistant.embedded.text import Text, read
from chatkit_server.assistant.embedded.transcript import Conversation, Said, Shown, Task
from chatkit_server.assistant.embedded.wording import quote, unquote
from chatkit_server.assistant.embedded.worker import waiting_question

_THOSE = Reference(focus=True, many=True)
_DEPTH = 4
"""Questions in a row that are followed back."""

_ASKING = re.compile(r"(?:(?:and )?(?:what|how) about|show(?: me)?|open|look at)\s+")
_AND_MORE = re.compile(r"(?:and|also|plus|oh and|and also|as well as)\s+(?P<x>[^\s?][^?]{1,60})")
_I_MEANT = re.compile(
    r"(?:(?:no|nope|oops|sorry|wait|(?:that's |that was )?the wrong (?:one|task)|wrong (?:one|task)"
    r"|not (?:that|this)(?: one)?)[\s,.!-]+)+(?:(?:i meant|i mean|it was|it's"
    r"|rather)\s+)?(?P<x>(?:the|number|#)\s?.+)"
    r"|(?:no[\s,]+)?i mean(?:t)?\s+(?P<y>the\s.+)"
)
_CANDIDATE = re.compile(r"^\d+\. (“.+”)(?:, [^“”]*)?$", re.MULTILINE)
_DO_YOU_MEAN = re.compile(r"(?:^|(?<=[.!?] ))(?:Do you mean|Shall I delete) (“.+”)\?")
_WHEN = re.compile(r"When should (“.+”) be due\?")
_NAME = re.compile(r"What should (“.+”) be called\?")
_OFFER = re.compile(r"(?:^|(?<=\. ))Shall I add (“.+”) as a task\?")
_QUOTED = re.compile(r"“[^”\n]+”")
_CHOICE_LEAD = re.compile(
    r"^(?:(?:i (?:mean|meant|want)|it'?s|that'?s|it is|just|only|the one (?:about|called|named"
    r"|that says|with)|yes|no|ok|well|actually|please|rather|let'?s (?:say|take)|take|pick|use"
    r"|choose|go with|for)[\s,:]+)+"
)


def interpret(conversation: Conversation, depth: int = 0) -> tuple[Command, ...]:
    """The commands that a message means in its conversation."""
    text = read(conversation.message)
    commands = read_message(text, conversation.now)
    if depth < _DEPTH and conversation.turns:
        answered = _answer_to_question(conversation, text, commands, depth)
        if answered is not None:
            return answered
        corrected = _correction(conversation, text, commands[0], depth)
        if corrected is not None:
            return corrected
    first = commands[0]
    if _is_unknown(first) and (about := _asked_about(text, conversation)) is not None:
        return (Detail(about),)
    if _is_unknown(first):
        return (Say("unknown", conversation.message[:200]),)
    if conversation.quoted and len(commands) == 1:
        return (_about_quoted(first, conversation.quoted),)
    if isinstance(first, Update) and len(commands) == 1 and _says_only_which(first):
        bare = not re.search(r"\b(?:it|them|that|this|make|set|change|move|remind)\b", text.low)
        if bare and (not conversation.turns or _asked_for_list(conversation, text, depth)):
            return (_as_show(first, conversation),)
    return commands


def _correction(
    conversation: Conversation, text: Text, first: Command, depth: int
) -> tuple[Command, ...] | None:
    """Read "and eggs" behind an addition, and "no, I meant the plants" behind anything."""
    more = _AND_MORE.fullmatch(text.low)
    if more and _is_unknown(first) and conversation.turns[-1].reply.startswith("Added "):
        named = text.cut(*more.span("x"))
        drafts = () if only_manages(named) else read_drafts(named, conversation.now)
        return (Add(drafts),) if drafts else None
    meant = _I_MEANT.fullmatch(text.low)
    if meant is None:
        return None
    previous = interpret(conversation.before(len(conversation.turns) - 1), depth + 1)
    named = text.cut(*meant.span("x" if meant["x"] else "y"))
    target = read_reference(named, conversation.now)
    if len(previous) != 1 or target_of(previous[0]) is None or target.empty:
        return None
    return (Undo(), aimed_at(previous[0], target))


def _answer_to_question(
    conversation: Conversation, text: Text, commands: tuple[Command, ...], depth: int
) -> tuple[Command, ...] | None:
    waiting = waiting_question(conversation)
    first = commands[0]
    last = conversation.turns[-1]
    if waiting is not None and isinstance(first, Answer):
        return (_agreed(waiting, _THOSE) if first.yes else Say("cancelled"),)
    if waiting is not None:
        narrowed = _narrowed(text, tuple(quote(task.title) for task in waiting.tasks), conversation)
        if narrowed is not None:
            return (_agreed(waiting, narrowed),)
    if not last.entries or not isinstance(last.entries[-1], Said):
        return None
    asked = last.entries[-1].text
    plain = strip_polite(text)
    if replies.ADD_WHAT in asked and _is_open(first):
        drafts = read_drafts(plain, conversation.now)
        return (Add(drafts),) if drafts else None
    if _OFFER.search(asked) and isinstance(first, Answer):
        offered = read_drafts(read(conversation.turns[-1].user), conversation.now)
        return (Add(offered),) if first.yes and offered else (Say("cancelled"),)
    when = _WHEN.search(asked)
    if when:
        return _with_date(plain, tuple(_QUOTED.findall(when[1])), first, conversation)
    name = _NAME.search(asked)
    if name and not isinstance(first, Answer):
        title = plain.quoted or plain.strip(" .").raw
        again = read_message(text, conversation.now)[0]
        if isinstance(again, Rename) and again.options[0][0].focus:
            title = again.options[0][1]
        return (Rename(((_only(name[1]), title),)),) if title else None
    return _with_target(conversation, text, commands, asked, depth)


def _agreed(question: Shown, target: Reference) -> Command:
    """What the user agreed to do to tasks of a question."""
    match question.widget:
        case "confirm_complete":
            return Complete(target, confirmed=True)
        case "confirm_reopen":
            return Reopen(target, confirmed=True)
        case _:
            return Delete(target, confirmed=True)


def _narrowed(text: Text, titles: tuple[str, ...], conversation: Conversation) -> Reference | None:
    """Read "only the dentist" or "all but the first" in answer to "these?"."""
    only = re.match(r"(?:yes,? )?(?:but )?(?:only|just)\s+", text.low)
    if only:
        chosen = read_reference(strip_polite(text.cut(only.end())), conversation.now)
        return None if chosen.empty else replace(chosen, among=titles, parts=())
    kept = re.match(
        r"(?:yes,? |ok,? )?(?:(?:all|everything|them all|all of them),? )?"
        r"(?:(?:but )?(?:not|keep|leave)|except(?: for)?|but|apart from)\s+",
        text.low,
    )
    if kept:
        left = read_reference(text.cut(kept.end()), conversation.now)
        return None if left.empty or left.focus else replace(_THOSE, excluded=left)
    return None


def _with_date(
    text: Text, titles: tuple[str, ...], first: Command, conversation: Conversation
) -> tuple[Command, ...] | None:
    change = read_ellipsis(text, conversation.now)
    shift, rest = read_shift(text)
    if shift is not None and not rest:
        change = Update(FOCUS, Changes(shift=shift))
    if not isinstance(change, Update):
        found = dates.extract(text, conversation.now)
        if found.when is None or len(found.rest.words) > 4:
            return None
        change = Update(FOCUS, Changes(when=found.when))
    if isinstance(first, Answer):
        return None
    return (replace(change, target=Reference(focus=True, many=True, among=titles)),)


def _with_target(
    conversation: Conversation,
    text: Text,
    commands: tuple[Command, ...],
    asked: str,
    depth: int,
) -> tuple[Command, ...] | None:
    """Finish the command that could not be done for want of a clear task."""
    first = commands[0]
    titles = tuple(_CANDIDATE.findall(asked)) if replies.WHICH in asked else ()
    meant = _DO_YOU_MEAN.search(asked)
    if meant:
        titles = (meant[1],)
    open_question = replies.WHICH_TASK in asked
    if not titles and not open_question:
        return None
    if isinstance(first, Answer) and not first.yes:
        return (Say("cancelled"),)
    choice = _choice(text, titles, first, conversation)
    if choice is None:
        return None
    before = interpret(conversation.before(len(conversation.turns) - 1), depth + 1)
    pending = [command for command in before if target_of(command) is not None]
    about = re.search(r"Several tasks match (“.+?”)\.", asked)
    if about:
        named = [c for c in pending if unquote(about[1]).lower() in _words(c).lower()]
        pending = named or pending
    if open_question:
        pending = [
            c for c in pending if (r := target_of(c)) and (r.focus or r.rest or r.empty)
        ] or pending
    if not pending:
        return None
    return (aimed_at(pending[0], choice),)


def _choice(
    text: Text, titles: tuple[str, ...], first: Command, conversation: Conversation
) -> Reference | None:
    """The reference in an answer to "which one?", or None if it is something else."""
    text = strip_polite(text)
    lead = _CHOICE_LEAD.match(text.low)
    if lead and lead.end() < len(text.low):
        text = text.cut(lead.end())
    if isinstance(first, Answer) and first.yes:
        return Reference(among=titles, focus=True)
    if len(text.words) > 10:
        return None
    reference = read_reference(text, conversation.now)
    if not titles:
        return reference if _is_open(first) and not reference.empty else None
    placed = reference.ordinals or reference.first or reference.last
    named = [Task(str(i), unquote(t)) for i, t in enumerate(titles)]
    worded = reference.words and best_match(reference.words, named).strong
    if placed or reference.filter or reference.many or worded or reference.focus:
        if not _is_open(first) and not placed and not worded:
            return None
        return replace(reference, among=titles, parts=())
    return None


def _asked_about(text: Text, conversation: Conversation) -> Reference | None:
    """A mention that stands alone, or in "what about …?"."""
    lead = _ASKING.match(text.low)
    words = text.cut(lead.end() if lead else 0).strip("?.!").quoted
    if words is None or words not in conversation.mentioned:
        return None
    return Reference(words=words, exact=True)


def _is_unknown(command: Command) -> bool:
    return isinstance(command, Say) and command.topic == "unknown"


def _is_open(command: Command) -> bool:
    """Whether a command was only guessed from a few words, which may as well be an answer."""
    if isinstance(command, Say | Answer):
        return command != Say("help")
    if isinstance(command, Update):
        return command.target.focus
    return isinstance(command, Add | Show | Complete | Detail) and (
        not isinstance(command, Show) or bool(command.words)
    )


def _words(command: Command) -> str:
    target = target_of(command)
    if target is None:
        return ""
    return " ".join([target.words, *(part.words for part in target.parts)])


def _only(title: str) -> Reference:
    return Reference(focus=True, among=(title,))


def _about_quoted(command: Command, quoted: str) -> Command:
    """Let "this" be the passage that the user marked."""
    target = target_of(command)
    if target is None or not target.focus:
        return command
    return aimed_at(command, Reference(words=" ".join(quoted.split())[:200]))


def _says_only_which(update: Update) -> bool:
    """Whether a bare "tomorrow" or "high priority" may as well ask for a list."""
    said = Changes(when=update.changes.when, priority=update.changes.priority)
    return update.target == FOCUS and update.changes == said and said.priority != "none"


def _asked_for_list(conversation: Conversation, text: Text, depth: int) -> bool:
    """Whether a bare date follows a question: "what is due today?" – "tomorrow"."""
    if depth >= _DEPTH or len(text.words) > 4:
        return False
    previous = interpret(conversation.before(len(conversation.turns) - 1), depth + 1)
    return isinstance(previous[-1], Show)


def _as_show(update: Update, conversation: Conversation) -> Show:
    wanted = Filter(priority=update.changes.priority)
    if update.changes.when is not None:
        first, last = dates.range_of(update.changes.when, conversation.now)
        wanted = replace(wanted, due_from=first, due_to=last)
    return Show(wanted)
