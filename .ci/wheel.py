"""Puts the built page and element into the wheel, if they are there: ``make web`` builds them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_NOT_SERVED = "package"
"""The folder of the npm package."""


class WebClient(BuildHookInterface[Any]):
    """Adds what a clone serves from ``web/dist`` as ``chatkit_server/web``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files. An editable install serves those of its clone."""
        if version == "editable":
            return
        built = Path(self.root, "web", "dist")
        if not (built / "index.html").exists():
            self.app.display_warning(
                "The page and the element are not built: run `make web` first."
            )
            return
        for path in sorted(built.rglob("*")):
            place = path.relative_to(built)
            if path.is_file() and place.parts[0] != _NOT_SERVED and path.suffix != ".map":
                build_data["force_include"][str(path)] = f"chatkit_server/web/{place.as_posix()}"
