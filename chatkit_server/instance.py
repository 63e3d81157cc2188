"""This process among those that may share a database."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from stores.ids import new_id

if sys.platform != "win32":
    import fcntl


class Instance:
    """A process that holds a lock on a file of its own for as long as it lives.

    The kernel lets go of the lock however the process ends, so a restarted server knows at
    once which of its predecessors' runs nobody answers any more. Servers on other machines
    do not see these files; their runs are known dead when the lease runs out.
    """

    def __init__(self, data_dir: Path) -> None:
        self.id = new_id("srv")
        self._folder = data_dir / "instances"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._path = self._folder / f"{self.id}.lock"
        # It gets its name when it is locked: found unlocked, it would be taken for a dead one's.
        unlocked = self._path.with_suffix(".new")
        self._file = os.open(unlocked, os.O_CREAT | os.O_RDWR, 0o600)
        _try_lock(self._file)
        unlocked.rename(self._path)

    def dead_neighbours(self) -> list[str]:
        """Ids of the processes that used this data directory and are gone; their files go too."""
        dead = []
        for path in sorted(self._folder.glob("*.lock")):
            if path == self._path:
                continue
            with contextlib.suppress(FileNotFoundError):  # another process was quicker
                file = os.open(path, os.O_RDWR)
                try:
                    if _try_lock(file):
                        dead.append(path.stem)
                finally:
                    os.close(file)
        return dead

    def forget(self, instances: list[str]) -> None:
        """Remove the files of dead processes whose runs have been dealt with."""
        for instance in instances:
            (self._folder / f"{instance}.lock").unlink(missing_ok=True)

    def close(self) -> None:
        """Give up the lock."""
        self._path.unlink(missing_ok=True)
        os.close(self._file)


def _try_lock(file: int) -> bool:
    if sys.platform == "win32":
        return False  # nobody is known dead there: leases simply run out
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # somebody holds it; or this file system knows no locks: as above
        return False
    return True
