"""A widget for each family of components, with the props that matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from chatkit_server.showcase.gallery import charts, fields, figures, places, variants, words
from chatkit_server.showcase.nodes import Node
from chatkit_server.showcase.stage import Scene

GALLERY: Final[dict[str, Callable[[Scene], Node]]] = {
    "texts": words.texts,
    "badges": words.badges,
    "buttons": words.buttons,
    "icons": words.icons,
    "layout": places.layout,
    "images": places.images,
    "fields": fields.fields,
    "card": fields.card,
    "list": figures.listing,
    "table": figures.table,
    "charts": charts.kinds,
    "curves": charts.curves,
    "numbers": charts.numbers,
    "basic": places.basic,
    "headings": variants.headings,
    "boxes": variants.boxes,
    "pictures": variants.pictures,
    "entries": variants.entries,
    "choosers": variants.choosers,
    "roots": variants.roots,
    "cells": variants.cells,
    "newer": places.newer,
}
"""Widgets by name; ``newer`` alone is not of this version."""
