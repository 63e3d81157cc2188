"""Widgets: the gallery, widgets that change while they are shown, and their actions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Final

import orjson
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageItem,
    ClientEffectEvent,
    NoticeEvent,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemRemovedEvent,
    ThreadItemReplacedEvent,
    ThreadItemUpdate,
    ThreadItemUpdatedEvent,
    WidgetComponentUpdated,
    WidgetItem,
    WidgetRootUpdated,
    WidgetStreamingTextValueDelta,
)
from chatkit.widgets import DynamicWidgetComponent

from chatkit_server.assistant.base import ActionCall, ActionHandler
from chatkit_server.clock import item_now
from chatkit_server.errors import InvalidRequest
from chatkit_server.showcase.commands import Arguments, Command
from chatkit_server.showcase.gallery import GALLERY
from chatkit_server.showcase.gallery.charts import series
from chatkit_server.showcase.nodes import ECHO, Node, action, build, button, node, show, text
from chatkit_server.showcase.stage import Event, Stage
from stores.ids import new_item_id

FAIL: Final = "showcase.fail"
SLOW: Final = "showcase.slow"
COUNT: Final = "showcase.count"
CLIENT: Final = "showcase.client"
"""An action for the page; the server knows it, too, for a page that passes it on."""


async def widgets(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Widgets of the gallery."""
    names = [word for word in arguments.words if word in GALLERY] or list(GALLERY)
    for name in names:
        yield show(stage, GALLERY[name](stage), f"The widget {name}.")


