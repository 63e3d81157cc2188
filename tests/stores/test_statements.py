from __future__ import annotations

import importlib
import re
from importlib.metadata import requires

import pytest
from sqlalchemy import ClauseElement, Executable, event, text
from sqlalchemy.dialects import postgresql, sqlite

from stores.engine import Database
from stores.opinions import Opinions
from stores.statements import attachments, branches, items, threads

MODULES = (attachments, branches, items, threads)
PAGES = (threads.page_of_threads, items.page_of_items)
DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}


@pytest.mark.parametrize("name", DIALECTS)
def test_every_statement_names_its_owner(name):
    found = [value for module in MODULES for value in vars(module).values()]
    made = [
        value
        for value in found
        if isinstance(value, Executable) and isinstance(value, ClauseElement)
    ]
    for make in found:
        if type(make) is type(threads.save_thread) and make not in PAGES:
            made.append(make(name))
    for after in (True, False):
        made.append(threads.page_of_threads(descending=True, after=after))
        made.append(threads.page_of_threads(descending=True, after=after, scoped=True))
        for visible in (True, False):
            made.append(items.page_of_items(descending=True, after=after, visible=visible))
    assert len(made) > 20
    for statement in made:
        compiled = statement.compile(dialect=DIALECTS[name].dialect())
        assert "b_owner" in compiled.params, str(compiled)


@pytest.mark.parametrize(
    "query",
    [
        threads.page_of_threads(descending=True, after=True),
        threads.page_of_threads(descending=False, after=False),
        items.page_of_items(descending=True, after=True, visible=False),
        items.page_of_items(descending=False, after=False, visible=True),
        threads.take_position("sqlite"),
    ],
)
async def test_no_page_sorts_or_scans_a_table(sqlite_engine, query):
    sql = str(query.compile(dialect=sqlite.dialect(paramstyle="named")))
    parameters = dict.fromkeys(re.findall(r":(\w+)", sql), 1)
    plan = await Database(sqlite_engine).execute(text(f"EXPLAIN QUERY PLAN {sql}"), parameters)
    steps = [row.detail for row in plan]
    assert any("USING INDEX" in step or "USING COVERING INDEX" in step for step in steps)
    assert [step for step in steps if step.startswith(("SCAN", "USE TEMP"))] == []


async def test_no_page_of_opinions_sorts_them_all(sqlite_engine):
    asked = []
    event.listen(
        sqlite_engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, sql, values, *_: asked.append((sql, values)),
    )
    opinions = Opinions(sqlite_engine)
    await opinions.page(10)
    await opinions.page(10, after=(1.0, "thr_1", "msg_1"))
    pages = [(sql, values) for sql, values in asked if sql.startswith("SELECT")]
    assert len(pages) == 2
    async with sqlite_engine.connect() as connection:
        for sql, values in pages:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            assert [row.detail for row in plan if row.detail.startswith("USE TEMP")] == []


def test_asynchronous_sqlalchemy_brings_greenlet_along():
    # SQLAlchemy 2.1 no longer depends on it by itself.
    assert any("sqlalchemy[asyncio]" in line.lower() for line in requires("chatkit-server") or [])
    assert importlib.import_module("greenlet")
