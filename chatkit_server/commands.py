"""What the commands of the command line have in common."""

from __future__ import annotations


class CommandError(Exception):
    """The command cannot be carried out; the message says why, a line for each problem."""
