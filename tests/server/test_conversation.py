from __future__ import annotations

from chatkit_server.testing import Call, Say


def kinds(events):
    return [
        f"{event['type']}:{event['item']['type']}" if "item" in event else event["type"]
        for event in events
    ]


async def test_a_first_message_makes_a_thread_and_streams_the_answer(chat, model):
    model.then([Say(["Hello", " there."])])

    thread_id, events = await chat.create("hello you")

    assert kinds(events) == [
        "thread.created",
        "thread.item.done:user_message",
        "stream_options",
        "thread.item.added:assistant_message",
        "thread.updated",
        "thread.item.updated",
        "thread.item.updated",
        "thread.item.updated",
        "thread.item.updated",
        "thread.item.done:assistant_message",
    ]
    assert events[4]["thread"]["title"] == "Hello you"
    assert [item["type"] for item in await chat.items(thread_id)] == [
        "user_message",
        "assistant_message",
    ]


async def test_a_tools_widget_stands_before_the_words_about_it(chat, model):
    model.then(
        [Call("add_tasks", {"tasks": [{"title": "Milk", "due": "2026-11-22T09:00"}]})],
        [Say(["Added."])],
    )

    thread_id, events = await chat.create("add milk tomorrow at 9")

    assert "client_effect" in kinds(events)
    items = await chat.items(thread_id)
    assert [item["type"] for item in items] == ["user_message", "widget", "assistant_message"]
    (task,) = (await chat.tasks.find("ann", _open(), chat.user.zone)).tasks
    assert task.title == "Milk"
    assert task.due.astimezone(chat.user.zone).isoformat() == "2026-11-22T09:00:00+01:00"


def _open():
    from chatkit_server.tasks.model import TaskFilter

    return TaskFilter()
