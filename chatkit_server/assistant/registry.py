"""Several assistants by name: which one answers in a thread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from chatkit.types import ThreadMetadata

from chatkit_server.assistant.base import Assistant
from chatkit_server.context import RequestContext
from chatkit_server.errors import Conflict, Forbidden, InvalidRequest, NotFound
from stores.metadata import MetadataFilter

ASSISTANT: Final = "assistant"
"""In the metadata of a thread, and of ``threads.create``: the name of what answers in it."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}", re.ASCII)


def valid_name(name: str) -> bool:
    """Whether an assistant can have that name: it stands in addresses and in settings."""
    return _NAME.fullmatch(name) is not None


class Assistants(Mapping[str, Assistant]):
    """The assistants of a server by name; the first one is the default.

    A new thread belongs to the assistant that the client secret, the path or the request's metadata
    names, and keeps its name where there are several. A thread without a name, of a time when
    there was one assistant, belongs to the default.

    Raises:
        ValueError: There is none, or one whose name cannot be a name.
    """

    def __init__(self, assistants: Mapping[str, Assistant]) -> None:
        if not assistants:
            raise ValueError("a server needs an assistant")
        for name in assistants:
            if not valid_name(name):
                raise ValueError(
                    f'"{name}" cannot be the name of an assistant: it must be of letters, digits, '
                    "dots, hyphens and underscores, at most 128"
                )
        self._assistants = dict(assistants)

    def __getitem__(self, name: str) -> Assistant:
        return self._assistants[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._assistants)

    def __len__(self) -> int:
        return len(self._assistants)

    @property
    def default(self) -> str:
        """The name of the one that answers where nobody named any."""
        return next(iter(self._assistants))

    def named(self, name: str) -> Assistant:
        """The assistant that a path names.

        Raises:
            NotFound: There is none of that name.
        """
        if name not in self._assistants:
            raise NotFound(f'There is no assistant "{name[:128]}" here.')
        return self._assistants[name]

    def of(self, thread: ThreadMetadata) -> str | None:
        """The name of the assistant of a thread; None if it is not served any more."""
        name = thread.metadata.get(ASSISTANT, self.default)
        return name if name in self._assistants else None

    def elsewhere(self, thread: ThreadMetadata, context: RequestContext) -> str | None:
        """The name of a thread's assistant, where the request's path is that of another."""
        name = self.of(thread)
        return None if name == (context.assistant or self.default) else name

    def answering(self, thread: ThreadMetadata) -> str:
        """The name of the assistant that answers in a thread.

        Raises:
            Conflict: It is not served any more.
        """
        name = self.of(thread)
        if name is None:
            gone = str(thread.metadata[ASSISTANT])[:128]
            raise Conflict(
                f'The assistant of this conversation, "{gone}", is not here any more. '
                "What was said can be read; start a new conversation to go on."
            )
        return name

    def for_new_thread(self, metadata: Mapping[str, Any], context: RequestContext) -> str:
        """The name of the assistant of a thread that is about to be made.

        Args:
            metadata: That of the request.
            context: Who asks, by which path and with which client secret.

        Raises:
            InvalidRequest: The metadata names what is no assistant.
            Forbidden: The client secret is for another one.
            Conflict: The one that the client secret is for is not served any more.
        """
        wanted = context.assistant
        if wanted is None and ASSISTANT in metadata:
            wanted = metadata[ASSISTANT]
            if not isinstance(wanted, str) or wanted not in self._assistants:
                raise InvalidRequest(f"metadata.{ASSISTANT} must name an assistant of this server.")
        if context.session is not None:
            bound = context.session.workflow.id
            if wanted not in (None, bound):
                raise Forbidden("This client secret is for another assistant.")
            if bound not in self._assistants:
                raise Conflict("The assistant that this client secret is for is not here any more.")
            return bound
        return wanted or self.default

    def check_listed_by(self, names: Iterable[str]) -> None:
        """Check what a page asks for threads by: metadata are the server's, and not all are shown.

        Raises:
            InvalidRequest: It is not for pages to know.
        """
        shown = {ASSISTANT}.union(*(each.listed_by for each in self.values()))
        for name in names:
            if name not in shown:
                raise InvalidRequest(f"metadata.{name}: threads cannot be listed by it here.")

    def wanted(self, metadata: MetadataFilter) -> MetadataFilter:
        """The same filter, for which threads without a name belong to the default assistant."""
        named = metadata.get(ASSISTANT, ())
        return {**metadata, ASSISTANT: (*named, None)} if self.default in named else metadata

    def kept(self, name: str) -> dict[str, Any]:
        """What the metadata of a thread keep of its assistant."""
        return {ASSISTANT: name} if len(self._assistants) > 1 else {}
