"""Dates and times in English, relative to the user's clock."""

from __future__ import annotations

from chatkit_server.assistant.embedded.dates.find import Phrase, find_phrases
from chatkit_server.assistant.embedded.dates.values import Clock, Day, Shift, When
from chatkit_server.assistant.embedded.dates.when import Extract, due_of, extract, range_of

__all__ = [
    "Clock",
    "Day",
    "Extract",
    "Phrase",
    "Shift",
    "When",
    "due_of",
    "extract",
    "find_phrases",
    "range_of",
]
