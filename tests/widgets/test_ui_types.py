"""What a type checker says of widgets written in Python, in the editor, before anything runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SOURCE = """\
from widgets import ui

urgent: bool = True
names: list[str] = []
series = [ui.bar("a"), ui.line("b")]

good = ui.card(
    ui.title("x", size="sm"),
    urgent and ui.badge("urgent", color="danger"),
    ui.caption("x") if names else None,
    (ui.text(name) for name in names),
    [ui.row("x", gap=2, padding={"x": 1, "top": "4px"}, border={"top": ui.border(1)})],
    ui.button("Save", on_click=ui.action("save", id=1), icon_start="lucide:save"),
    ui.select("size", [("s", "Small"), "m", {"value": "l", "label": "Large"}]),
    ui.chart([{"m": "Jan", "n": 1}], x="m", series=series),
    ui.table(ui.table_row("a", ui.table_cell("b"))),
    as_form=True,
)
also_good = ui.list_view([ui.list_item(name) for name in names], limit="auto")

ui.text("x", colour="red")  # Unexpected keyword argument "colour"
ui.text("x", size="huge")  # Argument "size"
ui.text(5)  # Argument 1
ui.button("x", on_click="save")  # Argument "on_click"
ui.row(ui.list_item("x"))  # Argument 1
ui.list_view(ui.row("x"))  # Argument 1
ui.table(ui.row("x"))  # Argument 1
ui.row("x", padding={"topp": 1})  # Argument "padding"
ui.date_picker("due", default_value=5)  # Argument "default_value"
ui.chart([], x="m")  # Missing named argument "series"
"""


def test_what_cannot_be_is_a_type_error_and_all_else_is_none(tmp_path: Path) -> None:
    file = tmp_path / "page.py"
    file.write_text(SOURCE, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-pretty", str(file)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = {
        int(line): message
        for line, message in re.findall(r"page\.py:(\d+): error: (.*)", result.stdout)
    }
    expected = {
        number: line.partition("  # ")[2]
        for number, line in enumerate(SOURCE.splitlines(), start=1)
        if "  # " in line
    }
    assert found.keys() == expected.keys(), result.stdout + result.stderr
    for number, message in expected.items():
        assert message in found[number]
