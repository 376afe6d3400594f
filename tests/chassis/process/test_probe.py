"""The health probe asks the component that the environment describes, and says why it is not well."""

import http.server
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from typer.testing import CliRunner

from chassis.process.probe import fault_of
from cli.main import app
from cli.ports import free_port

PREFIX = "SAPHAN_CASE_REGISTRY_"


class Component(http.server.BaseHTTPRequestHandler):
    """Alive, and not ready."""

    def do_GET(self) -> None:
        body = b'{"status":"alive"}' if self.path == "/livez" else b'{"status":"not ready"}'
        self.send_response(200 if self.path == "/livez" else 503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *words: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@contextmanager
def served(context: ssl.SSLContext | None = None) -> Iterator[dict[str, str]]:
    """Serve the component, and yield the variables that say where."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Component) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield {f"{PREFIX}HOST": "0.0.0.0", f"{PREFIX}PORT": str(server.server_address[1])}
        finally:
            server.shutdown()
            thread.join()


def self_signed(folder: Path) -> tuple[str, str]:
    """Make a certificate of another name than this machine's, and return its file and its key's."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "case-registry")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    made = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    (folder / "tls.crt").write_bytes(pem)
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "tls.key").write_bytes(key.private_bytes(*plain))
    return str(folder / "tls.crt"), str(folder / "tls.key")


def test_alive_and_ready_are_two_questions() -> None:
    with served() as environment:
        assert fault_of("case-registry", environment) is None
        assert fault_of("case-registry", environment, ready=True) == '/healthz: 503 {"status":"not ready"}'


def test_nobody_there_is_said() -> None:
    environment = {f"{PREFIX}PORT": str(free_port("127.0.0.1"))}
    assert "ConnectionRefusedError" in str(fault_of("case-registry", environment))


def test_behind_tls_it_shows_the_components_own_certificate(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.load_verify_locations(certificate)
    context.verify_mode = ssl.CERT_REQUIRED
    with served(context) as environment:
        own = {f"{PREFIX}TLS_CERTIFICATE": certificate, f"{PREFIX}TLS_KEY": key}
        assert fault_of("case-registry", environment | own) is None
        assert fault_of("case-registry", environment) is not None


def test_as_a_program_it_says_yes_or_no_by_its_exit_code_and_loads_nothing_that_is_installed() -> None:
    with served() as environment:
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "chassis.process.probe"],
            env={**environment, "SAPHAN_COMPONENT": "case-registry"},
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parents[3],
        )
    assert done.returncode == 0, done.stderr[-500:]
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert loaded & {"aiohttp", "cryptography", "fastapi", "pydantic", "typer", "orjson"} == set()


def test_the_command_says_it_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with served() as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("SAPHAN_COMPONENT", "case-registry")
        assert CliRunner().invoke(app, ["probe"]).exit_code == 0
        told = CliRunner().invoke(app, ["probe", "--ready"])
    assert told.exit_code == 1
    assert "case-registry is not ready: /healthz: 503" in told.stderr
    assert "ບໍ່ພ້ອມ" in told.stderr


def test_the_command_knows_no_component_of_another_name() -> None:
    told = CliRunner().invoke(app, ["probe", "weather"])
    assert told.exit_code == 2
    assert "case-registry" in told.stderr
