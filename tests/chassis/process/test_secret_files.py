"""Files with a secret are their owner's alone, or they are refused."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.process.secret_files import SecretFileRefused, read_key, secret_file, secret_folder


@pytest.fixture
def careless() -> Iterator[None]:
    before = os.umask(0o000)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def a_file(folder: Path, content: str, mode: int = 0o600) -> Path:
    path = folder / "secret"
    path.write_text(content)
    path.chmod(mode)
    return path


def test_a_key_is_read_from_its_digits(tmp_path: Path) -> None:
    assert read_key(a_file(tmp_path, "00ff" * 16 + "\n")) == bytes.fromhex("00ff" * 16)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660], ids=["the group reads", "everybody reads", "the group writes"])
def test_a_file_that_others_reach_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(SecretFileRefused, match="readable by others"):
        read_key(a_file(tmp_path, "00ff" * 16, mode))


@pytest.mark.parametrize("content", ["a key", "0f0", "ໜຶ່ງ"], ids=["words", "half a byte", "Lao letters"])
def test_a_file_that_spells_no_key_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(SecretFileRefused, match="hexadecimal"):
        read_key(a_file(tmp_path, content))


def test_a_file_that_is_not_there_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(SecretFileRefused, match=r"missing\.key cannot be read"):
        read_key(tmp_path / "missing.key")


@pytest.mark.usefixtures("careless")
def test_a_file_is_its_owners_before_the_first_byte(tmp_path: Path) -> None:
    with secret_file(tmp_path / "new"):
        assert mode(tmp_path / "new") == 0o600


@pytest.mark.usefixtures("careless")
def test_a_file_that_was_open_to_others_is_closed_and_written_anew(tmp_path: Path) -> None:
    old = a_file(tmp_path, "longer than what follows", 0o666)
    with secret_file(old) as file:
        assert mode(old) == 0o600
        file.write(b"short")
    assert old.read_bytes() == b"short"


def test_what_is_no_file_is_written_to_and_stays_what_it_is() -> None:
    before = mode(Path("/dev/null"))
    with secret_file(Path("/dev/null")) as nowhere:
        nowhere.write(b"x")
    assert mode(Path("/dev/null")) == before


@pytest.mark.usefixtures("careless")
def test_a_folder_is_made_for_its_owner_and_one_that_was_there_stays(tmp_path: Path) -> None:
    secret_folder(tmp_path / "new")
    assert mode(tmp_path / "new") == 0o700
    (tmp_path / "old").mkdir(0o755)
    secret_folder(tmp_path / "old")
    assert mode(tmp_path / "old") == 0o755
