"""Finds the Chromium that the tests drive, and prints its path; with ``--install`` gets one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def main(arguments: list[str]) -> int:
    """Prints the path, or says on standard error that there is none."""
    found = find()
    if found is None and "--install" in arguments:
        install()
        found = find()
    if found is None:
        print("No Chromium was found; `make test` gets one.", file=sys.stderr)
        return 1
    print(found)
    return 0


def find() -> Path | None:
    """The first candidate that starts: some systems have a stub of that name."""
    for path in candidates():
        try:
            check = subprocess.run(
                [path, "--version"], capture_output=True, timeout=60, check=False
            )
        except OSError:
            continue
        if check.returncode == 0:
            return path
    return None


def candidates() -> Iterator[Path]:
    """Where a Chromium may be: in PATH, as an application, or as Playwright keeps it."""
    for name in NAMES:
        path = shutil.which(name)
        if path is not None:
            yield Path(path)
    for application in APPLICATIONS:
        if Path(application).exists():
            yield Path(application)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        bundled = Path(playwright.chromium.executable_path)
    if bundled.exists():
        yield bundled


def install() -> None:
    """Takes the system's package where that is possible, otherwise Playwright's own build."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        packages = ["chromium", "fonts-liberation"]
        for command in (
            ["apt-get", "update"],
            ["apt-get", "install", "-y", "--no-install-recommends", *packages],
        ):
            if subprocess.run(command, env=environment, check=False).returncode != 0:
                break
        if find() is not None:
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
