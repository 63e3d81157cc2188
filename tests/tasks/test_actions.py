"""What the buttons and forms of task widgets do, through the server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chatkit_server.tasks.model import NewTask, TaskFilter
from chatkit_server.testing import Call, Say

ALL = TaskFilter(status="all")


@pytest.fixture
async def thread(chat, model):
    """A thread of Ann's in which widgets can be shown."""
    model.then([Say(["Hello."])])
    thread_id, _ = await chat.create("hello")
    return thread_id


@pytest.fixture
def show(chat, model, thread):
    """Has the assistant call a tool; returns the widget that it showed."""

    async def call(tool: str, **arguments: Any) -> dict[str, Any]:
        model.then([Call(tool, arguments)], [Say(["There."])])
        await chat.say(thread, "please")
        return [item for item in await chat.items(thread) if item["type"] == "widget"][-1]

    return call


@pytest.fixture
def act(chat, thread):
    """Presses a control of a widget; returns the events."""

    async def press(widget: dict[str, Any] | None, action: str, **payload: Any) -> list[Any]:
        sender = {} if widget is None else {"item_id": widget["id"]}
        return await chat.stream(
            "threads.custom_action",
            thread_id=thread,
            action={"type": action, "payload": payload},
            **sender,
        )

    return press


async def add(chat, *titles: str, **fields: Any) -> list[Any]:
    return await chat.tasks.add("ann", [NewTask(title, **fields) for title in titles])


async def saved(chat) -> dict[str, Any]:
    page = await chat.tasks.find("ann", ALL, chat.user.zone)
    return {task.title: task for task in page.tasks}


def replaced(events: list[Any]) -> Any:
    """The view of the widget that was replaced first."""
    item = next(e["item"] for e in events if e["type"] == "thread.item.replaced")
    return json.loads(item["widget"]["key"])


def notices(events: list[Any]) -> list[str]:
    return [event["message"] for event in events if event["type"] == "notice"]


# The due date of a card


@pytest.mark.parametrize(
    ("due", "picked", "expected"),
    [
        ("2026-11-22", "2026-11-25", "2026-11-25"),
        ("2026-11-22T09:00", "2026-11-25", "2026-11-25T09:00:00+01:00"),
        ("2026-11-22T09:00", "2026-11-25T00:00:00", "2026-11-25T09:00:00+01:00"),
        ("2026-11-22T09:00", "2027-07-01", "2027-07-01T09:00:00+02:00"),
        ("2026-11-22T09:00", "", ""),
        ("2026-11-22", None, ""),
        (None, "2026-11-25", "2026-11-25"),
    ],
)
async def test_a_picked_day_is_saved_at_once_and_undone_to_what_it_was(
    chat, show, act, due, picked, expected
):
    card = await show("add_tasks", tasks=[{"title": "Milk", "due": due}])
    before = (await saved(chat))["Milk"]

    view = replaced(await act(card, "tasks.reschedule", task_id=before.id, due=picked))
    assert view["moved"]["after"] == expected
    moved = (await saved(chat))["Milk"]
    assert (moved.due is None) is (expected == "")

    again = replaced(await act(card, "tasks.reschedule", task_id=before.id, due=picked))
    assert again == view

    back = view["moved"]["before"]
    view = replaced(await act(card, "tasks.reschedule", task_id=before.id, due=back, undo=True))
    assert view["moved"] is None
    assert (await saved(chat))["Milk"].due == before.due


async def test_a_day_that_makes_no_sense_is_refused_and_nothing_changes(chat, show, act):
    card = await show("add_tasks", tasks=[{"title": "Milk", "due": "2026-11-22"}])
    before = (await saved(chat))["Milk"]
    events = await act(card, "tasks.reschedule", task_id=before.id, due="some day")
    assert "due must be a date" in notices(events)[0]
    assert (await saved(chat))["Milk"] == before


# The form


async def test_a_form_saves_what_was_changed_in_it_and_leaves_the_rest_as_it_is_now(
    chat, show, act
):
    card = await show("add_tasks", tasks=[{"title": "Milk", "due": "2026-11-22", "tags": ["a"]}])
    task = (await saved(chat))["Milk"]
    events = await act(card, "tasks.edit", task_id=task.id)
    form = next(e["item"]["widget"] for e in events if e["type"] == "thread.item.replaced")
    was = form["confirm"]["action"]["payload"]["was"]
    fields = {**was, "due": "2026-11-22", "title": "Oat milk", "tags": "shop, home"}
    # Meanwhile, elsewhere:
    await act(None, "tasks.save", task_id=task.id, priority="high", notes="two")

    await act(card, "tasks.save", task_id=task.id, was=was, **fields)

    after = (await saved(chat))["Oat milk"]
    assert (after.priority, after.notes, after.tags) == ("high", "two", ("shop", "home"))
    assert after.due == task.due


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"title": " "}, "title must have 1 to 500 characters"),
        ({"due": "", "due_time": "09:00"}, "A time needs a day as well."),
        ({"due": "2026-13-01"}, "due must be a date"),
        ({"tags": " ".join(f"t{n}" for n in range(21))}, "tags must be at most 20"),
        ({"notes": "x" * 10_001}, "notes must have at most 10000 characters"),
        ({"title": 7}, "title must be text."),
    ],
)
async def test_a_form_that_is_refused_stays_open_and_says_why(chat, show, act, fields, why):
    card = await show("add_tasks", tasks=[{"title": "Milk"}])
    before = (await saved(chat))["Milk"]
    await act(card, "tasks.edit", task_id=before.id)
    events = await act(card, "tasks.save", task_id=before.id, **fields)
    assert notices(events)[0].startswith(why)
    assert not [event for event in events if event["type"] == "thread.item.replaced"]
    assert (await saved(chat))["Milk"] == before


