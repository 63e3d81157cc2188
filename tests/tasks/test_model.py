from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatkit_server.errors import InvalidRequest
from chatkit_server.tasks.fields import fold
from chatkit_server.tasks.model import NewTask, Task, TaskChanges, TaskFilter

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 21, 5, 42, tzinfo=BERLIN)  # a Saturday
LATER = NOW + timedelta(hours=1)

HOSTILE = [
    "\"quotes\" and 'more'",
    "{{ 7 * 7 }} {% raw %}",
    "<script>alert(1)</script>",
    "%_\\'; DROP TABLE tasks; --",
    "\u202eright to left",
    "👩‍👩‍👧‍👦 שלום",
    "ＦＵＬＬ",
]


def task(**fields: object) -> Task:
    return Task(**{"id": "tsk_1", "title": "Buy milk", "created_at": NOW, **fields})


# Titles


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Buy milk ", "Buy milk"),
        ("Buy\nmilk", "Buy milk"),
        ("Buy \r\n\r\n  milk\n", "Buy milk"),
        ("Buy\u2028milk\x85today", "Buy milk today"),
        ("two  spaces stay", "two  spaces stay"),
        ("x" * 500, "x" * 500),
        (" " * 100_000 + "x", "x"),
    ],
)
def test_a_title_is_one_line_without_outer_spaces(text, kept):
    assert NewTask(text).title == kept


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_may_hold_any_text(title):
    assert NewTask(title).title == title


@pytest.mark.parametrize("title", ["", "  ", "\n\n", "\u200b", "\u200b \u200b", "\x07"])
def test_a_title_with_nothing_to_see_is_refused(title):
    with pytest.raises(InvalidRequest, match="title must have 1 to 500 characters"):
        NewTask(title)


@pytest.mark.parametrize("length", [501, 1_000_000])
def test_a_title_that_is_too_long_is_refused_with_the_limit(length):
    with pytest.raises(InvalidRequest, match="title must have at most 500 characters, not"):
        NewTask("x" * length)


@pytest.mark.parametrize("fields", [{"title": "a\0b"}, {"title": "a", "notes": "a\0b"}])
def test_nul_is_refused(fields):
    with pytest.raises(InvalidRequest, match=f"{list(fields)[-1]} must not contain NUL"):
        NewTask(**fields)


def test_lone_surrogates_are_refused():
    with pytest.raises(InvalidRequest, match="title must not contain lone surrogates"):
        NewTask("a\ud800b")


# Notes, tags, priority


def test_notes_keep_their_lines():
    assert NewTask("x", notes=" one\r\ntwo\rthree\n").notes == "one\ntwo\nthree"


def test_notes_that_are_too_long_are_refused_with_the_limit():
    assert NewTask("x", notes="n" * 10_000)
    with pytest.raises(InvalidRequest, match="notes must have at most 10000 characters"):
        NewTask("x", notes="n" * 10_001)


def test_tags_are_lower_case_words_each_once_in_the_order_given():
    tags = ["#Home", "big  Trip", " ", "HOME", "#", "Éclair", "big-trip"]
    assert NewTask("x", tags=tags).tags == ("home", "big-trip", "éclair")


def test_too_many_tags_are_refused_with_the_limit():
    assert NewTask("x", tags=[str(n) for n in range(20)])
    with pytest.raises(InvalidRequest, match="tags must be at most 20, not 21"):
        NewTask("x", tags=[str(n) for n in range(21)])


def test_a_tag_that_is_too_long_is_refused_with_the_limit():
    with pytest.raises(InvalidRequest, match="tags must have at most 50 characters, not 51"):
        NewTask("x", tags=["t" * 51])


def test_a_priority_that_there_is_not_is_refused_with_those_there_are():
    with pytest.raises(InvalidRequest, match="priority must be one of none, low, medium, high"):
        NewTask("x", priority="urgent")


@given(st.lists(st.text(max_size=20), max_size=10))
def test_cleaning_tags_twice_changes_nothing(tags):
    try:
        kept = NewTask("x", tags=tags).tags
    except InvalidRequest:
        return
    assert NewTask("x", tags=kept).tags == kept


@given(st.text(max_size=100))
def test_cleaning_a_title_twice_changes_nothing(title):
    try:
        kept = NewTask(title).title
    except InvalidRequest:
        return
    assert NewTask(kept).title == kept


# Changes


def test_completing_sets_the_moment_and_reopening_clears_it():
    done = task().completed(NOW)
    assert (done.status, done.completed_at, done.updated_at) == ("done", NOW, NOW)
    reopened = done.reopened(LATER)
    assert (reopened.status, reopened.completed_at, reopened.updated_at) == ("open", None, LATER)


def test_what_is_so_already_stays_as_it_is():
    done, deleted = task().completed(NOW), task().deleted(NOW)
    assert done.completed(LATER) is done
    assert task().reopened(LATER) == task()
    assert deleted.deleted(LATER) is deleted
    assert task().restored(LATER) == task()


