"""Runs the tests of both languages and ends with one line: ``N passed, N failed``.

A runner that breaks without saying which test did counts as one failure.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test-results"


@dataclass(frozen=True)
class Runner:
    """A test runner that can write a JUnit report."""

    folder: Path
    command: list[str]
    report: Path


RUNNERS = (
    Runner(
        ROOT,
        [sys.executable, "-m", "pytest", "-q", f"--junitxml={RESULTS / 'pytest.xml'}"],
        RESULTS / "pytest.xml",
    ),
    Runner(
        ROOT / "web",
        [
            *("node_modules/.bin/vitest", "run", "--reporter=default", "--reporter=junit"),
            f"--outputFile.junit={RESULTS / 'vitest.xml'}",
        ],
        RESULTS / "vitest.xml",
    ),
)


def main() -> int:
    """Runs everything, whatever fails on the way."""
    RESULTS.mkdir(exist_ok=True)
    passed = failed = 0
    for runner in RUNNERS:
        runner.report.unlink(missing_ok=True)
        broken = subprocess.run(runner.command, cwd=runner.folder, check=False).returncode != 0
        good, bad = count(runner.report)
        passed += good
        failed += max(bad, int(broken))
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0


def count(report: Path) -> tuple[int, int]:
    """How many tests of a JUnit report passed and failed; skipped ones are neither.

    A test that was run again counts once, as it ended.
    """
    if not report.exists():
        return 0, 0
    outcomes = {
        (case.get("classname"), case.get("name")): outcome(case)
        for case in ElementTree.parse(report).iter("testcase")
    }
    found = list(outcomes.values())
    return found.count("passed"), found.count("failed")


def outcome(case: ElementTree.Element) -> str:
    """What came of one run of a test."""
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "passed" if case.find("skipped") is None else "skipped"


if __name__ == "__main__":
    raise SystemExit(main())