async def test_a_form_of_a_task_that_was_deleted_elsewhere_offers_it_back(chat, show, act):
    card = await show("add_tasks", tasks=[{"title": "Milk"}])
    task = (await saved(chat))["Milk"]
    await act(card, "tasks.edit", task_id=task.id)
    await chat.tasks.delete("ann", [task.id])
    events = await act(card, "tasks.save", task_id=task.id, title="Oat milk")
    assert notices(events) == ["That task no longer exists."]
    widget = next(e["item"]["widget"] for e in events if e["type"] == "thread.item.replaced")
    assert "Deleted “Milk”" in json.dumps(widget, ensure_ascii=False)
    await act(card, "tasks.restore", task_ids=[task.id])
    assert set(await saved(chat)) == {"Milk"}


# Questions about many tasks


@pytest.mark.parametrize(
    ("tool", "arguments", "action", "undo"),
    [
        ("complete_tasks", {"ask_first": True}, "tasks.complete", "tasks.reopen"),
        ("delete_tasks", {}, "tasks.delete", "tasks.restore"),
    ],
)
async def test_many_tasks_are_changed_after_a_question_but_for_those_left_out(
    chat, show, act, tool, arguments, action, undo
):
    tasks = await add(chat, "A", "B", "C")
    ids = [task.id for task in tasks]
    question = await show(tool, task_ids=ids, **arguments)
    assert set(await saved(chat)) == {"A", "B", "C"}

    chosen = {ids[0]: True, ids[1]: False}
    events = await act(question, action, task_ids=ids, confirmed=True, chosen=chosen)

    outcome = replaced(events)
    assert outcome["task_ids"] == [ids[0], ids[2]]
    changed = await saved(chat)
    assert changed["B"] == tasks[1]
    assert {t.title for t in changed.values() if t.status == "open"} == {"B"}
    effects = [event for event in events if event["type"] == "client_effect"]
    assert [effect["data"] for effect in effects] == [{"task_ids": [ids[0], ids[2]]}]

    again = await act(question, action, task_ids=ids, confirmed=True, chosen=chosen)
    assert replaced(again) == outcome

    back = replaced(await act(question, undo, task_ids=outcome["task_ids"]))
    assert back["view"] == "task_list"
    assert {task.status for task in (await saved(chat)).values()} == {"open"}
    assert set(await saved(chat)) == {"A", "B", "C"}


async def test_a_question_with_everything_left_out_stays_and_says_so(chat, show, act):
    ids = [task.id for task in await add(chat, "A", "B")]
    question = await show("complete_tasks", task_ids=ids, ask_first=True)
    chosen = dict.fromkeys(ids, False)
    events = await act(question, "tasks.complete", task_ids=ids, confirmed=True, chosen=chosen)
    assert notices(events) == ["Choose at least one task, or cancel."]
    assert not [event for event in events if event["type"] == "thread.item.replaced"]


async def test_a_question_is_only_about_tasks_to_which_it_is_not_done_yet(chat, show):
    first, second = await add(chat, "A", "B")
    await chat.tasks.complete("ann", [first.id])
    question = await show("complete_tasks", task_ids=[first.id, second.id], ask_first=True)
    assert json.loads(question["widget"]["key"])["task_ids"] == [second.id]


async def test_more_of_a_long_question_is_shown_in_place(chat, show, act):
    ids = [task.id for task in await add(chat, *(f"Task {n}" for n in range(30)))]
    question = await show("delete_tasks", task_ids=ids)
    view = replaced(await act(question, "tasks.list", limit=30))
    assert (view["view"], view["limit"]) == ("confirm_delete", 30)


async def test_a_question_that_is_called_off_leaves_the_tasks_as_they_are(chat, show, act):
    ids = [task.id for task in await add(chat, "A", "B")]
    question = await show("complete_tasks", task_ids=ids, ask_first=True)
    view = replaced(await act(question, "tasks.list", back=True))
    assert view["view"] == "task_list"
    assert {task.status for task in (await saved(chat)).values()} == {"open"}


# Widgets that are out of date


async def test_what_the_user_did_elsewhere_is_in_the_thread_when_it_is_read_again(chat, show):
    ids = [task.id for task in await add(chat, "A", "B")]
    await show("show_tasks", heading="Mine", status="all")
    await show("complete_tasks", task_ids=ids, ask_first=True)
    week = await show("summarize_week")
    await chat.tasks.complete("ann", ids)
    widgets = [item for item in await chat.items(week["thread_id"]) if item["type"] == "widget"]
    mine, question, _ = (json.dumps(item["widget"], ensure_ascii=False) for item in widgets)
    assert "all 2 done" in mine
    assert "Completed 2 tasks" in question


async def test_a_button_for_a_task_that_is_gone_says_so_and_shows_what_is_there(chat, show, act):
    kept, gone = await add(chat, "A", "B")
    listed = await show("show_tasks", heading="Mine")
    await chat.tasks.delete("ann", [gone.id])
    events = await act(listed, "tasks.complete", task_id=gone.id)
    assert notices(events) == ["That task no longer exists."]
    widget = next(e["item"]["widget"] for e in events if e["type"] == "thread.item.replaced")
    assert kept.id in json.dumps(widget)
    assert "Complete “B”" not in json.dumps(widget, ensure_ascii=False)


async def test_an_action_about_someone_elses_task_finds_nothing(chat, act):
    (theirs,) = await chat.tasks.add("bob", [NewTask("His")])
    events = await act(None, "tasks.reschedule", task_id=theirs.id, due="2026-11-25")
    assert notices(events) == ["That task no longer exists."]
    assert (await chat.tasks.get("bob", [theirs.id]))[0].due is None
