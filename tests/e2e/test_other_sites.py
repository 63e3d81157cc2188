"""Pages of other sites, as strict as a page can be, with the script of this server."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.pages import SET_OPTIONS, ChatPage
from tests.e2e.serving import ROOT, RunningServer
from tests.e2e.sites import Site

EXAMPLE = ROOT / "docs" / "examples" / "element" / "dist" / "other-origin"
EXAMPLE_SERVER = "http://127.0.0.1:8000"
CHUNKS = re.compile(r"/chatkit/[\w-]+\.js")
TALK = """async ([server, locale]) => {
    const { token } = await (await fetch(`${server}/api/auth/guest`, { method: 'POST' })).json();
    const authorized = (input, init) => {
        const headers = new Headers(init?.headers);
        headers.set('Authorization', `Bearer ${token}`);
        return fetch(input, { ...init, headers });
    };
    await (SET_OPTIONS)({
        api: { url: `${server}/chatkit`, domainKey: 'any', fetch: authorized }, locale,
    });
}""".replace("SET_OPTIONS", SET_OPTIONS)


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[Site, str]]:
    """A site that is filled by each test, and its origin."""
    site = Site({}, {})
    with site.serve() as origin:
        yield site, origin


@pytest.fixture(scope="module")
def server(start_server: Callable[..., RunningServer], site: tuple[Site, str]) -> RunningServer:
    """A server that answers pages of that site."""
    return start_server(CHATKIT_CORS_ORIGINS=site[1])


@pytest.fixture
def open_page(
    site: tuple[Site, str], server: RunningServer, new_guest: Callable[..., Page]
) -> Callable[..., Page]:
    """Opens a page of that site, which lets in only what it needs and shares nothing."""
    pages, origin = site
    pages.headers.update(
        {
            "Content-Security-Policy": f"default-src 'self'; script-src 'self' {server.url}; "
            f"style-src 'self'; connect-src {server.url}",
            "Cross-Origin-Embedder-Policy": "require-corp",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
    )

    def open_site(head: str = "", files: dict[str, bytes] | None = None) -> Page:
        pages.files.clear()
        html = (
            f"<!doctype html><html lang='en'><head><title>Theirs</title>"
            f"{head}</head>"
            f"<body><openai-chatkit></openai-chatkit></body></html>"
        )
        pages.files.update({"/index.html": html.encode(), "/favicon.ico": b"", **(files or {})})
        page = new_guest(f"{origin}/", origin=origin)
        assert page.evaluate("crossOriginIsolated")
        return page

    return open_site


def talk_german(page: Page, server: RunningServer) -> None:
    """Has a conversation with the words of a chunk."""
    page.evaluate(TALK, [server.url, "de-DE"])
    chat = ChatPage(page)
    composer = chat.element.get_by_role("textbox", name="Nachricht", exact=True)
    expect(composer).to_be_editable()
    composer.fill("Add buy milk")
    composer.press("Enter")
    expect(chat.widgets.first).to_contain_text("Buy milk")
    expect(chat.element.get_by_role("group", name="Aktionen für diese Antwort")).to_be_visible()


def test_the_example_works_and_sends_no_cookie(
    open_page: Callable[..., Page], server: RunningServer
) -> None:
    example = Site.of_folder(EXAMPLE, {}).replace(EXAMPLE_SERVER, server.url)
    page = open_page(files=dict(example.files))
    chat = ChatPage(page)
    expect(chat.composer).to_be_editable()
    chat.say("Add buy milk")
    expect(chat.widgets.first).to_contain_text("Buy milk")
    assert page.context.cookies() == []


@pytest.mark.parametrize(
    "tag",
    [
        '<script src="{server}/chatkit.js" async></script>',
        '<script src="{server}/chatkit.js" crossorigin async></script>',
        '<script src="{server}/chatkit.js" type="module"></script>',
        '<script src="{server}/{pinned}" integrity="{integrity}" crossorigin async></script>',
        '<meta data-chatkit-base="{server}/"><script src="/own.js" type="module"></script>',
    ],
    ids=["classic", "with CORS", "module", "pinned", "imported"],
)
def test_however_the_script_is_loaded_its_chunks_come_from_where_it_came_from(
    open_page: Callable[..., Page], server: RunningServer, tag: str
) -> None:
    with urllib.request.urlopen(f"{server.url}/chatkit.json") as answer:
        manifest = json.load(answer)
    pinned = f"chatkit@{manifest['version']}.js"
    integrity = manifest["scripts"][pinned]["integrity"]
    own = f"import '{server.url}/chatkit.js';"
    page = open_page(
        tag.format(server=server.url, pinned=pinned, integrity=integrity),
        {"/own.js": own.encode()},
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    talk_german(page, server)
    chunks = [url for url in asked if CHUNKS.search(url)]
    assert chunks
    assert {url.removeprefix(f"{server.url}/") for url in chunks} <= set(manifest["chunks"])


@pytest.mark.allowed_console_errors("integrity")
def test_a_chunk_of_another_origin_that_was_tampered_with_is_not_run(
    open_page: Callable[..., Page], server: RunningServer
) -> None:
    page = open_page(f'<script src="{server.url}/chatkit.js" async></script>')

    def tamper(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=f"window.tampered = true;{answer.text()}")

    page.route(CHUNKS, tamper)
    page.evaluate(TALK, [server.url, "de-DE"])
    chat = ChatPage(page)
    chat.say("Add buy milk")
    assert page.evaluate("window.tampered") is None
    failed = page.evaluate("window.events.filter(({ detail }) => detail?.name === 'locale.failed')")
    assert len(failed) == 1


@pytest.mark.allowed_console_errors("CORS", "ERR_FAILED", "chat", "fetch")
def test_a_site_that_is_not_listed_gets_the_script_and_no_answers(
    new_guest: Callable[..., Page], server: RunningServer
) -> None:
    other = Site(
        {
            "/index.html": f'<script src="{server.url}/chatkit.js"></script>'.encode(),
            "/favicon.ico": b"",
        },
        {"Content-Security-Policy": f"default-src 'self' {server.url}"},
    )
    with other.serve() as origin:
        page = new_guest(f"{origin}/", origin=origin)
        assert page.evaluate("customElements.get('openai-chatkit') !== undefined")
        refused = page.evaluate(
            """(server) => fetch(`${server}/api/auth/guest`, { method: 'POST' })
                .then(() => 'answered', () => 'refused')""",
            server.url,
        )
        assert refused == "refused"
