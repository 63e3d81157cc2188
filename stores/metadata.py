"""Threads by what is in their metadata, the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, TypeAlias

from pydantic_core import to_json
from sqlalchemy import JSON, ColumnElement, Text, cast, func, literal, or_

from stores.tables import threads

MetadataValue: TypeAlias = str | int | float | bool | None

MetadataFilter: TypeAlias = Mapping[str, Collection[MetadataValue]]
"""What the metadata of a thread must have: under each name one of the values, as JSON has it, so
that 7 is not "7". None is for a name that is not there. A name has letters, digits, dots, hyphens
and underscores."""

_NAME: Final = re.compile(r"[A-Za-z0-9_.-]+", re.ASCII)
_NUL: Final = (r"\u0000", r"\u0001")
"""PostgreSQL's JSON cannot have NUL, not even escaped: there, it is looked at as the next one."""


def having(dialect: str, wanted: MetadataFilter) -> Sequence[ColumnElement[bool]]:
    """The conditions of a filter, one for each name.

    Raises:
        ValueError: A name has other characters.
    """
    return [_has_one_of(dialect, name, values) for name, values in wanted.items()]


def _has_one_of(dialect: str, name: str, values: Collection[MetadataValue]) -> ColumnElement[bool]:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be looked for in metadata")
    # Written by the same library as what is stored, so that equal values are equal texts.
    texts = [to_json(value).decode() for value in values]
    found: ColumnElement[Any]
    if dialect == "postgresql":
        texts = [text.replace(*_NUL) for text in texts]
        stored = cast(func.replace(threads.c.data, *_NUL), JSON)
        metadata = stored.op("->")(literal("metadata", Text))
        found = cast(metadata.op("->")(literal(name, Text)), Text)
    else:
        found = threads.c.data.op("->")(literal(f'$.metadata."{name}"', Text))
    is_one = found.in_(texts)
    return or_(is_one, found.is_(None)) if None in values else is_one
