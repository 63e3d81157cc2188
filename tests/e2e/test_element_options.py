"""The element by itself, on a page that sets its options, under the strictest policy.

What each option does, and what there is without it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.options import ROOT, NewElement, button, recorded, style, use
from tests.e2e.serving import RunningServer

CONTRACT = Path(__file__).parents[2] / "web/node_modules/@openai/chatkit/types/index.d.ts"


COMMAND_LINE = "from chatkit_server.cli import main; exit(main())"


def test_requests_go_by_the_fetch_of_the_page_to_the_url_it_names(
    new_showcase: NewElement,
) -> None:
    chat = new_showcase("""{ api: { url: '/chatkit', domainKey: 'any', fetch: (url, init) => {
        (window.heard ??= []).push(`${init.method} ${url}`);
        return fetch(url, { ...init, headers: { ...init.headers, 'X-Own': 'yes' } });
    } } }""")
    with chat.page.expect_request("**/chatkit") as sent:
        chat.say("/text plain instant")
    assert sent.value.headers["x-own"] == "yes"
    assert set(recorded(chat)) == {"POST /chatkit"}
    assert "any" not in (sent.value.post_data or "")  # no domain is checked, and no key is sent
    before = len(recorded(chat))
    use(chat, "{ api: { url: '/chatkit?own', domainKey: 'any' } }")
    with chat.page.expect_request("**/chatkit?own") as sent:
        chat.say("/text plain instant")
    assert "x-own" not in sent.value.headers
    assert len(recorded(chat)) == before


@pytest.mark.allowed_console_errors("401")
def test_a_client_secret_is_a_bearer_token_and_is_renewed_when_it_is_refused(
    new_showcase: NewElement, showcase: RunningServer
) -> None:
    token = subprocess.run(
        [
            sys.executable,
            "-c",
            "from chatkit_server.cli import main; exit(main())",
            "token",
            "--user",
            "ann",
        ],
        env=dict(showcase.environ),
        cwd=showcase.data_dir.parent,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    chat = new_showcase("""{ api: { getClientSecret: async (current) => {
        (window.heard ??= []).push(current);
        if (current === null) return 'outdated';
        return new Promise((resolve) => { window.renew = resolve; });
    } } }""")
    sent: list[str] = []
    chat.page.on(
        "request",
        lambda request: (
            sent.append(request.headers["authorization"])
            if request.url == f"{showcase.url}/chatkit"
            and "x.threads.follow" not in (request.post_data or "")
            else None
        ),
    )
    answer = chat.send("/text plain instant")
    chat.page.wait_for_function("() => window.renew !== undefined")
    chat.page.evaluate("(token) => window.renew(token)", token)
    expect(chat.actions_of(answer)).to_be_visible()
    chat.say("/text plain instant")
    assert recorded(chat) == [None, "outdated"]
    assert sent == ["Bearer outdated", f"Bearer {token}", f"Bearer {token}"]
    assert chat.chatkit("threads.list")["data"] == []  # it is not that of the guest with the cookie


def test_the_header_has_the_pages_title_and_buttons_or_is_not_there(
    new_showcase: NewElement,
) -> None:
    chat = new_showcase()
    header = chat.element.locator("[part=header]")
    title = chat.element.locator("[part=title]")
    expect(button(chat, "Show chats")).to_be_visible()
    expect(title).to_have_count(0)
    chat.say("/title to=Bridges instant")
    expect(title).to_have_text("Bridges")
    plain = header.get_by_role("button").count()

    use(
        chat,
        """{ header: {
            title: { text: 'Help desk' },
            leftAction: { icon: 'home', onClick: () => (window.heard ??= []).push('left') },
            rightAction: { icon: 'close', onClick: () => (window.heard ??= []).push('right') },
        } }""",
    )
    expect(title).to_have_text("Help desk")
    button(chat, "Home").click()
    button(chat, "Close").click()
    assert recorded(chat) == ["left", "right"]
    expect(header.get_by_role("button").first).to_have_accessible_name("Home")
    expect(header.get_by_role("button").last).to_have_accessible_name("Close")
    use(chat, "{ header: { title: { enabled: false, text: 'Help desk' } } }")
    expect(title).to_have_count(0)
    expect(header.get_by_role("button")).to_have_count(plain)
    use(chat, "{ header: { enabled: false } }")
    expect(header).to_have_count(0)
    use(chat)
    expect(title).to_have_text("Bridges")


def test_every_icon_of_the_contract_draws_something_of_its_own(new_showcase: NewElement) -> None:
    contract = CONTRACT.read_text(encoding="utf-8")
    unions = {
        name: re.findall(r"'([\w-]+)'", contract.split(f"type {name} =")[1].split(";")[0])
        for name in ("HeaderIcon", "ChatKitIcon")
    }
    assert len(unions["HeaderIcon"]) > 40
    assert len(unions["ChatKitIcon"]) > 60
    chat = new_showcase()
    drawn: dict[str, dict[str, list[Any]]] = chat.page.evaluate(
        """async ({ HeaderIcon, ChatKitIcon }) => {
            const element = document.querySelector('openai-chatkit');
            const api = { url: '/chatkit', domainKey: 'any' };
            const onClick = () => {};
            // Those that the element does not use itself are loaded when they are drawn.
            const drawing = async (svg, neutral) => {
                const isThere = () => ![undefined, '', neutral].includes(svg()?.innerHTML);
                for (const end = Date.now() + 15000; !isThere() && Date.now() < end; ) {
                    await new Promise(requestAnimationFrame);
                }
                const { width, height } = svg().getBBox();
                return [Math.max(width, height), svg().innerHTML];
            };
            const drawingsOf = async (names, show) => {
                const found = {};
                for (const name of ['no-such-icon', ...names]) {
                    const svg = show(name);
                    await new Promise(requestAnimationFrame);
                    await new Promise(requestAnimationFrame);
                    found[name] = await drawing(svg, found['no-such-icon']?.[1]);
                }
                return found;
            };
            const header = await drawingsOf(HeaderIcon, (icon) => {
                element.setOptions({ api, header: { leftAction: { icon, onClick } } });
                return () => element.shadowRoot.querySelector('[part=header] button svg');
            });
            const names = ['no-such-icon', ...ChatKitIcon];
            const prompts = names.map((icon) => ({ label: icon, prompt: icon, icon }));
            element.setOptions({ api, startScreen: { prompts } });
            const start = await drawingsOf(ChatKitIcon, (icon) => () =>
                element.shadowRoot.querySelectorAll('[part=prompt] svg')[names.indexOf(icon)]);
            return { HeaderIcon: header, ChatKitIcon: start };
        }""",
        unions,
    )
    for union, names in unions.items():
        neutral = drawn[union]["no-such-icon"][1]
        for name in names:
            size, shapes = drawn[union][name]
            assert size > 5, name
            assert shapes != neutral, name


def test_the_history_can_be_renamed_and_deleted_unless_the_page_says_no(
    new_showcase: NewElement,
) -> None:
    chat = new_showcase()
    chat.say("/title to=Bridges instant")
    button(chat, "Show chats").click()
    history = chat.element.locator("[part=history]")
    expect(history.get_by_role("button", name="Rename Bridges")).to_have_count(1)
    expect(history.get_by_role("button", name="Delete Bridges")).to_have_count(1)
    use(chat, "{ history: { showRename: false } }")
    expect(history.get_by_role("button", name="Rename Bridges")).to_have_count(0)
    expect(history.get_by_role("button", name="Delete Bridges")).to_have_count(1)
    use(chat, "{ history: { showDelete: false } }")
    expect(history.get_by_role("button", name="Rename Bridges")).to_have_count(1)
    expect(history.get_by_role("button", name="Delete Bridges")).to_have_count(0)
    use(chat, "{ history: { enabled: false } }")
    button(chat, "Back to the conversation").click()  # the list that is open can still be left
    expect(history).to_have_count(0)
    expect(chat.element.locator("[part~=history-button]")).to_have_count(0)
    expect(chat.turns).to_have_count(2)


def test_the_frame_has_the_name_that_the_page_gives(new_showcase: NewElement) -> None:
    chat = new_showcase("{ frameTitle: 'Chat: Help desk' }")
    expect(chat.element.get_by_role("region", name="Chat: Help desk", exact=True)).to_be_visible()
    use(chat)
    expect(chat.element.get_by_role("region", name="Chat", exact=True)).to_be_visible()


def test_a_disclaimer_has_markdown_and_as_much_contrast_as_is_asked_for(
    new_showcase: NewElement,
) -> None:
    chat = new_showcase("{ disclaimer: { text: 'Check **important** answers.' } }")
    disclaimer = chat.element.locator("[part=disclaimer]")
    expect(disclaimer).to_have_text("Check important answers.")
    expect(disclaimer.locator("strong")).to_have_text("important")
    quiet, text = style(chat, "[part=disclaimer]", "color"), style(chat, ROOT, "color")
    assert quiet != text
    use(chat, "{ disclaimer: { text: 'Check answers.', highContrast: true } }")
    expect(disclaimer).to_have_text("Check answers.")
    assert style(chat, "[part=disclaimer]", "color") == text
    use(chat)
    expect(disclaimer).to_have_count(0)


def test_the_language_changes_while_one_talks_and_goes_out_with_requests(
    new_showcase: NewElement,
) -> None:
    chat = new_showcase("{}", locale="fr-FR")  # without the option, that of the browser
    field = chat.element.locator("textarea")
    field.fill("/echo instant")
    with chat.page.expect_request("**/chatkit") as sent:
        field.press("Enter")
    assert sent.value.headers["accept-language"] == "fr-FR"
    expect(chat.turns.last).to_contain_text("locale: fr")
    use(chat, "{ locale: 'ar' }")
    root = chat.element.locator(ROOT)
    expect(root).to_have_attribute("dir", "rtl")
    expect(root).to_have_attribute("lang", "ar")
    expect(chat.turns).to_have_count(2)
    field.fill("/echo instant again")
    with chat.page.expect_request("**/chatkit") as sent:
        field.press("Enter")
    assert sent.value.headers["accept-language"] == "ar"
    expect(chat.turns.nth(3)).to_contain_text("locale: ar")


def test_prompts_have_icons_and_send_text_or_parts(new_showcase: NewElement) -> None:
    chat = new_showcase("""{ startScreen: { greeting: 'What about bridges?', prompts: [
        { label: 'Plain', prompt: '/text plain instant' },
        { label: 'With a person', icon: 'user', prompt: [
            { type: 'input_text', text: 'What says ' },
            { type: 'input_tag', id: 'u1', text: 'Ada', group: 'People', interactive: true,
              data: { role: 'engineer' } },
            { type: 'input_text', text: '?' },
        ] },
    ] } }""")
    prompts = chat.element.locator("[part=prompt]")
    expect(chat.element.locator("[part=greeting]")).to_have_text("What about bridges?")
    expect(prompts.nth(0).locator("svg")).to_have_count(0)
    expect(prompts.nth(1).locator("svg")).to_be_visible()
    prompts.nth(1).click()
    expect(chat.turns.nth(0)).to_contain_text("What says Ada?")
    expect(chat.turns.nth(1)).to_contain_text(
        'tag: Ada (id u1, group People, interactive, data {"role":"engineer"})'
    )
    expect(prompts).to_have_count(0)
    chat.page.evaluate("document.querySelector('openai-chatkit').setThreadId(null)")
    prompts.nth(0).click()
    expect(chat.turns.nth(1)).to_contain_text("The river rises")
    chat.page.evaluate("document.querySelector('openai-chatkit').setThreadId(null)")
    use(chat)
    expect(chat.element.locator("[part=greeting]")).to_have_text("What can I help with today?")
    expect(prompts).to_have_count(0)


def test_a_page_begins_with_the_thread_it_names(new_showcase: NewElement) -> None:
    chat = new_showcase()
    chat.say("/text plain instant")
    thread = chat.chatkit("threads.list")["data"][0]["id"]
    second = f"""async () => {{
        const second = document.createElement('openai-chatkit');
        second.id = 'second';
        document.querySelector('openai-chatkit').replaceWith(second);
        second.setOptions({{
            api: {{ url: '/chatkit', domainKey: 'any' }}, initialThread: {thread!r},
        }});
    }}"""
    chat.page.evaluate(second)
    expect(chat.turns).to_have_count(2)
    expect(chat.turns.nth(1)).to_contain_text("The river rises")
    chat.page.evaluate(second.replace(repr(thread), "null"))
    expect(chat.element.locator("[part=greeting]")).to_be_visible()


def test_answers_are_rated_and_given_again_only_where_the_page_wants_it(
    new_showcase: NewElement,
) -> None:
    chat = new_showcase()
    answer = chat.say("/text plain instant")
    actions = chat.actions_of(answer)
    expect(actions.get_by_role("button", name="Copy")).to_have_count(1)
    for name in ("Good response", "Bad response", "Answer again"):
        expect(actions.get_by_role("button", name=name)).to_have_count(0)
    use(chat, "{ threadItemActions: { feedback: true } }")
    expect(actions.get_by_role("button", name="Answer again")).to_have_count(0)
    with chat.page.expect_response("**/chatkit") as told:
        actions.get_by_role("button", name="Bad response").click()
    assert told.value.ok
    params = told.value.request.post_data_json["params"]
    assert params["kind"] == "negative"
    assert len(params["item_ids"]) == 1
    expect(actions.get_by_role("button", name="Bad response")).to_have_attribute(
        "aria-pressed", "true"
    )
    use(chat, "{ threadItemActions: { retry: true } }")
    expect(actions.get_by_role("button", name="Bad response")).to_have_count(0)
    with chat.page.expect_request("**/chatkit") as asked:
        actions.get_by_role("button", name="Answer again").click()
    assert asked.value.post_data_json["type"] == "threads.retry_after_item"
    expect(chat.actions_of(chat.turns.nth(1))).to_be_visible()
    expect(chat.turns).to_have_count(2)


PLACE = """() => {
    const view = document.querySelector('openai-chatkit').shadowRoot.querySelector('[part=thread]');
    const turns = view.querySelectorAll('[data-turn]');
    const question = turns[turns.length - 2].getBoundingClientRect();
    return {
        left: view.scrollHeight - view.scrollTop - view.clientHeight,
        below: question.top - view.getBoundingClientRect().top,
    };
}"""


@pytest.mark.parametrize("follows", [True, False])
def test_the_end_of_an_answer_is_followed_only_with_autoscroll(
    new_showcase: NewElement, follows: bool
) -> None:
    chat = new_showcase(
        f"{{ thread: {{ autoScroll: {str(follows).lower()} }} }}" if follows else "{}",
        viewport={"width": 600, "height": 500},
        reduced_motion="reduce",
    )
    chat.say("/text plain instant")
    chat.say("/stream markdown size=3000 fast")
    place = chat.page.evaluate(PLACE)
    if follows:
        assert place["left"] < 2
        assert place["below"] < -100
    else:
        assert place["left"] > 100
        assert 0 <= place["below"] < 60


def test_an_action_for_the_page_goes_to_it_and_can_be_passed_on(new_showcase: NewElement) -> None:
    chat = new_showcase("""{ widgets: { onAction: async (action, item) => {
        (window.heard ??= []).push([action.type, item.widget.type, item.id]);
        await document.querySelector('openai-chatkit').sendCustomAction(action, item.id);
    } } }""")
    chat.say("/actions instant")
    chat.button("For the page").click()
    expect(chat.element.get_by_text("showcase.client", exact=False).last).to_be_visible()
    [[action, widget, item]] = recorded(chat)
    assert (action, widget) == ("showcase.client", "Card")
    assert chat.element.locator(f"[data-item-id='{item}']").count() == 1
    # Without the option nothing happens, to the page or on the server.
    use(chat)
    count = chat.turns.count()
    chat.button("For the page").click()
    chat.button("Count at once").click()
    expect(chat.widgets.first).to_contain_text("Counted to 1")
    assert len(recorded(chat)) == 1
    expect(chat.turns).to_have_count(count)
