"""Imports go one way: ``chatkit_server → {stores, widgets} → chatkit``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FORBIDDEN = {
    "stores": {"chatkit_server", "widgets", "tests", "agents", "starlette"},
    "widgets": {"chatkit_server", "stores", "tests", "agents", "sqlalchemy", "starlette"},
    "chatkit_server": {"tests"},
    # What a task is and may become: rules that need nothing to run on.
    "chatkit_server/tasks/model.py": {"agents", "chatkit", "sqlalchemy", "starlette", "stores"},
    # The surfaces are on the outside: what they call knows nothing of them.
    "chatkit_server/assistant": {"chatkit_server.http", "starlette"},
    "chatkit_server/tasks": {"chatkit_server.http", "starlette"},
    "chatkit_server/auth": {"chatkit_server.http", "chatkit_server.tasks", "sqlalchemy"},
}


@pytest.mark.parametrize("place", FORBIDDEN)
def test_imports_go_one_way(place: str) -> None:
    broken = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in files(ROOT / place)
        for line, name in imports(path)
        if any(name == other or name.startswith(f"{other}.") for other in FORBIDDEN[place])
    ]
    assert broken == []


def test_an_import_against_the_direction_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(
        "import a.b\nfrom c.d import e\ndef f():\n    import g as h\n"
        "if TYPE_CHECKING:\n    from i import j\n"
    )
    assert [name for _, name in imports(path)] == ["a.b", "c.d", "c.d.e", "g", "i", "i.j"]


def files(place: Path) -> list[Path]:
    found = [place] if place.suffix else sorted(place.rglob("*.py"))
    assert found, f"{place} is gone: this test must follow"
    return found


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file imports, wherever in it, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module
            # ``from package import module`` imports the module, too.
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
