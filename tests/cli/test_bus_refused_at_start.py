"""A service whose bus settings contradict each other, or whose key others can read, does not start and says why."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.bus_certificates import a_stranger
from tests.support.service import subject_key_file

PREFIX = "SAPHAN_CIVIL_REGISTRATION_"
TOLD = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "BUS_URL": "localhost:1"}


@pytest.mark.parametrize(
    ("told", "sentences"),
    [
        (
            {"BUS_SECURITY": "sasl-tls", "BUS_USERNAME": "civil-registration", "BUS_KEY_FILE": "our.key"},
            ["BUS_SECURITY=sasl-tls needs BUS_PASSWORD", "set BUS_CERTIFICATE_FILE and BUS_KEY_FILE"],
        ),
        ({"BUS_SECURITY": "tls"}, ["BUS_KEY_FILE", "readable by others"]),
    ],
    ids=["contradictions", "a key that others read"],
)
def test_the_start_is_refused_in_one_sentence(tmp_path: Path, told: dict[str, str], sentences: list[str]) -> None:
    if "BUS_KEY_FILE" not in told:
        pair = a_stranger(tmp_path)
        pair.key.chmod(0o644)
        told |= {"BUS_CERTIFICATE_FILE": str(pair.certificate), "BUS_KEY_FILE": str(pair.key)}
    told = {f"{PREFIX}{name}": value for name, value in (TOLD | told).items()}
    told[f"{PREFIX}SUBJECT_KEY_FILE"] = str(subject_key_file())
    told[f"{PREFIX}CREDENTIALS_FILE"] = str(tmp_path / "of-its-own-system.json")  # it may come later
    command = [sys.executable, "-m", "cli.main", "serve", "civil-registration"]
    ended = subprocess.run(
        command, env={**os.environ, **told}, capture_output=True, text=True, check=False, timeout=240
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    for sentence in sentences:
        assert sentence in ended.stderr
