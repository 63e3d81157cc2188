"""Point 4: a conversation whose sentences refer to earlier ones."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect


@pytest.fixture
def busy(chat: Any, today: date) -> Any:
    """A user with four tasks: one is overdue, two are due today, one is due later."""
    chat.add("Pay the rent", due=str(today - timedelta(days=1)))
    chat.add("Call the dentist", due=str(today))
    chat.add("Buy milk", due=str(today), priority="high")
    chat.add("Write the report", due=str(today + timedelta(days=21)))
    return chat


def test_what_is_due_this_week(busy: Any) -> None:
    answer = busy.say("What's due this week?")
    rows = answer.get_by_role("listitem")
    expect(rows.filter(has_text="Call the dentist")).to_be_visible()
    expect(rows.filter(has_text="Buy milk")).to_be_visible()
    expect(answer).not_to_contain_text("Write the report")


def test_a_task_is_marked_as_done_by_one_word_of_its_title(busy: Any) -> None:
    busy.say("Show my tasks")
    busy.say("mark the dentist as done")
    done = [task["title"] for task in busy.saved_tasks().values() if task["status"] == "done"]
    assert done == ["Call the dentist"]
    expect(busy.turns.nth(1).get_by_role("button", name="Reopen")).to_have_count(1)


def test_the_second_one_is_that_of_the_list_and_it_is_the_changed_one(busy: Any) -> None:
    answer = busy.say("Show my tasks")
    second = answer.get_by_role("listitem").nth(1).get_by_role("paragraph").inner_text()
    busy.say("rename the second one to Water the plants")
    saved = busy.saved_tasks()
    assert "Water the plants" in saved
    assert second not in saved
    expect(answer.get_by_role("listitem").nth(1)).to_contain_text("Water the plants")

    busy.say("make it Friday instead")
    due = date.fromisoformat(busy.saved_tasks()["Water the plants"]["due"])
    assert due.weekday() == 4


def test_all_finished_tasks_are_deleted_after_a_question_and_a_yes(busy: Any) -> None:
    busy.say("I paid the rent")
    busy.say("mark the dentist as done")
    question = busy.say("delete all finished tasks")
    expect(question).to_contain_text("Delete 2 tasks?")
    assert len(busy.saved_tasks()) == 4

    busy.say("yes")
    assert set(busy.saved_tasks()) == {"Buy milk", "Write the report"}
    expect(busy.tasks.get_by_role("checkbox")).to_have_count(2)

    busy.say("undo")
    assert len(busy.saved_tasks()) == 4


def test_a_no_deletes_nothing(busy: Any) -> None:
    busy.say("delete everything")
    busy.say("no")
    assert len(busy.saved_tasks()) == 4


def test_the_question_can_be_answered_on_its_card(busy: Any) -> None:
    question = busy.say("delete everything")
    question.get_by_role("button", name="Delete", exact=True).click()
    expect(question.get_by_role("button", name="Undo")).to_be_visible()
    assert busy.saved_tasks() == {}
    expect(busy.tasks).to_contain_text("Nothing to do.")


def test_how_am_i_doing(busy: Any) -> None:
    busy.say("I paid the rent")
    card = busy.say("How am I doing?").locator("[data-item-type=widget]")
    expect(card).to_contain_text("Your tasks")
    expect(card).to_contain_text("1 task done this week")
    tiles = card.get_by_role("paragraph").all_inner_texts()
    numbers = dict(zip(tiles[1:8:2], tiles[0:8:2], strict=True))
    assert (numbers["Open"], numbers["Overdue"], numbers["Due today"]) == ("3", "0", "2")
    card.get_by_role("button", name="Show open tasks").click()
    expect(busy.turns.last.get_by_role("button", name="Complete")).to_have_count(3)


def test_references_hold_in_a_chat_that_is_taken_up_again(busy: Any) -> None:
    rows = busy.say("Show my tasks").get_by_role("listitem").get_by_role("paragraph")
    first_two = set(rows.all_inner_texts()[:2])
    busy.page.reload()
    expect(rows).to_have_count(4)
    busy.say("mark the first two as done")
    assert set(busy.saved_tasks("done")) == first_two


def test_what_it_does_not_understand_it_says(chat: Any) -> None:
    answer = chat.say("colourless green ideas sleep furiously")
    expect(answer).to_contain_text("OPENAI_API_KEY")
    assert chat.saved_tasks() == {}
