"""Between the arguments of a store's methods and the rows of a result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from chatkit.store import NotFoundError
from chatkit.types import Page
from sqlalchemy import Row

_T = TypeVar("_T")


def check_ids(*ids: str) -> None:
    """Refuse ids that no database can store, before it is asked for them.

    Raises:
        NotFoundError: One has a NUL or half of a surrogate pair, so nothing is stored by it.
    """
    for value in ids:
        if "\0" in value or not (
            value.isascii() or value.encode("utf-8", "ignore").decode() == value
        ):
            raise NotFoundError(f"nothing has the id {value!r}")


def is_descending(order: str) -> bool:
    """Read the ``order`` of the SDK's interface.

    Raises:
        ValueError: It is neither ``asc`` nor ``desc``.
    """
    if order not in ("asc", "desc"):
        raise ValueError(f"order is 'asc' or 'desc', not {order!r}")
    return order == "desc"


def only(rows: Sequence[Row[Any]], kind: str, wanted: str) -> Row[Any]:
    """Return the one row there is.

    Raises:
        NotFoundError: There is none.
    """
    if not rows:
        raise NotFoundError(f"no {kind} {wanted}")
    return rows[0]


def read_as(kind: type[_T], row: Row[Any], **values: Any) -> _T:
    """Make a dataclass of those columns of a row that are called as its fields.

    Args:
        kind: The dataclass.
        row: It may have more columns.
        values: What to take in the place of columns, by field.
    """
    columns = row._mapping
    named = {field.name: columns[field.name] for field in fields(kind)}  # type: ignore[arg-type] # a dataclass, which no type can ask for
    return kind(**{**named, **values})


def to_page(rows: Sequence[Row[Any]], limit: int, load: Callable[[Row[Any]], _T]) -> Page[_T]:
    """Make a page of ``limit`` rows; one row more says that others follow."""
    shown = rows[:limit]
    has_more = len(rows) > limit
    return Page(
        data=[load(row) for row in shown],
        has_more=has_more,
        after=shown[-1].id if has_more else None,
    )


def batches(values: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    """Cut a sequence into parts that fit a statement's parameters."""
    return (values[start : start + size] for start in range(0, len(values), size))
