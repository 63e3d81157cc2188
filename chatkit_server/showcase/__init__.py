"""The showcase: an assistant that, on command, does whatever the protocol allows.

It answers through the same pipeline as any assistant, so that reloading, resuming, stopping and
retrying are as they are everywhere. ``docs/conformance.md`` lists the commands.
"""

from chatkit_server.showcase.app import create_showcase, make_showcase

__all__ = ["create_showcase", "make_showcase"]
