"""Why a file is not taken. The messages may be shown to whoever sends it."""

from __future__ import annotations

from stores.errors import StoreError


class FileError(StoreError):
    """A file, or what is asked of it, is refused.

    Attributes:
        message: A sentence for the user.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class FileInvalid(FileError):
    """It is empty, cut short, or not what its content says it is."""


class FileTooLarge(FileError):
    """It has more bytes, or more pixels, than are taken."""


class FileTypeRefused(FileError):
    """Its content is of a kind that is not taken."""


class QuotaExceeded(FileError):
    """With it the owner would keep more bytes than they may."""


class FileConflict(FileError):
    """It was uploaded already, or not yet, or was sent."""