async def growing(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """A widget whose text is streamed, whose parts change, and which then is another."""
    words = "This text is streamed into a widget, **word** by word.".split(" ")
    root = node(
        "Card",
        node("Title", id="title", value="Growing"),
        node("Markdown", id="body", value="", streaming=True),
        node("Row", node("Badge", id="state", label="at work", color="info"), id="row"),
    )
    item = WidgetItem(**stage.fields(), widget=build(root))
    yield ThreadItemAddedEvent(item=item)
    for place, word in enumerate(words):
        done = place == len(words) - 1
        delta = WidgetStreamingTextValueDelta(
            component_id="body", delta=word if done else f"{word} ", done=done
        )
        yield _updated(item, delta)
        await stage.pause(0.08)
    badge = node("Badge", id="state", label="done", color="success")
    component = DynamicWidgetComponent.model_validate(badge)
    yield _updated(item, WidgetComponentUpdated(component_id="state", component=component))
    await stage.pause(0.5)
    final = node(
        "Card",
        node("Title", id="title", value="Grown"),
        node("Markdown", id="body", value=" ".join(words)),
        node("Row", badge, node("Badge", label=f"{len(words)} words"), id="row", gap=2),
    )
    yield _updated(item, WidgetRootUpdated(widget=build(final)))
    await stage.pause(0.5)
    yield ThreadItemDoneEvent(item=item.model_copy(update={"widget": build(final)}))


async def counting(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """A chart whose data arrive one after the other."""
    rows = [
        {"hour": f"{hour}:00", "calls": 20 + stage.random.randint(0, 60), "errors": hour % 4}
        for hour in range(8, 20)
    ]
    calls = series("bar", "calls", "Calls")
    errors = series("line", "errors", "Errors", color="red", curveType="monotone")

    def chart(count: int) -> Node:
        return node(
            "Chart",
            id="chart",
            data=rows[:count],
            series=[calls, errors],
            xAxis="hour",
            showYAxis=True,
        )

    def root(count: int) -> Node:
        return node("Card", node("Title", value="Today", size="sm"), chart(count), size="md")

    item = WidgetItem(**stage.fields(), widget=build(root(0)))
    yield ThreadItemAddedEvent(item=item)
    for count in range(1, len(rows) + 1):
        await stage.pause(0.15)
        component = DynamicWidgetComponent.model_validate(chart(count))
        yield _updated(item, WidgetComponentUpdated(component_id="chart", component=component))
    yield ThreadItemDoneEvent(item=item.model_copy(update={"widget": build(root(len(rows)))}))


def _updated(item: WidgetItem, update: ThreadItemUpdate) -> Event:
    return ThreadItemUpdatedEvent(item_id=item.id, update=update)


async def actions(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Buttons that do everything that a button can."""
    yield show(stage, actions_card(0), "Buttons for every kind of action.")


def actions_card(count: int) -> Node:
    """The card of all actions, which has counted so far."""
    payload = {"n": 1, "text": "a", "list": [True, None]}
    behaviours = ("auto", "none", "self", "container")
    return node(
        "Card",
        node("Title", value="Actions"),
        text(f"Counted to {count}", id="count"),
        _row(
            button("Count", action(COUNT, {"count": count})),
            button("Count at once", action(COUNT, {"count": count}, streaming=False)),
            button("Echo", action(ECHO, payload)),
            button("Without payload", action(ECHO)),
        ),
        _row(
            *(
                button(f"Slow, {name}", action(SLOW, {"seconds": 2}, loadingBehavior=name))
                for name in behaviours
            )
        ),
        _row(
            button("Fail", action(FAIL, {"how": "message"}), color="danger"),
            button("Fail at once", action(FAIL, {"how": "message"}, streaming=False)),
            button("Crash", action(FAIL, {"how": "crash"}), color="danger"),
            button("Unknown", action("showcase.unknown")),
        ),
        _row(
            button("For the page", action(CLIENT, payload, handler="client")),
            button("Remove", action(COUNT, {"remove": True}), variant="ghost"),
        ),
    )


def _row(*children: Node) -> Node:
    return node("Row", *children, gap=2, wrap="wrap")


# What the actions do


async def on_echo(call: ActionCall) -> AsyncIterator[Event]:
    """Answer with what the action carried."""
    payload = orjson.dumps(call.action.payload, option=orjson.OPT_SORT_KEYS).decode()
    yield _text(call, f"{call.action.type} carried {payload}")


async def on_count(call: ActionCall) -> AsyncIterator[Event]:
    """Replace the widget by one that has counted on, or remove it."""
    payload = call.action.payload if isinstance(call.action.payload, dict) else {}
    count = payload.get("count")
    if call.sender is None:
        raise InvalidRequest("This action comes from a widget.")
    if payload.get("remove"):
        yield ThreadItemRemovedEvent(item_id=call.sender.id)
        return
    if not isinstance(count, int):
        raise InvalidRequest("payload.count must be a whole number.")
    widget = build(actions_card(count + 1))
    yield ThreadItemReplacedEvent(item=call.sender.model_copy(update={"widget": widget}))
    yield ClientEffectEvent(name="showcase.counted", data={"count": count + 1})


async def on_slow(call: ActionCall) -> AsyncIterator[Event]:
    """Take some seconds."""
    payload = call.action.payload if isinstance(call.action.payload, dict) else {}
    seconds = payload.get("seconds", 2)
    if not isinstance(seconds, int | float) or not 0 <= seconds <= 60:
        raise InvalidRequest("payload.seconds must be a number from 0 to 60.")
    await asyncio.sleep(seconds)
    yield NoticeEvent(level="info", message=f"That took {seconds} s.")


async def on_fail(call: ActionCall) -> AsyncIterator[Event]:
    """Fail with a message, or without one."""
    payload = call.action.payload if isinstance(call.action.payload, dict) else {}
    match payload.get("how"):
        case "crash":
            raise RuntimeError("the showcase was told to crash")
        case "message":
            raise InvalidRequest("This action fails, and says so.")
        case _:
            yield NoticeEvent(level="warning", message="payload.how must be message or crash.")


def _text(call: ActionCall, text: str) -> Event:
    return ThreadItemDoneEvent(
        item=AssistantMessageItem(
            id=new_item_id("message"),
            thread_id=call.thread.id,
            created_at=item_now(),
            content=[AssistantMessageContent(text=text)],
        )
    )


HANDLERS: Final[Mapping[str, ActionHandler]] = {
    ECHO: on_echo,
    COUNT: on_count,
    SLOW: on_slow,
    FAIL: on_fail,
    CLIENT: on_echo,
}

COMMANDS: Final = (
    Command(
        "widgets",
        "The widgets of the gallery that are named, or all: every component, in light and dark. "
        "A component that nobody knows shows its content or a mark; the rest stays.",
        widgets,
        usage="|".join(GALLERY),
    ),
    Command(
        "growing",
        "A card whose text grows word by word, whose badge changes, and which is another in the "
        "end, without a jump.",
        growing,
    ),
    Command(
        "counting",
        "A chart that has nothing to show at first, and gets its data one after the other: what "
        "is there moves, and nothing is drawn anew.",
        counting,
    ),
    Command(
        "actions",
        "Buttons: counting replaces the card, echo answers with the payload, slow ones show that "
        "they are at work where they say, failing ones say why, the page's own reaches the page.",
        actions,
    ),
)
