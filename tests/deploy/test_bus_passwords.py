"""`kafka.sh users` hands Kafka the passwords as it takes them, leaves nothing behind and says none of them."""

import os
import re
import subprocess
from pathlib import Path
from typing import Final

import pytest

from deploy.country.folder import ROOT

USERS: Final = ("operator", "case-registry", "civil-registration", "document-exchange", "health-summaries")
# What a user of Kafka's tool sees of it: a file of properties, whose value is `password=…` without brackets.
TOOL: Final = r"""#!/usr/bin/env bash
while [ $# -gt 0 ]; do
  case "$1" in --entity-name) user=$2 ;; --add-config-file) file=$2 ;; esac
  shift
done
stat -c '%a' "$file" >>WHERE/modes
said=$(cat "$file")
echo "AdminClientConfig values: $said"
if [[ ! $said =~ ^SCRAM-SHA-512=password=[^][]+$ || $user = "${REFUSED:-}" ]]; then
  echo "Invalid credential property $said" >&2
  exit 1
fi
echo "$user ${said#*=password=}" >>WHERE/taken
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """The script as it is shipped, with folders of this test in place of the container's."""
    text = (ROOT / "deploy" / "compose" / "kafka.sh").read_text(encoding="utf-8")
    text, replaced = re.subn(r"/opt/kafka/(bin)|/run/(secrets)|/(tmp)(?=/)", rf"{tmp_path}/\1\2\3", text)
    assert replaced >= 5
    for folder in ("bin", "secrets", "tmp"):
        (tmp_path / folder).mkdir()
    for user in USERS:
        (tmp_path / "secrets" / user).write_text(f"secret-of-{user}", encoding="utf-8")
    tool = tmp_path / "bin" / "kafka-configs.sh"
    tool.write_text(TOOL.replace("WHERE", str(tmp_path)), encoding="utf-8")
    tool.chmod(0o755)
    (tmp_path / "kafka.sh").write_text(text, encoding="utf-8")
    return tmp_path / "kafka.sh"


def run(script: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", str(script), "users"], env={**os.environ, **more}, capture_output=True, text=True, check=False
    )


def test_every_user_gets_the_password_of_its_file(script: Path) -> None:
    ended = run(script)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    taken = (script.parent / "taken").read_text(encoding="utf-8").splitlines()
    assert taken == [f"{user} secret-of-{user}" for user in USERS]


def test_nobody_else_may_read_the_file_and_it_does_not_stay(script: Path) -> None:
    run(script)
    assert set((script.parent / "modes").read_text(encoding="utf-8").split()) == {"600"}
    assert list((script.parent / "tmp").iterdir()) == []


def test_a_refused_password_is_told_by_its_user_and_never_said(script: Path) -> None:
    ended = run(script, REFUSED="civil-registration")
    assert ended.returncode == 1
    assert "the password of civil-registration was not taken" in ended.stderr
    assert "ຕັ້ງລະຫັດຜ່ານຂອງ civil-registration ບໍ່ໄດ້" in ended.stderr
    assert "secret-of-" not in ended.stdout + ended.stderr
    assert list((script.parent / "tmp").iterdir()) == []


def test_a_password_that_is_missing_stops_it_before_anybody_gets_an_empty_one(script: Path) -> None:
    (script.parent / "secrets" / "case-registry").unlink()
    assert run(script).returncode == 1
    assert (script.parent / "taken").read_text(encoding="utf-8") == "operator secret-of-operator\n"


def test_an_error_of_postgresql_does_not_show_the_statement_with_the_password() -> None:
    text = (ROOT / "deploy" / "compose" / "roles.sh").read_text(encoding="utf-8")
    assert text.index("\\set VERBOSITY terse") < text.index("\\i /etc/saphan/roles.sql")
