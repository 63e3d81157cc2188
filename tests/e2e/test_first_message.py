"""Point 2: a visitor is a guest at once, and three tasks come out of one sentence."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from playwright.sync_api import expect

THREE_TASKS = (
    "Add buy milk tomorrow at 9, call the dentist on Friday and renew passport, high priority"
)
WATCH_ANSWER = """() => {
    window.seen = [];
    const root = document.querySelector('openai-chatkit').shadowRoot;
    new MutationObserver(() => {
        const message = [...root.querySelectorAll('[data-item-type=assistant_message]')].at(-1);
        const text = message?.textContent;
        if (text && text !== window.seen.at(-1)) window.seen.push(text);
    }).observe(root, {subtree: true, childList: true, characterData: true});
}"""


def test_a_visitor_is_let_in_as_a_guest_greeted_and_offered_prompts(chat: Any, server: Any) -> None:
    cookies = {cookie["name"]: cookie for cookie in chat.page.context.cookies(server.url)}
    assert cookies["chatkit_session"]["httpOnly"]
    assert cookies["chatkit_session"]["sameSite"] == "Lax"

    expect(chat.element.get_by_text("What would you like to get done?")).to_be_visible()
    prompts = chat.element.get_by_role("list", name="Suggestions").get_by_role("button")
    expect(prompts).to_have_text(
        ["Add a few tasks at once", "What's due this week?", "How am I doing?", "What can you do?"]
    )
    expect(chat.tasks).to_contain_text("Nothing to do.")
    expect(chat.sidebar).to_contain_text("Your chats will be listed here.")


def test_a_reload_makes_no_other_guest(chat: Any) -> None:
    before = chat.request("POST", "/api/auth/guest")["user"]
    chat.page.reload()
    expect(chat.composer).to_be_editable()
    assert chat.request("POST", "/api/auth/guest")["user"] == before


def test_one_sentence_makes_three_tasks_and_shows_them(chat: Any, today: date) -> None:
    answer = chat.say(THREE_TASKS)

    rows = answer.get_by_role("listitem")
    expect(rows).to_have_count(3)
    milk, dentist, passport = (rows.nth(number) for number in range(3))
    expect(milk).to_contain_text("Buy milk")
    expect(milk.locator("[part=badge]")).to_have_text(["Tomorrow, 9:00 AM"])
    expect(dentist).to_contain_text("Call the dentist")
    expect(dentist.locator("[part=badge]")).to_have_count(1)
    expect(passport).to_contain_text("Renew passport")
    expect(passport.locator("[part=badge]")).to_have_text(["High"])

    saved = chat.saved_tasks()
    due = datetime.fromisoformat(saved["Buy milk"]["due"])
    assert (due.date(), due.strftime("%H:%M")) == (today + timedelta(days=1), "09:00")
    friday = date.fromisoformat(saved["Call the dentist"]["due"])
    assert friday.weekday() == 4
    assert timedelta(0) <= friday - today <= timedelta(days=7)
    assert saved["Renew passport"]["priority"] == "high"
    assert saved["Renew passport"]["due"] is None


def test_the_tasks_are_in_the_panel_as_well(chat: Any) -> None:
    expect(chat.tasks).to_contain_text("Nothing to do.")
    chat.say(THREE_TASKS)
    expect(chat.tasks.get_by_role("listitem")).to_have_count(3)
    milk = chat.tasks.get_by_role("listitem").filter(has_text="Buy milk")
    expect(milk).to_contain_text("Tomorrow 9:00 AM")
    passport = chat.tasks.get_by_role("listitem").filter(has_text="Renew passport")
    expect(passport).to_contain_text("High")
    expect(chat.tasks.get_by_text("3 open")).to_be_visible()


def test_the_words_of_the_answer_appear_one_after_the_other(chat: Any) -> None:
    chat.page.evaluate(WATCH_ANSWER)
    answer = chat.send("What can you do?")
    expect(chat.stop).to_be_visible()
    expect(chat.actions_of(answer)).to_be_visible()
    seen = chat.page.evaluate("window.seen")
    assert len(seen) > 10
    assert [len(text) for text in seen] == sorted(len(text) for text in seen)


def test_a_prompt_is_sent_with_a_click(chat: Any) -> None:
    chat.element.get_by_role("button", name="Add a few tasks at once").click()
    expect(chat.turns.first).to_contain_text(THREE_TASKS)
    expect(chat.row("Renew passport")).to_be_visible()
    expect(chat.actions_of(chat.turns.last)).to_be_visible()


def test_the_chat_gets_an_address_and_a_title_by_itself(chat: Any) -> None:
    chat.say(THREE_TASKS)
    assert chat.thread_id().startswith("thr_")
    title = "Add buy milk tomorrow at 9, call the dentist on Friday and…"
    expect(chat.sidebar.get_by_role("link")).to_have_text([title])
    expect(chat.element.get_by_role("heading", level=2)).to_have_text(title)
    expect(chat.page).to_have_title(f"{title} · Task assistant")
