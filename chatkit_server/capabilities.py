"""What the server can do, in the words of the element's options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from chatkit_server.settings import Settings

_EXTENSIONS: Final = {
    "application/json": [".json"],
    "application/pdf": [".pdf"],
    "image/avif": [".avif"],
    "image/gif": [".gif"],
    "image/jpeg": [".jpg", ".jpeg"],
    "image/png": [".png"],
    "image/webp": [".webp"],
    "text/*": [".txt", ".md", ".markdown", ".csv", ".tsv", ".log"],
    "text/csv": [".csv"],
    "text/markdown": [".md", ".markdown"],
    "text/plain": [".txt", ".log"],
}
"""For files whose type a browser does not know, or calls by another name."""


def capabilities(settings: Settings) -> dict[str, Any]:
    """Options of the element that follow from the settings: uploads and dictation."""
    options: dict[str, Any] = {"composer": {"dictation": {"enabled": settings.transcribes}}}
    if settings.attachments:
        options["api"] = {"uploadStrategy": {"type": "two_phase"}}
        options["composer"]["attachments"] = {
            "enabled": True,
            "maxSize": settings.attachment_max_bytes,
            "maxCount": settings.attachment_max_count,
            "accept": _accept(settings.attachment_types),
        }
    return options


def _accept(types: tuple[str, ...]) -> Mapping[str, list[str]]:
    if "*/*" in types:
        return {}  # everything
    return {media_type: _EXTENSIONS.get(media_type, []) for media_type in types}
