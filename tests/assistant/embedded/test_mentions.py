"""What the offline model does with tasks that are named with "@"."""

from __future__ import annotations

import json

import pytest

from chatkit_server.assistant.embedded.model import next_step
from chatkit_server.assistant.embedded.transcript import read_conversation

NOW = "Now: 2026-11-21T05:42+01:00"
MILK = {"id": "t1", "title": "Buy milk", "status": "open"}
BOB = {"id": "t2", "title": "Call Bob", "status": "open"}


def said(text, *mentions):
    """A message, and what the server tells of the things in it that are mentioned."""
    told = [f"<mention>{json.dumps(mention)}</mention>" for mention in mentions]
    context = ["# User-provided context for @-mentions\n- Some rules.", *told]
    return [
        {"role": "user", "content": [{"type": "input_text", "text": text}]},
        {"role": "user", "content": [{"type": "input_text", "text": part} for part in context]},
    ]


def mention(task, text=None):
    return {"text": text or task["title"], "task": task}


def calls(*messages):
    conversation = read_conversation(NOW, [part for message in messages for part in message])
    made, _ = next_step(conversation)
    return [(call.name, dict(call.arguments)) for call in made]


def reply(*messages):
    conversation = read_conversation(NOW, [part for message in messages for part in message])
    return next_step(conversation)[1]


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        ("complete @Buy milk", "complete_tasks", {}),
        ("@Buy milk is done", "complete_tasks", {}),
        ("Mark @Buy milk as done", "complete_tasks", {}),
        ("please finish @Buy milk", "complete_tasks", {}),
        ("delete @Buy milk", "delete_tasks", {"confirmed": True}),
        ("move @Buy milk to tomorrow", "update_tasks", {"due": "2026-11-22"}),
        ("set @Buy milk to high priority", "update_tasks", {"priority": "high"}),
        ("tag @Buy milk with shop", "update_tasks", {"add_tags": ["shop"]}),
        ("rename @Buy milk to buy oat milk", "update_tasks", {"title": "Buy oat milk"}),
    ],
)
def test_it_acts_on_the_very_task_without_looking_for_it(text, tool, arguments):
    assert calls(said(text, mention(MILK))) == [(tool, {"task_ids": ["t1"], **arguments})]


def test_several_are_told_apart_though_one_name_begins_the_other():
    buy = {"id": "t3", "title": "Buy", "status": "open"}
    (made,) = calls(said("complete @Buy", mention(MILK), mention(buy)))
    assert made == ("complete_tasks", {"task_ids": ["t3"]})
    (made,) = calls(said("complete @Buy milk", mention(buy), mention(MILK)))
    assert made == ("complete_tasks", {"task_ids": ["t1"]})


def test_a_name_with_quotes_and_verbs_in_it_is_only_a_name():
    read = {"id": "t4", "title": 'Delete "Dune" and “It”', "status": "open"}
    (made,) = calls(said('complete @Delete "Dune" and “It”', mention(read)))
    assert made == ("complete_tasks", {"task_ids": ["t4"]})


def test_a_task_that_was_renamed_since_is_still_the_same():
    renamed = {"id": "t1", "title": "Buy oat milk", "status": "open"}
    (made,) = calls(said("complete @Buy milk", mention(renamed, "Buy milk")))
    assert made == ("complete_tasks", {"task_ids": ["t1"]})


def test_two_tasks_of_one_name_are_both_meant_where_both_are_mentioned():
    other = {**MILK, "id": "t9"}
    (made,) = calls(said("complete @Buy milk and @Buy milk", mention(MILK), mention(other)))
    assert made == ("complete_tasks", {"task_ids": ["t1", "t9"]})


@pytest.mark.parametrize("text", ["@Buy milk", "what about @Buy milk?", "How about @Buy milk"])
def test_a_mention_alone_asks_for_the_task(text):
    ((tool, _),) = calls(said(text, mention(MILK)))
    assert tool == "find_tasks"


def test_a_deleted_task_is_said_to_be_and_can_be_brought_back():
    gone = mention({**MILK, "deleted": True})
    assert "“Buy milk” was deleted" in reply(said("complete @Buy milk", gone))
    (made,) = calls(said("restore @Buy milk", gone))
    assert made == ("restore_tasks", {"task_ids": ["t1"]})


def test_a_task_that_is_done_is_said_to_be():
    done = mention({**MILK, "status": "done"})
    assert "already done" in reply(said("complete @Buy milk", done))


def test_a_chat_is_a_name_among_words():
    chat = {"text": "Plan the party", "chat": {"id": "thr_1", "title": "Plan the party"}}
    ((tool, arguments),) = calls(said("add a task: read @Plan the party", chat))
    assert tool == "add_tasks"
    assert [task["title"] for task in arguments["tasks"]] == ["Read Plan the party"]


def test_it_is_what_was_mentioned_before():
    done = {**MILK, "status": "done"}  # a mention tells of the task as it is now
    first = said("complete @Buy milk", mention(done))
    shown = {"widget": "task_card", "tasks": [done]}
    told = {
        "role": "user",
        "content": f"<shown_to_user>{json.dumps(shown)}</shown_to_user>",
    }
    answer = {"type": "message", "role": "assistant", "content": "Marked “Buy milk” as done."}
    after = [{"role": "user", "content": "reopen it"}]
    assert calls([*first, told, answer], after) == [("reopen_tasks", {"task_ids": ["t1"]})]
