"""The element's theme: each field and value of it is seen, and gone without it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.options import ROOT, NewElement, style, use

BUBBLE, SEND = "[part~=user-bubble]", "[part~=send-button]"
OTHER_SCHEME = """() => {
    const root = document.querySelector('openai-chatkit').shadowRoot;
    const widget = root.querySelector('[part=root]').appendChild(document.createElement('div'));
    widget.dataset.ckTheme = 'light';
    widget.style.cssText = 'color: var(--ck-text); background: var(--ck-surface)';
    const { color, backgroundColor } = getComputedStyle(widget);
    widget.remove();
    return [color, backgroundColor];
}"""
THEMED = """{ theme: {
    colorScheme: 'dark',
    typography: { baseSize: 18, fontFamily: 'Own Serif', fontFamilyMono: 'Own Mono', fontSources: [
        { family: 'Own Serif', src: '/own.woff2', weight: 400, style: 'normal', display: 'block',
          unicodeRange: 'U+0-FF' },
    ] },
    radius: 'sharp', density: 'spacious',
    color: {
        grayscale: { hue: 220, tint: 6, shade: -2 },
        accent: { primary: 'rgb(180, 0, 120)', level: 3 },
        surface: { background: 'rgb(10, 20, 30)', foreground: 'rgb(240, 230, 220)' },
    },
} }"""
SEEN = [
    (ROOT, "font-size", "16px", "18px"),
    (ROOT, "font-family", "ui-sans-serif", '"Own Serif"'),
    ("pre code", "font-family", "ui-monospace", '"Own Mono"'),
    (ROOT, "color-scheme", "light", "dark"),
    (ROOT, "background-color", "oklch(1 0 0)", "rgb(10, 20, 30)"),
    (ROOT, "color", "oklch(0.19 0 0)", "rgb(240, 230, 220)"),
    (BUBBLE, "border-start-start-radius", "26px", "0px"),
    (SEND, "background-color", "oklch(0.19 0 0)", "rgb(180, 0, 120)"),
    (BUBBLE, "background-color", "", "rgb(180, 0, 120)"),
    (BUBBLE, "padding-inline-start", "17px", "19.9"),
]


@pytest.mark.allowed_console_errors("font")
def test_every_field_of_the_theme_is_seen_and_gone_with_it(new_showcase: NewElement) -> None:
    chat = new_showcase(reduced_motion="reduce")
    fonts: list[str] = []

    def font(route: Route) -> None:
        fonts.append(route.request.url)
        route.fulfill(body=b"", content_type="font/woff2")

    chat.page.route("**/own.woff2", font)
    chat.say("/text code instant")
    chat.composer.fill("A draft, so that one can send")
    plain = {(part, name): style(chat, part, name) for part, name, _, _ in SEEN}
    for part, name, default, _ in SEEN:
        assert plain[part, name].startswith(default), (part, name)
    assert fonts == []

    with chat.page.expect_request("**/own.woff2"):
        use(chat, THEMED)
    for part, name, _, themed in SEEN:
        assert style(chat, part, name).startswith(themed), (part, name)
    assert fonts == [f"{chat.page.url.rpartition('/')[0]}/own.woff2"]
    [face] = chat.page.evaluate(
        "[...document.fonts].map((face) => [face.weight, face.style, face.display, "
        "face.unicodeRange])"
    )
    assert face == ["400", "normal", "block", "U+0-FF"]
    expect(chat.element).to_have_attribute("data-theme", "dark")

    use(chat)
    for (part, name), value in plain.items():
        assert style(chat, part, name) == value, (part, name)
    expect(chat.element).to_have_attribute("data-theme", "light")


def test_every_value_of_the_theme_differs_from_its_neighbours(new_showcase: NewElement) -> None:
    chat = new_showcase()
    chat.say("/text plain instant")
    accent = "color: { accent: { primary: '#b40078', level: %s } }"
    gray = "color: { grayscale: { hue: %s, tint: %s, shade: %s } }"
    values = {
        ("radius: '%s'", BUBBLE, "border-start-start-radius"): ["pill", "round", "soft", "sharp"],
        ("density: '%s'", BUBBLE, "padding-inline-start"): ["compact", "normal", "spacious"],
        ("typography: { baseSize: %s }", ROOT, "font-size"): [14, 15, 16, 17, 18],
        (gray % ("250", "%s", "0"), ROOT, "background-color"): list(range(10)),
        (gray % ("250", "5", "%s"), ROOT, "background-color"): list(range(-4, 1)),
        (gray % ("250", "5", "%s"), ROOT, "color"): list(range(-4, 5)),
        (gray % ("%s", "9", "0"), ROOT, "background-color"): [0, 90, 180, 270],
        (accent, "[part=composer]", "--ck-accent-soft"): [0, 1, 2, 3],
    }
    for (theme, part, name), choices in values.items():
        seen = []
        for choice in choices:
            use(chat, f"{{ theme: {{ {theme % choice} }} }}")
            seen.append(style(chat, part, name))
        assert len(set(seen)) == len(choices), (theme, seen)
    # The higher the level, the more of the accent: from the second on, in the user's messages.
    bubbles = []
    for level in range(4):
        use(chat, f"{{ theme: {{ {accent % level} }} }}")
        bubbles.append(style(chat, BUBBLE, "background-color"))
    assert bubbles[0] == bubbles[1]
    assert len(set(bubbles)) == 3
    use(chat, "{ theme: 'dark' }")
    expect(chat.element).to_have_attribute("data-theme", "dark")
    assert style(chat, ROOT, "color-scheme") == "dark"


def test_the_foreground_of_a_surface_is_text_where_it_could_be_read_as_such(
    new_showcase: NewElement,
) -> None:
    chat = new_showcase()
    surface = "{ theme: { colorScheme: 'dark', color: { surface: { %s } } } }"
    composer = "[part=composer]"
    use(chat, surface % "background: '#0d1117', foreground: '#f0f0f0'")
    assert style(chat, ROOT, "color") == "rgb(240, 240, 240)"
    plain = style(chat, composer, "background-color")
    # A shade of the background, as pages set it for what stands out from it.
    use(chat, surface % "background: '#0d1117', foreground: 'hsl(218 20% 14%)'")
    assert style(chat, composer, "background-color") == "rgb(29, 34, 43)" != plain
    use(chat, "{ theme: 'dark' }")
    text = style(chat, ROOT, "color")
    use(chat, surface % "background: '#0d1117', foreground: 'hsl(218 20% 14%)'")
    assert style(chat, ROOT, "color") == text
    # Neither is for a widget of the other scheme.
    other = chat.page.evaluate(OTHER_SCHEME)
    use(chat, "{ theme: 'dark' }")
    assert chat.page.evaluate(OTHER_SCHEME) == other
