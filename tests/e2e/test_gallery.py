"""The gallery of widgets on the real server: every sample in every mode, edited and used.

With ``CHATKIT_PHOTOGRAPHS=1`` every sample is photographed in every mode, to
``test-results/gallery``, for somebody to look at.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.axe import expect_clean
from tests.e2e.pages import RESULTS
from tests.e2e.serving import ROOT, RunningServer

PHOTOGRAPHS = RESULTS / "gallery" if os.environ.get("CHATKIT_PHOTOGRAPHS") else None
MODES = {
    "light": "scheme=light",
    "dark": "scheme=dark",
    "light-rtl-320": "scheme=light&dir=rtl&width=320&locale=ar",
    "dark-rtl": "scheme=dark&dir=rtl&density=spacious&radius=sharp",
}

# A component of a later version is in it.
WITH_FALLBACK = {"components/newer"}

FIND_FAULTS = (Path(__file__).parent / "gallery_faults.js").read_text()


@pytest.fixture(scope="module")
def server(start_server: Callable[..., RunningServer]) -> RunningServer:
    """In development, which is what the gallery is for."""
    return start_server(CHATKIT_DEVELOPMENT="1")


class GalleryPage:
    """The page in the hands of somebody who writes widgets."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.widget = page.locator("chatkit-widget")
        self.title = page.get_by_role("heading", level=1)
        self.links = page.get_by_role("navigation", name="Samples").get_by_role("link")
        self.source = self.editor("Widget")
        self.log = page.get_by_role("region", name="Actions")
        expect(self.links.first).to_be_visible()

    def editor(self, name: str) -> Locator:
        return self.page.get_by_role("textbox", name=name, exact=True)

    def show(self, name: str, query: str = "") -> None:
        """Shows a sample, and waits until all of it is drawn."""
        address = f"#{name}?{query}" if query else f"#{name}"
        self.page.evaluate("(hash) => { location.hash = hash }", address)
        current = self.page.locator("nav [aria-current=page]")
        expect(current).to_have_attribute("href", re.compile(rf"^#{re.escape(name)}(\?|$)"))
        self.page.evaluate(
            """async () => {
                await customElements.whenDefined('chatkit-widget');
                const { shadowRoot } = document.querySelector('chatkit-widget');
                const images = [...shadowRoot.querySelectorAll('img')];
                for (const image of images) image.loading = 'eager';
                await Promise.allSettled(images.map((image) => image.decode()));
                await document.fonts.ready;
            }"""
        )


@pytest.fixture
def gallery(new_guest: Callable[..., Page]) -> Callable[..., GalleryPage]:
    def open_gallery(hash: str = "", **options: object) -> GalleryPage:
        return GalleryPage(new_guest(f"/gallery{hash}", **options))

    return open_gallery