def test_only_the_given_fields_change():
    before = task(notes="two litres", due=date(2026, 11, 21), tags=("home",))
    after = before.changed(TaskChanges(title=" Buy oat milk ", priority="high"), LATER)
    assert after == task(
        title="Buy oat milk",
        notes="two litres",
        due=date(2026, 11, 21),
        tags=("home",),
        priority="high",
        updated_at=LATER,
    )


def test_no_due_is_not_the_same_as_leaving_the_due_alone():
    before = task(due=date(2026, 11, 21))
    assert before.changed(TaskChanges(due=None), LATER).due is None
    assert before.changed(TaskChanges(), LATER) == before


def test_a_change_to_the_same_values_is_none():
    before = task(updated_at=NOW)
    assert before.changed(TaskChanges(title="Buy milk", status="open"), LATER) == before


def test_a_change_can_complete_and_reopen():
    done = task().changed(TaskChanges(status="done", title="Milk"), NOW)
    assert (done.title, done.completed_at) == ("Milk", NOW)
    assert done.changed(TaskChanges(status="open"), LATER).completed_at is None


def test_tags_are_replaced_removed_and_added():
    before = task(tags=("home", "shop"))
    assert before.changed(TaskChanges(tags=["#Work"]), NOW).tags == ("work",)
    changes = TaskChanges(remove_tags=["#SHOP"], add_tags=["home", "garden"])
    assert before.changed(changes, NOW).tags == ("home", "garden")
    assert before.changed(TaskChanges(tags=[]), NOW).tags == ()


def test_adding_tags_past_the_limit_is_refused():
    full = task(tags=tuple(str(n) for n in range(20)))
    with pytest.raises(InvalidRequest, match="tags must be at most 20"):
        full.changed(TaskChanges(add_tags=["one-more"]), NOW)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "title must have 1 to 500"),
        ({"notes": "n" * 10_001}, "notes must have at most"),
        ({"due": datetime(2026, 11, 21)}, "due must have an offset"),  # noqa: DTZ001
        ({"priority": "urgent"}, "priority must be one of"),
        ({"status": "gone"}, "status must be one of open, done"),
        ({"add_tags": ["t" * 51]}, "tags must have at most"),
    ],
)
def test_changes_are_held_to_the_same_rules(fields, message):
    with pytest.raises(InvalidRequest, match=message):
        TaskChanges(**fields)


# When


def test_an_open_task_is_overdue_once_its_day_or_moment_is_past():
    assert task(due=date(2026, 11, 20)).is_overdue(NOW)
    assert not task(due=date(2026, 11, 21)).is_overdue(NOW)
    assert task(due=NOW - timedelta(seconds=1)).is_overdue(NOW)
    assert not task(due=NOW).is_overdue(NOW)
    assert not task().is_overdue(NOW)


def test_a_done_task_is_neither_overdue_nor_due():
    done = task(due=date(2026, 11, 20)).completed(NOW)
    assert not done.is_overdue(NOW)
    assert not done.is_due_this_week(NOW)
    assert not task(due=date(2026, 11, 21)).completed(NOW).is_due_today(NOW)


def test_a_moment_is_due_today_by_the_users_calendar():
    just_past_midnight = task(due=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    assert just_past_midnight.is_due_today(NOW)
    assert just_past_midnight.is_overdue(NOW)
    assert not just_past_midnight.is_due_today(NOW.astimezone(UTC))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 15), False),
        (date(2026, 11, 16), True),
        (date(2026, 11, 22), True),
        (date(2026, 11, 23), False),
    ],
)
def test_this_week_is_from_monday_to_sunday(day, expected):
    assert task(due=day).is_due_this_week(NOW) is expected


# Filters


def test_a_filter_brings_its_values_into_the_kept_form():
    criteria = TaskFilter(query="  milk ", tag="#Big Trip", due_to=date.max, due_from=date.min)
    assert (criteria.query, criteria.tag) == ("milk", "big-trip")
    assert (criteria.due_from, criteria.due_to) == (date(1970, 1, 1), date(9998, 12, 31))
    assert TaskFilter(query=" ", tag="#") == TaskFilter()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"status": "closed"}, "status must be one of open, done, all"),
        ({"priority": "urgent"}, "priority must be one of"),
        ({"query": "a\0"}, "query must not contain NUL"),
        ({"query": "q" * 501}, "query must have at most 500"),
        ({"due_from": date(2026, 1, 2), "due_to": date(2026, 1, 1)}, "due_from must not be after"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(fields, message):
    with pytest.raises(InvalidRequest, match=message):
        TaskFilter(**fields)


@given(st.text(max_size=50))
def test_folding_knows_no_case(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"), [("STRASSE", "straße"), ("ÉCLAIR", "e\u0301clair"), ("ＦＵＬＬ", "full")]
)
def test_spellings_of_one_word_fold_alike(one, other):
    assert fold(one) == fold(other)
