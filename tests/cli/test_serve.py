"""`saphan serve`: what cannot be served is said in one sentence, before anything is started."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.authority import Authority

TOLD = {
    "SAPHAN_GATEWAY_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "SAPHAN_GATEWAY_PUBLIC_URL": "https://127.0.0.1:8080",
}


def served(*words: str, **told: str) -> subprocess.CompletedProcess[str]:
    """Return what the command has said when it has ended by itself."""
    command = [sys.executable, "-m", "cli.main", "serve", "gateway", *words]
    environment = {**os.environ, **TOLD, **{f"SAPHAN_GATEWAY_{name}": value for name, value in told.items()}}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_a_taken_port_is_named_with_its_setting() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = served(PORT=str(port))
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in done.stderr
    assert "SAPHAN_GATEWAY_PORT" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_certificate_of_another_name_starts_nothing(tmp_path: Path, workers: str) -> None:
    certificate, key = Authority(tmp_path).files("other", "other.example")
    done = served("--workers", workers, PORT="0", TLS_CERTIFICATE=str(certificate), TLS_KEY=str(key))
    assert done.returncode == 1
    said = " ".join(done.stderr.split())
    assert said.count("is the certificate of other.example, and not of 127.0.0.1") == 2, "in English and in Lao"
    assert "Traceback" not in said


def test_a_worker_that_cannot_start_ends_all_with_one_sentence(tmp_path: Path) -> None:
    done = served("--workers", "2", PORT="0", KEY_FILE=str(tmp_path / "missing.json"))
    assert done.returncode == 1
    said = " ".join(done.stderr.split())
    assert said.count("gateway does not start:") == 1
    assert "missing.json" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"TLS_CERTIFICATE": "/a"}, "tls_certificate and tls_key belong together"),
        ({"TLS_CLIENT_CA": "/a"}, "tls_client_ca needs tls_certificate and tls_key"),
        ({"UPSTREAM_KEY_FILE": "/a"}, "upstream_certificate_file and upstream_key_file belong together"),
        ({"WORKERS": "0"}, "SAPHAN_GATEWAY_WORKERS: input should be greater than or equal to 1"),
    ],
)
def test_settings_that_contradict_each_other_are_named(told: dict[str, str], said: str) -> None:
    done = served(**told)
    assert done.returncode == 1
    assert said in " ".join(done.stderr.split())
