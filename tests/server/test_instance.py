"""Who of those that share a data directory is still alive."""

from __future__ import annotations

import errno
import fcntl
import os

from chatkit_server import instance as module
from chatkit_server.instance import Instance


def test_a_living_neighbour_is_not_taken_for_dead(tmp_path):
    one, two = Instance(tmp_path), Instance(tmp_path)

    assert one.dead_neighbours() == two.dead_neighbours() == []

    one.close()
    two.close()


def test_a_killed_neighbour_is_known_dead_until_it_is_forgotten(tmp_path):
    one = Instance(tmp_path)
    os.close(one._file)  # as the kernel does
    two = Instance(tmp_path)

    assert two.dead_neighbours() == [one.id]
    assert two.dead_neighbours() == [one.id]
    two.forget([one.id])
    assert two.dead_neighbours() == []

    two.close()


def test_one_that_ended_in_order_leaves_nothing(tmp_path):
    Instance(tmp_path).close()

    assert list((tmp_path / "instances").iterdir()) == []


def test_one_that_is_just_starting_is_not_taken_for_dead(tmp_path, monkeypatch):
    """Between making its file and locking it, another one looks around."""
    watcher = Instance(tmp_path)
    seen = []
    lock = module._try_lock

    def look_first(file):
        monkeypatch.setattr(module, "_try_lock", lock)
        seen.append(watcher.dead_neighbours())
        return lock(file)

    monkeypatch.setattr(module, "_try_lock", look_first)
    starting = Instance(tmp_path)

    assert seen == [[]]
    assert watcher.dead_neighbours() == []
    starting.close()
    watcher.close()


def test_where_files_cannot_be_locked_nobody_is_known_dead(tmp_path, monkeypatch):
    def unsupported(*args):
        raise OSError(errno.ENOTSUP, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    one, two = Instance(tmp_path), Instance(tmp_path)

    assert one.dead_neighbours() == []

    one.close()
    two.close()
