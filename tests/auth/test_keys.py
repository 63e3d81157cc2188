from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chatkit_server.auth.keys import KEY_FILE, KeyFileError, own_key
from chatkit_server.settings import Settings

SECRET = "correct horse battery staple, and then some"


def test_a_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    key = own_key(settings)
    assert len(key) >= 32
    assert own_key(settings) == key
    assert stat.S_IMODE((settings.data_dir / KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in settings.data_dir.iterdir()] == [KEY_FILE]


def test_two_data_directories_have_different_keys(tmp_path: Path) -> None:
    keys = {own_key(Settings(data_dir=tmp_path / name)) for name in "ab"}
    assert len(keys) == 2


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    for round_ in range(20):
        settings = Settings(data_dir=tmp_path / str(round_))
        with ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(own_key, [settings] * 8))
        assert len(keys) == 1


def test_with_a_secret_the_key_is_derived_and_no_file_is_made(tmp_path: Path) -> None:
    one = own_key(Settings(data_dir=tmp_path / "a", auth_secret=SECRET))
    other = own_key(Settings(data_dir=tmp_path / "b", auth_secret=SECRET))
    assert one == other != SECRET.encode()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["", "abc", "zz" * 32, "00" * 16])
def test_a_broken_key_file_is_an_error_and_stays(tmp_path: Path, content: str) -> None:
    (tmp_path / KEY_FILE).write_text(content)
    with pytest.raises(KeyFileError, match=KEY_FILE):
        own_key(Settings(data_dir=tmp_path))
    assert (tmp_path / KEY_FILE).read_text() == content


def test_a_data_directory_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyFileError, match="CHATKIT_AUTH_SECRET"):
        own_key(Settings(data_dir=tmp_path / "file" / "data"))
