"""``chatkit-server feedback``, beside a running server."""

from __future__ import annotations

import argparse
import asyncio
import csv
import sys

from chatkit_server.cli.common import add_command, open_database


def add_feedback_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Say what the command about feedback takes."""
    feedback = add_command(commands, "feedback", "print what users think of which answers")
    feedback.add_argument(
        "--csv", action="store_true", help="print CSV, not a JSON object on each line"
    )
    feedback.set_defaults(run=lambda given: asyncio.run(_print_feedback(as_csv=given.csv)))


async def _print_feedback(*, as_csv: bool) -> int:
    from chatkit_server.feedback import FeedbackEntry, all_feedback
    from stores.opinions import Opinions

    async with open_database() as engine:
        table = csv.writer(sys.stdout, lineterminator="\n")
        if as_csv:
            table.writerow(FeedbackEntry.model_fields)
        async for entry in all_feedback(Opinions(engine)):
            if as_csv:
                table.writerow(_cell(value) for value in entry.model_dump(mode="json").values())
            else:
                print(entry.model_dump_json())
    return 0


def _cell(value: str | None) -> str:
    """A value as a spreadsheet shows it: text that begins like a formula is none."""
    text = value or ""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
