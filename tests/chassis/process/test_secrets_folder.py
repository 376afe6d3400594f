"""Settings may come as files of a folder, as container platforms hand secrets over."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from chassis.process.secret_files import SecretFileRefused
from chassis.process.secrets_folder import FOLDER, variable
from gateway.settings import Settings

URL = "postgresql://gateway:a b@db/gateway"
Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Put:
    """Put a variable into a folder that the environment names."""
    monkeypatch.setenv(FOLDER, str(tmp_path))

    def write(name: str, value: str, mode: int = 0o600) -> Path:
        file = tmp_path / name
        file.write_text(value, encoding="utf-8")
        file.chmod(mode)
        return file

    return write


def test_settings_come_from_files_without_the_newline_at_their_end(put: Put) -> None:
    put("saphan_gateway_database_url", f"{URL}\n")
    put("saphan_gateway_public_url", "https://gateway.example\r\n")
    put("saphan_gateway_hosts", '["a.example", "b.example"]\n')
    settings = Settings()
    assert settings.database_url.get_secret_value() == URL
    assert settings.public_url == "https://gateway.example"
    assert settings.hosts == ("a.example", "b.example")


def test_the_environment_wins(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put("saphan_gateway_database_url", URL)
    put("saphan_gateway_public_url", "https://file.example")
    monkeypatch.setenv("SAPHAN_GATEWAY_PUBLIC_URL", "https://environment.example")
    assert Settings().public_url == "https://environment.example"
    assert variable("SAPHAN_GATEWAY_PUBLIC_URL") == "https://environment.example"
    assert variable("SAPHAN_GATEWAY_DATABASE_URL") == URL


def test_other_files_of_the_folder_are_left_alone(put: Put, tmp_path: Path) -> None:
    put("saphan_gateway_database_url", URL)
    put("saphan_gateway_public_url", "https://gateway.example")
    put("saphan_case_registry_database_url", "another component's", 0o644)
    put("saphan_gateway_no_such_setting", "of another version")
    (tmp_path / "..data").mkdir()
    assert Settings().public_url == "https://gateway.example"
    assert variable("SAPHAN_GATEWAY_KEY_PASSPHRASE") is None


def test_a_kubernetes_secret_is_a_link_into_its_folder(put: Put, tmp_path: Path) -> None:
    (tmp_path / "..2026").mkdir()
    put("..2026/saphan_gateway_key_passphrase", "open")
    (tmp_path / "..data").symlink_to("..2026")
    (tmp_path / "saphan_gateway_key_passphrase").symlink_to("..data/saphan_gateway_key_passphrase")
    assert variable("SAPHAN_GATEWAY_KEY_PASSPHRASE") == "open"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path / "nowhere"))
    with pytest.raises(
        SecretFileRefused, match=r"SAPHAN_SECRETS_DIR names .*nowhere, which cannot be read: No such folder; mount it"
    ):
        Settings()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o622], ids=["everybody reads", "the group reads", "everybody writes"])
def test_a_file_that_others_reach_is_named(put: Put, mode: int) -> None:
    put("saphan_gateway_database_url", URL, mode)
    with pytest.raises(SecretFileRefused, match="saphan_gateway_database_url is readable by others"):
        Settings()


def test_a_file_that_is_no_text_or_no_file_is_named(put: Put, tmp_path: Path) -> None:
    put("saphan_gateway_database_url", "").write_bytes(b"\xff\xfe")
    with pytest.raises(SecretFileRefused, match="saphan_gateway_database_url is not a text"):
        Settings()
    (tmp_path / "saphan_gateway_database_url").unlink()
    (tmp_path / "saphan_gateway_database_url").mkdir()
    with pytest.raises(SecretFileRefused, match="saphan_gateway_database_url cannot be read: Is a directory"):
        variable("SAPHAN_GATEWAY_DATABASE_URL")


def test_without_a_folder_what_is_missing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    with pytest.raises(ValidationError, match="database_url"):
        Settings()


MOUNTED = """
mount -t tmpfs none "$1"
printf open > "$1/saphan_gateway_key_passphrase"
chmod "$3" "$1/saphan_gateway_key_passphrase"
test "$2" = rw || mount -o remount,ro "$1"
exec "$4" -c 'from chassis.process.secrets_folder import variable
print(variable("SAPHAN_GATEWAY_KEY_PASSPHRASE"))'
"""


@pytest.mark.parametrize(
    ("access", "mode", "said"),
    [
        ("ro", "0444", "open"),
        ("ro", "0440", "open"),
        ("rw", "0444", "readable by others"),
        ("ro", "0446", "readable by"),
    ],
    ids=["Kubernetes' default", "with fsGroup", "a mount that somebody writes to", "a file that somebody writes to"],
)
def test_a_mount_of_its_own_is_only_this_containers(tmp_path: Path, access: str, mode: str, said: str) -> None:
    """In a mount namespace of its own, as every container has one."""
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", MOUNTED, "sh", tmp_path, access, mode, sys.executable],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, FOLDER: str(tmp_path)},
    )
    assert said in (done.stdout if said == "open" else done.stderr), done
