"""Charts in a conversation: drawn, read by pointer and keyboard, as a table, while data arrive."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.axe import ELEMENT, expect_clean

CHUNK = re.compile(r"/chatkit/charts-[\w-]+\.js")
PHONE = {"width": 320, "height": 700}


def show(chat: Any, line: str) -> Locator:
    """The figures of a widget, once they are drawn."""
    # By what it is: the words around it depend on the language.
    field = chat.element.locator("[part=composer-input]")
    field.fill(line)
    field.press("Enter")
    expect(chat.widgets.locator("[part=chart-plot] > svg").first).to_be_visible()
    figures: Locator = chat.widgets.get_by_role("figure")
    return figures


def tip(figure: Locator) -> Locator:
    return figure.locator("[part=chart-tooltip]")


def table_button(figure: Locator) -> Locator:
    return figure.get_by_role("button", name="Show as table")


def test_a_chart_is_drawn_when_one_is_needed_and_read_by_pointer_and_keyboard(
    new_showcase: Callable[..., Any],
) -> None:
    chat = new_showcase(reduced_motion="reduce")
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))
    bars = show(chat, "/widgets charts").first
    expect(bars).to_have_attribute("aria-label", "Chart: New, Done")
    assert len([url for url in asked if CHUNK.search(url)]) == 1

    plot = bars.locator("[part=chart-plot]")
    row = bars.get_by_role("row")
    expect(row).to_have_count(7)
    months = row.nth(1).get_by_role("cell").all_inner_texts()

    plot.scroll_into_view_if_needed()
    plot.hover(position={"x": 60, "y": 40})
    expect(tip(bars)).to_be_visible()
    expect(tip(bars)).to_have_text(re.compile(rf"Jan\s*New\s*{months[0]}\s*Done\s*{months[1]}"))
    expect(plot.get_by_role("status")).to_be_empty()
    chat.page.keyboard.press("Escape")
    expect(tip(bars)).to_have_count(0)

    plot.focus()
    chat.page.keyboard.press("End")
    expect(plot.get_by_role("status")).to_contain_text("Jun")
    chat.page.keyboard.press("ArrowLeft")
    expect(plot.get_by_role("status")).to_contain_text("May")
    expect(tip(bars)).to_contain_text("May")
    # One stop of the Tab key: the next one is the legend.
    chat.page.keyboard.press("Tab")
    entry = bars.get_by_role("button", name="New")
    expect(entry).to_be_focused()
    expect(tip(bars)).to_have_count(0)
    expect(bars.locator(".ck-w-chart-series")).to_have_count(2)
    chat.page.keyboard.press("Enter")
    expect(entry).to_have_attribute("aria-pressed", "false")
    expect(bars.locator(".ck-w-chart-series")).to_have_count(1)

    table_button(bars).click()
    expect(bars.get_by_role("columnheader", name="Month")).to_be_visible()
    expect(plot).to_have_count(0)
    expect(bars.get_by_role("region")).to_have_attribute("tabindex", "0")
    table_button(bars).click()
    expect(plot).to_be_visible()
    # What was hidden stays so.
    expect(bars.locator(".ck-w-chart-series")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_have_nothing_that_axe_finds_wrong(
    new_showcase: Callable[..., Any], scheme: str
) -> None:
    chat = new_showcase(f"{{ theme: {{ colorScheme: '{scheme}' }} }}", reduced_motion="reduce")
    figures = show(chat, "/widgets charts")
    table_button(figures.nth(1)).click()
    plot = figures.nth(0).locator("[part=chart-plot]")
    plot.focus()
    chat.page.keyboard.press("ArrowRight")
    expect(tip(figures.nth(0))).to_be_visible()
    expect_clean(chat.page, ELEMENT)


def test_data_that_arrive_move_what_is_there(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase()
    figure = show(chat, "/counting").first
    figure.locator(".ck-w-chart-line").evaluate("(line) => { window.line = line }")
    expect(figure.get_by_role("row")).to_have_count(13)
    assert figure.locator(".ck-w-chart-line").evaluate("(line) => line === window.line")
    expect(chat.widgets.get_by_text("No data to show")).to_have_count(0)


def test_on_a_phone_nothing_sticks_out_and_a_tap_shows_the_values(
    new_showcase: Callable[..., Any],
) -> None:
    chat = new_showcase(viewport=PHONE, has_touch=True, reduced_motion="reduce")
    figures = show(chat, "/widgets numbers")
    expect(figures).to_have_count(10)
    chat.page.wait_for_function(
        """() => {
            const root = document.querySelector('openai-chatkit').shadowRoot;
            const texts = [...root.querySelectorAll('.ck-w-chart-axes text')];
            return texts.length > 30 && texts.every((text) => {
                const { left, right } = text.getBoundingClientRect();
                return left >= 0 && right <= innerWidth;
            });
        }"""
    )
    bars = figures.first
    bars.locator("[part=chart-plot]").tap()
    expect(tip(bars)).to_be_visible()
    box = tip(bars).bounding_box()
    assert box is not None
    assert 0 <= box["x"] and box["x"] + box["width"] <= PHONE["width"]
    bars.get_by_role("button", name="Show as table").tap()
    expect(tip(bars)).to_have_count(0)
    expect(bars.get_by_role("columnheader", name="Out")).to_be_visible()


def test_a_chart_is_as_wide_as_its_place(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase(viewport={"width": 800, "height": 800})
    svg = show(chat, "/widgets charts").first.locator("[part=chart-plot] > svg")
    svg.scroll_into_view_if_needed()
    wide = svg.get_attribute("viewBox")
    assert wide is not None
    chat.page.set_viewport_size({"width": 360, "height": 800})
    expect(svg).not_to_have_attribute("viewBox", wide)
    fits = """(svg) => Math.abs(svg.viewBox.baseVal.width - svg.clientWidth) < 1"""
    chat.page.wait_for_function(fits, arg=svg.element_handle())


def test_without_colours_patterns_and_dashes_part_the_series(
    new_showcase: Callable[..., Any],
) -> None:
    chat = new_showcase(forced_colors="active")
    figures = show(chat, "/widgets charts")
    stacks = figures.nth(1).locator(".ck-w-chart-bars")
    expect(stacks).to_have_count(4)
    fills = {bars.get_attribute("fill") for bars in stacks.all()}
    assert len(fills) == 4
    assert all(fill and fill.startswith("url(#") for fill in fills)
    lines = figures.nth(4).locator(".ck-w-chart-line")
    expect(lines).to_have_count(3)
    assert len({line.get_attribute("stroke-dasharray") for line in lines.all()}) == 3


def test_in_a_language_from_right_to_left_time_goes_to_the_left(
    new_showcase: Callable[..., Any],
) -> None:
    chat = new_showcase("{ locale: 'ar' }", reduced_motion="reduce")
    bars = show(chat, "/widgets charts").first
    labels = bars.locator(".ck-w-chart-axes text")
    january, june = labels.get_by_text("Jan"), labels.get_by_text("Jun")
    expect(january).to_be_visible()
    chat.page.wait_for_function(
        "([one, other]) => one.getBoundingClientRect().x > other.getBoundingClientRect().x",
        arg=[january.element_handle(), june.element_handle()],
    )
    bars.locator("[part=chart-plot]").focus()
    chat.page.keyboard.press("Home")
    expect(bars.get_by_role("status")).to_contain_text("Jan")
    chat.page.keyboard.press("ArrowLeft")
    expect(bars.get_by_role("status")).to_contain_text("Feb")