# The structure is the same in light and dark; to look at, there are all.
@pytest.mark.parametrize("mode", MODES if PHOTOGRAPHS else ["light", "light-rtl-320"])
@pytest.mark.allowed_console_errors("showcase-none")
def test_every_sample_is_whole(gallery: Callable[..., GalleryPage], mode: str) -> None:
    opened = gallery(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    hrefs = [link.get_attribute("href") or "" for link in opened.links.all()]
    names = [href.removeprefix("#") for href in hrefs]
    assert len(names) > 20
    if PHOTOGRAPHS:
        shutil.rmtree(PHOTOGRAPHS / mode, ignore_errors=True)
    fallbacks, faults = set(), []
    for name in names:
        opened.show(name, MODES[mode])
        if opened.widget.locator("[part=widget-notice]").count() > 0:
            fallbacks.add(name)
        faults += [f"{name}: {fault}" for fault in opened.page.evaluate(FIND_FAULTS)]
        if PHOTOGRAPHS:
            path = PHOTOGRAPHS / mode / f"{name.replace('/', '-')}.png"
            opened.page.locator(".stage").screenshot(path=path)
    assert faults == []
    assert fallbacks == WITH_FALLBACK


def test_the_structure_is_judged(gallery: Callable[..., GalleryPage]) -> None:
    """What is wrong on purpose is found: otherwise nothing would be said of the others."""
    opened = gallery("#components/card")
    card = {
        "type": "Card",
        "children": [
            {"type": "Text", "value": "Wide"},
            {
                "type": "Box",
                "height": 12,
                "children": [{"type": "Button", "label": "Half of it", "size": "lg"}],
            },
        ],
    }
    opened.source.fill(json.dumps(card))
    expect(opened.widget.get_by_role("button", name="Half of it")).to_be_visible()
    opened.page.evaluate(
        """() => {
            const root = document.querySelector('chatkit-widget').shadowRoot;
            root.querySelector('button').parentElement.style.overflow = 'hidden';
            root.querySelector('[part=root]').style.minWidth = '900px';
        }"""
    )
    faults = "\n".join(opened.page.evaluate(FIND_FAULTS))
    assert "is wider than its place" in faults
    assert "Half of it" in faults


def test_what_is_edited_is_shown_and_kept(gallery: Callable[..., GalleryPage]) -> None:
    opened = gallery("#components/card")
    opened.source.fill('{"type": "Card", "children": [{"type": "Title", "value": "Mine"}]}')
    expect(opened.widget.get_by_text("Mine")).to_be_visible()
    opened.page.get_by_role("button", name="Format").click()
    expect(opened.source).to_have_value(
        '{\n  "type": "Card",\n  "children": [\n    {\n      "type": "Title",\n'
        '      "value": "Mine"\n    }\n  ]\n}'
    )
    opened.source.fill('{\n  "type": "Card",\n  "children": oops\n}')
    opened.page.get_by_role("button", name="Line 3, column 15").click()
    selected = opened.source.evaluate(
        "({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd)"
    )
    assert selected == "o"
    expect(opened.widget.get_by_text("Mine")).to_be_visible()
    opened.page.reload()
    expect(opened.source).to_have_value('{\n  "type": "Card",\n  "children": oops\n}')
    opened.page.get_by_role("button", name="Reset").click()
    expect(opened.widget.get_by_text("Confirm the order")).to_be_visible()


@pytest.mark.allowed_console_errors("/gallery/build")
def test_a_template_is_filled_with_other_data(gallery: Callable[..., GalleryPage]) -> None:
    opened = gallery("#task_list")
    samples = opened.page.evaluate(
        "fetch('/gallery/samples').then((answer) => answer.json()).then((it) => it.samples)"
    )
    template = next(sample for sample in samples if sample["data"] is not None)
    opened.show(template["name"])
    data = opened.editor("Data")
    expect(data).to_have_value(json.dumps(template["data"], indent=2, ensure_ascii=False))
    data.fill("{}")
    problems = opened.page.get_by_role("list", name="Problems")
    expect(problems).to_be_visible()
    opened.page.get_by_role("button", name="Reset").first.click()
    expect(problems).to_have_count(0 if not template["problems"] else 1)
    expect(opened.widget.locator("[part~=widget]").first).to_be_visible()


def test_actions_are_logged_and_answered(gallery: Callable[..., GalleryPage]) -> None:
    opened = gallery("#components/card")
    opened.log.get_by_role("radio", name="by hand").check()
    opened.widget.get_by_role("textbox").fill("2 Hill Street")
    order = opened.widget.get_by_role("button", name="Order")
    order.click()
    entry = opened.log.get_by_role("listitem").first
    expect(entry).to_contain_text("showcase.echo")
    expect(entry).to_contain_text('"address": "2 Hill Street"')
    expect(order).to_have_attribute("aria-busy", "true")
    entry.get_by_role("button", name="Fail").click()
    expect(opened.widget.get_by_role("alert")).to_have_text("The page says no.")
    expect(order).not_to_have_attribute("aria-busy", "true")
    order.click()
    opened.log.get_by_role("listitem").first.get_by_role("button", name="Succeed").click()
    expect(opened.widget.get_by_role("alert")).to_have_count(0)
    expect(opened.log.get_by_role("listitem")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_for_everybody(gallery: Callable[..., GalleryPage], scheme: str) -> None:
    phone = {"viewport": {"width": 320, "height": 640}}
    for options in ({"viewport": {"width": 1440, "height": 900}}, phone):
        opened = gallery(f"#components/card?scheme={scheme}", reduced_motion="reduce", **options)
        expect(opened.widget.get_by_text("Confirm the order")).to_be_visible()
        expect_clean(opened.page)
        width: Any = opened.page.evaluate("document.documentElement.scrollWidth")
        assert width <= options["viewport"]["width"]


def test_the_keyboard_is_enough(gallery: Callable[..., GalleryPage]) -> None:
    opened = gallery()
    keyboard = opened.page.keyboard
    opened.page.get_by_role("searchbox").focus()
    keyboard.type("card")
    expect(opened.links.filter(has_text="Texts")).to_have_count(0)
    keyboard.press("Tab")
    expect(opened.links.first).to_be_focused()
    keyboard.press("Enter")
    title = opened.links.first.inner_text()
    expect(opened.title).to_have_text(title)
    opened.page.get_by_role("radio", name="light").focus()
    keyboard.press("ArrowRight")
    expect(opened.page.get_by_role("radio", name="dark")).to_be_checked()
    expect(opened.widget).to_have_attribute("data-theme", "dark")


def test_it_is_for_development_only(
    new_guest: Callable[..., Page], start_server: Callable[..., RunningServer]
) -> None:
    assert (ROOT / "web" / "dist" / "gallery.html").is_file()
    page = new_guest("/")
    other = start_server()
    response = page.request.get(f"{other.url}/gallery")
    assert response.status == 404
