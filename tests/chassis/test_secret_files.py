"""Files with a secret are their owner's alone, or they are refused."""

from pathlib import Path

import pytest

from chassis.secret_files import SecretFileRefused, read_key


def a_file(folder: Path, content: str, mode: int = 0o600) -> Path:
    path = folder / "secret"
    path.write_text(content)
    path.chmod(mode)
    return path


def test_a_key_is_read_from_its_digits(tmp_path):
    assert read_key(a_file(tmp_path, "00ff" * 16 + "\n")) == bytes.fromhex("00ff" * 16)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660], ids=["the group reads", "everybody reads", "the group writes"])
def test_a_file_that_others_reach_is_refused(tmp_path, mode):
    with pytest.raises(SecretFileRefused, match="readable by others"):
        read_key(a_file(tmp_path, "00ff" * 16, mode))


@pytest.mark.parametrize("content", ["a key", "0f0", "ໜຶ່ງ"], ids=["words", "half a byte", "Lao letters"])
def test_a_file_that_spells_no_key_is_refused(tmp_path, content):
    with pytest.raises(SecretFileRefused, match="hexadecimal"):
        read_key(a_file(tmp_path, content))


def test_a_file_that_is_not_there_is_refused_by_its_name(tmp_path):
    with pytest.raises(SecretFileRefused, match=r"missing\.key cannot be read"):
        read_key(tmp_path / "missing.key")
