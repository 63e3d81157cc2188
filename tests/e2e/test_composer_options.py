"""What the options of the composer do, and what there is without them."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.options import NewElement, button, use


def test_a_page_says_what_stands_in_the_empty_field(new_element: NewElement) -> None:
    chat = new_element("{ composer: { placeholder: 'Ask the librarian' } }")
    expect(chat.composer).to_have_attribute("placeholder", "Ask the librarian")
    expect(chat.say("Add return the atlas")).to_contain_text("Return the atlas")
    events = [event["type"] for event in chat.page.evaluate("window.events")]
    assert events[0] == "chatkit.ready"
    assert events.count("chatkit.response.end") == 1


def test_a_composer_without_options_has_a_field_and_a_way_to_send(
    new_showcase: NewElement,
) -> None:
    chat = new_showcase()
    expect(chat.composer).to_have_attribute("placeholder", "Message the AI")
    for part in ("plus-button", "tool-button", "model-button", "dictation-button"):
        expect(chat.element.locator(f"[part~={part}]")).to_have_count(0)
    expect(chat.element.locator("input[type=file]")).to_have_count(0)
    chat.composer.fill("hello")
    button(chat, "Send message").click()
    expect(chat.turns.nth(1)).to_contain_text("text: hello")
    expect(chat.turns.nth(1)).to_contain_text("tool: none")
    expect(chat.turns.nth(1)).to_contain_text("model: none")


def test_a_disabled_model_is_offered_and_cannot_be_chosen(new_showcase: NewElement) -> None:
    chat = new_showcase("""{ composer: { models: [
        { id: 's', label: 'Swift', description: 'Quick answers' },
        { id: 'l', label: 'Thorough', default: true },
        { id: 'x', label: 'Later', disabled: true },
    ] } }""")
    expect(chat.say("hello there")).to_contain_text("model: l")
    button(chat, "Model: Thorough").click()
    entries = chat.element.get_by_role("menuitemradio")
    expect(entries.nth(0)).to_contain_text("Quick answers")
    expect(entries.nth(2)).to_be_disabled()
    entries.nth(2).click(force=True)
    entries.nth(0).click()
    expect(chat.say("hello again")).to_contain_text("model: s")
    use(chat)
    expect(chat.element.locator("[part=model-button]")).to_have_count(0)
    expect(chat.say("hello at last")).to_contain_text("model: none")


def test_a_tool_is_shown_by_its_words_and_goes_with_the_message(new_showcase: NewElement) -> None:
    chat = new_showcase("""{ composer: { tools: [
        { id: 'web', label: 'Search the web', shortLabel: 'Web', icon: 'globe', pinned: true,
          placeholderOverride: 'What to look for?' },
        { id: 'deep', label: 'Deep research', shortLabel: 'Deep', icon: 'compass',
          persistent: true },
    ] } }""")
    web = button(chat, "Search the web")
    expect(web).to_have_text("Web")
    expect(web.locator("svg")).to_be_visible()
    web.click()
    expect(chat.composer).to_have_attribute("placeholder", "What to look for?")
    expect(chat.say("one")).to_contain_text("tool: web")
    expect(chat.composer).not_to_have_attribute("placeholder", "What to look for?")
    expect(chat.say("two")).to_contain_text("tool: none")
    button(chat, "Tools").click()
    chat.element.get_by_role("menuitemradio", name="Deep research").click()
    expect(chat.say("three")).to_contain_text("tool: deep")
    expect(chat.say("four")).to_contain_text("tool: deep")
    use(chat)
    expect(chat.element.locator("[part=plus-button]")).to_have_count(0)
    expect(web).to_have_count(0)


def test_without_entities_and_commands_their_signs_are_text(new_showcase: NewElement) -> None:
    chat = new_showcase()
    options = chat.element.get_by_role("option")
    chat.composer.press_sequentially("/x @a")
    expect(chat.composer).to_have_value("/x @a")
    expect(options).to_have_count(0)
    expect(button(chat, "Mention something")).to_have_count(0)
    use(chat, "{ commands: { enabled: true }, entities: { onTagSearch: async () => [] } }")
    chat.composer.fill("")
    chat.composer.press_sequentially("/")
    expect(options.first).to_be_visible()
    expect(button(chat, "Mention something")).to_have_count(0)
    use(chat, "{ commands: { enabled: false, onSearch: async () => [{ id: 'a', label: 'A' }] } }")
    chat.composer.fill("")
    chat.composer.press_sequentially("/")
    expect(options).to_have_count(0)


def test_a_command_of_the_page_may_lead_to_nothing_but_itself(new_showcase: NewElement) -> None:
    chat = new_showcase("""{ commands: {
        enabled: true,
        onSearch: async (query) => [
            { id: 'ticket', label: `Ticket ${query}`, description: 'For support',
              icon: 'lifesaver', group: 'Support' },
        ],
        onSelect: async (command) => { (window.heard ??= []).push(command); },
    } }""")
    chat.composer.press_sequentially("/tic")
    option = chat.element.get_by_role("option", name="Ticket tic")
    expect(option).to_contain_text("For support")
    expect(option.locator("svg")).to_be_visible()
    expect(chat.element.get_by_text("Support", exact=True)).to_be_visible()
    option.click()
    expect(chat.composer).to_have_value("")
    assert chat.page.evaluate("window.heard.map(({ id, label }) => [id, label])") == [
        ["ticket", "Ticket tic"]
    ]
    expect(chat.turns).to_have_count(0)
