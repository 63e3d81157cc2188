"""What each widget looks like on the wire.

After a deliberate change of a template: ``UPDATE_GOLDEN=1 pytest tests/widgets``, then read the
difference of the golden files.
"""

import json
import os
from pathlib import Path

import pytest

from widgets.examples import EXAMPLES
from widgets.pack import BUILDERS

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_widget_looks_as_its_golden_file_says(name: str) -> None:
    file = GOLDEN / f"{name}.json"
    built = EXAMPLES[name].build().model_dump(mode="json", exclude_none=True)

    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(json.dumps(built, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    assert built == json.loads(file.read_text(encoding="utf-8"))


def test_every_widget_has_a_golden_file_and_every_golden_file_a_widget() -> None:
    assert {type(example) for example in EXAMPLES.values()} == set(BUILDERS)
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(EXAMPLES)
