"""What the server says with its own key: what a URL is good for, and which user is which."""

from __future__ import annotations

import hashlib
import hmac
import math
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Final, Literal
from urllib.parse import quote, urlencode

from chatkit.types import AttachmentUploadDescriptor
from pydantic import AnyUrl

from chatkit_server.context import RequestContext
from chatkit_server.errors import Expired, NotFound

Purpose = Literal["upload", "download", "preview"]

_KEY_PURPOSE: Final = b"chatkit-server attachment urls v1"
_TAG_PURPOSE: Final = b"chatkit-server user tags v1"
_PARTS: Final[dict[Purpose, str]] = {
    "upload": "content",
    "download": "content",
    "preview": "preview",
}


class AttachmentLinks:
    """Makes the URLs of attachments, and checks them.

    Images in a page cannot send a token along, so the URL itself has to prove that it was given
    out. A signature is good for one purpose, one attachment and its owner. Given out again within
    the same period a URL is the same, so that browsers can keep what they loaded.

    Args:
        key: The server's own key.
        seconds: How long a URL is good for, at least; at most twice as long.
        clock: Gives seconds since the epoch.
    """

    def __init__(self, key: bytes, seconds: float, clock: Callable[[], float] = time.time) -> None:
        self._key = hmac.digest(key, _KEY_PURPOSE, hashlib.sha256)
        self._seconds = seconds
        self._clock = clock

    def preview(self, attachment_id: str, context: RequestContext) -> str:
        """The URL of an image's preview."""
        return self._url("preview", attachment_id, context)

    def download(self, attachment_id: str, context: RequestContext) -> str:
        """The URL of a file as it was uploaded."""
        return self._url("download", attachment_id, context)

    def upload(self, attachment_id: str, context: RequestContext) -> AttachmentUploadDescriptor:
        """Where the bytes of an attachment are to be sent."""
        url = self._url("upload", attachment_id, context)
        return AttachmentUploadDescriptor(url=AnyUrl(url), method="PUT")

    def check(
        self, purpose: Purpose, attachment_id: str, owner: str, expires: str, signature: str
    ) -> float:
        """Check what a URL says.

        Returns:
            Seconds for which it is still good.

        Raises:
            NotFound: It was not given out for this.
            Expired: It was, and its time is over.
        """
        if not (expires.isascii() and expires.isdecimal() and len(expires) < 16):
            raise NotFound("There is no such file.")
        right = self._sign(purpose, attachment_id, owner, int(expires))
        if not hmac.compare_digest(right.encode(), signature.encode()):
            raise NotFound("There is no such file.")
        left = int(expires) - self._clock()
        if left <= 0:
            raise Expired("This link has expired. Load the conversation again.")
        return left

    def _url(self, purpose: Purpose, attachment_id: str, context: RequestContext) -> str:
        expires = math.ceil(self._clock() / self._seconds + 1) * math.ceil(self._seconds)
        signature = self._sign(purpose, attachment_id, context.owner, expires)
        query = urlencode({"expires": expires, "signature": signature})
        path = f"/api/attachments/{quote(attachment_id, safe='')}/{_PARTS[purpose]}"
        return f"{context.base_url}{path}?{query}"

    def _sign(self, purpose: Purpose, attachment_id: str, owner: str, expires: int) -> str:
        said = "\0".join((purpose, str(expires), attachment_id, owner)).encode()
        digest = hmac.digest(self._key, said, hashlib.sha256)
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


class UserTags:
    """Tells users apart to whoever may not know who they are.

    Args:
        key: The server's own key.
    """

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, _TAG_PURPOSE, hashlib.sha256)

    def of(self, owner: str) -> str:
        """The same for the same user, and another one for any other."""
        digest = hmac.digest(self._key, owner.encode(), hashlib.sha256)
        return urlsafe_b64encode(digest[:12]).decode()
