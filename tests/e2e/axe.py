"""What axe finds wrong in a page, by WCAG 2.2 AA and by its own best practice."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.serving import ROOT

ELEMENT = "openai-chatkit"

_AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
_RUN = """async ([inside, rules]) => {
    const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const place = inside === null ? document : document.querySelector(inside);
    const { violations } = await axe.run(place, { runOnly, rules });
    return violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.failureSummary} ${node.html}`),
    );
}"""


def expect_clean(page: Page, inside: str | None = None, *, headed: bool = True) -> None:
    """Fails where axe finds something wrong.

    Args:
        inside: Looks at one element and what is in it, not at the whole page.
        headed: Whether the page should have a heading of the first level.
    """
    # Not a script element: the page's own policy would refuse it.
    page.evaluate(_AXE.read_text())
    found = page.evaluate(_RUN, [inside, {"page-has-heading-one": {"enabled": headed}}])
    assert not found, "\n\n".join(found)
