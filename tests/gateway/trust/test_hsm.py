"""Long-lived keys in a real token: SoftHSM, as Debian has it."""

import os
import shutil
import subprocess
from pathlib import Path

import orjson
import pytest

from evidence.base64url import b64url
from gateway.trust import key_files
from gateway.trust.checkpoint_keys import CheckpointKeys
from gateway.trust.key_files import KeyFileRefused

pkcs11 = pytest.importorskip("pkcs11")
MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "123456"

pytestmark = [
    pytest.mark.hsm,
    pytest.mark.skipif(
        shutil.which("softhsm2-util") is None and not os.environ.get("CI"),
        reason="needs softhsm2: apt install softhsm2",
    ),
]


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the label of a token with one P-256 key; one per process, since a module is initialised once."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(conf)  # read by the module when it is first loaded
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", "saphan", "--pin", PIN, "--so-pin", "12345678"],
        check=True,
        capture_output=True,
    )
    with pkcs11.lib(str(MODULE)).get_token(token_label="saphan").open(user_pin=PIN, rw=True) as session:
        for label, curve in (("gateway-2026", "secp256r1"), ("gateway-2027", "secp256r1"), ("odd", "secp384r1")):
            parameters = session.create_domain_parameters(
                pkcs11.KeyType.EC,
                {pkcs11.Attribute.EC_PARAMS: pkcs11.util.ec.encode_named_curve_parameters(curve)},
                local=True,
            )
            parameters.generate_keypair(store=True, label=label)
    return "saphan"


def a_file(folder: Path, *labels: str, token: str = "saphan", module: Path = MODULE) -> Path:
    path = folder / "gateway.json"
    told = {"module": str(module), "token": token, "keys": labels}
    also = {"pseudonymKey": b64url(bytes(32)), "checkpointKeys": CheckpointKeys.generate().spelt()}
    path.write_bytes(orjson.dumps({"pkcs11": told, **also}))
    path.chmod(0o600)
    return path


def test_a_key_in_hardware_certifies_the_key_of_the_process(token: str, tmp_path: Path) -> None:
    keys = key_files.load(a_file(tmp_path, "gateway-2026"), issuer="https://g.test", passphrase=PIN)
    with pytest.raises(RuntimeError, match="hardware"):
        _ = keys.signing  # nothing is signed by hardware during an exchange
    keys.switch(keys.prepare(now=1_790_000_000))
    assert keys.statement is not None
    other = key_files.load(a_file(tmp_path, "gateway-2026"), issuer="https://g.test", passphrase=PIN)
    other.learn(keys.statement, now=1_790_000_000)
    assert other.key("https://g.test", keys.signing.kid) is not None


def test_two_keys_in_hardware_overlap(token: str, tmp_path: Path) -> None:
    roots = key_files.load_roots(a_file(tmp_path, "gateway-2027", "gateway-2026"), PIN)
    assert len({root.verifying.thumbprint for root in roots}) == 2


@pytest.mark.parametrize(
    ("labels", "changes", "pin", "why"),
    [
        (("gateway-2026",), {}, "000000", "PinIncorrect|UserAlreadyLoggedIn"),
        (("gateway-2026",), {}, None, "needs its PIN"),
        (("nobody",), {}, PIN, "NoSuchKey"),
        (("gateway-2026",), {"token": "another"}, PIN, "NoSuchToken"),
        (("odd",), {}, PIN, "no P-256 key"),
        ((), {}, PIN, "holds no key"),
        (("gateway-2026",), {"module": Path("/nowhere.so")}, PIN, "cannot be used"),
    ],
)
def test_what_the_hardware_does_not_have_is_said_at_start(
    token: str, tmp_path: Path, labels: tuple[str, ...], changes: dict[str, object], pin: str | None, why: str
) -> None:
    with pytest.raises(KeyFileRefused, match=why):
        key_files.load_roots(a_file(tmp_path, *labels, **changes), pin)  # type: ignore[arg-type]  # by the table
