"""The widgets of the showcase as samples of the gallery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from chatkit_server.showcase.gallery import GALLERY
from chatkit_server.showcase.stage import Scene
from widgets import components
from widgets.errors import OutcomeError, Problem
from widgets.files import Stamp
from widgets.samples import Sample

GROUP = "Components"


class ComponentSamples:
    """Every component, in its variants. They are written in Python, and have no data."""

    def all(self, base_url: str) -> list[Sample]:
        """Every widget of `GALLERY`."""
        return [_sample(name, base_url) for name in GALLERY]

    def build(self, name: str, data: Mapping[str, Any]) -> None:
        """None of them has a template."""

    def stamps(self) -> dict[str, Stamp]:
        """None of them changes."""
        return {}


def _sample(name: str, base_url: str) -> Sample:
    root = GALLERY[name](Scene(base_url))
    problems: tuple[Problem, ...] = ()
    try:
        components.check(orjson.dumps(root))
    except OutcomeError as error:
        problems = error.problems
    return Sample(f"components/{name}", GROUP, name.capitalize(), root, problems=problems)
