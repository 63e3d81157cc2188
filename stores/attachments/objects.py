"""Bytes in an object store: S3 and whatever speaks like it, Google Cloud Storage, Azure."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from chatkit.types import AttachmentUploadDescriptor
from pydantic import AnyUrl

from stores.errors import StoreUnavailable

try:
    import obstore
    from obstore.exceptions import BaseError
    from obstore.store import from_url
except ImportError as error:
    raise ImportError(
        "object storage needs the package obstore: install chatkit-server[s3]"
    ) from error

if TYPE_CHECKING:
    from obstore.store import AzureStore, GCSStore, S3Store

_UPLOAD_HEADERS: Final[Mapping[str, Mapping[str, str]]] = {
    "s3": {},
    "gs": {},
    "az": {"x-ms-blob-type": "BlockBlob"},  # without it, Azure takes nothing
}
"""What goes with a PUT of a client's, by the schemes of URLs."""

CHUNK_BYTES = 1024 * 1024
_TIMEOUT = "30s"
_RETRY_SECONDS = 20


class ObjectBlobs:
    """Keeps bytes as objects. Clients send and get them straight from there, by signed URLs.

    Credentials, region and endpoint come from the environment, in the names of each kind of store,
    such as ``AWS_ACCESS_KEY_ID``, ``AWS_REGION`` and ``AWS_ENDPOINT``, or
    ``AZURE_STORAGE_ACCOUNT_NAME`` and ``AZURE_STORAGE_ACCOUNT_KEY``.

    Args:
        url: ``s3://bucket/prefix``, ``gs://bucket/prefix`` or ``az://container/prefix``.

    Raises:
        ValueError: It is a URL of something else, or the environment makes no sense.
    """

    def __init__(self, url: str) -> None:
        scheme, separator, _ = url.partition("://")
        if not separator or scheme not in _UPLOAD_HEADERS:
            raise ValueError("an object store's URL begins with s3://, gs:// or az://")
        self._upload_headers = _UPLOAD_HEADERS[scheme]
        try:
            self._store: S3Store | GCSStore | AzureStore = from_url(  # type: ignore[assignment] # of the schemes above
                url,
                # Whether http or https is said by the endpoint, which whoever runs it has chosen.
                client_options={"timeout": _TIMEOUT, "allow_http": True},
                retry_config={
                    "max_retries": 3,
                    "retry_timeout": timedelta(seconds=_RETRY_SECONDS),
                },
            )
        except BaseError as error:
            raise ValueError(f"the object store cannot be used: {error}") from None

    async def put(self, key: str, source: Path, *, media_type: str, name: str) -> None:
        """Upload a file, in parts if it is large; it is seen when it is whole."""
        with translated_object_errors():
            await obstore.put_async(
                self._store,
                key,
                source,
                attributes={
                    "Content-Type": media_type,
                    # The store serves it by itself: never as part of a page of its own origin.
                    "Content-Disposition": f'attachment; filename="{ascii_name(name)}"',
                    "Cache-Control": "private, max-age=3600",
                },
            )

    async def put_bytes(self, key: str, data: bytes, *, media_type: str) -> None:
        """Upload a few bytes."""
        with translated_object_errors():
            await obstore.put_async(self._store, key, data, attributes={"Content-Type": media_type})

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """Open an object."""
        with translated_object_errors():
            try:
                result = await obstore.get_async(self._store, key)
            except FileNotFoundError:
                result = None
        if result is None:
            raise FileNotFoundError(key)

        async def pieces() -> AsyncIterator[bytes]:
            with translated_object_errors():
                async for piece in result.stream(CHUNK_BYTES):
                    yield bytes(piece)

        return pieces()

    async def delete(self, prefix: str) -> None:
        """Delete an object, and all whose keys go on with a slash."""
        with translated_object_errors():
            keys = [prefix]
            async for page in obstore.list(self._store, prefix):
                keys += [entry["path"] for entry in page]
            for key in keys:
                try:
                    await obstore.delete_async(self._store, key)
                except FileNotFoundError:
                    continue  # some stores tell, some do not

    async def check(self) -> None:
        """Look whether the place is there and answers."""
        with translated_object_errors():
            async for _ in obstore.list(self._store, chunk_size=1):
                return

    async def upload_place(self, key: str, seconds: float) -> AttachmentUploadDescriptor | None:
        """A URL for PUT, with what the store wants to have said."""
        with translated_object_errors():
            url = await obstore.sign_async(self._store, "PUT", key, timedelta(seconds=seconds))
        return AttachmentUploadDescriptor(
            url=AnyUrl(url), method="PUT", headers=dict(self._upload_headers)
        )

    async def download_url(self, key: str, seconds: float) -> str | None:
        """A URL for GET."""
        with translated_object_errors():
            return await obstore.sign_async(self._store, "GET", key, timedelta(seconds=seconds))


@contextmanager
def translated_object_errors() -> Iterator[None]:
    """Turn what a store says of itself into `StoreUnavailable`."""
    try:
        yield
    except (BaseError, OSError) as error:
        raise StoreUnavailable("the place for files does not answer") from error


def ascii_name(name: str) -> str:
    """A safe name with nothing that a header cannot hold."""
    return "".join(char if char.isascii() and char not in '"\\%' else "_" for char in name)
