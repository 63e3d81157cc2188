"""Whatever a title is made of, it is shown as text, everywhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

TITLES = {
    "html": '<img src=x onerror="window.pwned=1"><b>bold</b> &amp; </script><script>alert(1)',
    "quotes": "He said \"don't\" — 'ever', \\ or \\u0041 `code`",
    "templates": "{{ 7 * 7 }} {% raw %} ${7 * 7} {{ title | tojson }} #{x} <%= 1 %>",
    "markdown": "**bold** [link](javascript:alert(1)) ![x](https://example.com/x.png) # h | t |",
    "right to left": "شراء الحليب غدا \u202e3 خبز\u202c abc",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 Zalgo Z̸̢͉a̷͖͠l̴̰̈g̶̲̀o̵̺͐ 𝔘𝔫𝔦",
    "long": "Long " + "x" * 495,
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES.keys())
def test_a_title_is_shown_as_text(chat: Any, title: str) -> None:
    chat.add(title, notes=title, tags=["<i>tag</i>"])
    chat.add("Water the plants")
    chat.say("Show all my tasks")
    row = chat.widgets.get_by_role("listitem").filter(has=chat.page.get_by_text(title, exact=True))
    expect(row).to_have_count(1)
    expect(row).to_contain_text("#<i>tag</i>")
    expect(chat.tasks.get_by_role("checkbox", name=title, exact=True)).to_be_visible()

    row.get_by_role("button", name="Complete").click()
    row.get_by_role("button", name="Reopen").click()
    expect(row.get_by_role("button", name="Complete")).to_be_visible()
    row.get_by_role("button", name="Edit").click()
    expect(chat.widgets.get_by_label("Title", exact=True)).to_have_value(title)
    expect(chat.widgets.get_by_label("Notes", exact=True)).to_have_value(title)
    chat.button("Save").click()
    expect(row).to_have_count(1)
    assert chat.saved_tasks()[title]["notes"] == title

    row.get_by_role("button", name="Delete").click()
    chat.button("Delete").click()
    expect(chat.widgets.get_by_role("button", name="Undo")).to_be_visible()
    assert chat.page.evaluate("window.pwned") is None


@pytest.mark.parametrize("name", ["html", "templates", "right to left"])
def test_a_message_and_the_title_of_its_chat_are_shown_as_text(chat: Any, name: str) -> None:
    chat.send(TITLES[name])
    expect(chat.page).to_have_url(re.compile("/threads/"))
    chat.page.reload()
    expect(chat.turns.first).to_contain_text(TITLES[name])
    expect(chat.turns.locator("img, script")).to_have_count(0)
    link = chat.sidebar.get_by_role("link")
    expect(link).not_to_have_text("New chat")  # its title comes with the answer
    assert TITLES[name].startswith(link.inner_text().rstrip("…"))
    assert chat.page.evaluate("window.pwned") is None


def test_a_title_of_2000_characters_is_cut_and_kept_whole_in_the_notes(chat: Any) -> None:
    title = "Long " + "x" * 1_995
    answer = chat.say(f"Add {title}")
    expect(answer.get_by_role("button", name="Complete")).to_be_visible()
    (task,) = chat.saved_tasks().values()
    assert len(task["title"]) <= 500
    assert task["notes"] == title
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
