"""The data folder keeps secrets to their owner and finds them again."""

from pathlib import Path

import pytest

from cli.data_folder import DataFolder, secret, write_secret


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path / "data")
    made.prepare()
    return made


def test_a_secret_is_its_owners_alone(folder: DataFolder) -> None:
    write_secret(folder.keys / "a", b"x")
    assert mode(folder.keys / "a") == 0o600


def test_a_secret_is_made_once_and_found_again(folder: DataFolder) -> None:
    assert secret(folder.keys / "a", lambda: b"first") == b"first"
    assert secret(folder.keys / "a", lambda: b"second") == b"first"


def test_a_secret_that_was_opened_to_others_is_closed_again(folder: DataFolder) -> None:
    write_secret(folder.keys / "a", b"x")
    (folder.keys / "a").chmod(0o644)
    secret(folder.keys / "a", lambda: b"")
    assert mode(folder.keys / "a") == 0o600


def test_rewriting_a_secret_leaves_no_other_file(folder: DataFolder) -> None:
    write_secret(folder.keys / "a", b"x")
    write_secret(folder.keys / "a", b"y")
    assert names(folder.keys) == ["a"]
    assert (folder.keys / "a").read_bytes() == b"y"


def test_a_secret_that_cannot_be_written_leaves_the_old_one(folder: DataFolder) -> None:
    target = folder.keys / "a"
    (target / "occupied").mkdir(parents=True)
    with pytest.raises(OSError, match="directory"):
        write_secret(target, b"x")
    assert names(folder.keys) == ["a"]


def test_folders_with_secrets_are_closed_to_others(folder: DataFolder) -> None:
    assert mode(folder.sandbox) == mode(folder.keys) == mode(folder.files) == 0o700
