"""Feedback as those are told who look after a server."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from chatkit.types import AssistantMessageContent, AssistantMessageItem, WidgetItem
from chatkit.widgets import Card, Text
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server import cli
from chatkit_server.access.api_keys import ApiKeys
from chatkit_server.app import create_app
from chatkit_server.settings import Settings
from stores.engine import create_engine
from stores.opinions import Opinions
from stores.sql_store import SQLStore
from stores.testing.base import new_thread
from stores.testing.samples import NAIVE

GIVEN = [
    ("ann", "positive", "assistant_message", "=HYPERLINK(1)"),
    ("bob", "negative", "widget", "a card"),
    ("ann", "negative", "assistant_message", "Not so good, \n but long"),
]
"""Who thinks what of which type of item, and what was said there; in the order it was given."""


async def fill(engine: AsyncEngine) -> None:
    store = SQLStore[str](engine, owner=lambda owner: owner)
    for number, (owner, kind, type, text) in enumerate(GIVEN):
        thread = f"thr_{number}"
        base: dict[str, Any] = {"id": "item", "thread_id": thread, "created_at": NAIVE}
        item: Any = (
            AssistantMessageItem(**base, content=[AssistantMessageContent(text=text)])
            if type == "assistant_message"
            else WidgetItem(**base, widget=Card(children=[Text(value="x")]), copy_text=text)
        )
        await store.save_thread(new_thread(thread), owner)
        await store.add_thread_item(thread, item, owner)
        await store.save_feedback(thread, ["item"], "positive", owner)
        await store.save_feedback(thread, ["item"], kind, owner)  # type: ignore[arg-type] # one


async def test_opinions_are_read_in_the_order_in_which_they_were_given(engine: AsyncEngine) -> None:
    await fill(engine)
    opinions = Opinions(engine)
    (first,) = await opinions.page(1)
    rest = await opinions.page(10, after=first.place)
    assert [(each.owner, each.kind, each.item.type) for each in [first, *rest]] == [
        given[:3] for given in GIVEN
    ]
    assert await opinions.page(10, after=rest[-1].place) == []
    assert [each.thread_id for each in await opinions.page(10, owner="ann")] == ["thr_0", "thr_2"]
    await SQLStore[str](engine, owner=lambda owner: owner).delete_thread("thr_0", "ann")
    assert [each.thread_id for each in await opinions.page(10)] == ["thr_1", "thr_2"]


async def test_a_back_end_is_told(sqlite_url: str, tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, database_url=sqlite_url))
    engine = create_engine(sqlite_url)
    await fill(engine)
    keys = ApiKeys(engine)
    key, other = [(await keys.create("one", [scope]))[1] for scope in ("users", "threads")]
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client,
    ):

        async def ask(key: str = key, **query: Any) -> httpx.Response:
            headers = {"Authorization": f"Bearer {key}"}
            return await client.get("/api/admin/feedback", params=query, headers=headers)

        page = (await ask(limit=2)).json()
        assert page["has_more"] is True
        rest = (await ask(after=page["after"])).json()
        assert rest["has_more"] is False
        told = [*page["data"], *rest["data"]]
        assert [tuple(e[n] for n in ("user", "kind", "item_type", "text")) for e in told] == GIVEN
        assert [entry["user"] for entry in (await ask(user="bob")).json()["data"]] == ["bob"]
        assert (await ask(other)).status_code == 403
        for after in ("x", "1:a", "one:a:b"):
            assert (await ask(after=after)).status_code == 400
    await engine.dispose()


def test_all_of_it_is_printed(
    monkeypatch: pytest.MonkeyPatch,
    sqlite_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CHATKIT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CHATKIT_DATABASE_URL", sqlite_url)

    async def prepare() -> None:
        engine = create_engine(sqlite_url)
        await fill(engine)
        await engine.dispose()

    asyncio.run(prepare())
    assert cli.main(["feedback"]) == 0
    entries = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(e["user"], e["kind"], e["item_type"], e["text"]) for e in entries] == GIVEN
    assert cli.main(["feedback", "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["text"] for row in rows] == ["'=HYPERLINK(1)", "a card", GIVEN[2][3]]
    assert [row["at"] for row in rows] == [entry["at"] for entry in entries]
