"""Lists that are told page by page, each row after the one whose place the caller knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, Self, TypeVar

from pydantic import BaseModel, Field

from chatkit_server.errors import InvalidRequest

_Row = TypeVar("_Row", bound=BaseModel)
_Place = TypeVar("_Place")
_Found = TypeVar("_Found")


class PageQuery(BaseModel):
    """Which part of a list is asked for."""

    user: str | None = Field(None, description="Only this user's.")
    after: str | None = Field(None, description="The `after` of the page before.")
    limit: int = Field(100, ge=1, le=1000)


class Page(BaseModel, Generic[_Row, _Place]):
    """A page of a list."""

    data: list[_Row]
    has_more: bool
    after: _Place | None = Field(description="What to ask for the next page with.")

    @classmethod
    def of(
        cls,
        found: Sequence[_Found],
        limit: int,
        *,
        row: Callable[[_Found], _Row],
        place: Callable[[_Found], _Place],
    ) -> Self:
        """The page of what was found.

        Args:
            found: In their order; one more than the limit where there are more.
            limit: How many are told.
            row: How one is told.
            place: Where one is in the list.
        """
        told = found[:limit]
        return cls(
            data=[row(each) for each in told],
            has_more=len(found) > limit,
            after=place(told[-1]) if told else None,
        )


def not_a_place() -> InvalidRequest:
    """What to raise where ``after`` cannot be that of any page."""
    return InvalidRequest("after must be that of a page before.")
