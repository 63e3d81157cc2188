"""What is taken."""

from __future__ import annotations

from dataclasses import dataclass

from stores.attachments.errors import FileTooLarge, FileTypeRefused

SVG = "image/svg+xml"
UNKNOWN = "application/octet-stream"
"""What a file is called whose content says nothing."""

DEFAULT_TYPES = (
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
    "application/pdf",
    "application/json",
    "text/*",
)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What may be uploaded.

    Attributes:
        max_bytes: The largest file.
        max_count: The most files of one message.
        max_pixels: The largest image, width times height.
        types: Media types, or patterns such as ``text/*``. SVG, which can hold scripts, is
            taken only where it is named.
        quota_bytes: What one owner may keep in all; 0 for any amount.
        unsent_seconds: How long a file may wait to be sent with a message.
        url_seconds: How long URLs of the place for bytes itself are good for.
    """

    max_bytes: int = 20 * 1024 * 1024
    max_count: int = 10
    max_pixels: int = 50_000_000
    types: tuple[str, ...] = DEFAULT_TYPES
    quota_bytes: int = 1024 * 1024 * 1024
    unsent_seconds: float = 24 * 60 * 60
    url_seconds: float = 60 * 60

    def allows(self, media_type: str) -> bool:
        """Whether content of this type is taken."""
        family = media_type.partition("/")[0]
        return media_type in self.types or (
            media_type != SVG and (f"{family}/*" in self.types or "*/*" in self.types)
        )

    def check_type(self, media_type: str) -> None:
        """Refuse a type.

        Raises:
            FileTypeRefused: It is not taken.
        """
        if not self.allows(media_type):
            known = media_type != UNKNOWN
            what = f"Files of the type {media_type}" if known else "Files of this kind"
            raise FileTypeRefused(f"{what} are not taken here. These are: {', '.join(self.types)}.")

    def check_size(self, size: int) -> None:
        """Refuse a size in bytes.

        Raises:
            FileTooLarge: It is more than `max_bytes`.
        """
        if size > self.max_bytes:
            raise FileTooLarge(
                f"The file is larger than {shown_bytes(self.max_bytes)}, the most that is taken."
            )


def shown_bytes(size: int) -> str:
    """A size in words: ``20 MB``, ``512 bytes``."""
    for unit, name in ((1024**3, "GB"), (1024**2, "MB"), (1024, "KB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} bytes"
